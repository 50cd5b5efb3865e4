"""What people type becomes facts, or a sentence beside the field."""

from datetime import date

import pytest

from chalicelib.applications.models import Answers
from chalicelib.applications.questions import QUESTIONS
from chalicelib.applications.reading import Reading
from chalicelib.web.forms import Form

TODAY = date(2026, 11, 23)


def _reading(**fields: str) -> Reading:
    return Reading(Form({name.replace("_", "-"): [value] for name, value in fields.items()}))


def _answer(section: str, **fields: str | list[str]) -> tuple[Answers, dict[str, str]]:
    form = Form(
        {
            name.replace("_", "-"): value if isinstance(value, list) else [value]
            for name, value in fields.items()
        }
    )
    reading = Reading(form)
    change = QUESTIONS[section].read(reading, TODAY)
    return (Answers() if reading.errors else change(Answers())), reading.errors


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("1", "2", "1987", date(1987, 2, 1)),
        ("01", "Feb", "1987", date(1987, 2, 1)),
        ("29", "february", "2000", date(2000, 2, 29)),
    ],
)
def test_dates_as_people_write_them(day, month, year, expected):
    reading = _reading(d_day=day, d_month=month, d_year=year)
    assert reading.whole_date("d", "missing") == expected
    assert not reading.errors


@pytest.mark.parametrize(
    ("day", "month", "year", "field"),
    [
        ("", "", "", "d-day"),
        ("1", "", "1987", "d-month"),
        ("1", "2", "", "d-year"),
        ("29", "2", "2001", "d-day"),
        ("31", "4", "2001", "d-day"),
        ("0", "4", "2001", "d-day"),
        ("1", "13", "2001", "d-month"),
        ("1", "2", "87", "d-year"),
        ("1", "2", "0001", "d-year"),
        ("1", "2", "\uff11\uff19\uff18\uff17", "d-year"),
        ("x", "2", "1987", "d-day"),
    ],
)
def test_dates_that_are_none(day, month, year, field):
    reading = _reading(d_day=day, d_month=month, d_year=year)
    assert reading.whole_date("d", "Enter it") is None
    assert list(reading.errors) == [field]


def test_a_birth_date_is_past_and_plausible():
    born = {"birth_date_day": "1", "birth_date_month": "1"}
    assert _answer("birth-date", **born, birth_date_year="1987")[0].birth_date == date(1987, 1, 1)
    assert "past" in _answer("birth-date", **born, birth_date_year="2027")[1]["birth-date-year"]
    assert "120" in _answer("birth-date", **born, birth_date_year="1905")[1]["birth-date-year"]
    today = _answer("birth-date", birth_date_day="23", birth_date_month="11", birth_date_year="2026")
    assert today[0].birth_date == TODAY


def test_one_name_has_to_be_meant():
    assert "forenames" in _answer("name", surname="Suharto")[1]
    answers, errors = _answer("name", surname="Suharto", only_name="yes")
    assert not errors
    assert answers.name.full == "Suharto"


@pytest.mark.parametrize("name", ["Ngọc Ánh", "O'Brien", "d'Arc-Smith", "Łukasz", "Мария", "أحمد", "陳大文"])
def test_names_of_the_world(name):
    answers, errors = _answer("name", forenames=name, surname=name)
    assert not errors
    assert answers.name.surname == name


@pytest.mark.parametrize("name", ["A\x00B", "A\x1b[31m", "\ufffd", "\u202a\x07"])
def test_what_is_no_name(name):
    assert "surname" in _answer("name", forenames="A", surname=name)[1]


def test_a_very_long_name_is_refused_with_its_length():
    assert "You have used 301" in _answer("name", forenames="A", surname="x" * 301)[1]["surname"]


@pytest.mark.parametrize("typed", ["ab 12-345", "AB12345", " ab12345 "])
def test_passport_numbers_as_printed(typed):
    assert _reading(p=typed).passport_number("p") == "AB12345"


@pytest.mark.parametrize("typed", ["", "1234", "x" * 16, "AB_12345", "ÄB12345"])
def test_what_is_no_passport_number(typed):
    reading = _reading(p=typed)
    reading.passport_number("p")
    assert "p" in reading.errors


def test_an_expired_passport_is_accepted():
    answers, errors = _answer(
        "passport",
        passport_number="123456789",
        passport_country="GB",
        passport_expires_day="1",
        passport_expires_month="2",
        passport_expires_year="2020",
    )
    assert not errors
    assert answers.passport.expires == date(2020, 2, 1)


def test_countries_by_code_or_name():
    assert _answer("destination", destination="CA")[0].destination == "CA"
    assert _answer("destination", destination="canada")[0].destination == "CA"
    assert "list" in _answer("destination", destination="Atlantis")[1]["destination"]
    assert "destination" in _answer("destination", destination="")[1]


def test_nationalities_come_once_each():
    answers, _ = _answer("nationality", nationality=["GB", "", "IE", "GB"])
    assert answers.nationalities == ("GB", "IE")
    assert "nationality" in _answer("nationality", nationality=["", "", ""])[1]


def test_sexes_of_a_passport():
    assert _answer("sex", sex="F")[0].sex.value == "F"
    assert "sex" in _answer("sex", sex="Q")[1]


@pytest.mark.parametrize("typed", ["ada@example.com", "zoë@exämple.org", "a.b+c@sub.example.co.uk"])
def test_mail_addresses(typed):
    assert _answer("email", email=typed)[0].email


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "@x.com", "a b@x.com", "a@x", "a@b.com\nBcc: x@y.z"])
def test_what_is_no_mail_address(typed):
    assert "email" in _answer("email", email=typed)[1]
