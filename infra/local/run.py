"""`make run`: the whole service on this machine, and one application taken through it to a certificate.

When all is up it prints a line with the word `ready` and where everything is; Ctrl-C ends it.
"""

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from infra.local.processes import StackError
from infra.local.stack import ROOT, Options, Stack
from infra.local.staff import EVERYBODY


class _Told(KeyboardInterrupt):
    """A signal asked us to end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to end (0), or until a process of the stack is lost (1)."""
    wanted = _parser().parse_args(arguments)
    for end in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(end, _raise_told)
    try:
        return _run(wanted)
    except _Told:
        print("\nEnded.")
        return 0
    except StackError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--no-sample", action="store_true", help="do not take a sample application through")
    parser.add_argument("--once", action="store_true", help="start, take the sample through, verify it, end")
    parser.add_argument(
        "--cases", type=int, default=0, metavar="N", help="add N open cases to the staff queue"
    )
    parser.add_argument("--ports-from", type=int, metavar="PORT", help="use PORT and the eight after it")
    parser.add_argument(
        "--minute", type=float, default=60, metavar="S", help="let a schedule's minute last S seconds"
    )
    parser.add_argument("--people", type=int, default=100_000, help="how many people the record system knows")
    parser.add_argument(
        "--hosted",
        action="store_true",
        help="keep the police's records in the service itself, empty at first",
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".local", help="where what is made once is kept"
    )
    return parser


def _run(wanted: argparse.Namespace) -> int:
    begun = time.monotonic()
    options = Options(
        folder=wanted.folder.resolve(),
        minute=wanted.minute,
        people=wanted.people,
        ports_from=wanted.ports_from,
        hosts_records=wanted.hosted,
    )
    with Stack(options) as stack:
        if wanted.cases:
            from infra.local.cases import seed  # noqa: PLC0415 -- costly, and rarely asked for

            seed(stack, wanted.cases)
        certificate = None if wanted.no_sample else _sample(stack)
        print(_announcement(stack, certificate, time.monotonic() - begun), flush=True)
        _look_once(stack)
        if not wanted.once:
            _offer_verifier(stack)
        while not wanted.once:
            time.sleep(0.5)
            stack.processes.require_running()
    return 0


def _look_once(stack: Stack) -> None:
    """Let what looks every few minutes look now, so that the staff's pages tell of what is there."""
    for function in ("OnSweep", "OnLogMonitor"):
        with contextlib.suppress(OSError):  # a look that fails is told in the poller's log, and comes again
            stack.invoke(function)


def _sample(stack: Stack) -> Path:
    from infra.local.sample import take_through  # noqa: PLC0415 -- not with --no-sample

    done = take_through(stack)
    print(f"The sample application went from submit to signed PDF in {done.seconds:.1f} s.")
    return done.certificate


def _offer_verifier(stack: Stack) -> None:
    from infra.local.single_file import NotOffered, publish  # noqa: PLC0415 -- as above

    try:
        file = publish(stack)
    except NotOffered as failed:
        print(failed, flush=True)
        return
    print(f"The verify page offers {file}, which needs no network.", flush=True)


def _announcement(stack: Stack, certificate: Path | None, seconds: float) -> str:
    """Where everything is, a line each, and all of it once more in the line that says `ready`."""
    facts = {
        "apply": f"{stack.apply_origin}/",
        "staff": f"{stack.staff_origin}/",
        "verify": f"{stack.verify_origin}/",
        "mail": f"{stack.endpoint}/_local/mail",
        **{f"{m.group}-{i}": f"{m.email} {m.password}" for i, m in enumerate(EVERYBODY, start=1)},
        "root": str(stack.root_certificate),
        **({"certificate": str(certificate)} if certificate else {}),
    }
    lines = [f"  {name:<13} {value}" for name, value in facts.items()]
    one = "  ".join(f"{name}={value.replace(' ', '/')}" for name, value in facts.items())
    return "\n".join(["", *lines, "", f"Probity is ready after {seconds:.1f} s (Ctrl-C ends it): {one}"])


def _raise_told(*_: object) -> None:
    raise _Told


if __name__ == "__main__":
    sys.exit(main())
