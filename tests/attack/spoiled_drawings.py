"""Pages that draw what no certificate draws: hidden, covered, pale, tiny and turned words, boxes and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.attack.rewriting import drawn

_SPOT = b"q 1 0 0 -1 62.3 700 cm/c0 cs %s scn\nBT 0 Tr/f0 %s Tf 1 0 0 -1 0 0 Tm[(\\000\\001)]TJ\nET\nQ"
_INK = b"0.07450981 0.13725491 0.22745098"


def _added(drawing: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: drawn(pdf, lambda content: content + b"\n" + drawing)


def _text_in(mode: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: drawn(pdf, lambda content: content.replace(b"BT 0 Tr", b"BT " + mode, 1))


def another_square(pdf: bytes) -> bytes:
    """The square drawn a second time, over something."""

    def change(content: bytes) -> bytes:
        found = re.search(rb"q [0-9.]+ 0 0 [0-9.]+ [0-9.]+ [0-9.]+ cm/x[0-9] Do\nQ", content)
        assert found
        return content + b"\n" + found[0]

    return drawn(pdf, change)


DRAWINGS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another square": (another_square, "drawing-not-ours"),
    "invisible words": (_text_in(b"3 Tr"), "drawing-not-ours"),
    "words as a clip": (_text_in(b"7 Tr"), "drawing-not-ours"),
    "white words": (_added(_SPOT % (b"1 1 1", b"12")), "drawing-not-ours"),
    "pale words": (_added(_SPOT % (b"0.6666667 0.7137255 0.7411765", b"12")), "drawing-not-ours"),
    "tiny words": (_added(_SPOT % (_INK, b"0.1")), "drawing-not-ours"),
    "giant words": (_added(_SPOT % (_INK, b"400")), "drawing-not-ours"),
    "a white box": (_added(b"q 1 1 1 rg 0 0 500 500 re f Q"), "drawing-not-ours"),
    "an ink box": (
        _added(b"q 1 0 0 -1 62 600 cm/c0 cs " + _INK + b" scn 0 0 m 400 0 l 400 90 l 0 90 l\nh\nf\nQ"),
        "drawing-not-ours",
    ),
    "transparency": (_added(b"/g0 gs"), "drawing-not-ours"),
    "inline picture": (_added(b"BI /W 1 /H 1 /BPC 1 /CS /G ID \x00 EI"), "drawing-not-ours"),
    "words in a clip": (
        lambda pdf: drawn(
            pdf,
            lambda content: (
                b"q 0 0 m 1 0 l 1 1 l 0 1 l\nh\nW\nn\n" + _SPOT % (_INK, b"12") + b"\nQ\n" + content
            ),
        ),
        "drawing-not-ours",
    ),
    "a clip that stays": (
        lambda pdf: drawn(pdf, lambda content: b"q 0 0 m 1 0 l 1 1 l 0 1 l\nh\nW\nn\n" + content),
        "drawing-not-ours",
    ),
    "turned words": (
        lambda pdf: drawn(pdf, lambda content: content.replace(b"q 1 0 0 -1 ", b"q 0 1 -1 0 ", 1)),
        "drawing-not-ours",
    ),
    "a font that the page lacks": (
        lambda pdf: drawn(pdf, lambda content: content.replace(b"Tr/f0 ", b"Tr/f9 ", 1)),
        "drawing-not-ours",
    ),
}
