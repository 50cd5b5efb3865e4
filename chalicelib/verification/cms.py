"""The seal's CMS container in its one accepted form: nothing unsigned in it can be changed unseen.

Profile: PAdES baseline B-T (ETSI EN 319 142-1) as our issuer writes it: strict DER with zero padding, one
signer, SHA-256 with ECDSA, three signed attributes, and the time stamp as the only unsigned one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.verification.der import element_length
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto import cms, x509

_SIGNED = {"content_type", "message_digest", "signing_certificate_v2"}
_DIGESTS = {"sha256", "sha384", "sha512"}


@dataclass(frozen=True)
class SealToken:
    """A seal taken apart; its signatures are not verified yet."""

    signed_data: cms.SignedData
    message_digest: bytes
    stamped_at: datetime
    certificates: frozenset[bytes]
    """DER of every certificate in the seal and in its time stamp."""


def read_token(contents: bytes) -> SealToken:
    """Takes the seal's bytes apart; raises `NotGenuine` (seal-damaged, seal-wrong-kind, timestamp-missing)."""
    try:
        return _read(contents)
    except PARSER_FAULTS as broken:
        raise NotGenuine("seal-damaged") from broken


def _read(contents: bytes) -> SealToken:
    from asn1crypto import (  # noqa: PLC0415 - only to verify
        cms,
        tsp,  # noqa: F401 - it teaches cms the time stamp attributes
    )

    length = element_length(contents)
    if contents[length:].strip(b"\0"):
        raise NotGenuine("seal-damaged")
    container = cms.ContentInfo.load(contents[:length], strict=True)
    if container["content_type"].native != "signed_data":
        raise NotGenuine("seal-damaged")
    seal = container["content"]
    attributes = _require_seal_form(seal)
    stamp = _stamp(seal["signer_infos"][0])
    return SealToken(
        signed_data=seal,
        message_digest=attributes["message_digest"],
        stamped_at=stamp["encap_content_info"]["content"].parsed["gen_time"].native,
        certificates=frozenset(_certificates(seal) + _certificates(stamp)),
    )


def _require_seal_form(seal: cms.SignedData) -> dict[str, bytes]:
    """The signed attributes by name, once the container has the profile's form."""
    from asn1crypto import algos  # noqa: PLC0415 - only where something is verified

    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
    ecdsa = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
    signers = seal["signer_infos"]
    signer = signers[0]
    attributes = {item["type"].native: item["values"] for item in signer["signed_attrs"]}
    sound = (
        len(signers) == 1
        and seal["version"].native == signer["version"].native == "v1"
        and [algorithm.dump() for algorithm in seal["digest_algorithms"]] == [sha256]
        and signer["digest_algorithm"].dump() == sha256
        and signer["signature_algorithm"].dump() == ecdsa
        and seal["encap_content_info"]["content_type"].native == "data"
        and seal["encap_content_info"]["content"].native is None
        and seal["crls"].native is None
        and signer["sid"].name == "issuer_and_serial_number"
        and len(signer["signed_attrs"]) == len(_SIGNED)
        and set(attributes) == _SIGNED
        and all(len(values) == 1 for values in attributes.values())
    )
    if not sound:
        raise NotGenuine("seal-wrong-kind")
    return {name: values[0].native for name, values in attributes.items()}


def _stamp(signer: cms.SignerInfo) -> cms.SignedData:
    unsigned = list(signer["unsigned_attrs"])
    if not unsigned:
        raise NotGenuine("timestamp-missing")
    kinds = [(item["type"].native, len(item["values"])) for item in unsigned]
    if kinds != [("signature_time_stamp_token", 1)]:
        raise NotGenuine("seal-wrong-kind")
    stamp = unsigned[0]["values"][0]["content"]
    stamper = stamp["signer_infos"][0]
    sound = (
        len(stamp["signer_infos"]) == 1
        and stamp["version"].native == "v3"
        and stamper["version"].native == "v1"
        and stamp["encap_content_info"]["content_type"].native == "tst_info"
        and [item.dump() for item in stamp["digest_algorithms"]] == [stamper["digest_algorithm"].dump()]
        and stamper["digest_algorithm"]["algorithm"].native in _DIGESTS
        and stamp["crls"].native is None
        and stamper["unsigned_attrs"].native is None
        and stamper["sid"].name == "issuer_and_serial_number"
    )
    if not sound:
        raise NotGenuine("timestamp-wrong")
    return stamp


def _certificates(signed_data: cms.SignedData) -> list[bytes]:
    listed: list[bytes] = []
    for choice in signed_data["certificates"]:
        if choice.name != "certificate":
            raise NotGenuine("seal-wrong-kind")
        certificate: x509.Certificate = choice.chosen
        listed.append(certificate.dump())
    if listed != sorted(set(listed)):
        raise NotGenuine("seal-wrong-kind")
    return listed
