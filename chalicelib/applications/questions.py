"""The questions: what each asks, how its answer is read, and how it is shown again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from chalicelib.applications.addresses import in_order, month_of
from chalicelib.applications.models import Address, Answers, Passport
from chalicelib.applications.reading import Reading
from chalicelib.kernel.people import NameKind, PersonName, Sex, age_on

OLDEST = 120
"""No living person has been verified to be older for long; a birth date before that is a slip."""
SEXES = {"F": "Female", "M": "Male", "U": "Unspecified (X)"}

Change = Callable[[Answers], Answers]
Values = Mapping[str, object]


@dataclass(frozen=True)
class Field:
    """One input of a question. `kind` is text, date, month, radios, checkbox or country."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    autocomplete: str = ""
    width: str = "govuk-input--width-20"
    options: Mapping[str, str] = field(default_factory=dict)
    spellcheck: bool = False


@dataclass(frozen=True)
class Question:
    """A page of the form. `read` gives the change to the answers, and leaves faults in the reading."""

    section: str
    title: str
    fields: tuple[Field, ...]
    read: Callable[[Reading, date], Change]
    values: Callable[[Answers], Values]
    short: str
    intro: str = ""
    note: str = ""


def change(**fields: object) -> Change:
    """A change that sets these answers."""
    return lambda answers: answers.model_copy(update=fields)


NAME_FIELDS = (
    Field(
        "forenames", "Given names", hint="All of them, as they are in the passport", autocomplete="given-name"
    ),
    Field("surname", "Surname", hint="Or family name", autocomplete="family-name"),
    Field(
        "only-name", "", kind="checkbox", options={"yes": "I have only one name. I have put it under surname"}
    ),
)


def read_name(reading: Reading, kind: NameKind) -> PersonName | None:
    """A person's name from forenames and surname; one name alone has to be meant."""
    forenames = reading.text("forenames", longest=300)
    if not forenames and reading.form.text("only-name") != "yes":
        reading.fail("forenames", "Enter your given names, or tick the box if you have only one name")
    surname = reading.text("surname", "Enter your surname", longest=300)
    if reading.errors:
        return None
    try:
        return PersonName(forenames=forenames, surname=surname, kind=kind)
    except ValidationError:
        reading.fail("surname", "Type this name again: we can't read it")
        return None


def name_values(name: PersonName | None) -> Values:
    """A name as the form shows it."""
    if name is None:
        return {}
    return {
        "forenames": name.forenames,
        "surname": name.surname,
        "only-name": "" if name.forenames else "yes",
    }


def _read_main_name(reading: Reading, _: date) -> Change:
    name = read_name(reading, NameKind.MAIN)
    return lambda answers: answers.model_copy(
        update={"names": (*filter(None, [name]), *answers.former_names)}
    )


def _read_sex(reading: Reading, _: date) -> Change:
    chosen = reading.choice("sex", tuple(SEXES), "Choose the sex that is in your passport")
    return change(sex=Sex(chosen) if chosen else None)


def _read_birth_date(reading: Reading, today: date) -> Change:
    birth = reading.whole_date("birth-date", "Enter your date of birth")
    if birth and birth > today:
        reading.fail("birth-date-year", "Your date of birth must be in the past")
    elif birth and age_on(birth, today) > OLDEST:
        reading.fail("birth-date-year", f"Check the year: {birth.year} is more than {OLDEST} years ago")
    return change(birth_date=birth)


def _read_birth_place(reading: Reading, _: date) -> Change:
    town = reading.text("birth-town", "Enter the town or city where you were born")
    country = reading.country("birth-country", "Choose the country where you were born")
    return change(birth_town=town, birth_country=country)


def _read_nationality(reading: Reading, _: date) -> Change:
    return change(nationalities=reading.countries("nationality", "Choose your nationality"))


def _read_passport(reading: Reading, _: date) -> Change:
    number = reading.passport_number("passport-number")
    country = reading.country("passport-country", "Choose the country that issued your passport")
    expires = reading.whole_date("passport-expires", "Enter the date on which your passport expires")
    if reading.errors or expires is None:
        return change()
    return change(passport=Passport(number=number, country=country, expires=expires))


def _read_destination(reading: Reading, _: date) -> Change:
    return change(
        destination=reading.country("destination", "Choose the country that you need it for"),
        for_legalisation=reading.form.text("legalisation") == "yes",
        with_welsh=reading.form.text("labels") == "welsh",
        with_result_code=reading.form.text("result-code") == "yes",
    )


def _destination_values(answers: Answers) -> Values:
    return {
        "destination": answers.destination or "",
        "legalisation": "yes" if answers.for_legalisation else "no",
        "labels": "welsh" if answers.with_welsh else "english",
        "result-code": "yes" if answers.with_result_code else "",
    }


def _read_email(reading: Reading, _: date) -> Change:
    return change(email=reading.email("email"))


def date_values(name: str, value: date | None) -> Values:
    """A date as the form shows it."""
    if value is None:
        return {}
    return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}


