"""Hostile and odd files through the real intake and the real rewriter: answered, contained, and never let through."""

import ast
import io
import subprocess
import sys
import time

import pikepdf
import pytest
from PIL import Image

from chalicelib.documents import rewriting
from chalicelib.documents.disarm import cell
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import recognise
from chalicelib.documents.rewriting import rewrite
from infra.local.samples import passport_page, proof_of_address
from tests.attack import hostile
from tests.fakes.documents import Room

SECONDS = 10 + 20
"""With the patience that a busy machine is given."""
SECRETS = (b"SECRET", b"JavaScript", b"OpenAction", b"Launch", b"EmbeddedFile", b"Annots", b"/Info", b"evil")


def sent(content: bytes) -> tuple[Room, Document]:
    """The file sent, scanned as clean, and decided."""
    room = Room(rewrite=rewrite)
    document, version = room.scanning(content=content)
    room.intake.verdict(room.clean_verdict(document, version))
    return room, room.now(document)


def clean_copy(content: bytes) -> bytes:
    room, document = sent(content)
    assert document.state is State.ACCEPTED, document.reason
    return room.clean.get(document.clean_key)


REFUSED = {
    "30 MB": (lambda: hostile.jpeg() + b"\0" * (30 * 1024 * 1024), Reason.TOO_BIG),
    "empty": (lambda: b"", Reason.EMPTY),
    "renamed .exe": (lambda: b"MZ\x90\0\x03\0\0\0This program cannot be run in DOS mode", Reason.PROGRAM),
    "script": (lambda: b"#!/bin/sh\nrm -rf /", Reason.PROGRAM),
    "svg as png": (lambda: b"<?xml version='1.0'?><svg onload='x()'/>", Reason.WRONG_TYPE),
    "bmp": (lambda: hostile.encoded(hostile.picture(), "BMP"), Reason.OTHER_PICTURE),
    "word file": (
        lambda: b"PK\x03\x04\x14\0\0\0\0\0[Content_Types].xml\0\0word/document.xml",
        Reason.OFFICE_FILE,
    ),
    "jpeg that is a pdf": (lambda: hostile.jpeg() + hostile.pdf(), Reason.UNSAFE_MIX),
    "jpeg with a pdf in its comment": (lambda: hostile.jpeg(comment=hostile.pdf()), Reason.UNSAFE_MIX),
    "jpeg that is a page": (lambda: hostile.jpeg(comment=b"<html><script>x()</script>"), Reason.UNSAFE_MIX),
    "png that is a zip": (lambda: hostile.png() + b"PK\x05\x06" + b"\0" * 18, Reason.UNSAFE_MIX),
    "pdf that is a zip": (lambda: hostile.pdf() + b"PK\x05\x06" + b"\0" * 18, Reason.UNSAFE_MIX),
    "locked pdf": (hostile.locked_pdf, Reason.PASSWORD),
    "eleven pages": (lambda: hostile.pdf(11), Reason.TOO_MANY_PAGES),
    "pages in a loop": (hostile.looping_pages, Reason.DAMAGED),
    "no pdf behind the name": (lambda: b"%PDF-1.7\n" + b"junk " * 500, Reason.DAMAGED),
    "half a jpeg": (lambda: hostile.jpeg()[:2000], Reason.DAMAGED),
    "half a png": (lambda: passport_png()[:5000], Reason.DAMAGED),
    "a jpeg of three bytes": (lambda: b"\xff\xd8\xff", Reason.DAMAGED),
    "png without pixels": (lambda: hostile.png_of_size(800, 600), Reason.DAMAGED),
    "40,000 x 40,000 png": (lambda: hostile.png_of_size(40_000, 40_000), Reason.TOO_MANY_PIXELS),
    "65,535 x 65,535 jpeg": (lambda: hostile.jpeg_of_size(65_535, 65_535), Reason.TOO_MANY_PIXELS),
    "22 KB png of 177 Mpx": (
        lambda: hostile.png(hostile.picture(13_300, 13_300, "1")),
        Reason.TOO_MANY_PIXELS,
    ),
    "comment bomb": (hostile.png_text_bomb, Reason.DAMAGED),
    "profile bomb": (hostile.png_profile_bomb, Reason.DAMAGED),
    "stamp": (lambda: hostile.png(hostile.picture(60, 60)), Reason.TOO_SMALL),
    "ribbon": (lambda: hostile.png(hostile.picture(4000, 400)), Reason.BAD_SHAPE),
    "ribbon page": (lambda: hostile.sized_pdf(14_000, 10), Reason.BAD_SHAPE),
}


def passport_png() -> bytes:
    return hostile.png(Image.open(io.BytesIO(passport_page())))


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_reason_that_helps(name) -> None:
    make, reason = REFUSED[name]
    room, document = sent(make())
    assert (document.state, document.reason) == (State.REFUSED, reason.value)
    assert room.clean.versions == {}


