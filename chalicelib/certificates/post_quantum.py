"""A second signature that outlives quantum computers: ML-DSA-44 over the content, attached to the PDF.

A COSE_Sign1 (RFC 9052) with ML-DSA-44 (RFC 9964) over the SHA-256 of `certificate.json` (RFC 9995, a hash envelope:
the key service signs at most 4,096 bytes). It lies inside what the seal covers; the seal stays valid everywhere.
"""

import io
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from chalicelib.certificates import cose
from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.trust import SigningKey
from chalicelib.platform.signer import Signer

NAME = "certificate.mldsa.cose"
ALGORITHM = "ML-DSA-44"
_ML_DSA_44, _SHA_256 = -48, -16
_HASHED_WITH, _HASHED_TYPE = 258, 259
"""Header parameters of the hash envelope."""
_TYPE = "application/json"


@dataclass(frozen=True)
class CounterSignature:
    """An attached signature taken apart; nothing about it is verified yet."""

    key_id: bytes
    digest: bytes
    """SHA-256 of the content that it speaks of."""
    to_be_signed: bytes
    signature: bytes

    def holds(self, public_key: bytes) -> bool:
        """Whether the key (SubjectPublicKeyInfo, DER) made it."""
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - only to verify
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey  # noqa: PLC0415 - as above

        try:
            key = serialization.load_der_public_key(public_key)
            if not isinstance(key, MLDSA44PublicKey):
                return False
            key.verify(self.signature, self.to_be_signed)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def sign(content: bytes, key: SigningKey, signer: Signer) -> bytes:
    """The file to attach, checked with the public key. Raises `SigningRefused`, `LintFailed`."""
    header = cose.encode(_header(key.kid))
    digest = sha256(content).digest()
    signature = signer.sign_raw(key.id, cose.sig_structure(header, digest), "ML_DSA_SHAKE_256")
    made = cose.assemble(header, digest, signature)
    if not read(made).holds(key.public_key):
        raise LintFailed("The second signature did not verify with the public key.")
    return made


def read(attached: bytes) -> CounterSignature:
    """Takes an attached file apart. Raises `cose.Malformed`, `cose.NotCanonical`."""
    match cose.decode(attached):
        case [bytes(protected), dict(unprotected), bytes(digest), bytes(signature)] if not unprotected:
            header = cose.decode(protected)
        case _:
            raise cose.Malformed("not a COSE_Sign1 with an empty unprotected header")
    kid = header.get(cose.KEY_ID) if isinstance(header, dict) else None
    if not isinstance(kid, bytes) or header != _header(kid) or len(digest) != sha256().digest_size:
        raise cose.Malformed("not signed as certificates are")
    return CounterSignature(kid, digest, cose.sig_structure(protected, digest), signature)


def attach(pdf: bytes, attached: bytes, day: date) -> bytes:
    """The page with the file attached, the same bytes every time."""
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        specification = pikepdf.AttachedFileSpec(
            opened,
            attached,
            filename=NAME,
            description="A second signature over what this certificate says",
            mime_type="application/cose",
            mod_date=f"D:{day:%Y%m%d}000000Z",
        )
        specification.obj.AFRelationship = pikepdf.Name.Supplement
        opened.attachments[NAME] = specification
        opened.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return made.getvalue()


def _header(kid: bytes) -> dict[int, object]:
    return {cose.ALGORITHM: _ML_DSA_44, cose.KEY_ID: kid, _HASHED_WITH: _SHA_256, _HASHED_TYPE: _TYPE}
