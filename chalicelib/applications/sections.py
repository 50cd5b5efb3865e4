"""The questions of the form in their order, and which of them an application has answered."""

from collections.abc import Callable, Mapping
from datetime import date

from chalicelib.applications.addresses import covers
from chalicelib.applications.models import Answers

SECTIONS = (
    "name",
    "former-names",
    "sex",
    "birth-date",
    "birth-place",
    "nationality",
    "passport",
    "addresses",
    "destination",
    "email",
)
"""Also the last part of each question's address."""

_ANSWERED: Mapping[str, Callable[[Answers, date], bool]] = {
    "name": lambda a, _: a.name is not None,
    "former-names": lambda a, _: a.has_former_names is False or bool(a.former_names),
    "sex": lambda a, _: a.sex is not None,
    "birth-date": lambda a, _: a.birth_date is not None,
    "birth-place": lambda a, _: a.birth_town is not None and a.birth_country is not None,
    "nationality": lambda a, _: bool(a.nationalities),
    "passport": lambda a, _: a.passport is not None,
    "addresses": lambda a, today: covers(a.addresses, today, a.birth_date),
    "destination": lambda a, _: a.destination is not None,
    "email": lambda a, _: a.email is not None,
}


def is_answered(section: str, answers: Answers, today: date) -> bool:
    """Whether a section needs nothing more; raises `KeyError` for a section that does not exist."""
    return _ANSWERED[section](answers, today)


def missing_sections(answers: Answers, today: date) -> tuple[str, ...]:
    """The sections still to be answered, in their order."""
    return tuple(section for section in SECTIONS if not is_answered(section, answers, today))
