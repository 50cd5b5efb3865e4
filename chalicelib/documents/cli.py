"""`python -m chalicelib intake FILE... --as passport|address|photo`: what would become of files, a JSON object each.

Exit code 0 when all were accepted, 1 when one was not, 2 for wrong usage. Nothing is sent or kept, but for the clean
copies where --clean asks for them; a copy never takes the place of a file that is there.
"""

import argparse
import json
import os
import re
import stat
import sys
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from chalicelib.documents.claims import Claims
from chalicelib.documents.claims_file import read_claims
from chalicelib.documents.errors import NoForm, ReaderDefeated, ReaderMissing, RewriterBroken
from chalicelib.documents.judging import Decision, Judged, judged
from chalicelib.documents.models import MAX_BYTES, Kind, Role
from chalicelib.documents.reading import shared_reader
from chalicelib.documents.reasons import Reason, sentence
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from chalicelib.platform import clock
from chalicelib.platform.log import logging_to_stderr

_RETAKEN = frozenset(
    {
        *(Reason.NO_FILE, Reason.EMPTY, Reason.TOO_BIG, Reason.DAMAGED),
        *(Reason.TOO_SMALL, Reason.PHOTO_TOO_SMALL),
    }
)
"""The same page, photographed anew, may pass; of the rest the file itself is wrong."""
_USAGE = 2
_PLAIN = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, print a line a file, return the exit code."""
    given = _parser().parse_args(arguments)
    with logging_to_stderr():
        return _answer(given)


def _answer(given: argparse.Namespace) -> int:
    try:
        claims = read_claims(given.form) if given.form else Claims()
        if given.clean:
            given.clean.mkdir(parents=True, exist_ok=True)
    except NoForm as error:
        print(error, file=sys.stderr)
        return _USAGE
    except (OSError, ValueError):
        print("The clean copies can't be kept there: --clean names a folder.", file=sys.stderr)
        return _USAGE
    decisions = [_print_one(file, Role(given.role), claims, given.clean) for file in given.files]
    return 0 if all(one is Decision.ACCEPTED for one in decisions) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib intake", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--as", dest="role", required=True, choices=[role.value for role in Role])
    parser.add_argument(
        "--form",
        type=Path,
        help="JSON of what was typed: surname, forenames, former_names, birth_date, number, country, expires, "
        "address (lines), postcode; dates are YYYY-MM-DD, other names are left alone",
    )
    parser.add_argument("--clean", type=Path, metavar="OUT", help="folder for the clean copies")
    parser.add_argument("--json", action="store_true", help="one JSON object a file (the only form there is)")
    return parser


def _print_one(file: str, role: Role, claims: Claims, clean: Path | None) -> Decision:
    copy, kind, found = _judge(file, role, claims)
    written = _keep(copy, file, clean) if copy and clean else None
    line = {
        "file": file,
        "kind": kind and kind.value,
        "decision": found.decision.value,
        "reasons": [
            {"code": note.reason.value, "sentence": sentence(note.reason, note.values)}
            for note in found.notes
        ],
        "fields": {name: one.model_dump() for name, one in found.fields.items()},
        "clean": written and str(written),
    }
    # ASCII alone: a name may hold bytes that no terminal's encoding has.
    print(json.dumps(line), flush=True)
    return found.decision


def _judge(file: str, role: Role, claims: Claims) -> tuple[CleanFile | None, Kind | None, Judged]:
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
    except (OSError, ValueError, RewriterBroken, ReaderMissing, ReaderDefeated):
        return copy, kind, judged(Decision.PERSON, Reason.NOT_READ_YET)


def _content(file: str) -> bytes:
    """What is in a file, if it is one and not too big: a pipe or a device would keep us waiting."""
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise NotTaken(Reason.NO_FILE)
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError):  # a name with a zero in it is a wrong value
        raise NotTaken(Reason.NO_FILE) from None
    if len(content) > MAX_BYTES:
        raise NotTaken(Reason.TOO_BIG)
    return content


def _keep(copy: CleanFile, file: str, folder: Path) -> Path | None:
    """Where the copy went: under the file's name, with a number when there is such a file already."""
    suffix = ".pdf" if copy.kind is Kind.PDF else ".jpg"
    stem = _PLAIN.sub("_", Path(file).stem).strip("._-")[:_LONGEST_NAME] or "file"
    for name in chain([stem], (f"{stem}-{number}" for number in count(2))):
        target = folder / f"{name}{suffix}"
        try:
            with target.open("xb") as out:
                out.write(copy.content)
        except FileExistsError:
            continue
        except OSError:
            print(f"The clean copy could not be written to {folder}.", file=sys.stderr)
            return None
        return target
    return None
