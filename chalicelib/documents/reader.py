r"""The child process that reads harmless copies: it is kept, because what it reads with takes seconds to load.

    python -m chalicelib.documents.reader  < requests  > answers

A request is two frames, what is asked as JSON and the copy; so is an answer, what was found as JSON and the portrait
that was cut out, if any. A frame is its length in four bytes and its content. It ends when its input does, so that
it never outlives the process that asks.
"""

import json
import os
import resource
import sys
import time
from datetime import date
from types import TracebackType
from typing import IO, Any

from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderMissing
from chalicelib.documents.judging import Checked, Decision, Judged, Mark, judged
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile, Word

CPU_SECONDS = 20
"""For each copy."""
MEMORY = 2 * 1024 * 1024 * 1024
"""Address space: the networks' runtime reserves more than it uses."""
_LENGTH = 4


def main() -> None:
    """Answer until nothing more is asked."""
    sys.excepthook = _say_where
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _load()
    requests = sys.stdin.buffer
    while (asked := take(requests)) is not None:
        copy = take(requests)
        _allow_time()
        for frame in _answer(json.loads(asked), copy or b""):
            give(answers, frame)


def request_of(role: Role, copy: CleanFile, claims: Claims, today: date) -> tuple[bytes, bytes]:
    """The frames of a request."""
    asked = {
        "role": role.value,
        "kind": copy.kind.value,
        "pages": copy.pages,
        "words": [[word.text, word.mark.model_dump()] for word in copy.words],
        "said": dict(copy.said),
        "claims": claims.model_dump(mode="json"),
        "today": today.isoformat(),
    }
    return json.dumps(asked).encode(), copy.content


def take(source: IO[bytes]) -> bytes | None:
    """The next frame, or None when there is no whole one any more."""
    length = source.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    wanted = int.from_bytes(length, "big")
    content = source.read(wanted)
    return content if len(content) == wanted else None


def give(target: IO[bytes], content: bytes) -> None:
    """Write a frame."""
    target.write(len(content).to_bytes(_LENGTH, "big") + content)
    target.flush()


def _answer(asked: dict[str, Any], content: bytes) -> tuple[bytes, bytes]:
    copy = CleanFile(
        kind=Kind(asked["kind"]),
        pages=asked["pages"],
        content=content,
        words=tuple(Word(text, Mark.model_validate(mark)) for text, mark in asked["words"]),
        said=asked["said"],
    )
    claims = Claims.model_validate(asked["claims"])
    try:
        found = read(Role(asked["role"]), copy, claims, date.fromisoformat(asked["today"]))
    except (ImportError, ReaderMissing):
        return b"null", b""
    return found.judged.model_dump_json().encode(), found.portrait or b""


def read(role: Role, copy: CleanFile, claims: Claims, today: date) -> Checked:
    """What a copy says. Raises `ReaderMissing` or ImportError where a part is not installed."""
    # Each role loads only its own.
    if role is Role.PASSPORT:
        from chalicelib.documents.zone_reader import read_passport  # noqa: PLC0415 - see above

        return Checked(read_passport(copy, claims, today))
    if role is Role.PHOTO:
        from chalicelib.documents.photo.checking import check_photo  # noqa: PLC0415 - see above

        return _printable(*check_photo(copy.content))
    from chalicelib.documents.address.checking import check_paper  # noqa: PLC0415 - see above

    return Checked(check_paper(copy, claims, today, is_second=role is Role.SECOND_ADDRESS))


def _printable(found: Judged, portrait: bytes | None) -> Checked:
    """A photo is accepted only with a portrait to print."""
    if portrait is None and found.decision is Decision.ACCEPTED:
        return Checked(judged(Decision.RETAKE, Reason.PHOTO_TOO_SMALL, fields=found.fields))
    return Checked(found, portrait)


def _load() -> None:
    """Load what reading needs before anybody waits for it; what is missing is said when it is asked for."""
    try:
        from chalicelib.documents.mrz.networks import letters_network, rows_network  # noqa: PLC0415 - here alone
        from chalicelib.documents.photo.networks import far, near  # noqa: PLC0415 - as above

        for network in (rows_network, letters_network, near, far):
            network()
    except (ImportError, ReaderMissing):
        return


def _allow_time() -> None:
    """From here so many seconds of processor time: the child is killed by the system when it takes more."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + CPU_SECONDS, hard))


def _say_where(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """The error's name and place alone: its message may quote a paper."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    sys.stderr.write(f"reader: {kind.__name__} at {place}\n")


if __name__ == "__main__":
    main()
