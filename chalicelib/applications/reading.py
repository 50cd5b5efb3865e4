"""Turns typed text into facts, and says beside each field what is wrong with it, in the applicant's words."""

import re
from datetime import date

from pydantic import TypeAdapter, ValidationError

from chalicelib.applications.models import Month
from chalicelib.kernel.people import CleanText
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier
from chalicelib.kernel.police_identifiers.passport import read_passport_number
from chalicelib.web.forms import Form
from chalicelib.web.words import countries, month_number

_CLEAN: TypeAdapter[str] = TypeAdapter(CleanText)
_FIRST_YEAR = 1900


class Reading:
    """Reads fields of a form; what is wrong is gathered in `errors`, by the id of the input to correct."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.errors: dict[str, str] = {}

    def fail(self, field: str, sentence: str) -> None:
        """Note what is wrong with a field; the first fault of a field is the one that is told."""
        self.errors.setdefault(field, sentence)

    def text(self, field: str, missing: str | None = None, *, longest: int = 120) -> str:
        """Clean text of at most `longest` characters; `missing` is the sentence when it has to be there."""
        text = self.form.text(field)
        if not text and missing:
            self.fail(field, missing)
        if len(text) > longest:
            self.fail(field, f"Use {longest} characters or fewer. You have used {len(text)}.")
        try:
            return _CLEAN.validate_python(text)
        except ValidationError:
            self.fail(field, "Type this again: it holds characters that can't be printed.")
            return ""

    def choice(self, field: str, options: tuple[str, ...], missing: str) -> str:
        """One of the options; empty when none was chosen."""
        chosen = self.form.text(field)
        if chosen not in options:
            self.fail(field, missing)
            return ""
        return chosen

    def country(self, field: str, missing: str) -> str:
        """The code of a country; its everyday name will do too."""
        return self._country(self.form.text(field), field, missing)

    def countries(self, field: str, missing: str) -> tuple[str, ...]:
        """Codes of one or more countries, each once, from a field that comes several times."""
        typed = [text for text in self.form.all(field) if text]
        if not typed:
            self.fail(field, missing)
        return tuple(dict.fromkeys(code for text in typed if (code := self._country(text, field, missing))))

    def whole_date(self, field: str, missing: str) -> date | None:
        """A real date from day, month and year; a month may be a number or a name."""
        day, month, year = (self.form.text(f"{field}-{part}") for part in ("day", "month", "year"))
        if not (day or month or year):
            self.fail(f"{field}-day", missing)
            return None
        for part, text in (("day", day), ("month", month), ("year", year)):
            if not text:
                self.fail(f"{field}-{part}", f"The date must include a {part}.")
                return None
        return self._date(field, day, month, year)

    def month(self, field: str, missing: str) -> Month | None:
        """A real month from month and year, such as `2019-06`."""
        month, year = self.form.text(f"{field}-month"), self.form.text(f"{field}-year")
        if not month or not year:
            self.fail(f"{field}-{'month' if not month else 'year'}", missing)
            return None
        first = self._date(field, "1", month, year)
        return f"{first:%Y-%m}" if first else None

    def passport_number(self, field: str) -> str:
        """5 to 15 capitals and digits; empty when something is wrong with it."""
        typed = self.form.text(field)
        if not typed:
            self.fail(field, "Enter your passport number")
            return ""
        try:
            return str(read_passport_number(typed).value)
        except InvalidIdentifier:
            self.fail(field, "Enter the passport number as it is printed: 5 to 15 letters and digits")
            return ""

    def email(self, field: str) -> str:
        """An address that mail can go to, as the standard writes it."""
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - cold starts

        typed = self.form.text(field)
        if not typed:
            self.fail(field, "Enter your email address")
            return ""
        try:
            return validate_email(typed, check_deliverability=False).normalized
        except EmailNotValidError:
            self.fail(field, "Enter an email address in the right format, such as name@example.com")
            return ""

    def _country(self, typed: str, field: str, missing: str) -> str:
        if not typed:
            self.fail(field, missing)
            return ""
        if typed in countries():
            return typed
        by_name = {name.casefold(): code for code, name in countries().items()}
        if typed.casefold() not in by_name:
            self.fail(field, "Choose a country from the list")
        return by_name.get(typed.casefold(), "")

    def _date(self, field: str, day: str, month: str, year: str) -> date | None:
        number = month_number(month)
        if not re.fullmatch(r"[0-9]{4}", year) or int(year) < _FIRST_YEAR:
            self.fail(f"{field}-year", "The year must have 4 digits, such as 1987.")
        elif number is None:
            self.fail(f"{field}-month", "The month must be a number from 1 to 12, or its name.")
        elif not re.fullmatch(r"[0-9]{1,2}", day):
            self.fail(f"{field}-day", "The day must be a number from 1 to 31.")
        else:
            return self._real_date(field, int(year), number, int(day))
        return None

    def _real_date(self, field: str, year: int, month: int, day: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            self.fail(f"{field}-day", "This date does not exist. Check the day and the month.")
            return None
