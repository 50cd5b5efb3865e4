"""Reads the machine-readable zone in a picture of a document: at any angle, offline, each change reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PIL.Image import Image

from chalicelib.documents.mrz.layouts import MRV_A, MRV_B, TD1, TD2, TD3, Layout
from chalicelib.documents.mrz.letters import RowReading, best_row
from chalicelib.documents.mrz.repair import Correction, repair
from chalicelib.documents.mrz.rows import Row, find_rows, grouped, joined, tilt
from chalicelib.documents.mrz.strips import Strips, ways
from chalicelib.documents.mrz.zones import Fault, Zone, read_zone

_SIDES = (416, 640, 800)
"""How large the picture is looked at, in dots: small is fast and enough for most."""
_SURE = 0.5
"""Below this a character is too unsure for a field that no check digit covers."""
_LEAST_LIKELY = -0.06
"""Mean logarithm of a row's parts below which letters were dropped or made up; right rows lie above -0.02."""
_OTHER_PRINT = -0.35
"""Below this a row is none of a zone."""
_PLAIN = -0.02
"""Above this no other form can fit better, nor the other way up."""
_LAYOUTS = {2: (TD3, TD2), 3: (TD1,)}
_TILTED = 0.05
"""Radians."""
_STRETCH = 0.3
_MOST_GROUPS = 4
"""So many of a page full of text are looked at."""


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
        """Fields that no check digit proves and that were not read well enough; two that say the same do it once."""
        sure = dict(self.sure)
        if self.zone.issuer == self.zone.nationality:
            sure["issuer"] = sure["nationality"] = max(sure["issuer"], sure["nationality"])
        return tuple(name for name in ("issuer", "nationality", "names", "sex") if sure[name] < _SURE)

    @property
    def is_likely(self) -> bool:
        """Whether the rows explain the strips: no letter of a strip was dropped to fit the form."""
        return self.likelihood > _LEAST_LIKELY

    @property
    def is_settled(self) -> bool:
        """Whether a second look would change nothing: what may be wrong is no fault of the reading."""
        return set(self.zone.faults) <= {Fault.SPECIMEN} and not self.unsure and self.is_likely

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with the zone and nothing in it is in doubt."""
        return self.zone.is_proved and not self.unsure and self.is_likely


def read_picture(picture: Image, today: date) -> tuple[ZoneReading, ...]:
    """The zones in an upright or turned picture of three colours, the longest first.

    None when there is none that can be read; one that is not good when there is no better. Larger looks are taken
    while nothing is settled. Raises `ReaderMissing` without the networks.
    """
    best: ZoneReading | None = None
    for found in _tries(picture, today):
        if any(one.is_settled for one in found):
            return tuple(one for one in found if one.is_likely)
        if best and any(one.is_likely and one.zone.rows == best.zone.rows for one in found):
            break
        best = max((*found, *filter(None, (best,))), key=_rank, default=None)
    return (best,) if best else ()


def _tries(picture: Image, today: date) -> Iterator[list[ZoneReading]]:
    """Readings of rows as they are seen, with pieces joined, and made longer: fillers at an end may be faint."""
    longest = max(picture.size)
    for rows in _looks(picture):
        plain, mended = grouped(rows, longest), grouped(joined(rows), longest)
        found = _read_groups(picture, plain, today)
        yield found
        if [len(group) for group in plain] != [len(group) for group in mended]:
            found = _read_groups(picture, mended, today)
            yield found
        for share in (_STRETCH, -_STRETCH) if found else ():
            yield _read_groups(picture, [[row.stretched(share) for row in one.rows] for one in found], today)


def _read_groups(picture: Image, groups: Sequence[Sequence[Row]], today: date) -> list[ZoneReading]:
    return [one for group in groups[:_MOST_GROUPS] if (one := _read_group(picture, tuple(group), today))]


def _looks(picture: Image) -> Iterator[tuple[Row, ...]]:
    """Rows as the picture lies, then with its text laid level, then larger."""
    rows = find_rows(picture, _SIDES[0])
    yield rows
    turn = tilt(rows)
    for side in _SIDES if abs(turn) > _TILTED else _SIDES[1:]:
        yield find_rows(picture, side, turn)


def _rank(reading: ZoneReading) -> tuple[int, float]:
    return -len(reading.zone.faults), min(reading.sure.values())


def _read_group(picture: Image, group: tuple[Row, ...], today: date) -> ZoneReading | None:
    """The zone that a group of rows is or holds: a line of print may stand close to it."""
    best: ZoneReading | None = None
    for strips in ways(picture, group):
        for rows in _windows(len(strips.rows)):
            found = _reading_of(strips, rows, today)
            if found and found.is_likely:
                return found if found.is_settled else _read_anew(found, strips, rows, today)
            best = max(filter(None, (best, found)), key=lambda one: one.likelihood, default=None)
    return best


def _read_anew(found: ZoneReading, strips: Strips, rows: range, today: date) -> ZoneReading:
    """The same rows cut out otherwise, if that settles what is wrong or in doubt; else as they were found."""
    again = (_reading_of(other, rows, today) for other in strips.cut_anew())
    return next((one for one in again if one and one.is_settled), found)


def _windows(rows: int) -> Iterator[range]:
    """Three rows or two of so many: a zone is the foot of a page, and of three rows one may be print."""
    for height in (3, 2):
        if height <= rows:
            yield range(rows - height, rows)
    if rows == 3:  # noqa: PLR2004 - the case of the sentence above
        yield range(2)


def _reading_of(strips: Strips, rows: range, today: date) -> ZoneReading | None:
    """The zone in the form that fits the strips best, whatever its check digits say; None for other print.

    To drop letters until another form's digits agree must never pay.
    """
    best: tuple[Layout, list[RowReading]] | None = None
    for layout in _LAYOUTS[len(rows)]:
        read = _read_rows(strips, rows, layout)
        if read and (best is None or _sum(read) > _sum(best[1])):
            best = layout, read
        if best and min(one.likelihood for one in best[1]) > _PLAIN:
            break
    return _reading(*best, tuple(strips.rows[at] for at in rows), today) if best else None


def _read_rows(strips: Strips, rows: range, layout: Layout) -> list[RowReading] | None:
    read = []
    for row, at in enumerate(rows):
        one = best_row(strips.look_at(at), layout, row)
        if one is None or one.likelihood < _OTHER_PRINT:
            return None
        read.append(one)
    return read


def _sum(read: list[RowReading]) -> float:
    return sum(one.likelihood for one in read)


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
