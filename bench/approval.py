"""From an officer's approval to the certificate in the applicant's hands, on the local stack.

`python -m bench.approval [--times N]`. Promised: 2 s or less, the key service and the time-stamping authority each
answering 20 ms later than they would. The clock runs from the approval's answer, over outbox, queue, issuer, mail
and the link's question, to the file.
"""

import argparse
import os
import statistics
import sys
import time

from infra.local import sample
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import ROOT, Options, Stack
from infra.local.visitor import Visitor

SECONDS, LATER_MS = 2.0, "20"
_PORTS_FROM = 28101


def once(stack: Stack, number: int) -> float:
    """Seconds from approval to file for one made-up applicant."""
    email = f"applicant-{number}@bench.example"
    with Visitor(stack.apply_origin) as applicant:
        sample.fill_in(applicant, NO_RECORD, email)
        sample.send_papers(applicant, NO_RECORD)
        sample.decide(stack, sample.submit(applicant))
        approved = time.monotonic()
        sample.collect(stack, applicant, NO_RECORD, email)
        return time.monotonic() - approved


def main() -> int:
    """Measure, print; 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    wanted = parser.parse_args()
    later = {"SIMULATED_DELAY_MS": LATER_MS}
    options = Options(folder=ROOT / ".local" / "bench", people=50, ports_from=_PORTS_FROM, environment=later)
    print(f"load {os.getloadavg()[0]:.1f}")
    with Stack(options, say=lambda _: None) as stack:
        took = [once(stack, number) for number in range(wanted.times + 1)][1:]
    print(
        f"approval to file: median {statistics.median(took):.2f} s, longest {max(took):.2f} s of {len(took)}"
    )
    return int(statistics.median(took) > SECONDS)


if __name__ == "__main__":
    sys.exit(main())
