"""`python -m chalicelib intake FILE... --as passport|address|photo`: what would become of files, a JSON object each.

Exit code 0 when all were accepted, 1 when one was not, 2 for wrong usage. Nothing is sent or kept, but for the clean
copies where --clean asks for them.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderDefeated, ReaderMissing, RewriterBroken
from chalicelib.documents.judging import Decision, Judged, judged
from chalicelib.documents.models import MAX_BYTES, Kind, Role
from chalicelib.documents.reading import shared_reader
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from chalicelib.platform import clock

_RETAKEN = frozenset({Reason.EMPTY, Reason.TOO_BIG, Reason.DAMAGED, Reason.TOO_SMALL, Reason.PHOTO_TOO_SMALL})
"""The same page, photographed anew, may pass; of the rest the file itself is wrong."""


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, print a line a file, return the exit code."""
    given = _parser().parse_args(arguments)
    claims = _claims(given.form)
    decisions = [_print_one(file, Role(given.role), claims, given.clean) for file in given.files]
    return 0 if all(one is Decision.ACCEPTED for one in decisions) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib intake", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--as", dest="role", required=True, choices=[role.value for role in Role])
    parser.add_argument(
        "--form",
        type=Path,
        help="JSON of what was typed: surname, forenames, former_names, birth_date, number, country (two letters), "
        "expires, address (lines), postcode",
    )
    parser.add_argument("--clean", type=Path, metavar="OUT", help="folder for the clean copies")
    parser.add_argument("--json", action="store_true", help="one JSON object a file (the only form there is)")
    return parser


def _claims(form: Path | None) -> Claims:
    return Claims.model_validate_json(form.read_bytes()) if form else Claims()


def _print_one(file: Path, role: Role, claims: Claims, clean: Path | None) -> Decision:
    copy, kind, found = _judge(file, role, claims)
    written = _keep(copy, file, clean) if copy and clean else None
    line = {
        "file": str(file),
        "kind": kind and kind.value,
        "decision": found.decision.value,
        "reasons": [{"code": reason.value, "sentence": REASONS[reason]} for reason in found.reasons],
        "fields": {name: one.model_dump() for name, one in found.fields.items()},
        "clean": written and str(written),
    }
    print(json.dumps(line, ensure_ascii=False))
    return found.decision


def _judge(file: Path, role: Role, claims: Claims) -> tuple[CleanFile | None, Kind | None, Judged]:
    """The clean copy, what the file is, and what becomes of it; never an exception for what the file holds."""
    copy, kind = None, None
    try:
        content = _content(file)
        kind = recognise(content)
        copy = rewrite(kind, content, role)
        return copy, kind, shared_reader().read(role, copy, claims, clock.today()).judged
    except NotTaken as error:
        decision = Decision.RETAKE if error.reason in _RETAKEN else Decision.REFUSED
        return None, kind, judged(decision, error.reason)
    except (OSError, RewriterBroken, ReaderMissing, ReaderDefeated):
        return copy, kind, judged(Decision.PERSON, Reason.NOT_READ_YET)


def _content(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise NotTaken(Reason.TOO_BIG)
    return file.read_bytes()


def _keep(copy: CleanFile, file: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.stem}{'.pdf' if copy.kind is Kind.PDF else '.jpg'}"
    target.write_bytes(copy.content)
    return target
