"""What an officer typed at the counter, read leniently, with a sentence for what can't be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from chalicelib.certificates.access.codes import read_code
from chalicelib.certificates.access.models import SAID_LENGTH
from chalicelib.certificates.paper import PASSPORT_END, Paper
from chalicelib.certificates.short_code import read_short_code
from chalicelib.kernel.people import CleanText
from chalicelib.verification.age import OTHER
from chalicelib.verification.age_words import receivers

if TYPE_CHECKING:
    from datetime import date

    from chalicelib.web.forms import Form

_CLEAN: TypeAdapter[str] = TypeAdapter(CleanText)
_OLDEST = 130
"""Years that nobody is older than."""
NUMBER_MISSING = "Enter the certificate number"
NUMBER_WRONG = (
    "This is no certificate number: a character is missing, wrong or swapped. Compare it with the paper"
)
YEAR = "Enter the year of birth as four digits, such as 1987"
PASSPORT = "Enter the last four letters or digits of the passport number"
CODE_MISSING = "Enter the access code"
CODE_WRONG = (
    "This is no access code: a character is missing, wrong or swapped. Compare it with what you were sent"
)
SAID_LONG = f"Use {SAID_LENGTH} characters or fewer for your office or name"
SAID_UNREADABLE = "Type your office or name again: it holds characters that can't be printed"


def read_paper(form: Form, today: date) -> tuple[Paper | None, dict[str, str]]:
    """Number, year of birth and end of the passport number; without the first, what is wrong, by field."""
    typed, year = form.text("number"), form.text("birth-year")
    number = read_short_code(typed)
    end = re.sub(r"[\s-]", "", form.text("passport-end")).upper()
    errors: dict[str, str] = {}
    if number is None:
        errors["number"] = NUMBER_WRONG if typed else NUMBER_MISSING
    if not re.fullmatch(r"[0-9]{4}", year) or not today.year - _OLDEST <= int(year) <= today.year:
        errors["birth-year"] = YEAR
    if not re.fullmatch(rf"[0-9A-Z]{{1,{PASSPORT_END}}}", end):
        errors["passport-end"] = PASSPORT
    return (None if errors or number is None else Paper(number, int(year), end)), errors


def read_receiver(form: Form) -> str:
    """The country that an officer chose, `other`, or nothing."""
    chosen = form.text("receiver")
    return chosen if chosen == OTHER or chosen in receivers() else ""


def read_access(form: Form) -> tuple[str, str, dict[str, str]]:
    """An access code in its one form, who its reader says they are, and what is wrong, by field."""
    typed, errors = form.text("code"), {}
    code = read_code(typed) or ""
    if not code:
        errors["code"] = CODE_WRONG if typed else CODE_MISSING
    said = _said(form.text("said"), errors)
    return code, said, errors


def _said(text: str, errors: dict[str, str]) -> str:
    try:
        said = _CLEAN.validate_python(text)
    except ValidationError:
        errors["said"] = SAID_UNREADABLE
        return ""
    if len(said) > SAID_LENGTH:
        errors["said"] = SAID_LONG
    return said
