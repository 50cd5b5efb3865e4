"""An issuer that publishes lists: keys, withdrawals and checkpoints, new and old, and some that it would not."""

import base64
import json
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, key_list, status_list
from chalicelib.certificates.key_list import Signature
from chalicelib.certificates.models import LogEntry
from chalicelib.certificates.statements import Statement, published_form
from chalicelib.verification.trust import root_public_key
from tests.attack.workshop import ORIGIN, Workshop

LOG = "verify.probity.example/log"


class Office:
    """Makes the lists that an issuer publishes, old and new, and some that it would not."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        pem = (workshop.folder / "pki" / "keys" / "root.pem").read_bytes()
        self.root = serialization.load_pem_private_key(pem, None)
        self.first = json.loads(workshop.trust_json.read_text())
        self.now = datetime.now(UTC).replace(microsecond=0)
        """When its keys were there already: they begin with the hour before the one in which they were made."""

    @property
    def root_key(self) -> str:
        return root_public_key(self.workshop.root_pem.read_bytes()).hex()

    def keys(self, sequence: int, *, continued: bool = True, **stolen: str) -> str:
        """A list of keys; `stolen` marks the keys of a use."""
        marked = [{**key, "compromised_at": stolen.get(key["use"])} for key in self.first["keys"]]
        body = json.dumps({**self.first, "sequence": sequence, "keys": marked}).encode()
        signers = [self.root, *([self.workshop.keys["qr"]] if continued else [])]
        return key_list.assemble(body, [signature(body, key) for key in signers]).hex()

    def status(self, issued: datetime, number: int = 1, revoked: frozenset[int] = frozenset({8})) -> str:
        key = self.workshop.keys["status"]
        protected = status_list.protected_header(cose.key_id(spki(key)))
        claims = status_list.encode(ORIGIN, number, revoked, issued)
        signed = key.sign(cose.sig_structure(protected, claims), ec.ECDSA(hashes.SHA256()))
        return cose.assemble(protected, claims, cose.raw_signature(signed)).hex()

    def checkpoint(self, size: int, seen: datetime, *, witnessed: bool = True) -> str:
        return self.note(size, sha256(b"%d" % size).digest(), seen, witnessed=witnessed).encode().hex()

    def note(self, size: int, root: bytes, seen: datetime, *, witnessed: bool = True) -> str:
        key = self.workshop.log_key
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        hint = sha256(LOG.encode() + b"\n\x01" + raw).digest()[:4]
        text = f"{LOG}\n{size}\n{base64.b64encode(root).decode()}\n"
        signed = base64.b64encode(hint + key.sign(text.encode())).decode()
        cosigned = self.workshop.witness.cosign(text, int(seen.timestamp())) if witnessed else ""
        return f"{text}\n\u2014 {LOG} {signed}\n{cosigned}"

    def stated(self, kind: str, facts: dict[str, object], seen: datetime) -> str:
        """A statement as it is published, in a log of its own."""
        said = json.dumps({**facts, "kind": kind}, sort_keys=True, separators=(",", ":"))
        statement = Statement(kind=kind, said=said, offered_at=seen, log_size=0)
        return published_form(
            statement, LogEntry(index=0, proof=(), checkpoint=self.note(1, statement.leaf, seen))
        )


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def signature(body: bytes, key: ec.EllipticCurvePrivateKey) -> Signature:
    protected = cose.protected_header(cose.key_id(spki(key)))
    made = key.sign(key_list.to_be_signed(body, protected), ec.ECDSA(hashes.SHA256()))
    return Signature(protected, cose.raw_signature(made))
