"""Slips that an application holds against the record of the same person: each takes an application and spoils it.

A fault that can't be had (no middle name to drop) returns None, and another person is tried.
"""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from chalicelib.records.names.births import read_birth
from infra.local.population.lists import lists
from infra.local.population.people import Person

Application = dict[str, Any]
Fault = Callable[[random.Random, Application, Person], "Application | None"]
_KEYS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_SOUNDS = (("PH", "F"), ("TH", "T"), ("CK", "K"), ("C", "K"), ("Y", "I"), ("I", "Y"), ("EE", "EA"), ("EA", "EE"),
           ("LL", "L"), ("NN", "N"), ("TT", "T"), ("S", "Z"), ("AI", "AY"), ("AY", "EY"), ("OU", "OO"),
           ("W", "WH"))  # fmt: skip
_NICKNAMES = {
    "WILLIAM": "Bill", "ROBERT": "Bob", "RICHARD": "Dick", "JAMES": "Jim", "JOHN": "Jack",
    "MICHAEL": "Mike", "DAVID": "Dave", "THOMAS": "Tommy", "CHRISTOPHER": "Chris", "ANDREW": "Andy",
    "ANTHONY": "Tony", "STEPHEN": "Steve", "STEVEN": "Steve", "EDWARD": "Ted", "CHARLES": "Charlie",
    "JOSEPH": "Joe", "DANIEL": "Danny", "MATTHEW": "Matt", "PETER": "Pete", "MARGARET": "Peggy",
    "ELIZABETH": "Liz", "CATHERINE": "Cathy", "KATHERINE": "Kate", "PATRICIA": "Pat", "SUSAN": "Sue",
    "JENNIFER": "Jenny", "DEBORAH": "Debbie", "REBECCA": "Becky", "VICTORIA": "Vicky",
    "JACQUELINE": "Jackie", "SARAH": "Sally", "CHRISTINE": "Chris", "SAMANTHA": "Sam", "ALEXANDRA": "Alex",
    "ALEXANDER": "Sandy", "BENJAMIN": "Ben", "SAMUEL": "Sam", "NICHOLAS": "Nick", "TIMOTHY": "Tim",
    "GREGORY": "Greg", "JONATHAN": "Jon", "KENNETH": "Ken", "RONALD": "Ron", "DOROTHY": "Dot",
    "BARBARA": "Babs", "PAMELA": "Pam", "THERESA": "Terry", "AMANDA": "Mandy", "MOHAMMED": "Mo",
    "MALGORZATA": "Gosia", "KATARZYNA": "Kasia", "TOMASZ": "Tomek", "KRZYSZTOF": "Krzysiek",
    "ALEKSANDRA": "Ola",
}  # fmt: skip
_SPELLINGS = {
    "MOHAMMED": "Muhammad", "MUHAMMAD": "Mohamed", "AHMED": "Ahmad", "HUSSAIN": "Hussein",
    "CHOWDHURY": "Chaudhry", "HASSAN": "Hasan", "YUSUF": "Yousef", "FATIMA": "Fatema", "AISHA": "Ayesha",
    "AKHTAR": "Akter", "IBRAHIM": "Ebrahim", "SINGH": "Sing", "KRZYSZTOF": "Christopher", "PIOTR": "Peter",
    "KATARZYNA": "Catherine", "TOMASZ": "Thomas", "ANDRZEJ": "Andrew", "PAWEL": "Paul", "MICHAL": "Michael",
    "JAKUB": "Jacob", "STEPHEN": "Steven", "STEVEN": "Stephen", "CATHERINE": "Kathryn",
    "KATHERINE": "Catherine", "SARAH": "Sara", "CLAIRE": "Clare", "GEOFFREY": "Jeffrey", "LESLEY": "Leslie",
    "PHILIP": "Phillip", "ALAN": "Allan", "IAN": "Iain", "SEAN": "Shaun", "ANN": "Anne", "JON": "John",
    "THOMPSON": "Thomson", "CLARK": "Clarke", "CLARKE": "Clark", "STEWART": "Stuart", "SMITH": "Smyth",
    "DAVIES": "Davis", "REID": "Reed", "PHILLIPS": "Philips", "MACDONALD": "McDonald", "RAHMAN": "Rehman",
    "MAHMOOD": "Mahmud",
}  # fmt: skip


