"""The status list of a national office: how large it is, and how long it takes to make, sign aside, and to read.

    python -m bench.status_list [--seed 1]

Promised: 25 KB or less for ten million certificates of which one in a thousand was withdrawn. 1 when it is broken.
"""

import argparse
import random  # noqa: TID251 - a seeded draw
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, status_list

ORIGIN = "https://verify.police.example"
CASES = ((160_000, 0.001), (1_000_000, 0.001), (10_000_000, 0.001), (10_000_000, 0.01))
"""Certificates, and the share withdrawn."""
PROMISED = (10_000_000, 0.001, 25_000)
_ROUNDS = 5


def token(revoked: set[int], key: ec.EllipticCurvePrivateKey, kid: bytes) -> bytes:
    """A signed list."""
    claims = status_list.encode(ORIGIN, 1, revoked, datetime.now(UTC))
    protected = status_list.protected_header(kid)
    made = key.sign(cose.sig_structure(protected, claims), ec.ECDSA(hashes.SHA256()))
    return cose.assemble(protected, claims, cose.raw_signature(made))


def check(made: bytes, spki: bytes) -> bool:
    """Signature and one bit, as a verifier reads them."""
    signed, listed = status_list.disassemble(made)
    return cose.verifies(signed.to_be_signed, signed.signature, spki) and listed.is_revoked(12_345)


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds."""
    times = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def main() -> int:
    """Print a line a case."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = random.Random(given.seed)  # noqa: S311 - as above
    key = ec.generate_private_key(ec.SECP256R1())
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kid, kept = cose.key_id(spki), True
    for issued, share in CASES:
        revoked = set(draw.sample(range(status_list.ENTRIES), int(issued * share)))
        made = token(revoked, key, kid)
        build = milliseconds(lambda wanted=revoked: token(wanted, key, kid))
        read = milliseconds(lambda done=made: check(done, spki))
        print(
            f"{issued:>10,} certificates, {share:.1%} withdrawn: {len(made):,} bytes, "
            f"made in {build:.0f} ms, checked in {read:.1f} ms"
        )
        kept = kept and ((issued, share) != PROMISED[:2] or len(made) <= PROMISED[2])
    print(f"a list has {status_list.ENTRIES:,} entries whatever is issued; seed {given.seed}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
