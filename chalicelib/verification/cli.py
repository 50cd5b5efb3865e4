"""`python -m chalicelib verify FILE...`: offline, without AWS, a verdict with named reasons for each file."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Demands, Report, Verdict
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import MAX_BYTES, report, verify_file

_LOCAL = Path(__file__).resolve().parents[2] / ".local"
_WORDS = {
    Verdict.GENUINE: "GENUINE",
    Verdict.ALTERED: "NOT GENUINE: altered",
    Verdict.UNTRUSTED: "NOT GENUINE: not made by a trusted issuer",
    Verdict.REVOKED: "NOT VALID: withdrawn by the issuer",
    Verdict.EXPIRED: "NOT ACCEPTED: too old",
    Verdict.NOT_A_CERTIFICATE: "NOT A CERTIFICATE",
}


def main(argv: Sequence[str]) -> int:
    """0 when every file is genuine, 1 when one is not, 2 for wrong usage (argparse exits)."""
    given = _parser().parse_args(argv)
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    demands = Demands(require_status=given.require_status, max_age_days=given.max_age)
    all_genuine = True
    for found in _reports(given, demands):
        print(
            json.dumps(found.published(), ensure_ascii=False) if given.json else _in_words(found), flush=True
        )
        all_genuine = all_genuine and found.verdict is Verdict.GENUINE
    return 0 if all_genuine else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chalicelib verify",
        description="Say whether police certificates are genuine and unaltered. Nothing is sent anywhere.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a PDF, a PNG or JPEG with the QR code, its text, or - for stdin",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--trust", type=Path, metavar="CA.pem", help="the issuer's root certificate")
    parser.add_argument(
        "--keys", type=Path, metavar="trust.json", help="the issuer's keys (believed through the root)"
    )
    parser.add_argument("--require-status", action="store_true", help="refuse when the status is not known")
    parser.add_argument("--max-age", type=_days, metavar="DAYS", help="refuse an older certificate")
    return parser


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"not a number of days: {text!r}")
    return int(text)


def _reports(given: argparse.Namespace, demands: Demands) -> Iterator[Report]:
    try:
        trust = _trust(given.trust, given.keys)
    except NotGenuine as unreadable:
        yield from (report(name, [unreadable.reason.name]) for name in given.files)
        return
    for name in given.files:
        content = _read(name)
        now = datetime.now(UTC)
        yield (
            report(name, ["unreadable-file"])
            if content is None
            else verify_file(name, content, trust, demands, now)
        )


def _trust(root: Path | None, keys: Path | None) -> Trust | None:
    """The local stack's own root and keys are trusted in stage local alone; elsewhere --trust says whom."""
    local = os.environ.get("STAGE", "local") in {"", "local"}
    if root is None and local and (_LOCAL / "pki" / "root.pem").exists():
        root = _LOCAL / "pki" / "root.pem"
    if keys is None and local and (_LOCAL / "trust.json").exists():
        keys = _LOCAL / "trust.json"
    return Trust.read(root, keys) if root else None


def _read(name: str) -> bytes | None:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return None


def _in_words(found: Report) -> str:
    facts = [f"    {fact.label}: {fact.value}" for fact in found.facts]
    compare = ["  Compare with the passport of the person before you:", *facts] if facts else []
    reasons = [f"  {reason.sentence} [{reason.name}]" for reason in found.reasons]
    return "\n".join([f"{found.file}: {_WORDS[found.verdict]}", *compare, *reasons])
