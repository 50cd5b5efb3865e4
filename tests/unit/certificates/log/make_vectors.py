"""Writes docs/formats/vectors/log.json with the naive implementation beside this file; its keys are public."""

import json
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.unit.certificates.log import naive

FILE = Path(__file__).parents[4] / "docs/formats/vectors/log.json"
ORIGIN, WITNESS, MOMENT = "verify.probity.example/log", "witness.example/w1", 1_795_455_600
LARGE = 70_000
SIZES = (0, 1, 2, 3, 7, 8, 255, 256, 257, 600, 65_536, LARGE)
PLACES = (
    (0, 1),
    (0, 7),
    (3, 7),
    (6, 7),
    (255, 256),
    (255, 257),
    (256, 257),
    (599, 600),
    (12_345, LARGE),
    (69_999, LARGE),
)
STEPS = (
    (1, 2),
    (3, 7),
    (4, 7),
    (6, 7),
    (7, 8),
    (255, 256),
    (256, 257),
    (257, 600),
    (600, LARGE),
    (65_536, LARGE),
)


def entry(i: int) -> bytes:
    """The i-th entry: 16 bytes of salt and the hash of claims, both made up."""
    return sha256(b"salt %d" % i).digest()[:16] + sha256(b"claims %d" % i).digest()


def leaves(count: int) -> list[bytes]:
    """The first leaves of the vectors' log."""
    return [sha256(b"\x00" + entry(i)).digest() for i in range(count)]


def key(name: str) -> Ed25519PrivateKey:
    """A key that everybody can make."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"probity log vectors {name}".encode()).digest())


def vectors() -> dict[str, object]:
    """All of it."""
    every = leaves(LARGE)
    roots = {size: naive.mth(every[:size]) for size in SIZES}
    log, witness = key("log"), key("witness")
    text = naive.text(ORIGIN, every[:600])
    signed = f"{text}\n{naive.log_line(ORIGIN, log, text)}"
    cosigned = signed + naive.witness_line(WITNESS, witness, text, MOMENT)
    path = naive.path(300, every[:600])
    return {
        "entry": "SHA-256('salt <i>')[:16] || SHA-256('claims <i>'), i in decimal",
        "first_entry_hex": entry(0).hex(),
        "first_leaf_hex": every[0].hex(),
        "roots_hex": {str(size): root.hex() for size, root in roots.items()},
        "inclusion": [
            {"index": m, "size": n, "path_hex": [h.hex() for h in naive.path(m, every[:n])]}
            for m, n in PLACES
        ],
        "consistency": [
            {"old": m, "size": n, "path_hex": [h.hex() for h in naive.proof(m, every[:n])]} for m, n in STEPS
        ],
        "tiles_sha256": {
            str(size): {name: sha256(body).hexdigest() for name, body in naive.tiles(every[:size]).items()}
            for size in (1, 256, 600, LARGE)
        },
        "log_vkey": naive.vkey(ORIGIN, 1, log),
        "witness_vkey": naive.vkey(WITNESS, 4, witness),
        "checkpoint": signed,
        "cosigned_checkpoint": cosigned,
        "cosigned_at": MOMENT,
        "tlog_proof_of_leaf_300": naive.tlog_proof(300, path, cosigned),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n")
