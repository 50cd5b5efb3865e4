"""A machine-readable zone as facts, each with what proves it or what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.documents.errors import NotAZone
from chalicelib.documents.mrz import dates
from chalicelib.documents.mrz.digits import agreement, long_number
from chalicelib.documents.mrz.holders import HolderNames, holder_names
from chalicelib.documents.mrz.issuers import is_specimen, issuer_name
from chalicelib.documents.mrz.layouts import FILLER, Layout, layout_of
from chalicelib.kernel.partial_dates import PartialDate


class Fault(StrEnum):
    """What is wrong with a zone. A fault of a field says nothing about the others."""

    NUMBER_DIGIT = "number_digit"
    BIRTH_DIGIT = "birth_digit"
    EXPIRY_DIGIT = "expiry_digit"
    OPTIONAL_DIGIT = "optional_digit"
    ALL_DIGIT = "all_digit"
    NO_CALENDAR_BIRTH = "no_calendar_birth"
    NO_CALENDAR_EXPIRY = "no_calendar_expiry"
    NO_SUCH_ISSUER = "no_such_issuer"
    NO_SUCH_NATIONALITY = "no_such_nationality"
    NO_NAME = "no_name"
    NO_NUMBER = "no_number"
    NO_SUCH_SEX = "no_such_sex"
    OUT_OF_PLACE = "out_of_place"
    """A letter where digits alone may stand, or the reverse."""
    SPECIMEN = "specimen"


@dataclass(frozen=True)
class Zone:
    """What the zone says. What no check digit covers (names, states, sex) is as sure as its reading."""

    layout: Layout
    rows: tuple[str, ...]
    code: str
    """`P` and perhaps a second letter for passports; `A`, `C` or `I` first for cards; `V` for visas."""
    issuer: str
    names: HolderNames | None
    number: str
    nationality: str
    birth: PartialDate | None
    sex: str | None
    """`M`, `F`, or None when it is not stated."""
    expiry: date | None
    faults: tuple[Fault, ...]

    @property
    def is_proved(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults

    def has_expired(self, on: date) -> bool:
        """Whether its last day lies before `on`."""
        return self.expiry is not None and self.expiry < on


def read_zone(rows: Sequence[str], today: date) -> Zone:
    """Take rows apart that have the lengths of a zone; what is wrong becomes its faults.

    Raises `NotAZone` for rows of another shape or with characters that no zone has.
    """
    given = tuple(rows)
    layout = layout_of(given)
    if layout is None or any(not _is_zone_text(row) for row in given):
        raise NotAZone
    faults = list(_faults_of_digits(layout, given))
    birth, expiry = _dates(layout, given, today, faults)
    texts = {field.name: field.span.of(given) for field in layout.fields}
    names = holder_names(texts["names"])
    faults += _faults_of_texts(texts, names)
    if any(_misplaced(layout, given)):
        faults.append(Fault.OUT_OF_PLACE)
    whole = long_number(layout, given)
    return Zone(
        layout=layout,
        rows=given,
        code=texts["code"].rstrip(FILLER),
        issuer=texts["issuer"].rstrip(FILLER),
        names=names,
        number=(whole[0] if whole else texts["number"]).rstrip(FILLER),
        nationality=texts["nationality"].rstrip(FILLER),
        birth=birth,
        sex=texts["sex"] if texts["sex"] in {"M", "F"} else None,
        expiry=expiry,
        faults=tuple(faults),
    )


def _is_zone_text(row: str) -> bool:
    return row.isascii() and row.replace(FILLER, "A").isalnum() and row == row.upper()


def _faults_of_digits(layout: Layout, rows: tuple[str, ...]) -> Iterator[Fault]:
    return (Fault(f"{name}_digit") for name, agrees in agreement(layout, rows).items() if not agrees)


def _dates(
    layout: Layout, rows: tuple[str, ...], today: date, faults: list[Fault]
) -> tuple[PartialDate | None, date | None]:
    birth, expiry = None, None
    try:
        birth = dates.birth_date(layout.span("birth").of(rows), today)
    except ValueError:
        faults.append(Fault.NO_CALENDAR_BIRTH)
    try:
        expiry = dates.expiry_date(layout.span("expiry").of(rows), today)
    except ValueError:
        faults.append(Fault.NO_CALENDAR_EXPIRY)
    return birth, expiry


def _faults_of_texts(texts: dict[str, str], names: HolderNames | None) -> Iterator[Fault]:
    if issuer_name(texts["issuer"]) is None:
        yield Fault.NO_SUCH_ISSUER
    if issuer_name(texts["nationality"]) is None:
        yield Fault.NO_SUCH_NATIONALITY
    if is_specimen(texts["issuer"]) or is_specimen(texts["nationality"]):
        yield Fault.SPECIMEN
    if names is None:
        yield Fault.NO_NAME
    if not texts["number"].strip(FILLER):
        yield Fault.NO_NUMBER
    if texts["sex"] not in {"M", "F", "X", FILLER}:
        yield Fault.NO_SUCH_SEX


def _misplaced(layout: Layout, rows: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for row, text in enumerate(rows):
        for place, character in enumerate(text):
            is_filler = character == FILLER and (row, place) != (0, 0)
            if not is_filler and character not in layout.letters_at(row, place):
                yield row, place