def _passport_values(answers: Answers) -> Values:
    if not answers.passport:
        return {}
    expires = date_values("passport-expires", answers.passport.expires)
    return {
        "passport-number": answers.passport.number,
        "passport-country": answers.passport.country,
        **expires,
    }


ADDRESS_FIELDS = (
    Field("line1", "Address line 1", autocomplete="address-line1"),
    Field("line2", "Address line 2 (optional)", autocomplete="address-line2"),
    Field("town", "Town or city", autocomplete="address-level2"),
    Field(
        "postcode", "Postcode (optional)", autocomplete="postal-code", width="govuk-input--width-10",
        hint="If the country has them",
    ),
    Field("country", "Country", kind="country", autocomplete="country"),
    Field("since", "When did you move in?", kind="month", hint="For example, 6 2019. An estimate will do."),
)  # fmt: skip


def read_address(reading: Reading, today: date, others: tuple[Address, ...]) -> Change:
    """An address among the `others`; each begins in a month of its own."""
    line1 = reading.text("line1", "Enter the first line of the address")
    line2, town = reading.text("line2"), reading.text("town", "Enter the town or city")
    postcode = reading.text("postcode", longest=16)
    country = reading.country("country", "Choose the country")
    since = reading.month("since", "Enter the month and year in which you moved in")
    if since and since > month_of(today):
        reading.fail("since-year", "The month you moved in must be in the past")
    if since in {other.since for other in others}:
        reading.fail("since-month", "You gave another address from this month. Give the months apart.")
    if reading.errors or since is None:
        return change()
    address = Address(line1=line1, line2=line2, town=town, postcode=postcode, country=country, since=since)
    return change(addresses=in_order((*others, address)))


def address_values(address: Address | None) -> Values:
    """An address as the form shows it."""
    if address is None:
        return {}
    year, month = address.since.split("-")
    parts = address.model_dump(include={"line1", "line2", "town", "postcode", "country"})
    return {**parts, "since-month": int(month), "since-year": year}


QUESTIONS: Mapping[str, Question] = {
    question.section: question
    for question in (
        Question(
            "name", "What is your name?", NAME_FIELDS, _read_main_name, lambda a: name_values(a.name),
            short="Name", intro="Enter it exactly as it is in your passport. The certificate will show it so.",
        ),
        Question(
            "sex", "What is your sex?",
            (Field("sex", "Sex, as in your passport", kind="radios", options=SEXES),),
            _read_sex, lambda a: {"sex": a.sex.value if a.sex else ""}, short="Sex",
        ),
        Question(
            "birth-date", "What is your date of birth?",
            (Field("birth-date", "Date of birth", kind="date", hint="For example, 27 3 1987", autocomplete="bday"),),
            _read_birth_date, lambda a: date_values("birth-date", a.birth_date), short="Date of birth",
        ),
        Question(
            "birth-place", "Where were you born?",
            (
                Field("birth-town", "Town or city", hint="As in your passport, if it says so"),
                Field("birth-country", "Country", kind="country", hint="Its name today"),
            ),
            _read_birth_place,
            lambda a: {"birth-town": a.birth_town or "", "birth-country": a.birth_country or ""},
            short="Place of birth",
        ),
        Question(
            "nationality", "What is your nationality?",
            (
                Field("nationality", "Country of nationality", kind="country"),
                Field("nationality", "Second nationality (optional)", kind="country"),
                Field("nationality", "Third nationality (optional)", kind="country"),
            ),
            _read_nationality, lambda a: {"nationality": a.nationalities}, short="Nationality",
        ),
        Question(
            "passport", "What passport will you travel with?",
            (
                Field("passport-number", "Passport number", width="govuk-input--width-10",
                      hint="On the page with your photo, at the top right"),
                Field("passport-country", "Issued by", kind="country"),
                Field("passport-expires", "Expires on", kind="date", hint="For example, 14 8 2031"),
            ),
            _read_passport, _passport_values, short="Passport",
            note="An expired passport still shows who you are, so you may use one.",
        ),
        Question(
            "destination", "Which country do you need the certificate for?",
            (
                Field("destination", "Country", kind="country"),
                Field("legalisation", "Will it be legalised, for example with an apostille?", kind="radios",
                      options={"no": "No, or I don\u2019t know", "yes": "Yes: leave room for the stamps"}),
                Field("labels", "Labels on the certificate", kind="radios",
                      options={"english": "English", "welsh": "English and Welsh"}),
                Field("result-code", "", kind="checkbox",
                      options={"yes": "Print a second, smaller code that shows only the result"}),
            ),
            _read_destination, _destination_values, short="Country it is for",
            intro="If there are several, choose the one that matters most. One certificate can be shown to all.",
            note="Check that the embassy accepts a police certificate from the United Kingdom.",
        ),
        Question(
            "email", "What is your email address?",
            (Field("email", "Email address", kind="email", autocomplete="email"),),
            _read_email, lambda a: {"email": a.email or ""}, short="Email address",
            intro="We write here when your certificate is ready, and send you links to come back with.",
        ),
    )
}  # fmt: skip
"""The pages with a form of their own; former names and addresses are lists, see `lists.py`."""
