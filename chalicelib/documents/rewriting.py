"""Makes a harmless copy of a file in a process of its own, which the file may kill without harm to us."""

import json
import os
import subprocess  # - the child is ours, with fixed arguments
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chalicelib.documents.disarm.binding import bound
from chalicelib.documents.disarm.limits import MAX_PAGES, MAX_SAID, MAX_WORDS
from chalicelib.documents.disarm.plain import NotPlain, plain_jpeg
from chalicelib.documents.errors import RewriterBroken
from chalicelib.documents.judging import Mark
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.platform.log import logger

WALL_SECONDS = 9.5
"""The child limits its own processor time; this catches one that waits instead of working."""
USUAL_SECONDS = 1.5
"""Of a processor: more than nearly every real file takes."""
STARVED_SECONDS = 20
"""Further patience with a child that the machine hardly let run: that says nothing about the file."""
_STARTED = b"started\n"
_ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Word:
    """A word of a page, where it stands, and the name of its font where that is known."""

    text: str
    mark: Mark
    font: str = ""


@dataclass(frozen=True)
class CleanFile:
    """A file that was built anew from pixels."""

    kind: Kind
    pages: int
    content: bytes
    words: tuple[Word, ...] = ()
    """The text layer of a PDF, in reading order: data that is read and never shown."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the original said of itself, such as the program that made it: staff's business alone."""


def rewrite(kind: Kind, content: bytes, role: Role) -> CleanFile:
    """The file built anew: a picture as JPEG without metadata, a PDF or a TIFF of several pages as a PDF of pictures.

    Raises `NotTaken` when the file can't be used or defeats the child, and `RewriterBroken` when the
    child did not start or had no time to work, which says nothing about the file.
    """
    if kind not in role.kinds:
        raise NotTaken(Reason.PHOTO_AS_PDF)
    answer, code = _run(kind, content)
    if not answer.startswith(_STARTED):
        raise RewriterBroken
    line, _, pictures = answer.removeprefix(_STARTED).partition(b"\n")
    if code:  # whatever it wrote before it died is not the whole
        raise NotTaken(Reason.NOT_SAFE_TO_OPEN)
    try:
        copy = _read(kind, json.loads(line), pictures)
    except (NotPlain, ValidationError, ValueError, TypeError, LookupError, AttributeError):
        logger().warning("a file took the rewriter over", extra={"kind": kind.value})
        raise NotTaken(Reason.NOT_SAFE_TO_OPEN) from None
    if role is Role.PHOTO and copy.pages > 1:
        raise NotTaken(Reason.MANY_PICTURES)
    return copy


def _read(kind: Kind, facts: dict[str, Any], pictures: bytes) -> CleanFile:
    """What the child answered, each part of it doubted: the file may have been stronger than the child."""
    if "refused" in facts:
        raise NotTaken(Reason(facts["refused"]))
    pages = _pages(facts["pages"], pictures)
    words = tuple(_word(*word) for word in facts["words"][:MAX_WORDS])
    said = {str(name)[:MAX_SAID]: str(text)[:MAX_SAID] for name, text in facts["said"].items()}
    if kind is Kind.PDF or len(pages) > 1:
        return CleanFile(Kind.PDF, len(pages), bound(pages), words, said)
    return CleanFile(Kind.JPEG, 1, pages[0][0], words, said)


def _pages(lengths: list[int], pictures: bytes) -> list[tuple[bytes, int, int]]:
    if not 1 <= len(lengths) <= MAX_PAGES or min(lengths) < 1 or sum(lengths) != len(pictures):
        raise NotPlain
    pages, start = [], 0
    for length in lengths:
        jpeg = pictures[start : start + length]
        pages.append((jpeg, *plain_jpeg(jpeg)))
        start += length
    return pages


def _word(text: str, page: int, place: list[int], font: str) -> Word:
    left, top, right, bottom = place
    mark = Mark(page=page, left=left, top=top, right=right, bottom=bottom)
    return Word(str(text), mark, str(font)[:MAX_SAID])


def _run(kind: Kind, content: bytes) -> tuple[bytes, int]:
    command = [sys.executable, "-P", "-s", "-B", "-m", "chalicelib.documents.disarm.child", kind.value]
    with subprocess.Popen(  # noqa: S603 - fixed arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a parser's words about a file may quote it
        env=_environment(),
        cwd="/",
    ) as child:
        try:
            answer = _answer(child, content)
        except subprocess.TimeoutExpired:
            starved = _is_starved(child.pid)
            child.kill()
            answer, _ = child.communicate()
            if starved:
                raise RewriterBroken from None
    if child.returncode:
        logger().info("rewriter ended early", extra={"kind": kind.value, "code": child.returncode})
    return answer, child.returncode


def _environment() -> dict[str, str]:
    """No credentials and no settings: the child knows where its libraries are and nothing else."""
    path = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
    return {"PYTHONPATH": path, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}


def _answer(child: "subprocess.Popen[bytes]", content: bytes) -> bytes:
    """What it writes until it ends. Raises `TimeoutExpired`."""
    try:
        answer, _ = child.communicate(content, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        if not _is_starved(child.pid):
            raise
        answer, _ = child.communicate(timeout=STARVED_SECONDS)
    return answer


def _is_starved(pid: int) -> bool:
    """Whether a child hardly ran: it never waits for anything, so it was kept waiting."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()  # proc(5): fields 14 and 15
    return (int(fields[11]) + int(fields[12])) / _TICKS < USUAL_SECONDS
