"""`python -m chalicelib verify FILE...`: offline, without AWS, a verdict with named reasons for each file."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.certificates import key_list
from chalicelib.verification import pictures
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Demands, Report, Verdict
from chalicelib.verification.reasons import ADVICE
from chalicelib.verification.roots import local_folder, pinned_root
from chalicelib.verification.seen import Seen
from chalicelib.verification.trust import Trust, read_keys, root_public_key
from chalicelib.verification.verify_file import report, verify_file

_TWO_DAYS = 48
_WORDS = {
    Verdict.GENUINE: "GENUINE",
    Verdict.ALTERED: "NOT GENUINE: altered",
    Verdict.UNTRUSTED: "NOT GENUINE: not made by a trusted issuer",
    Verdict.REVOKED: "NOT VALID: withdrawn by the issuer",
    Verdict.EXPIRED: "NOT ACCEPTED: too old",
    Verdict.NOT_A_CERTIFICATE: "NOT A CERTIFICATE",
    Verdict.RESULT_ONLY: "A RESULT ONLY: it does not prove who holds the paper",
    Verdict.COPY: "A COPY for one recipient: not the certificate",
}
_COMPARED = {Verdict.GENUINE, Verdict.COPY}


def main(argv: Sequence[str]) -> int:
    """0 when every file is genuine, 1 when one is not, 2 for wrong usage (argparse exits)."""
    given = _parser().parse_args(argv)
    if not given.files and not given.update:
        _parser().error("name at least one FILE")
    try:
        if given.update:
            _take_update(given)
        trust = _remembering(_trust(given.trust, given.keys, given.witnesses), given.state)
    except NotGenuine as unreadable:
        _parser().error(unreadable.message)
    demands = Demands(require_status=given.require_status, max_age_days=given.max_age)
    all_genuine = True
    for found in _reports(given.files, trust, demands, given.status):
        print(
            json.dumps(found.published(), ensure_ascii=False) if given.json else _in_words(found), flush=True
        )
        all_genuine = all_genuine and found.verdict is Verdict.GENUINE
    if trust and trust.seen and given.state:
        trust.seen.write(given.state)
    return 0 if all_genuine else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chalicelib verify",
        description="Say whether police certificates are genuine and unaltered. Nothing is sent anywhere.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a PDF, a PNG or JPEG with the QR code, its text, or - for stdin",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--trust", type=Path, metavar="CA.pem", help="the issuer's root certificate")
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="trust.cose",
        help="the issuer's keys, signed by the root; trust.json alone may leave out that a key was stolen",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="remember here how new the lists were, and never go back to older ones",
    )
    parser.add_argument(
        "--status", type=_bytes_of, metavar="FILE", help="the issuer's status list (/status/1), as published"
    )
    parser.add_argument(
        "--update",
        type=_bytes_of,
        metavar="trust.cose",
        help="a newer list of keys: replaces the file of --keys when the root and a known key signed it",
    )
    parser.add_argument("--require-status", action="store_true", help="refuse when the status is not known")
    parser.add_argument(
        "--witnesses",
        type=_number,
        default=1,
        metavar="N",
        help="refuse a PDF whose place in the log fewer of the issuer's witnesses vouch for (1)",
    )
    parser.add_argument("--max-age", type=_number, metavar="DAYS", help="refuse an older certificate")
    return parser


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"not a number: {text!r}")
    return int(text)


def _bytes_of(name: str) -> bytes:
    content = _read(name)
    if content is None:
        raise argparse.ArgumentTypeError(f"can't be read: {name!r}")
    return content


def _take_update(given: argparse.Namespace) -> None:
    """Replace the list of keys by a newer one, or end with exit code 2 and say why not."""
    root = given.trust or pinned_root("local")
    if root is None or given.keys is None:
        _parser().error("--update needs --trust and --keys: the root, and the list to be replaced")
    held = _body(given.keys.read_bytes()) if given.keys.exists() else None
    try:
        body = key_list.accept(held, root_public_key(root.read_bytes()), given.update)
        read_keys(body)
    except key_list.ListNotTaken as refused:
        _parser().error(f"the list of keys is not taken: {refused.fault}")
    if body != held:
        beside = given.keys.with_name(f".{given.keys.name}-new")
        beside.write_bytes(given.update)
        beside.replace(given.keys)
        print(f"{given.keys}: list of keys replaced", file=sys.stderr)


def _body(held: bytes) -> bytes:
    """The list in the file, signed or bare. Raises `ListNotTaken`."""
    return held if held.lstrip().startswith(b"{") else key_list.disassemble(held).body


def _remembering(trust: Trust | None, folder: Path | None) -> Trust | None:
    """The same trust with what earlier runs saw; raises `NotGenuine` when its list of keys is an older one."""
    if trust is None or folder is None:
        return trust
    seen = Seen.read(folder)
    seen.require_newest_keys(trust.keys.sequence if trust.keys else 0)
    return replace(trust, seen=seen)


def _reports(
    files: Sequence[str], trust: Trust | None, demands: Demands, status: bytes | None
) -> Iterator[Report]:
    for name in files:
        content = _read(name)
        if content is None:
            yield report(name, ["unreadable-file"])
        else:
            yield verify_file(name, content, trust, demands, datetime.now(UTC), status=status)


def _trust(root: Path | None, keys: Path | None, witnesses: int) -> Trust | None:
    """Whom to trust: `--trust`, or in stage local alone the local stack's own root.

    Where the key list lies does not matter, for a key is believed only when it leads to the root.
    """
    if root is None and os.environ.get("STAGE", "local") in {"", "local"}:
        root = pinned_root("local")
    if root is None:
        return None
    names = ("trust.cose", "trust.json")
    beside = [folder / name for folder in (root.parent, local_folder()) for name in names]
    trust = Trust.read(root, keys or next((path for path in beside if path.exists()), None))
    return replace(trust, witnesses=witnesses)


def _read(name: str) -> bytes | None:
    try:
        if name == "-":
            return sys.stdin.buffer.read(pictures.MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(pictures.MAX_BYTES + 1)
    except (OSError, ValueError):
        return None


def _in_words(found: Report) -> str:
    facts = [f"    {fact.label}: {fact.value}" for fact in found.facts]
    told = "What the issuer signed:"
    if found.verdict in _COMPARED:
        told = "Compare with the passport of the person before you:"
    compare = [f"  {told}", *facts] if facts else []
    reasons = [f"  {reason.sentence} [{reason.name}]" for reason in found.reasons]
    known = found.status_as_of
    as_of = [f"  Status list of {known:%Y-%m-%d %H:%M} UTC, {_age(known)} old"] if known else []
    advice = [f"  What to do: {ADVICE[found.verdict]}"] if found.verdict in ADVICE else []
    return "\n".join([f"{found.file}: {_WORDS[found.verdict]}", *compare, *reasons, *as_of, *advice])


def _age(moment: datetime) -> str:
    hours = int((datetime.now(UTC) - moment).total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= _TWO_DAYS else f"{hours} hours"
