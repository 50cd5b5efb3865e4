"""Claims to sealed B-LTA file, QR and lint included, on one core: `python -m bench.issuing [--certificates N]`.

Promised: 30 certificates a second, 50 aimed at; a No Trace certificate of 45 KB or less without a photograph. The
key service's and the time-stamping authority's time is left out and shown. Beside it, where their packages are
there (bench/issuing/peers.txt): WeasyPrint and Typst, each with pyHanko as its documentation has it.
Exit 1 when a promise is broken.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import warnings
from pathlib import Path

from bench.issuing.parts import Parts
from bench.issuing.peers import measure_peers
from chalicelib.certificates import lint, page, qr, square, steps
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.sealing import sealer as sealing
from tests.fakes.issuing import Workshop, ordered

A_SECOND, LARGEST = 30.0, 45_000
LEFT_OUT = ("key service", "time stamps", "log")
"""Others' machines, and the log, whose own bench has its figures."""


def certificates(workshop: Workshop, count: int) -> list[Certificate]:
    """Reserved certificates of as many synthetic people, each with another passport."""
    made = []
    for number in range(count):
        order = workshop.order(ordered(passport_number=f"5334{number:05}"))
        made.append(workshop.service._reserve(order).state)  # noqa: SLF001 - the first step, without the rest
    return made


def seal(bench: steps.Bench, certificate: Certificate) -> bytes:
    """Through all steps up to the sealed file."""
    while certificate.step is not Step.SEALED:
        certificate = bench.advance(certificate)
    return bench.sealed or b""


def measure(count: int) -> tuple[Parts, list[float], list[int]]:
    """Processor time by part over so many certificates, what each took of our own, and the files' sizes."""
    workshop, parts = Workshop(Path(tempfile.mkdtemp())), Parts()
    warm, *others = certificates(workshop, count + 1)
    tools = workshop.service.tools
    seal(steps.Bench(tools), warm)
    places = {
        "key service": [(workshop.signer, "sign_raw"), (workshop.signer, "public_key")],
        "time stamps": [(workshop.time_stamps, "stamp")],
        "log": [(type(tools.log), "append")],
        "page": [(page, "render")],
        "square": [(square, "draw")],
        "code": [(qr, "encode_claims"), (qr, "assemble"), (qr, "verifies"), (qr, "disassemble")],
        "lint": [(lint, "check")],
        "seal": [(type(tools.sealer), "seal")],
        "check of the seal": [(sealing, "require_sound")],
    }
    sizes, each = [], []
    with parts.watching(places):
        for certificate in others:
            with parts.timed("the rest"):
                before = own(parts)
                sizes.append(len(seal(steps.Bench(tools), certificate)))
            each.append(own(parts) - before)
    return parts, each, sizes


def own(parts: Parts) -> float:
    """Seconds charged so far to what is ours."""
    return sum(seconds for name, seconds in parts.seconds.items() if name not in LEFT_OUT)


def report(parts: Parts, each: list[float], sizes: list[int]) -> float:
    """Print the shares; certificates a second."""
    count, whole = len(each), own(parts)
    ours = {name: seconds for name, seconds in parts.seconds.items() if name not in LEFT_OUT}
    for name, seconds in sorted(ours.items(), key=lambda item: -item[1]):
        print(f"  {name:20} {1000 * seconds / count:7.2f} ms  {seconds / whole:5.1%}")
    left_out = ", ".join(f"{name} {1000 * parts.seconds[name] / count:.2f} ms" for name in LEFT_OUT)
    print(f"  whole {1000 * whole / count:.2f} ms, left out: {left_out}")
    tenth = statistics.quantiles(each, n=10)[0]
    print(
        f"  median {1000 * statistics.median(each):.2f} ms, the quickest tenth {1000 * tenth:.2f} ms or less"
    )
    print(f"  {count / whole:.1f} certificates a second; files of {min(sizes)} to {max(sizes)} bytes")
    return count / whole


def main() -> int:
    """Measure ourselves, then the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificates", type=int, default=200)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    print(f"load {os.getloadavg()[0]:.1f}; one core, processor time")
    parts, each, sizes = measure(arguments.certificates)
    ours = report(parts, each, sizes)
    for name, a_second, size in measure_peers(max(10, arguments.certificates // 5)):
        print(f"{name}: {a_second:.1f} a second, {size} bytes; ours is {ours / a_second:.1f} times as fast")
    return int(ours < A_SECOND or max(sizes) > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