@pytest.mark.parametrize(
    "make", [hostile.flate_bomb, hostile.double_flate_bomb, hostile.recursive_form, hostile.huge_image_pdf]
)
def test_a_bomb_is_answered_in_time_and_leaves_us_standing(make) -> None:
    content = make()
    began = time.monotonic()
    _, document = sent(content)
    assert time.monotonic() - began < SECONDS
    assert document.state in {State.REFUSED, State.ACCEPTED}
    if document.state is State.REFUSED:
        assert document.reason in {Reason.NOT_SAFE_TO_OPEN.value, Reason.DAMAGED.value}


def test_nothing_of_an_active_pdf_is_in_its_copy() -> None:
    original = hostile.active_pdf()
    assert all(secret in original for secret in (b"SECRET", b"JavaScript", b"Launch", b"EmbeddedFile"))
    copy = clean_copy(original)
    assert not [secret for secret in SECRETS if secret in copy]
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert set(document.pages[0].keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}


def test_a_photo_loses_its_metadata_and_stands_upright() -> None:
    copy = clean_copy(hostile.tracked_jpeg())
    assert b"SECRET" not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (600, 800)
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


def test_what_is_behind_transparency_or_after_the_end_is_not_kept() -> None:
    hidden = Image.new("RGBA", (800, 600), (255, 0, 0, 0))
    copy = clean_copy(hostile.png(hidden) + b"SECRET tail")
    assert b"SECRET" not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.getpixel((400, 300)) == (255, 255, 255)


@pytest.mark.parametrize(
    "make",
    [
        passport_page,
        proof_of_address,
        passport_png,
        hostile.owner_locked_pdf,
        lambda: hostile.pdf(10),
        lambda: hostile.pdf() + b"\n" * 2000,
        lambda: hostile.jpeg() + b"maker's notes",
        lambda: hostile.encoded(hostile.picture(mode="L"), "JPEG"),
        lambda: hostile.encoded(hostile.picture().convert("CMYK"), "JPEG"),
        lambda: hostile.png(hostile.picture().convert("P")),
        lambda: hostile.sized_pdf(14_400, 14_400),
        hostile.phone_photo,
    ],
)
def test_what_people_really_send_is_accepted(make) -> None:
    assert len(clean_copy(make())) > 1000


def test_a_copy_is_the_same_each_time_and_its_own_copy_is_taken() -> None:
    for content in (passport_page(), proof_of_address()):
        kind = recognise(content)
        first, second = (rewrite(kind, content, Role.PASSPORT) for _ in range(2))
        assert first == second
        assert rewrite(recognise(first.content), first.content, Role.PASSPORT).pages == first.pages


def test_sixteen_bit_grey_keeps_its_greys() -> None:
    grey = Image.new("I;16", (800, 600), 0x4000)
    with Image.open(io.BytesIO(clean_copy(hostile.png(grey)))) as picture:
        assert abs(picture.getpixel((400, 300))[0] - 0x40) < 3


_ESCAPE = """
import mmap, os, signal, socket, sys, threading
from chalicelib.documents.disarm.cell import lock
from chalicelib.documents.disarm.limits import take_limits
take_limits()
{lock}
got = []
for name, act in {{
    "file": lambda: open("/etc/passwd"),
    "write": lambda: open("/tmp/escaped", "w"),
    "socket": lambda: socket.socket(),
    "pipe": lambda: os.pipe(),
    "memory": lambda: bytearray(512 * 1024**2),
    "look": lambda: os.stat("/etc/passwd"),
    "process": lambda: os.fork() or os._exit(0),
    "program": lambda: os.execv("/bin/true", ["true"]),
    "signal": lambda: os.kill(os.getppid(), 0),
    "code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "priority": lambda: os.nice(1),
}}.items():
    try:
        act()
        got.append(name)
    except (OSError, MemoryError):
        pass
got += [name for name in os.environ if name.startswith(("AWS", "TABLE", "QUARANTINE"))]
print(got)
"""
_WITHOUT_A_CELL = {"look", "process", "signal", "code", "priority"}
"""What limits alone leave open; `program` too, which would end the test."""


def test_the_child_opens_no_file_and_no_socket_and_holds_no_secret(monkeypatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def spy(command, **how):
        seen.update(how)
        return real(command, **how)

    monkeypatch.setattr(rewriting.subprocess, "Popen", spy)
    rewrite(recognise(passport_page()), passport_page(), Role.PASSPORT)
    environment = seen["env"]
    assert isinstance(environment, dict)
    assert set(environment) == {"PYTHONPATH", "LC_ALL", "MALLOC_ARENA_MAX"}
    assert escapes(environment, "assert lock()") == set()


def escapes(environment: dict[str, str], first: str) -> set[str]:
    """What a process in the child's place can still do."""
    command = [sys.executable, "-c", _ESCAPE.format(lock=first)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd="/")
    return set(ast.literal_eval(result.stdout))


def test_the_limits_hold_where_the_kernel_has_no_filter() -> None:
    found = escapes(rewriting._environment(), "os.execv = lambda *_: os.open('/', 0)")
    assert found == _WITHOUT_A_CELL


def test_another_machine_has_no_filter(monkeypatch) -> None:
    monkeypatch.setattr(cell.platform, "machine", lambda: "aarch64")
    assert cell.lock() is False
