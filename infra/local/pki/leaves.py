"""Certificates for the signing keys in KMS, and the trust list that gathers them (docs/formats/trust.md)."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chalicelib.certificates.cose import key_id
from infra.local.pki.architecture import load, read_leaves, store_certificate, write_whole
from infra.local.pki.signed_list import sign_list, spare_key

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

ISSUER = "Probity Criminal Records Office"
ISSUER_NUMBER = 1
ALGORITHMS = {
    "seal": "ES256",
    "qr": "ES256",
    "log": "Ed25519",
    "status": "ES256",
    "witness": "Ed25519",
    "pq": "ML-DSA-44",
    "report": "ES256",
    "copy": "ES256",
}
USES = ("seal", "qr", "log", "status", "pq", "report", "copy")
"""Of the keys in KMS."""
SPARE = "spare"
"""A status key in a file: the local KMS forgets its keys at every end, so no other can continue the list for readers
who hold an earlier one."""
LIFETIME = timedelta(days=3 * 365)


def certify(
    kms_client: "KMSClient",
    key_ids: Mapping[str, str],
    folder: Path,
    origins: Sequence[str],
    witness: bytes | None = None,
) -> dict[str, Any]:
    """Give the KMS keys (`seal`, `qr`, `log` to key id) certificates of the local authority; the trust list.

    `origins` are the verify origins, which the code's certificate names; `witness` is the public key of the log's
    witness (SubjectPublicKeyInfo, DER), which is nobody's in KMS. The list is also written to
    `trust.json` beside `folder`; keys of earlier starts stay in it, so old certificates stay verifiable.
    """
    spkis = {use: kms_client.get_public_key(KeyId=key_id)["PublicKey"] for use, key_id in key_ids.items()}
    spkis |= {"witness": witness} if witness else {}
    spkis = {SPARE: spare_key(folder), **spkis}
    leaves = read_leaves(folder)
    labels = {use: _label(use, spki, origins) for use, spki in spkis.items()}
    for use, label in labels.items():
        if label not in leaves:
            leaves[label] = _leaf(_use(use), label, origins)
            write_whole(folder / "keys" / f"{label}.pem", _pem(spkis[use]))
    write_whole(folder / "leaves.json", json.dumps(leaves, indent=1).encode())
    architecture = load(folder)
    issuing = store_certificate(folder, architecture, "issuing")
    entries = [
        _entry(
            _use(use), spkis[use], leaves[label], (store_certificate(folder, architecture, label), issuing)
        )
        for use, label in labels.items()
    ]
    return _gather(folder, entries, origins)


def _gather(folder: Path, entries: list[dict[str, Any]], origins: Sequence[str]) -> dict[str, Any]:
    path = folder.with_name("trust.json")
    before = json.loads(path.read_text()) if path.exists() else {"sequence": 0, "keys": []}
    present = {(entry["use"], entry["kid"]) for entry in entries}
    kept = [entry for entry in before["keys"] if (entry["use"], entry["kid"]) not in present]
    hosts = [urlsplit(origin).netloc for origin in origins]
    said = {
        "format": "probity-trust/2",
        "issuers": [{"number": ISSUER_NUMBER, "name": ISSUER, "hosts": hosts}],
        "keys": [*kept, *entries],
    }
    signed = folder.with_name("trust.cose")
    if all(before.get(name) == value for name, value in said.items()) and signed.exists():
        return before
    published = _plain(datetime.now(UTC).replace(microsecond=0).isoformat())
    trust = {**said, "sequence": before["sequence"] + 1, "published_at": published}
    write_whole(path, json.dumps(trust, indent=1).encode())
    sign_list(path, signed, folder / "keys" / "root.pem", folder / "keys" / f"{SPARE}.pem")
    return trust


def _use(name: str) -> str:
    return "status" if name == SPARE else name


def _entry(use: str, spki: bytes, leaf: Mapping[str, Any], certificates: Sequence[bytes]) -> dict[str, Any]:
    return {
        "kid": _kid(spki),
        "use": use,
        "issuer": ISSUER_NUMBER,
        "alg": ALGORITHMS[use],
        "public_key": base64.b64encode(spki).decode(),
        "certificates": [base64.b64encode(der).decode() for der in certificates],
        "not_before": _plain(leaf["not_before"]),
        "not_after": _plain(leaf["not_after"]),
    }


def _leaf(use: str, label: str, origins: Sequence[str]) -> dict[str, Any]:
    begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return {
        "use": use,
        "origins": list(origins) if use == "qr" else [],
        "serial": int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big") >> 1,
        "not_before": begins.isoformat(),
        "not_after": (begins + LIFETIME).isoformat(),
    }


def _label(use: str, spki: bytes, origins: Sequence[str]) -> str:
    named = hashlib.sha256(" ".join(origins).encode()).hexdigest()[:8]
    return f"{use}-{_kid(spki)}" + (f"-{named}" if use == "qr" else "")


def _kid(spki: bytes) -> str:
    return key_id(spki).hex()


def _plain(moment: str) -> str:
    return moment.replace("+00:00", "Z")


def _pem(spki: bytes) -> bytes:
    body = base64.encodebytes(spki).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n".encode()
