"""Who acts in a request, and what they wrote, read strictly."""

from enum import StrEnum
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from chalicelib.casework.errors import NotWritten
from chalicelib.casework.handling import News
from chalicelib.casework.models import Officer
from chalicelib.disclosure.models import Ground, Reason
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.web.visit import Visit

_REASON: TypeAdapter[str] = TypeAdapter(Reason)
_JUSTIFICATION = 250
"""Characters that the record system takes."""
_CODES = range(11)
"""Reason codes of police enquiries, 0 to 10."""
_NOTE = 1000

E = TypeVar("E", bound=StrEnum)


def acting(visit: Visit) -> Officer:
    """The officer who is signed in."""
    known = visit.officer
    return Officer(id=known.id, name=known.name, roles=known.roles)


def read_reason(visit: Visit) -> str:
    """The reason in the form; raises `NotWritten` when it is too short, too long or unprintable."""
    try:
        return _REASON.validate_python(visit.form.text("reason"))
    except ValidationError as error:
        raise NotWritten("Write the reason in a sentence: 3 to 1,000 characters.") from error


def read_note(visit: Visit) -> str:
    """The optional note to the approver."""
    text = " ".join(visit.form.text("note").split())
    if len(text) > _NOTE:
        raise NotWritten("Shorten the note to 1,000 characters.")
    return text


def read_purpose(visit: Visit) -> tuple[int, str]:
    """Reason code and justification for a look at police records; raises `NotWritten`."""
    code, words = visit.form.text("reason_code"), " ".join(visit.form.text("justification").split())
    if not (code.isascii() and code.isdigit() and int(code) in _CODES):
        raise NotWritten("Choose a reason code from 0 to 10.")
    if not 3 <= len(words) <= _JUSTIFICATION or not words.isprintable():  # noqa: PLR2004 - the record system's rule
        raise NotWritten("Say why you need the records: 3 to 250 characters.")
    return int(code), words


def read_news(visit: Visit) -> News:
    """Another name and date of birth under which to search, where the form has them; raises `NotWritten`."""
    forenames, surname, born = (
        " ".join(visit.form.text(f"also_{field}").split()) for field in ("forenames", "surname", "born")
    )
    if forenames and not surname:
        raise NotWritten("Enter the surname of the other name too.")
    try:
        names = (PersonName(forenames=forenames, surname=surname, kind=NameKind.ALIAS),) if surname else ()
        return News(names, (PartialDate(born),) if born else ())
    except ValueError as error:
        raise NotWritten(
            "Write the other name in letters, and its date as 1985-11-23, 1985-11 or 1985."
        ) from error


def read_ground(visit: Visit) -> Ground | None:
    """The ground for deciding against the rules, where the form has one; raises `NotWritten`."""
    return read_choice(visit, "ground", Ground) if visit.form.text("ground") else None


def read_choice(visit: Visit, field: str, choices: type[E]) -> E:
    """The chosen value of a field; raises `NotWritten`."""
    try:
        return choices(visit.form.text(field))
    except ValueError as error:
        raise NotWritten("Choose one of the answers.") from error
