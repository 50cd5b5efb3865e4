"""`python -m chalicelib verify-report FILE...`: offline, whether reports on checks are as they were written."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.verification.bulk.report_check import MAX_BYTES, ReportRefused, check_report
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.roots import local_folder, pinned_root
from chalicelib.verification.trust import Trust


def main(argv: Sequence[str]) -> int:
    """0 when every report is sound, 1 when one is not, 2 for wrong usage (argparse exits)."""
    given = _parser().parse_args(argv)
    try:
        trust = _trust(given.trust, given.keys)
    except NotGenuine as unreadable:
        _parser().error(unreadable.message)
    return max(_say(path, trust, as_json=given.json) for path in given.files)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chalicelib verify-report",
        description="Say whether reports on checks (PDF or JSON) are as the issuer wrote them. Nothing is sent.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print what a sound report says, as JSON")
    parser.add_argument("--trust", type=Path, metavar="CA.pem", help="the issuer's root certificate")
    parser.add_argument("--keys", type=Path, metavar="trust.json", help="the issuer's list of keys")
    return parser


def _trust(root: Path | None, keys: Path | None) -> Trust:
    """Whom to trust: `--trust`, or in stage local alone the local stack's own root."""
    if root is None and os.environ.get("STAGE", "local") in {"", "local"}:
        root = pinned_root("local")
    if root is None:
        _parser().error("name the issuer's root certificate with --trust")
    beside = (root.parent / "trust.json", local_folder() / "trust.json")
    return Trust.read(root, keys or next((path for path in beside if path.exists()), None))


def _say(path: Path, trust: Trust, *, as_json: bool) -> int:
    try:
        with path.open("rb") as file:
            said = check_report(file.read(MAX_BYTES + 1), trust, datetime.now(UTC))
    except OSError:
        print(f"{path}: NOT READ\n  The file could not be opened.")
        return 1
    except ReportRefused as refused:
        print(f"{path}: NOT A SOUND REPORT\n  {refused.message}")
        return 1
    print(json.dumps(said, ensure_ascii=False) if as_json else _in_words(path, said))
    return 0


def _in_words(path: Path, said: dict[str, Any]) -> str:
    verdicts = ", ".join(f"{count} {name}" for name, count in said["verdicts"].items())
    lists = said["status_lists"]
    ages = f"{lists['oldest']} to {lists['newest']}" if lists else "none"
    return (
        f"{path}: SOUND REPORT, not a certificate\n"
        f"  Written {said['written']} by {said['issuer']} for {said['asked_by']['name']}\n"
        f"  {said['count']} checks: {verdicts}\n"
        f"  Status lists made {ages}"
    )
