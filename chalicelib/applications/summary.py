"""The answers as a person reads them back: rows for 'check your answers', with where each can be changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.applications.addresses import covers
from chalicelib.applications.models import Address, Answers
from chalicelib.applications.questions import SEXES
from chalicelib.applications.sections import SECTIONS, is_answered
from chalicelib.web.words import country, day, month

TITLES = {
    "name": "Name",
    "former-names": "Other names",
    "sex": "Sex",
    "birth-date": "Date of birth",
    "birth-place": "Place of birth",
    "nationality": "Nationality",
    "passport": "Passport",
    "addresses": "Addresses",
    "destination": "Country it is for",
    "email": "Email address",
}
GROUPS = {
    "About you": ("name", "former-names", "sex", "birth-date", "birth-place", "nationality"),
    "Your passport and addresses": ("passport", "addresses"),
    "Your certificate": ("destination", "email"),
}
"""The headings of the task list and of the answers."""


@dataclass(frozen=True)
class Row:
    """One answer: its section, a heading, and its lines (none while it is not answered)."""

    section: str
    title: str
    lines: tuple[str, ...]
    complete: bool
    warning: str = ""


def rows(answers: Answers, today: date) -> Iterator[Row]:
    """Every section in order."""
    for section in SECTIONS:
        yield Row(
            section,
            TITLES[section],
            tuple(_lines(section, answers)),
            is_answered(section, answers, today),
            _warning(section, answers, today),
        )


def grouped(answers: Answers, today: date) -> dict[str, list[Row]]:
    """The rows under the headings of the form."""
    by_section = {row.section: row for row in rows(answers, today)}
    return {heading: [by_section[section] for section in sections] for heading, sections in GROUPS.items()}


def expired_note(expires: date, today: date) -> str:
    """What to know about a passport that has expired; empty while it is valid."""
    if expires >= today:
        return ""
    return f"This passport expired on {day(expires)}. You may use it, but an embassy may ask for a valid one."


def address_lines(address: Address) -> tuple[str, ...]:
    """An address as printed, with its months."""
    ends = f"until {month(address.until)}" if address.until else "until now"
    return (*address.lines, country(address.country), f"from {month(address.since)} {ends}")


def _lines(section: str, answers: Answers) -> Iterator[str]:  # noqa: C901 - one arm a section
    match section:
        case "name" if answers.name:
            yield answers.name.full
        case "former-names" if answers.former_names:
            yield from (name.full for name in answers.former_names)
        case "former-names" if answers.has_former_names is False:
            yield "None"
        case "sex" if answers.sex:
            yield SEXES[answers.sex.value]
        case "birth-date" if answers.birth_date:
            yield day(answers.birth_date)
        case "birth-place" if answers.birth_town and answers.birth_country:
            yield f"{answers.birth_town}, {country(answers.birth_country)}"
        case "nationality":
            yield from (country(code) for code in answers.nationalities)
        case "passport" if answers.passport:
            yield answers.passport.number
            yield f"{country(answers.passport.country)}, expires {day(answers.passport.expires)}"
        case "addresses":
            for address in answers.addresses:
                *lines, months = address_lines(address)
                yield f"{', '.join(lines)} ({months})"
        case "destination" if answers.destination:
            yield country(answers.destination)
            yield from (words for wanted, words in _wishes(answers) if wanted)
        case "email" if answers.email:
            yield answers.email


def _wishes(answers: Answers) -> Iterator[tuple[bool, str]]:
    yield answers.for_legalisation, "With room for legalisation"
    yield answers.with_welsh, "With Welsh labels"
    yield answers.with_result_code, "With a second code that shows only the result"


def _warning(section: str, answers: Answers, today: date) -> str:
    if section == "passport" and answers.passport:
        return expired_note(answers.passport.expires, today)
    if (
        section == "addresses"
        and answers.addresses
        and not covers(answers.addresses, today, answers.birth_date)
    ):
        return "Your addresses do not reach back ten years yet."
    return ""
