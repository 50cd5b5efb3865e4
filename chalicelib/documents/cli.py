"""`python -m chalicelib intake FILE... --as passport|address|photo`: what would become of files, a JSON object each.

Exit code 0 when all were accepted, 1 when one was not, 2 for wrong usage. Nothing is sent or kept, but for the clean
copies where --clean asks for them.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.documents.errors import ReaderMissing, RewriterBroken
from chalicelib.documents.models import MAX_BYTES, Kind, Role
from chalicelib.documents.mrz.comparing import Claimed
from chalicelib.documents.passports import Decision, Judged, judge_passport
from chalicelib.documents.reading import see_zone
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from chalicelib.platform import clock

_RETAKEN = frozenset({Reason.EMPTY, Reason.TOO_BIG, Reason.DAMAGED, Reason.TOO_SMALL, Reason.PHOTO_TOO_SMALL})
"""The same page, photographed anew, may pass; of the rest the file itself is wrong."""


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, print a line a file, return the exit code."""
    given = _parser().parse_args(arguments)
    claimed = _claimed(given.form)
    decisions = [_print_one(file, Role(given.role), claimed, given.clean) for file in given.files]
    return 0 if all(one is Decision.ACCEPTED for one in decisions) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib intake", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--as", dest="role", required=True, choices=[role.value for role in Role])
    parser.add_argument(
        "--form",
        type=Path,
        help="JSON of what was typed: surname, forenames, birth_date, number, country (two letters), expires",
    )
    parser.add_argument("--clean", type=Path, metavar="OUT", help="folder for the clean copies")
    parser.add_argument("--json", action="store_true", help="one JSON object a file (the only form there is)")
    return parser


def _claimed(form: Path | None) -> Claimed:
    if form is None:
        return Claimed()
    facts: dict[str, Any] = json.loads(form.read_text(encoding="utf-8"))
    born, ends = (
        date.fromisoformat(facts[name]) if facts.get(name) else None for name in ("birth_date", "expires")
    )
    return Claimed(
        surname=facts.get("surname"),
        forenames=facts.get("forenames"),
        birth_date=born,
        number=facts.get("number"),
        country=facts.get("country"),
        expires=ends,
    )


def _print_one(file: Path, role: Role, claimed: Claimed, clean: Path | None) -> Decision:
    copy, kind, judged = _judge(file, role, claimed)
    written = _keep(copy, file, clean) if copy and clean else None
    line = {
        "file": str(file),
        "kind": kind and kind.value,
        "decision": judged.decision.value,
        "reasons": [{"code": reason.value, "sentence": REASONS[reason]} for reason in judged.reasons],
        "fields": judged.fields,
        "clean": written and str(written),
    }
    print(json.dumps(line, ensure_ascii=False))
    return judged.decision


def _judge(file: Path, role: Role, claimed: Claimed) -> tuple[CleanFile | None, Kind | None, Judged]:
    """The clean copy, what the file is, and what becomes of it; never an exception for what the file holds."""
    kind = None
    try:
        content = _content(file)
        kind = recognise(content)
        copy = rewrite(kind, content, role)
    except NotTaken as error:
        decision = Decision.RETAKE if error.reason in _RETAKEN else Decision.REFUSED
        return None, kind, Judged(decision, (error.reason,))
    except (OSError, RewriterBroken):
        return None, kind, Judged(Decision.PERSON, (Reason.NOT_READ_YET,))
    return copy, kind, _judge_copy(copy, role, claimed)


def _content(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise NotTaken(Reason.TOO_BIG)
    return file.read_bytes()


def _judge_copy(copy: CleanFile, role: Role, claimed: Claimed) -> Judged:
    """Passports in a picture are read here; all else a person looks at."""
    if role is not Role.PASSPORT or copy.kind is not Kind.JPEG:
        return Judged(Decision.PERSON, (Reason.NOT_READ_YET,))
    today = clock.today()
    try:
        return judge_passport(see_zone(copy.content, today), claimed, today)
    except ReaderMissing:
        return Judged(Decision.PERSON, (Reason.NOT_READ_YET,))


def _keep(copy: CleanFile, file: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.stem}{'.pdf' if copy.kind is Kind.PDF else '.jpg'}"
    target.write_bytes(copy.content)
    return target
