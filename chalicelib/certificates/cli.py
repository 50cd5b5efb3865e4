"""`python -m chalicelib log`: hold the public log against the register, and publish the verifier's file in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from chalicelib.certificates import official_hosts
from chalicelib.certificates.errors import NotTheVerifier
from chalicelib.certificates.log.monitor import Monitor
from chalicelib.certificates.log.watch import Watch
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.verifier_file import offer


def main(argv: Sequence[str], monitor: Callable[[], Monitor], statements: Callable[[], Statements]) -> int:
    """0 when nothing is wrong, 1 when something was found, 2 for wrong usage (argparse exits)."""
    given = _parser().parse_args(argv)
    if given.verb == "publish":
        return _publish(given.file, statements())
    if given.verb == "hosts":
        return _state_hosts(statements())
    watch = monitor().accept() if given.accept else monitor().look(whole=given.whole)
    print(watch.model_dump_json() if given.json else _in_words(watch))
    return 1 if watch.findings else 0


def _publish(file: Path, statements: Statements) -> int:
    try:
        statement_id = offer(file.read_bytes(), statements)
    except (NotTheVerifier, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"Published; the issuer enters its hash in the log (statement {statement_id}).")
    return 0


def _state_hosts(statements: Statements) -> int:
    statement_id = official_hosts.offer(statements)
    told = (
        f"The issuer enters them in the log (statement {statement_id})." if statement_id else "Nothing new."
    )
    print(told)
    return 0


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
    verbs.add_parser("hosts", help="state the hosts of the published list of keys in the log")
    publish = verbs.add_parser("publish", help="publish the single-file verifier, its hash in the log")
    publish.add_argument("file", type=Path, metavar="FILE", help="what python -m infra.verifier made")
    return parser


def _in_words(watch: Watch) -> str:
    lines = [f"The log has {watch.size} leaves; {watch.reserved} of them are of certificates not issued."]
    lines += [f"WRONG {finding.fault}: {finding.about}".rstrip(": ") for finding in watch.findings]
    lines += [
        f"WAITS {one.serial}: {one.step.value} since {one.reserved_at.isoformat()}" for one in watch.waiting
    ]
    return "\n".join(lines)