def spoiled(
    rng: random.Random, application: Application, person: Person, *faults: Fault
) -> Application | None:
    """The application with all the faults, or None when one can't be had."""
    current: Application | None = deepcopy(application)
    for fault in faults:
        current = fault(rng, current, person) if current else None
    return current


def _name(application: Application) -> dict[str, str]:
    name: dict[str, str] = application["names"][0]
    return name


def _with(application: Application, part: str, value: str | None) -> Application | None:
    """The application with another forename or surname, unless nothing changed."""
    name = _name(application)
    if not value or value == name[part]:
        return None
    name[part] = value
    return application


def typo(rng: random.Random, word: str) -> str | None:
    """One letter dropped, doubled, exchanged with its neighbour, or struck a key away."""
    if len(word) < 4:  # noqa: PLR2004 - a typo leaves nothing of a shorter one
        return None
    at = rng.randrange(1, len(word)) if rng.random() < 0.9 else 0  # noqa: PLR2004 - first letters are seldom wrong
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 1 < len(word):  # noqa: PLR2004 - kinds of slips
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    near = _near(word[at])
    return word[:at] + rng.choice(near) + word[at + 1 :] if near else None


def _near(letter: str) -> str:
    for row in _KEYS:
        place = row.find(letter.upper())
        if place >= 0:
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            return near if letter.isupper() else near.lower()
    return ""


def exact(_: random.Random, application: Application, __: Person) -> Application | None:
    return application


def forename_typo(rng: random.Random, application: Application, _: Person) -> Application | None:
    first, *rest = _name(application)["forenames"].split()
    slip = typo(rng, first)
    return _with(application, "forenames", " ".join([slip, *rest]) if slip else None)


