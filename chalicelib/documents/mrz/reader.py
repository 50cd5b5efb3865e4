"""Reads the machine-readable zone in a picture of a document: at any angle, offline, each change reported."""

from collections.abc import Mapping
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


_LEAST_LIKELY = -0.06
"""Mean logarithm of a row's parts below which letters were dropped or made up; right rows lie above -0.02."""
_LAYOUTS = {2: (TD3, TD2), 3: (TD1,)}


@dataclass(frozen=True)
class ZoneReading:
    """A zone as it was read."""

    zone: Zone
    corrections: tuple[Correction, ...]
    sure: Mapping[str, float]
    """For each field, how likely its least likely character is, 0 to 1."""
    likelihood: float
    """Mean logarithm over the parts of the least likely row."""
    rows: tuple[Row, ...]
    """Where the rows lie in the picture, first row first."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """Fields that no check digit proves and that were not read well enough."""
        return tuple(name for name in ("issuer", "nationality", "names", "sex") if self.sure[name] < _SURE)

    @property
    def is_likely(self) -> bool:
        """Whether the rows explain the strips: no letter of a strip was dropped to fit the form."""
        return self.likelihood > _LEAST_LIKELY

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with the zone and nothing in it is in doubt."""
        return self.zone.is_proved and not self.unsure and self.is_likely


def read_picture(picture: Image, today: date) -> ZoneReading | None:
    """The zone in an upright or turned picture of three colours; None when there is none that can be read.

    A second look, larger, is taken when the first finds nothing good. Raises `ReaderMissing` without the networks.
    """
    best = None
    for side in _SIDES:
        rows = find_rows(picture, side)
        found = _reading_of(picture, rows, today) if rows else None
        if found and found.is_good:
            return found
        if found and (best is None or _rank(found) > _rank(best)):
            best = found
    return best


def _rank(reading: ZoneReading) -> tuple[int, float]:
    return -len(reading.zone.faults), min(reading.sure.values())


def _reading_of(picture: Image, rows: tuple[Row, ...], today: date) -> ZoneReading | None:
    """The zone in the form that fits the strips best, whatever its check digits say.

    To drop letters until another form's digits agree must never pay.
    """
    ordered, parts = right_way(picture, rows)
    readings = []
    for layout in _LAYOUTS[len(ordered)]:
        read = [best_row(part, layout, number) for number, part in enumerate(parts)]
        if all(read):
            readings.append((layout, [one for one in read if one]))
    if not readings:
        return None
    layout, chosen = max(readings, key=lambda pair: sum(one.likelihood for one in pair[1]))
    return _reading(layout, chosen, ordered, today)


def right_way(picture: Image, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Floats]]:
    """The rows in order and in the direction of reading, and what their parts may be."""
    upside_down = tuple(row.turned() for row in reversed(rows))
    if rows[0].across @ (rows[-1].centre - rows[0].centre) < 0:
        rows, upside_down = tuple(reversed(rows)), tuple(reversed(upside_down))
    one, other = look_at(picture, rows[-1]), look_at(picture, upside_down[0])
    if clearness(one) >= clearness(other):
        return rows, [*(look_at(picture, row) for row in rows[:-1]), one]
    return upside_down, [other, *(look_at(picture, row) for row in upside_down[1:])]


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
    likelihood = min(one.likelihood for one in read)
    return ZoneReading(read_zone(repaired.rows, today), repaired.corrections, sure, likelihood, rows)
