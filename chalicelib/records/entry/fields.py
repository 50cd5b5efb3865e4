"""Fields of the entry forms: how what was typed is read, how what is stored is shown, and what is said when neither
fits.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.police_identifiers.written import Scheme, Standing, WrittenIdentifier, understand
from chalicelib.platform import clock

Values = Mapping[str, Sequence[str]]
"""What a form sent: every value of each field."""

_BRITISH = re.compile(r"^(?:(?:(\d{1,2})[/. -])?(\d{1,2})[/. -])?(\d{4})$")
_UNITS = {"hour": "H", "day": "D", "week": "W", "month": "M", "year": "Y"}
_LENGTH = re.compile(r"^(\d{1,3})\s*(hour|day|week|month|year)s?$")
_MONEY = re.compile(r"^£?(\d{1,7})(?:\.(\d{2}))?$")
_QUALIFIER = re.compile(r"^([A-Z]{1,2})(?:\s+(.+))?$")
_LIFE = "Y999"


class Unreadable(ValueError):  # noqa: N818 - the message is the sentence beside the field
    """What was typed can't be understood; the message says how to write it."""


class FormRefused(ValueError):  # noqa: N818 - it carries a sentence for each field
    """What was typed makes no such part; `fields` says what is wrong where."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("the form was refused")
        self.fields = fields


@dataclass(frozen=True)
class Field:
    """One field of a form: its name is the model's, `kind` how it is shown."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Callable[[], Mapping[str, str]] | None = None
    width: str = "govuk-input--width-20"
    read: Callable[[str], Any] = field(default=lambda text: text)
    show: Callable[[Any], str] = field(default=lambda value: "" if value is None else str(value))
    optional: bool = False
    """Whether nothing typed means None, where the model tells that from an empty text."""
    wrong: str = "Check what is written here."
    """What is said when the model refuses the value."""

    def value_of(self, values: Values) -> Any:  # noqa: ANN401 - as the model takes it
        """What was typed, for the model; raises `Unreadable`."""
        typed = [text.strip() for text in values.get(self.name, ())]
        if self.kind == "checkboxes":
            return tuple(filter(None, typed))
        text = typed[-1] if typed else ""
        if not text and self.optional:
            return None
        return self.read(text) if text or self.kind != "date" else None


def read_date(text: str) -> PartialDate:
    """`23/11/1985`, `11/1985` or `1985`; also as it is stored, `1985-11-23`."""
    found = _BRITISH.match(text)
    try:
        if not found:
            return PartialDate(text)
        day, month, year = (int(part) if part else None for part in found.groups())
        return PartialDate.of(year or 0, month, day)
    except ValueError as error:
        raise Unreadable("Write the date as 23/11/1985, as 11/1985, or as 1985.") from error


def show_date(date: PartialDate | None) -> str:
    """As people write it: `23/11/1985`."""
    return "/".join(reversed(date.split("-"))) if date else ""


def read_number(scheme: Scheme) -> Callable[[str], WrittenIdentifier]:
    """An identifier in whatever way it is written; one that can't be read is refused with what is wrong."""

    def read(text: str) -> WrittenIdentifier:
        number = understand(scheme, text, today=clock.today())
        if number.standing is Standing.UNREADABLE:
            raise Unreadable(number.why)
        return number

    return read


def read_length(text: str) -> str:
    """`6 months`, `2 years`, `life`, as PNC codes it: M6, Y2, Y999."""
    plain = " ".join(text.lower().split())
    if plain == "life":
        return _LIFE
    found = _LENGTH.match(plain)
    if found:
        return f"{_UNITS[found[2]]}{int(found[1])}"
    if re.fullmatch(r"[HDWMY]\d{1,3}", text.upper()):
        return text.upper()
    raise Unreadable("Write the length as 6 months, 2 years, 14 days, or life.")


def show_length(code: str | None) -> str:
    """In words: `6 months`."""
    if not code or code == _LIFE:
        return "life" if code else ""
    unit = next(name for name, letter in _UNITS.items() if letter == code[0])
    count = int(code[1:])
    return f"{count} {unit}{'' if count == 1 else 's'}"


def read_money(text: str) -> int:
    """`180`, `£180.00`, in pence."""
    found = _MONEY.match(text.replace(",", "").replace(" ", ""))
    if not found:
        raise Unreadable("Write the amount in pounds, such as 180.00.")
    return int(found[1]) * 100 + int(found[2] or 0)


def show_money(pence: int | None) -> str:
    """In pounds."""
    return "" if pence is None else f"{pence // 100}.{pence % 100:02d}"


def read_count(text: str) -> int:
    """A whole number."""
    if not (text.isascii() and text.isdigit()):
        raise Unreadable("Write a whole number.")
    return int(text)


def read_qualifiers(text: str) -> tuple[dict[str, str | None], ...]:
    """`C, S 2 years`: codes, each with its length where it has one."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        shape = _QUALIFIER.match(part)
        if not shape:
            raise Unreadable("Write qualifiers as their letters with commas between, such as C, S 2 years.")
        found.append({"code": shape[1], "duration": read_length(shape[2]) if shape[2] else None})
    return tuple(found)


def show_qualifiers(qualifiers: Sequence[Any]) -> str:
    """As they are typed."""
    return ", ".join(f"{q.code} {show_length(q.duration)}".strip() for q in qualifiers or ())


def read_lines(text: str) -> tuple[str, ...]:
    """Each line that is not empty."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def show_lines(lines: Sequence[str]) -> str:
    """One below the other."""
    return "\n".join(lines or ())
