"""`python -m chalicelib log monitor`: hold the public log against the register."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from chalicelib.certificates.log.monitor import Monitor
from chalicelib.certificates.log.watch import Watch


def main(argv: Sequence[str], monitor: Callable[[], Monitor]) -> int:
    """0 when nothing is wrong, 1 when something was found, 2 for wrong usage (argparse exits)."""
    given = _parser().parse_args(argv)
    watch = monitor().accept() if given.accept else monitor().look(whole=given.whole)
    print(watch.model_dump_json() if given.json else _in_words(watch))
    return 1 if watch.findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib log", description="The log of certificates.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    monitor = verbs.add_parser(
        "monitor", help="compare the public log with the register and with what was seen before"
    )
    how = monitor.add_mutually_exclusive_group()
    how.add_argument(
        "--whole", action="store_true", help="every leaf and every certificate, not only the new"
    )
    how.add_argument(
        "--accept",
        action="store_true",
        help="take the log as it is for true, after people have looked into it",
    )
    monitor.add_argument("--json", action="store_true", help="the whole report as one JSON object")
    return parser


def _in_words(watch: Watch) -> str:
    lines = [f"The log has {watch.size} leaves; {watch.reserved} of them are of certificates not issued."]
    lines += [f"WRONG {finding.fault}: {finding.about}".rstrip(": ") for finding in watch.findings]
    lines += [
        f"WAITS {one.serial}: {one.step.value} since {one.reserved_at.isoformat()}" for one in watch.waiting
    ]
    return "\n".join(lines)
