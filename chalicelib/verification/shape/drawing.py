"""How a page is drawn: upright words in the certificate's dark colours, thin rules, the woven lines and two pictures.

Everything that would hide, cover or disguise words is missing from the list: other colours and fills, other ways of
showing text, transparency, clips around words, forms, patterns and inline pictures.
"""

from __future__ import annotations

import re

_X = rb"-?(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)"
_DARK = (
    b"0.07450981 0.13725491 0.22745098",
    b"0.05882353 0.36078432 0.3529412",
    b"0.29803923 0.3529412 0.40784314",
    b"0",
    b"0.2509804",
)
"""What words are set in: ink, accent and quiet, in colours and for the copier (templates/certificate/frame.typ)."""
_PALE = (
    b"0.6666667 0.7137255 0.7411765",
    b"0.54901963",
    b"0.39215687 0.58431375 0.56078434",
    b"0.5176471 0.5882353 0.65882355",
    b"0.49019608",
    b"0.57254905",
)
"""What rules and woven lines may be in besides."""
_THIN = 1.5
"""Points: a filled shape is a rule."""
_TALLEST, _SMALLEST = 40.0, 1.0
"""Points of type. A long name is set smaller at the head of its pages."""
_LARGEST = 150.0
"""Points: sides of the photograph (35 by 45 mm), and of the square, which has the margin axis (52.67 mm) at most."""


def _one_of(values: tuple[bytes, ...]) -> bytes:
    return rb"(?:" + rb"|".join(re.escape(each) for each in values) + rb")"


_UPRIGHT = rb"q 1 0 0 -1 " + _X + rb" " + _X + rb" cm"


def _nested(depth: int) -> bytes:
    """A string in parentheses, which may hold pairs of them."""
    within = rb"|" + _nested(depth - 1) if depth else b""
    return rb"\((?:[^()\\]++|\\." + within + rb")*+\)"


_STRING = _nested(3)
_SHOW = rb"(?:\[(?:" + _STRING + rb"|" + _X + rb")*+\]TJ|" + _STRING + rb"Tj)"
_WORDS = rb"0 Tr/f[0-9]{1,2} " + _X + rb" Tf 1 0 0 -1 " + _X + rb" 0 Tm" + _SHOW
_MARKED = rb"/Span<</ActualText(?:" + _STRING + rb"|<[0-9A-F]*>)>>BDC|/ReversedChars BMC"
_TEXT = (
    _UPRIGHT
    + rb"/c[01] cs "
    + _one_of(_DARK)
    + rb" scn\nBT(?:(?:"
    + _MARKED
    + rb")? ?"
    + _WORDS
    + rb"(?:\n?EMC)?)+\nET\nQ"
)
_POINT = _X + rb" " + _X
_SCALED = rb"q " + _X + rb" 0 0 -" + _X + rb" " + _X + rb" " + _X + rb" cm"
_STROKE = _SCALED + rb"/c[01] CS " + _one_of(_DARK + _PALE) + rb" SCN " + _X + rb" w 4 M "
_PATH = rb"(?:" + _POINT + rb" [ml]\s|" + _POINT + rb" " + _POINT + rb" " + _POINT + rb" c\s)+(?:h\s)?"
_BLOCKS = {
    "words": _TEXT,
    "rule": _STROKE + _PATH + rb"S\nQ",
    "fill": _UPRIGHT + rb"/c[01] cs " + _one_of(_DARK + _PALE) + rb" scn " + _PATH + rb"f\nQ",
    "picture": rb"q " + _X + rb" 0 0 " + _X + rb" " + _X + rb" " + _X + rb" cm/x[0-9] Do\nQ",
    "clip": rb"q (?:" + _POINT + rb" [ml] ?){4}\nh\nW\nn",
    "end": rb"Q",
    "opens": rb"/Span<</MCID [0-9]{1,5}(?:/Lang"
    + _STRING
    + rb")?(?:/Alt(?:"
    + _STRING
    + rb"|<[0-9A-F]*>))?>>BDC"
    rb"|/Artifact<</Type/(?:Layout|Pagination)>>BDC|/Artifact BMC"
    rb"|/Artifact<</Attached\[/(?:Top|Bottom)\]/Subtype/(?:Header|Footer)/Type/Pagination>>BDC",
    "closes": rb"EMC",
}
_BLOCK = re.compile(
    b"\n?(?:%s)" % b"|".join(b"(?P<%s>%s)" % (n.encode(), p) for n, p in _BLOCKS.items()), re.DOTALL
)
_PLACE = re.compile(rb"q 1 0 0 -1 (%s) (%s) cm" % (_X, _X))
_MATRIX = re.compile(rb"q (%s) 0 0 (%s) (%s) (%s) cm/(x[0-9]) Do" % (_X, _X, _X, _X))
_SIZE = re.compile(rb"/(f[0-9]{1,2}) (%s) Tf" % _X)
_POINTS = re.compile(rb"(%s) (%s) [ml]" % (_X, _X))
_NESTED = {"clip": 1, "end": -1}
_TAGGED = {"opens": 1, "closes": -1}
_IN_A_CLIP = frozenset({"rule", "picture", "clip", "end", "opens", "closes"})
_DEEPEST = 3


