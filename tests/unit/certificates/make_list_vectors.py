"""Writes docs/formats/vectors/status-list.json and trust.json; the signing keys are made here and thrown away."""

import base64
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import cbor2

from chalicelib.certificates import cose, key_list, status_list
from chalicelib.certificates.key_list import Signature
from tests.unit.certificates.make_vectors import ORIGIN, Signer, high_s

FOLDER = Path(__file__).parents[3] / "docs/formats/vectors"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def token(signer: Signer, claims: bytes, protected: bytes | None = None) -> bytes:
    """A signed status list, well formed or not."""
    header = protected or status_list.protected_header(signer.kid)
    return cose.assemble(header, claims, signer.sign(cose.sig_structure(header, claims)))


def status_vectors() -> dict[str, object]:
    """Lists that are read, and lists that are refused for their form or their signature."""
    signer = Signer()
    sets = {
        "nothing withdrawn": [],
        "the first and the last entry": [0, status_list.ENTRIES - 1],
        "neighbours in one byte": [8, 9, 15, 16],
        "a hundred": [place * 167_771 for place in range(100)],
    }
    good = []
    for name, revoked in sets.items():
        claims = status_list.encode(ORIGIN, 1, revoked, NOON)
        said = status_list.StatusList.read(claims)
        good.append(
            {
                "name": name,
                "subject": said.subject,
                "issued_at": said.issued_at.isoformat(),
                "expires_at": said.expires_at.isoformat(),
                "revoked": revoked,
                "token_hex": token(signer, claims).hex(),
            }
        )
    claims = status_list.encode(ORIGIN, 1, [5], NOON)
    sound, labelled = token(signer, claims), cbor2.loads(claims)
    other_type = cose.protected_header(signer.kid, {cose.TYPE: "application/cwt"})
    without = cbor2.dumps({k: v for k, v in labelled.items() if k != 4}, canonical=True)
    two_bits = cbor2.dumps(labelled | {65533: labelled[65533] | {"bits": 2}}, canonical=True)
    short = cbor2.dumps(labelled | {65533: {"bits": 1, "lst": zlib.compress(bytes(100))}}, canonical=True)
    bad = {
        "another type": ("form", token(signer, claims, other_type)),
        "no expiry": ("form", token(signer, without)),
        "two bits an entry": ("form", token(signer, two_bits)),
        "too few entries": ("form", token(signer, short)),
        "high s": ("form", high_s(sound)),
        "a byte after the end": ("form", sound + b"\x00"),
        "signed by a stranger": ("signature", token(Signer(), claims)),
    }
    return {
        "kid": signer.kid.hex(),
        "public_key_hex": signer.spki.hex(),
        "good": good,
        "bad": [
            {"name": name, "fault": fault, "token_hex": made.hex()} for name, (fault, made) in bad.items()
        ],
    }


def listed(use: str, signer: Signer, **marks: str) -> dict[str, object]:
    """A key as a list has it; its certificate is left out here, for readers of signed lists need none."""
    return {
        "kid": signer.kid.hex(),
        "use": use,
        "issuer": 1,
        "alg": "ES256",
        "public_key": base64.b64encode(signer.spki).decode(),
        "certificates": ["AA=="],
        "not_before": "2026-01-01T00:00:00Z",
        "not_after": "2029-01-01T00:00:00Z",
        **marks,
    }


def body(sequence: int, *keys: dict[str, object]) -> bytes:
    """A list's bytes."""
    office = {"number": 1, "name": "Probity Criminal Records Office", "hosts": ["verify.probity.example"]}
    said = {
        "format": "probity-trust/2",
        "sequence": sequence,
        "published_at": "2026-11-23T12:00:00Z",
        "issuers": [office],
        "keys": keys,
    }
    return json.dumps(said).encode()


def signed(content: bytes, *signers: Signer) -> bytes:
    """The list signed by each, in that order."""
    made = []
    for signer in signers:
        protected = cose.protected_header(signer.kid)
        made.append(Signature(protected, signer.sign(key_list.to_be_signed(content, protected))))
    return key_list.assemble(content, made)


def trust_vectors() -> dict[str, object]:
    """A list that is held, lists that may follow it, and lists that may not."""
    root, stranger, status, qr, new = (Signer() for _ in range(5))
    before = (listed("status", status), listed("qr", qr))
    held = body(3, *before)
    stolen = listed("qr", qr, compromised_at="2026-11-20T00:00:00Z")
    rotated = listed("qr", qr, retired_at="2026-11-23T12:00:00Z")
    good = {
        "the first list": (None, signed(held, root)),
        "the same list again": (held, signed(held, root)),
        "a key rotated": (held, signed(body(4, before[0], rotated, listed("qr", new)), root, status)),
        "a key stolen": (held, signed(body(4, before[0], stolen, listed("qr", new)), root, status)),
        "continued by the old code key": (held, signed(body(9, *before, listed("log", new)), root, qr)),
        "an unknown use and field": (
            held,
            signed(body(4, *before, listed("other", new, more="x")), root, status),
        ),
    }
    marked = body(4, before[0], stolen)
    bad = {
        "not the root's": ("list-not-the-roots", held, signed(body(4, *before), stranger, status)),
        "the root not first": ("list-not-the-roots", held, signed(body(4, *before), status, root)),
        "not newer": ("list-not-newer", held, signed(body(3, *before, listed("qr", new)), root, status)),
        "older": ("list-not-newer", held, signed(body(2, *before), root, status)),
        "the root alone": ("list-not-continued", held, signed(body(4, *before), root)),
        "continued by a stranger": ("list-not-continued", held, signed(body(4, *before), root, stranger)),
        "continued by the stolen key": ("list-not-continued", held, signed(marked, root, qr)),
        "continued by a key that is new": (
            "list-not-continued",
            held,
            signed(body(4, *before, listed("status", new)), root, new),
        ),
        "a key left out": ("list-takes-back", held, signed(body(4, before[0]), root, status)),
        "a theft taken back": ("list-takes-back", marked, signed(body(5, *before), root, status)),
        "a theft moved later": (
            "list-takes-back",
            marked,
            signed(body(5, before[0], listed("qr", qr, compromised_at="2026-11-21T00:00:00Z")), root, status),
        ),
        "no list": ("list-unreadable", held, signed(b"{}", root, status)),
        "no signature": ("list-unreadable", held, key_list.assemble(held, [])),
        "not COSE": ("list-unreadable", held, held),
        "high s": ("list-unreadable", None, high_s(signed(held, root))),
    }
    return {
        "root_public_key_hex": root.spki.hex(),
        "good": [_row(name, held_, message) for name, (held_, message) in good.items()],
        "bad": [
            _row(name, held_, message) | {"fault": fault} for name, (fault, held_, message) in bad.items()
        ],
    }


def _row(name: str, held: bytes | None, message: bytes) -> dict[str, object]:
    return {"name": name, "held": held.decode() if held else None, "message_hex": message.hex()}


def main() -> None:
    """Write the files."""
    for name, vectors in (("status-list", status_vectors()), ("trust", trust_vectors())):
        (FOLDER / f"{name}.json").write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
