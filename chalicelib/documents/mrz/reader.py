"""Reads the machine-readable zone in a picture of a document: at any angle, offline, each change reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from PIL.Image import Image

from chalicelib.documents.mrz.layouts import MRV_A, MRV_B, TD1, TD2, TD3, Layout
from chalicelib.documents.mrz.letters import RowReading, best_row, clearness, look_at
from chalicelib.documents.mrz.networks import Floats
from chalicelib.documents.mrz.repair import Correction, repair
from chalicelib.documents.mrz.rows import Row, find_rows
from chalicelib.documents.mrz.zones import Zone, read_zone

_SIDES = (480, 800)
"""How large the picture is looked at, in dots: small is fast and enough for most."""
_SURE = 0.5
"""Below this a character is too unsure for a field that no check digit covers."""


@dataclass(frozen=True)
class ZoneReading:
    """A zone as it was read."""

    zone: Zone
    corrections: tuple[Correction, ...]
    sure: Mapping[str, float]
    """For each field, how likely its least likely character is, 0 to 1."""
    rows: tuple[Row, ...]
    """Where the rows lie in the picture, first row first."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """Fields that no check digit proves and that were not read well enough."""
        return tuple(name for name in ("issuer", "nationality", "names", "sex") if self.sure[name] < _SURE)

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with the zone and nothing in it is in doubt."""
        return self.zone.is_proved and not self.unsure


def read_picture(picture: Image, today: date) -> ZoneReading | None:
    """The zone in an upright or turned picture of three colours; None when there is none that can be read.

    A second look, larger, is taken when the first finds nothing good. Raises `ReaderMissing` without the networks.
    """
    best = None
    for side in _SIDES:
        rows = find_rows(picture, side)
        for found in _readings(picture, rows, today):
            if found.is_good:
                return found
            if best is None or _rank(found) > _rank(best):
                best = found
    return best


def _rank(reading: ZoneReading) -> tuple[int, float]:
    return -len(reading.zone.faults), min(reading.sure.values())


def _readings(picture: Image, rows: tuple[Row, ...], today: date) -> Iterator[ZoneReading]:
    if not rows:
        return
    ordered, parts = right_way(picture, rows)
    for layout in _layouts(ordered):
        read = [best_row(part, layout, number) for number, part in enumerate(parts)]
        if all(read):
            yield _reading(layout, [one for one in read if one], ordered, today)


def right_way(picture: Image, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Floats]]:
    """The rows in order and in the direction of reading, and what their parts may be."""
    upside_down = tuple(row.turned() for row in reversed(rows))
    if rows[0].across @ (rows[-1].centre - rows[0].centre) < 0:
        rows, upside_down = tuple(reversed(rows)), tuple(reversed(upside_down))
    one, other = look_at(picture, rows[-1]), look_at(picture, upside_down[0])
    if clearness(one) >= clearness(other):
        return rows, [*(look_at(picture, row) for row in rows[:-1]), one]
    return upside_down, [other, *(look_at(picture, row) for row in upside_down[1:])]


def _layouts(rows: tuple[Row, ...]) -> tuple[Layout, ...]:
    """The forms of so many rows, the likelier by their length first."""
    if len(rows) == TD1.height:
        return (TD1,)
    thickness = sum(row.thickness for row in rows) / len(rows)
    long_rows = rows[0].length / thickness > 79  # noqa: PLR2004 - between 36 and 44 letters of a tenth of an inch
    return (TD3, TD2) if long_rows else (TD2, TD3)


def _reading(layout: Layout, read: list[RowReading], rows: tuple[Row, ...], today: date) -> ZoneReading:
    texts = tuple(one.text for one in read)
    if texts[0].startswith("V"):
        layout = {TD3.name: MRV_A, TD2.name: MRV_B}.get(layout.name, layout)
    doubts = {(row, place): other for row, one in enumerate(read) for place, other in one.doubts.items()}
    repaired = repair(texts, doubts)
    assert repaired is not None  # noqa: S101 - rows of a form's width need no repair of it
    sure = {
        field.name: min(read[field.span.row].sure[field.span.start : field.span.end])
        for field in layout.fields
    }
    return ZoneReading(read_zone(repaired.rows, today), repaired.corrections, sure, rows)
