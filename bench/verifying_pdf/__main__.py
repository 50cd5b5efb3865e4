"""A B-LTA certificate to its verdict: `python -m bench.verifying_pdf [--mutants N] [--certificates N]`.

Promised: structure and cryptography 15 ms or less at the median on a core (3 ms the aim), with text, attachment and
rendered code 150 ms; on two cores 60 files a second for structure and cryptography, 10 for all. 0 of 10,000 mutants
and of all attack files accepted, all of 500 genuine certificates. Exit 1 when a promise is broken.
"""

import argparse
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

from bench.verifying_pdf import times, wall
from tests.attack.genuine import sealed
from tests.attack.workshop import Workshop

STRICT_MS, WHOLE_MS, STRICT_BULK, WHOLE_BULK = 15.0, 150.0, 60.0, 10.0


def main() -> int:
    """Measure; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--certificates", type=int, default=500)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    issuer = Workshop(Path(tempfile.mkdtemp()))
    certificate = issuer.make()
    print(f"load {os.getloadavg()[0]:.1f}; a certificate of {len(certificate)} bytes; processor time")
    kept = [_times(issuer, certificate, given.times)]
    genuine = list(sealed(issuer, given.certificates))
    kept += [_genuine(issuer, genuine), _bulk(issuer, [issuer.make() for _ in range(60)])]
    kept += [_mutants(issuer, certificate, given.mutants), _attacks(issuer, certificate)]
    return 0 if all(kept) else 1


def _times(issuer: Workshop, certificate: bytes, count: int) -> bool:
    found = {each.name: each for each in times.timed(certificate, issuer.trust, count)}
    for each in found.values():
        print(f"  {each.name:34} median {each.median:6.2f} ms, quickest tenth {each.quickest_tenth:6.2f} ms")
    strict, whole = found["structure and cryptography"], found["whole verdict"]
    return strict.median <= STRICT_MS and whole.median <= WHOLE_MS


def _genuine(issuer: Workshop, files: list[bytes]) -> bool:
    count = sum(wall.accepted(pdf, issuer.trust) for pdf in files)
    sizes = sorted(len(pdf) for pdf in files)
    print(f"genuine: {count} of {len(files)} accepted, of {sizes[0]} to {sizes[-1]} bytes")
    return count == len(files)


def _bulk(issuer: Workshop, files: list[bytes]) -> bool:
    strict = times.bulk(files * 4, issuer.trust, whole=False)
    whole = times.bulk(files, issuer.trust, whole=True)
    print(f"bulk on two processes: {strict:.0f} files a second strict, {whole:.1f} with their meaning")
    return strict >= STRICT_BULK and whole >= WHOLE_BULK


def _mutants(issuer: Workshop, certificate: bytes, count: int) -> bool:
    found = wall.accepted_mutants(certificate, issuer.trust, count)
    print(f"mutants: {found.total()} of {count} accepted, of {len(found)} kinds")
    return found.total() == 0


def _attacks(issuer: Workshop, certificate: bytes) -> bool:
    made = list(wall.attacks(issuer, certificate))
    ours = [name for name, pdf in made if wall.accepted(pdf, issuer.trust)]
    poppler = sum(wall.pdfsig_says_valid(pdf) for _, pdf in made)
    pyhanko = sum(wall.pyhanko_says_sound(pdf) for _, pdf in made)
    print(f"attacks: {len(ours)} of {len(made)} accepted {ours or ''}")
    print(
        f"  beside it: pdfsig says 'Signature is Valid' of {poppler}, pyHanko 'intact, no change' of {pyhanko}"
    )
    return not ours


if __name__ == "__main__":
    sys.exit(main())
