"""Makes a harmless copy of a file in a process of its own, which the file may kill without harm to us."""

import json
import os
import subprocess  # - the child is ours, with fixed arguments
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.documents.errors import RewriterBroken
from chalicelib.documents.judging import Mark
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.platform.log import logger

WALL_SECONDS = 15
"""The child limits its own processor time to 10 s; this catches one that waits instead of working."""
_STARTED = b"started\n"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Word:
    """A word of a page and where it stands."""

    text: str
    mark: Mark


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
    """The file built anew: a picture as JPEG without metadata, a PDF as a PDF of page pictures.

    A photo of the applicant is cut and sized as certificates print it.

    Raises `NotTaken` when the file can't be used or defeats the child, and `RewriterBroken` when the
    child did not start, which says nothing about the file.
    """
    if kind not in role.kinds:
        raise NotTaken(Reason.PHOTO_AS_PDF)
    answer, code = _run(kind, content, role)
    if not answer.startswith(_STARTED):
        raise RewriterBroken
    line, _, copy = answer.removeprefix(_STARTED).partition(b"\n")
    if code:  # whatever it wrote before it died is not the whole
        raise NotTaken(Reason.NOT_SAFE_TO_OPEN)
    return _read(json.loads(line), copy)


def _read(facts: dict[str, Any], copy: bytes) -> CleanFile:
    if "refused" in facts:
        raise NotTaken(Reason(facts["refused"]))
    return CleanFile(Kind(facts["type"]), facts["pages"], copy)


def _run(kind: Kind, content: bytes, role: Role) -> tuple[bytes, int]:
    portrait = ["portrait"] if role is Role.PHOTO else []
    command = [sys.executable, "-P", "-s", "-B", "-m", "chalicelib.documents.rewriter", kind.value, *portrait]
    # No credentials and no settings: the child knows where its libraries are and nothing else.
    environment = {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - fixed arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a parser's words about a file may quote it
        env=environment,
        cwd="/",
    ) as child:
        try:
            answer, _ = child.communicate(content, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            answer, _ = child.communicate()
    if child.returncode:
        logger().info("rewriter ended early", extra={"kind": kind.value, "code": child.returncode})
    return answer, child.returncode