def surname_typo(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _with(application, "surname", typo(rng, _name(application)["surname"]))


def surname_sound(rng: random.Random, application: Application, _: Person) -> Application | None:
    word = _name(application)["surname"].upper()
    possible = [(a, b) for a, b in _SOUNDS if a in word[1:]]
    if not possible:
        return None
    a, b = rng.choice(possible)
    at = word.index(a, 1)
    return _with(application, "surname", (word[:at] + b + word[at + len(a) :]).title())


def nickname(_: random.Random, application: Application, __: Person) -> Application | None:
    first, *rest = _name(application)["forenames"].split()
    short = _NICKNAMES.get(first.upper())
    return _with(application, "forenames", " ".join([short, *rest]) if short else None)


def other_spelling(_: random.Random, application: Application, __: Person) -> Application | None:
    first, *rest = _name(application)["forenames"].split()
    surname = _SPELLINGS.get(_name(application)["surname"].upper())
    other = _SPELLINGS.get(first.upper())
    if other:
        return _with(application, "forenames", " ".join([other, *rest]))
    return _with(application, "surname", surname)


def name_order(_: random.Random, application: Application, __: Person) -> Application | None:
    name = _name(application)
    first, *rest = name["forenames"].split()
    return _with(
        application | {"names": [name | {"surname": first}]}, "forenames", " ".join([name["surname"], *rest])
    )


def initial_only(_: random.Random, application: Application, __: Person) -> Application | None:
    return _with(application, "forenames", _name(application)["forenames"][:1])


def no_middle_name(_: random.Random, application: Application, __: Person) -> Application | None:
    return _with(application, "forenames", _name(application)["forenames"].split()[0])


def middle_name_first(_: random.Random, application: Application, __: Person) -> Application | None:
    _first, *rest = _name(application)["forenames"].split()
    return _with(application, "forenames", rest[0] if rest else None)


def new_surname(rng: random.Random, application: Application, person: Person) -> Application | None:
    """Took another surname since; the record has the old one alone."""
    return _with(
        application,
        "surname",
        lists().surnames[person.community].draw(rng) if person.community != "caribbean" else None,
    )


def former_surname(_: random.Random, application: Application, person: Person) -> Application | None:
    return _with(application, "surname", person.former_surname)


def double_surname(rng: random.Random, application: Application, _: Person) -> Application | None:
    surname = _name(application)["surname"]
    if "-" in surname:
        return _with(application, "surname", rng.choice(surname.split("-")))
    drawn = lists().surnames["british"].draw(rng)
    return _with(application, "surname", rng.choice((f"{surname}-{drawn}", f"{drawn}-{surname}")))


def written_otherwise(_: random.Random, application: Application, __: Person) -> Application | None:
    """Capitals, hyphens as spaces, no apostrophes: what another office's form makes of a name."""
    name = _name(application)
    for part in ("forenames", "surname"):
        name[part] = name[part].upper().replace("-", " ").replace("'", " ")
    return application


def _birth(application: Application, born: date | None) -> Application | None:
    before = application["birth_dates"][0]
    if born is None or born.isoformat() == before:
        return None
    return application | {"birth_dates": [born.isoformat()]}


def _born(application: Application) -> date:
    return date.fromisoformat(application["birth_dates"][0])


def _date(year: int, month: int, day: int) -> date | None:
    birth = read_birth(f"{year:04d}-{month:02d}-{day:02d}")
    return date(*birth) if birth and birth.day else None


def day_month(_: random.Random, application: Application, __: Person) -> Application | None:
    born = _born(application)
    return _birth(application, _date(born.year, born.day, born.month))


def one_digit(rng: random.Random, application: Application, _: Person) -> Application | None:
    digits = _born(application).strftime("%Y%m%d")
    at = rng.randrange(2, 8)
    slip = digits[:at] + rng.choice("0123456789") + digits[at + 1 :]
    return _birth(application, _date(int(slip[:4]), int(slip[4:6]), int(slip[6:])))


def year_off(rng: random.Random, application: Application, _: Person) -> Application | None:
    born = _born(application)
    return _birth(application, _date(born.year + rng.choice((-2, -1, 1, 2)), born.month, born.day))


def days_off(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _birth(
        application, _born(application) + timedelta(days=rng.choice((-50, -20, -9, -3, 3, 9, 20, 50)))
    )


def first_of_january(_: random.Random, application: Application, __: Person) -> Application | None:
    return _birth(application, date(_born(application).year, 1, 1))


def no_birth_place(_: random.Random, application: Application, __: Person) -> Application | None:
    return application | {"birth_place": None}


def other_birth_place(rng: random.Random, application: Application, _: Person) -> Application | None:
    return application | {"birth_place": lists().towns.draw(rng)}


SINGLE: dict[str, tuple[Fault, ...]] = {
    fault.__name__: (fault,)
    for fault in (
        exact, forename_typo, surname_typo, surname_sound, nickname, other_spelling, name_order, initial_only,
        no_middle_name, middle_name_first, new_surname, former_surname, double_surname, written_otherwise, day_month,
        one_digit, year_off, days_off, first_of_january, other_birth_place,
    )
}  # fmt: skip
HARD: dict[str, tuple[Fault, ...]] = {
    " + ".join(fault.__name__ for fault in faults): faults
    for faults in (
        (forename_typo, surname_typo), (surname_typo, one_digit), (nickname, surname_typo), (nickname, day_month),
        (new_surname, one_digit), (new_surname, nickname), (surname_sound, year_off), (name_order, surname_typo),
        (initial_only, one_digit), (middle_name_first, surname_sound), (double_surname, day_month),
        (other_spelling, days_off), (surname_typo, first_of_january), (forename_typo, surname_typo, one_digit),
        (nickname, surname_sound, no_birth_place), (forename_typo, other_birth_place, year_off),
    )
}  # fmt: skip
