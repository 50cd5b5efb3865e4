"""A child that a file took over may answer with anything: only plain pictures pass."""

import json
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents import rewriting
from chalicelib.documents.disarm.plain import NotPlain, plain_jpeg
from chalicelib.documents.errors import RewriterBroken
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.documents.rewriting import rewrite
from tests.attack import bombs, hostile

EXIF = b"\xff\xe1\0\x0cExif\0\0evil"


@cache
def plain() -> bytes:
    return rewrite(Kind.JPEG, hostile.jpeg(), Role.PASSPORT).content


def answer(pages: object = None, pictures: bytes | None = None, **more: object) -> bytes:
    body = plain() if pictures is None else pictures
    facts = {"pages": [len(body)] if pages is None else pages, "words": [], "said": {}, **more}
    return b"started\n" + json.dumps(facts).encode() + b"\n" + body


def test_our_own_pictures_are_plain() -> None:
    assert plain_jpeg(plain()) == (800, 600)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole + b"%PDF-1.7",
        lambda whole: whole + whole,
        lambda whole: whole[:20] + EXIF + whole[20:],
        lambda whole: whole[:-2] + EXIF + whole[-2:],
        lambda whole: whole[:20] + b"\xff\xfe\0\x06evil" + whole[20:],
        lambda whole: b"GIF89a" + whole,
        lambda whole: whole[:-2],
        lambda whole: whole.replace(b"JFIF", b"JFXX"),
        lambda whole: whole.replace(b"\xff\xc0", b"\xff\xc2"),
        lambda _: b"",
        lambda _: hostile.pdf(),
        lambda _: hostile.tracked_jpeg(),
        lambda _: hostile.phone_photo(),
    ],
)
def test_nothing_else_is(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotPlain):
        plain_jpeg(spoil(plain()))


@given(st.binary(max_size=200), st.data())
def test_any_bytes_are_answered(junk: bytes, data: st.DataObject) -> None:
    whole = plain()
    place = data.draw(st.integers(0, len(whole)))
    for content in (junk, whole[:place] + junk + whole[place:], whole[:place] + junk):
        try:
            plain_jpeg(content)
        except NotPlain:
            continue
        assert content.startswith(b"\xff\xd8\xff\xe0")
        assert content.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    "lie",
    [
        answer(pictures=hostile.active_pdf()),
        answer(pictures=hostile.tracked_jpeg()),
        answer(pages=[1, 2, 3]),
        answer(pages=[]),
        answer(pages="all"),
        answer(pages=[-1, 5]),
        answer(pages=[None]),
        answer(words=[["x", 1, [0, 0, 5000, 1], "Sans"]]),
        answer(words=[["x"]]),
        answer(words=7),
        answer(said=[]),
        answer(refused="because"),
        b"started\n[]\n",
        b"started\nnull\n",
        b"started\n{}\n",
        b"started\n",
        b"started\n\xff\xfe\n",
    ],
)
def test_a_child_that_lies_is_not_believed(monkeypatch, lie: bytes) -> None:
    monkeypatch.setattr(rewriting, "_run", lambda *_: (lie, 0))
    with pytest.raises(NotTaken) as refused:
        rewrite(Kind.JPEG, b"", Role.PASSPORT)
    assert refused.value.reason is Reason.NOT_SAFE_TO_OPEN


def test_an_honest_answer_is(monkeypatch) -> None:
    monkeypatch.setattr(rewriting, "_run", lambda *_: (answer(words=[["x", 1, [0, 0, 9, 9], "Sans"]]), 0))
    assert rewrite(Kind.JPEG, b"", Role.PASSPORT).words[0].text == "x"


def test_a_file_that_never_lets_go_is_refused_and_a_busy_machine_is_not_its_fault(monkeypatch) -> None:
    monkeypatch.setattr(rewriting, "WALL_SECONDS", 0.5)
    monkeypatch.setattr(rewriting, "STARVED_SECONDS", 0.5)
    content = bombs.fine_shading()
    monkeypatch.setattr(rewriting, "USUAL_SECONDS", 10_000)
    with pytest.raises(RewriterBroken):
        rewrite(Kind.PDF, content, Role.PASSPORT)
    monkeypatch.setattr(rewriting, "USUAL_SECONDS", 0)
    monkeypatch.setattr(rewriting, "_STARTED", b"")
    with pytest.raises(NotTaken):
        rewrite(Kind.PDF, content, Role.PASSPORT)
