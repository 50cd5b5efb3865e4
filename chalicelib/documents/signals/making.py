"""What a file says of its making that does not go with what it is to show: programs, dates, fonts, screens."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from chalicelib.documents.judging import Judged
from chalicelib.documents.models import Document, Kind, Role, Signal
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.signals.fonts import signals_of_fonts
from chalicelib.kernel.models import Model

_LATER = timedelta(days=1)
"""A paper may be signed or packed after it was made; a change on another day was made by somebody else."""
_BEFORE = timedelta(days=5)
"""Banks make a statement some days before the date that they print on it."""
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_SUBSET = re.compile(r"[A-Z]{6}\+")
_STANDARD = re.compile(r"(helvetica|arial|times|courier)", re.IGNORECASE)
_OWN_FONTS = 2
"""Fonts of its own, beside which a page has one that is not."""


class Program(Model):
    """A program that changes finished files."""

    name: str
    words: str
    of: tuple[Literal["paper", "picture", "face"], ...]
    source: str
    verified: bool


class Screens(Model):
    """Sizes of phone screens in dots, upright."""

    sizes: frozenset[str]
    source: str
    verified: bool


class Known(Model):
    """The list, as of its version's day."""

    version: str
    comment: str
    programs: tuple[Program, ...]
    screens: Screens


def signals_of_making(document: Document, copy: CleanFile, judged: Judged) -> tuple[Signal, ...]:
    """What staff should weigh in what the original said of itself; nothing where it said nothing."""
    if document.upload and document.upload.kind is Kind.PDF:
        return (*_of_paper(copy.said, _issued(judged)), *signals_of_fonts(copy.words, judged))
    return tuple(_of_picture(document, copy.said))


def _of_paper(said: Mapping[str, str], issued: date | None) -> Iterator[Signal]:
    made_by = f"{said.get('producer', '')} {said.get('creator', '')}"
    if program := _program(made_by, "paper"):
        yield Signal(code="paper_edited", values={"program": program})
    created, changed = _moment(said.get("created")), _moment(said.get("changed"))
    if created and changed and changed - created > _LATER:
        values = {"made": created.date().isoformat(), "changed": changed.date().isoformat()}
        yield Signal(code="paper_changed", values=values)
    if created and issued and issued - created.date() > _BEFORE:
        yield Signal(
            code="made_too_early", values={"made": created.date().isoformat(), "dated": issued.isoformat()}
        )
    for page, font in _strange_fonts(said):
        yield Signal(code="strange_font", values={"page": page, "font": font})


def _of_picture(document: Document, said: Mapping[str, str]) -> Iterator[Signal]:
    # Studios touch up portraits; what makes another face of one is another matter.
    use: Literal["picture", "face"] = "face" if document.role is Role.PHOTO else "picture"
    if program := _program(said.get("software", ""), use):
        yield Signal(code="picture_edited", values={"program": program})
    if _is_screenshot(document, said):
        yield Signal(code="screenshot", values={"dots": said.get("dots", "")})


def _is_screenshot(document: Document, said: Mapping[str, str]) -> bool:
    """A PNG without a camera, of just the size of a phone's screen; cameras and scanners make none."""
    if "screenshot" in said.get("software", "").casefold():
        return True
    is_png = document.upload is not None and document.upload.kind is Kind.PNG
    sides = sorted(said.get("dots", "").split("x"), key=lambda side: side.zfill(6))
    return is_png and "make" not in said and "x".join(sides) in known().screens.sizes


def _strange_fonts(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """On a page whose fonts are embedded in part: the one standard font that is not, such as editors put in."""
    for name, listed in said.items():
        fonts = listed.split(", ")
        own = [font for font in fonts if _SUBSET.match(font)]
        strange = [font for font in fonts if not _SUBSET.match(font)]
        stands_out = len(own) >= _OWN_FONTS and len(strange) == 1 and _STANDARD.match(strange[0])
        if name.startswith("fonts_") and stands_out:
            yield name.removeprefix("fonts_"), strange[0]


def _program(said: str, use: Literal["paper", "picture", "face"]) -> str | None:
    folded = said.casefold()
    for program in known().programs:
        if use in program.of and re.search(rf"(?<![a-z]){re.escape(program.words)}(?![a-z])", folded):
            return program.name
    return None


def _moment(said: str | None) -> datetime | None:
    """A PDF's date (ISO 32000-1, 7.9.4) without its zone, for which a day's patience is enough."""
    found = _PDF_DATE.match(said or "")
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _issued(judged: Judged) -> date | None:
    """The day that the paper bears, where it was read."""
    field = judged.fields.get("date")
    try:
        return date.fromisoformat(str(field.value)) if field else None
    except ValueError:
        return None


@cache
def known() -> Known:
    """Programs and screens of programs.json."""
    return Known.model_validate_json(Path(__file__).with_name("programs.json").read_bytes())
