"""KMS keys with the key spec that moto's CloudFormation loses, and their aliases."""

import json

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes


@makes("AWS::KMS::Key")
def key(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- keys have no names
    """A key, usable at once; how long a deletion waits means something only when one is deleted."""
    kms = place.client("kms")
    p.take("PendingWindowInDays", None)
    wanted = p.renamed(
        {
            "Description": "Description",
            "KeySpec": "KeySpec",
            "KeyUsage": "KeyUsage",
            "MultiRegion": "MultiRegion",
            "Origin": "Origin",
        }
    )
    if p.has("KeyPolicy"):
        wanted["Policy"] = json.dumps(p.take("KeyPolicy"))
    if p.has("Tags"):
        wanted["Tags"] = [{"TagKey": t["Key"], "TagValue": t["Value"]} for t in p.take("Tags")]
    enabled, rotates = p.flag("Enabled", default=True), p.flag("EnableKeyRotation")
    metadata = kms.create_key(**wanted)["KeyMetadata"]
    if rotates:
        kms.enable_key_rotation(KeyId=metadata["KeyId"])
    if not enabled:
        kms.disable_key(KeyId=metadata["KeyId"])
    return Made(metadata["KeyId"], {"Arn": metadata["Arn"], "KeyId": metadata["KeyId"]})


@makes("AWS::KMS::Alias")
def alias(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- named by its property
    """Another name of a key."""
    alias_name = p.take("AliasName")
    place.client("kms").create_alias(AliasName=alias_name, TargetKeyId=p.take("TargetKeyId"))
    return Made(alias_name)
