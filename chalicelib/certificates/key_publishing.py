"""The issuer's part in a new list of keys: it checks what the root signed, adds its own signature, and publishes."""

from dataclasses import dataclass

from chalicelib.certificates import cose, key_list
from chalicelib.certificates.errors import ListRefused
from chalicelib.certificates.key_list import ListNotTaken, Signature
from chalicelib.certificates.trust import SIGNED_TRUST_LIST, TRUST_LIST, Keys, Use
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer

OFFERED = "trust-offered.cose"
"""Where a list that the root has signed waits for the issuer."""
_CONTINUE_WITH: tuple[Use, ...] = ("status", "qr", "seal")


@dataclass(frozen=True)
class KeyLists:
    """The published lists of keys."""

    public: Objects
    keys: Keys
    signer: Signer
    root_key: bytes
    """The root's SubjectPublicKeyInfo, as shipped with the code."""

    def publish_offered(self) -> bool:
        """Publish the list that waits, signed by the root, with a signature by a key of the list before.

        False when it was published before. Raises `ListRefused` for a list that readers would not take.
        """
        try:
            offered, held = self.public.get(OFFERED), self.public.get(TRUST_LIST)
        except ObjectMissing as missing:
            raise ListRefused("There is no list of keys to publish.") from missing
        try:
            signed = key_list.disassemble(offered)
            if signed.body == held:
                return False
            continued = key_list.assemble(signed.body, [signed.signatures[0], self._continuing(signed.body)])
            body = key_list.accept(held, self.root_key, continued)
        except ListNotTaken as refused:
            raise ListRefused(f"The list of keys is not published: {refused.fault}.") from refused
        self._replace(SIGNED_TRUST_LIST, continued, "application/cose")
        self._replace(TRUST_LIST, body, "application/json")
        return True

    def _continuing(self, body: bytes) -> Signature:
        """By a key that signs now and that the new list does not call stolen."""
        stolen = {key["kid"] for key in key_list.read(body)["keys"] if key.get("compromised_at")}
        for use in _CONTINUE_WITH:
            key = self.keys.get(use)
            if key.kid.hex() not in stolen:
                protected = cose.protected_header(key.kid)
                message = key_list.to_be_signed(body, protected)
                return Signature(protected, cose.raw_signature(self.signer.sign_raw(key.id, message)))
        raise ListRefused(
            "No key is left that could continue the list. See docs/operations/key-compromise.md."
        )

    def _replace(self, name: str, content: bytes, content_type: str) -> None:
        try:
            etag = self.public.head(name).etag
        except ObjectMissing:
            etag = None
        try:
            self.public.replace(name, content, content_type, etag=etag)
        except ObjectExists as raced:
            raise ListRefused("Somebody else is publishing a list of keys. Try again.") from raced
