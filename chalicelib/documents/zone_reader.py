"""Reads a passport's clean copy: the first page with a zone counts. It runs in the reader's process."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from PIL import Image

from chalicelib.documents.claims import Claims
from chalicelib.documents.headings import heading_of
from chalicelib.documents.judging import Decision, Judged, Mark, Note
from chalicelib.documents.mrz.layouts import FILLER, Field
from chalicelib.documents.mrz.networks import Floats
from chalicelib.documents.mrz.reader import ZoneReading, read_picture
from chalicelib.documents.mrz.rows import Row
from chalicelib.documents.mrz.zones import Zone
from chalicelib.documents.page_pictures import page_pictures
from chalicelib.documents.passports import ZONE, SeenZone, judge_passport
from chalicelib.documents.rewriting import CleanFile

_LONGEST = 1600
"""Dots of a page's longer side that are enough: a passport alone has 320 to the inch then."""
_TALL = 2.4
"""Height of a row's letters, in thicknesses of the row as found."""


def read_passport(copy: CleanFile, claims: Claims, today: date) -> Judged:
    """What becomes of a clean copy. Raises `ReaderMissing` when the networks are not here."""
    seen = see_zones(copy, today)
    if not seen:
        picture = next(page_pictures(copy, _LONGEST))
        if found := heading_of(picture):
            reason, row = found
            return Judged(
                decision=Decision.RETAKE, notes=(Note(reason=reason, mark=_mark(_corners(row), picture, 1)),)
            )
    return judge_passport(seen, claims, today)


def see_zones(copy: CleanFile, today: date) -> tuple[SeenZone, ...]:
    """The zones on the first page that has a good one, else on the first that has any."""
    first: tuple[SeenZone, ...] = ()
    for page, picture in enumerate(page_pictures(copy, _LONGEST), start=1):
        found = read_picture(picture, today)
        seen = tuple(_seen(one, picture, page) for one in found)
        if any(one.is_settled for one in found):
            return seen
        first = first or seen
    return first


def _seen(found: ZoneReading, picture: Image.Image, page: int) -> SeenZone:
    return SeenZone(
        zone=found.zone,
        corrections=found.corrections,
        sure=dict(found.sure),
        unsure=found.unsure if found.is_likely else (*found.unsure, ZONE),
        marks=dict(_marks(found, picture, page)),
    )


def _marks(found: ZoneReading, picture: Image.Image, page: int) -> Iterator[tuple[str, Mark]]:
    yield ZONE, _mark([corner for row in found.rows for corner in _corners(row)], picture, page)
    for field in found.zone.layout.fields:
        row = found.rows[field.span.row]
        yield field.name, _mark(_corners(row, *_ends(field, found.zone)), picture, page)


def _ends(field: Field, zone: Zone) -> tuple[float, float]:
    """Where the field's text begins and ends in its row, without the fillers after it."""
    start, width = field.span.start, zone.layout.width
    text = field.span.of(zone.rows).rstrip(FILLER)
    return start / width, (start + len(text) if text else field.span.end) / width


def _corners(row: Row, first: float = 0, last: float = 1) -> Sequence[Floats]:
    """The outline of a part of a row's letters, which stand evenly; `first` and `last` in shares of its length."""
    half = row.across * row.thickness * _TALL / 2
    ends = (row.centre + row.along * (row.length * (at - 0.5)) for at in (first, last))
    return [(end + side).astype(np.float32) for end in ends for side in (half, -half)]


def _mark(corners: Sequence[Floats], picture: Image.Image, page: int) -> Mark:
    shares = np.clip(np.array(corners) / picture.size * 1000, 0, 1000).round().astype(int)
    left, top, right, bottom = (int(side) for side in (*shares.min(axis=0), *shares.max(axis=0)))
    return Mark(page=page, left=left, top=top, right=right, bottom=bottom)
