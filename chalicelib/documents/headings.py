"""What a paper without a zone calls itself: a driving licence or a residence permit sent as a passport."""

import unicodedata
from collections.abc import Iterator

from PIL import Image

from chalicelib.documents.mrz.networks import alphabet, features_network, likelihoods
from chalicelib.documents.mrz.rows import Row, find_rows, joined, tilt
from chalicelib.documents.mrz.strips import cut_out
from chalicelib.documents.reasons import Reason

_HEADINGS = {
    Reason.DRIVING_LICENCE: (
        "DRIVING LICENCE", "DRIVING LICENSE", "DRIVER LICENSE", "DRIVERS LICENSE", "DRIVERS LICENCE", "TRWYDDED YRRU",
        "PERMIS DE CONDUIRE", "FUHRERSCHEIN", "RIJBEWIJS", "PATENTE DI GUIDA", "PERMISO DE CONDUCCION",
        "CARTA DE CONDUCAO", "PRAWO JAZDY", "KORKORT", "AJOKORTTI", "CEADUNAS TIOMANA",
    ),
    Reason.RESIDENCE_PERMIT: (
        "RESIDENCE PERMIT", "TITRE DE SEJOUR", "AUFENTHALTSTITEL", "PERMESSO DI SOGGIORNO", "PERMISO DE RESIDENCIA",
        "TITULO DE RESIDENCIA", "KARTA POBYTU", "VERBLIJFSTITEL",
    ),
}  # fmt: skip
"""As they are printed on cards, without accents."""
_SIDE = 640
_TALL = 2.9
"""Height of a strip, in thicknesses of the row as found."""
_MOST_ROWS = 10
"""So many of the thickest rows are read."""
_WRONG = 1
"""Letters that may be read wrongly in a heading."""


def heading_of(picture: Image.Image) -> tuple[Reason, Row] | None:
    """What the paper in a picture of three colours says that it is, and where; None when it says nothing known."""
    rows = find_rows(picture, _SIDE)
    if turn := tilt(rows):
        rows = find_rows(picture, _SIDE, turn)
    thickest = sorted(joined(rows), key=lambda row: -row.thickness)[:_MOST_ROWS]
    for way in (way for row in thickest for way in _ways(row)):
        if (reason := _named(_text(picture, way))) is not None:
            return reason, way
    return None


def _ways(row: Row) -> Iterator[Row]:
    upright = row if row.along @ (2, 1) > 0 else row.turned()
    yield from (upright, upright.turned())


def _text(picture: Image.Image, row: Row) -> str:
    """The row's capitals alone, without accents and spaces."""
    weights, bias, signs = alphabet()
    best = likelihoods(
        features_network()(cut_out(picture, row, row.thickness * _TALL)), weights, bias
    ).argmax(axis=1)
    read = (signs[sign - 1] for at, sign in enumerate(best) if sign and (at == 0 or sign != best[at - 1]))
    return _plain("".join(read))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.upper())
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha())


def _named(text: str) -> Reason | None:
    for reason, headings in _HEADINGS.items():
        if any(_holds(text, _plain(heading)) for heading in headings):
            return reason
    return None


def _holds(text: str, heading: str) -> bool:
    parts = (text[at : at + len(heading)] for at in range(len(text) - len(heading) + 1))
    return any(sum(a != b for a, b in zip(part, heading, strict=True)) <= _WRONG for part in parts)