class OddDrawing(ValueError):  # noqa: N818 - its users turn it into their own refusal
    """A page is not drawn as the issuer draws one."""


def check_drawing(content: bytes, names: frozenset[bytes]) -> list[bytes]:
    """The names of the pictures that a page draws; `names` are the fonts and pictures that it has.

    Raises `OddDrawing` for a page drawn in any other way than listed above.
    """
    at, clips, tags = 0, 0, 0
    words: list[tuple[float, float]] = []
    pictures: list[re.Match[bytes]] = []
    while at < len(content):
        block = _BLOCK.match(content, at)
        if block is None or block.lastgroup is None:
            raise OddDrawing("a page draws what no certificate does")
        kind, at = block.lastgroup, block.end()
        clips, tags = clips + _NESTED.get(kind, 0), tags + _TAGGED.get(kind, 0)
        if not 0 <= clips <= _DEEPEST or not 0 <= tags <= _DEEPEST or (clips and kind not in _IN_A_CLIP):
            raise OddDrawing("a page hides what it draws")
        if kind == "words":
            words.append(_place(block[0], names))
        elif kind == "picture":
            pictures.append(_picture(block[0], names))
        elif kind == "fill":
            _require_thin(block[0])
    if clips or tags or any(_covers(picture, place) for picture in pictures for place in words):
        raise OddDrawing("a picture lies over words")
    return [picture[5] for picture in pictures]


def _place(block: bytes, names: frozenset[bytes]) -> tuple[float, float]:
    """Where words begin, which are of a size that is read and in a font that the page has."""
    for font, size in _SIZE.findall(block):
        if font not in names or not _SMALLEST <= float(size) <= _TALLEST:
            raise OddDrawing("words of another size or font")
    place = _PLACE.search(block)
    if place is None:
        raise OddDrawing("words that are not upright")
    return float(place[1]), float(place[2])


def _picture(block: bytes, names: frozenset[bytes]) -> re.Match[bytes]:
    found = _MATRIX.search(block)
    if found is None or found[5] not in names:
        raise OddDrawing("a picture that the page does not have")
    if not (0 < float(found[1]) <= _LARGEST and 0 < float(found[2]) <= _LARGEST):
        raise OddDrawing("a picture larger than square and photograph are")
    return found


def _covers(picture: re.Match[bytes], place: tuple[float, float]) -> bool:
    width, height, left, foot = (float(each) for each in picture.groups()[:4])
    return left <= place[0] < left + width and foot <= place[1] < foot + height


def _require_thin(block: bytes) -> None:
    points = [(float(x), float(y)) for x, y in _POINTS.findall(block)]
    sides = [max(values) - min(values) for values in zip(*points, strict=True)]
    if min(sides, default=_LARGEST) > _THIN or b" c\n" in block:
        raise OddDrawing("a filled shape that is no rule")
