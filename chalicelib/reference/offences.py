"""Offences by their CJS code: title, category, Home Office class, and whether they are recordable on PNC."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from chalicelib.reference.tables import table

_COMPLETE = 7
"""Characters of a CJS code: Act, year and number (TH68010), or four letters and a number (COML025)."""


class Inchoate(StrEnum):
    """The letter behind a CJS code when the offence was not completed by the person alone."""

    ATTEMPT = "A"
    AIDING = "B"
    CONSPIRACY = "C"
    INCITEMENT = "I"


@dataclass(frozen=True)
class Offence:
    """One offence code as the Ministry of Justice's standing data has it."""

    code: str
    title: str
    """Of the statement of offence; empty for some local codes."""
    category: str
    """CI indictable, CE either way, CS summary, CM motoring (`lists.text_of("offence-category", ...)`)."""
    recordable: bool
    """Whether a conviction goes on the Police National Computer."""
    notifiable: bool
    """Whether it is counted by the Home Office."""
    home_office_class: str
    """Such as `046/00`; empty where the source has none."""
    on_pnc_list: bool
    """Among the codes that PNC itself exported, which decide `recordable` where both lists have a code."""
    on_cjs_list: bool
    """Among the codes that the CJS data standards publish."""
    inchoate: Inchoate | None = None
    """Of a code with a letter behind it whose first seven characters are a code as well."""


def find_offence(code: str) -> Offence | None:
    """The offence of a CJS code, with or without a letter for attempt and the like; None when it is not known."""
    line = _lines().get(code) or _lines().get(code[:_COMPLETE])
    if line is None:
        return None
    offence = _offence(line)
    return offence if offence.code == code else _inchoate(offence, code[_COMPLETE:])


def offences() -> Iterator[Offence]:
    """Every offence, by code."""
    return map(_offence, _lines().values())


@cache
def _lines() -> dict[str, str]:
    return table("offences").by_first()


def _inchoate(offence: Offence, suffix: str) -> Offence | None:
    """The offence with a letter that its own entry does not have; it is recordable when the offence is."""
    if suffix not in set(Inchoate):
        return None
    return replace(offence, code=offence.code + suffix, inchoate=Inchoate(suffix))


def _offence(line: str) -> Offence:
    code, flags, category, home_office_class, title = line.split("\t")
    return Offence(
        code=code,
        title=title,
        category=category,
        recordable="R" in flags,
        notifiable="N" in flags,
        home_office_class=home_office_class,
        on_pnc_list="P" in flags,
        on_cjs_list="C" in flags,
        inchoate=_inchoate_of(code),
    )


def _inchoate_of(code: str) -> Inchoate | None:
    base, suffix = code[:_COMPLETE], code[_COMPLETE:]
    return Inchoate(suffix) if suffix in set(Inchoate) and base in _lines() else None
