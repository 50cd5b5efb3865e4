"""Faults that were written after the keys and levels, by other rules than those in infra/local/population/faults.py.

They are the kinds that pseudopeople (BSD-3) and yente's candidate benchmark (MIT) describe: letters that a scanner
takes for others, sounds written down wrong, tokens dropped or moved, dates a part off. No table of theirs is copied.
"""

import random  # noqa: TID251 - seeded
from datetime import date

from infra.local.population.faults import (
    Application,
    Fault,
    initial_only,
    new_surname,
    no_birth_place,
)
from infra.local.population.people import Person

_SCANNED = (
    ("rn", "m"), ("m", "rn"), ("cl", "d"), ("li", "h"), ("l", "1"), ("o", "0"), ("S", "5"), ("B", "8"),
    ("h", "b"), ("e", "c"), ("u", "v"), ("nn", "m"), ("I", "l"), ("G", "C"), ("vv", "w"),
)  # fmt: skip
_HEARD = (
    ("ph", "f"), ("th", "f"), ("gh", "g"), ("wr", "r"), ("kn", "n"), ("sh", "ch"), ("v", "b"), ("b", "v"),
    ("d", "t"), ("t", "d"), ("g", "k"), ("ck", "x"), ("er", "a"), ("or", "er"), ("le", "el"), ("oa", "o"),
    ("ei", "ie"),
)  # fmt: skip
_UNKNOWN_SHORT = {
    "MICHAEL": "Mick", "ROBERT": "Bert", "ELIZABETH": "Lisbet", "MARGARET": "Maisie", "WILLIAM": "Billy",
    "JAMES": "Jamie", "ALEXANDER": "Xander", "ANTHONY": "Ant", "CATHERINE": "Cass", "CHRISTOPHER": "Topher",
    "DAVID": "Davy", "THOMAS": "Tam", "GERALD": "Jez", "JEREMY": "Jez", "DARREN": "Daz", "BARRY": "Baz",
    "GARY": "Gaz", "SHARON": "Shaz", "TERENCE": "Tel", "REBECCA": "Bex", "JOSEPH": "Jojo",
    "VICTORIA": "Vix", "STEPHEN": "Stevie", "EDWARD": "Ned", "HENRY": "Hal", "CHARLES": "Chas",
    "DEREK": "Del", "RAYMOND": "Ray", "KENNETH": "Kenny", "LEONARD": "Len", "RONALD": "Ronnie",
}  # fmt: skip


def _part(application: Application, part: str, value: str | None) -> Application | None:
    name = application["names"][0]
    if not value or value == name[part]:
        return None
    return application | {"names": [name | {part: value}, *application["names"][1:]]}


def _changed(rng: random.Random, word: str, pairs: tuple[tuple[str, str], ...]) -> str | None:
    possible = [(a, b) for a, b in pairs if a in word]
    if not possible or len(word) < 4:
        return None
    a, b = rng.choice(possible)
    return word.replace(a, b, 1)


def scanned_surname(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _part(application, "surname", _changed(rng, application["names"][0]["surname"], _SCANNED))


def scanned_forename(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _part(application, "forenames", _changed(rng, application["names"][0]["forenames"], _SCANNED))


def misheard_surname(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _part(application, "surname", _changed(rng, application["names"][0]["surname"], _HEARD))


def misheard_forename(rng: random.Random, application: Application, _: Person) -> Application | None:
    return _part(application, "forenames", _changed(rng, application["names"][0]["forenames"], _HEARD))


def uncommon_nickname(_: random.Random, application: Application, __: Person) -> Application | None:
    first, *rest = application["names"][0]["forenames"].split()
    short = _UNKNOWN_SHORT.get(first.upper())
    return _part(application, "forenames", " ".join([short, *rest]) if short else None)


def cut_short(_: random.Random, application: Application, __: Person) -> Application | None:
    """A form with room for eight letters."""
    surname = application["names"][0]["surname"]
    return _part(application, "surname", surname[:8] if len(surname) > 8 else None)


def tokens_moved(_: random.Random, application: Application, __: Person) -> Application | None:
    """The last forename went into the surname's field."""
    name = application["names"][0]
    *first, last = name["forenames"].split()
    if not first:
        return None
    return application | {
        "names": [name | {"forenames": " ".join(first), "surname": f"{last} {name['surname']}"}]
    }


def all_in_one(_: random.Random, application: Application, __: Person) -> Application | None:
    name = application["names"][0]
    whole = f"{name['surname']} {name['forenames']}"
    return application | {"names": [name | {"forenames": "", "surname": whole}]}


def _moved(application: Application, year: int, month: int, day: int) -> Application | None:
    try:
        return application | {"birth_dates": [date(year, month, day).isoformat()]}
    except ValueError:
        return None


def month_off(rng: random.Random, application: Application, _: Person) -> Application | None:
    born = date.fromisoformat(application["birth_dates"][0])
    month = (born.month - 1 + rng.choice((-1, 1, 2))) % 12 + 1
    return _moved(application, born.year, month, born.day)


def decade_off(rng: random.Random, application: Application, _: Person) -> Application | None:
    born = date.fromisoformat(application["birth_dates"][0])
    return _moved(application, born.year + rng.choice((-10, 10)), born.month, born.day)


def keyed_twice(rng: random.Random, application: Application, _: Person) -> Application | None:
    """Day and month typed alike."""
    born = date.fromisoformat(application["birth_dates"][0])
    alike = born.day if rng.random() < 0.5 and born.day <= 12 else born.month
    if (born.month, born.day) == (alike, alike):
        return None
    return _moved(application, born.year, alike, alike)


def year_only(_: random.Random, application: Application, __: Person) -> Application | None:
    return application | {"birth_dates": [application["birth_dates"][0][:4]]}


def _named(*chosen: tuple[Fault, ...]) -> dict[str, tuple[Fault, ...]]:
    return {" + ".join(fault.__name__ for fault in faults): faults for faults in chosen}


SINGLE = _named(
    (scanned_surname,), (scanned_forename,), (misheard_surname,), (misheard_forename,), (uncommon_nickname,),
    (cut_short,),
    (tokens_moved,), (all_in_one,), (month_off,), (decade_off,), (keyed_twice,), (year_only,),
)  # fmt: skip
HARD = _named(
    (scanned_surname, misheard_forename), (misheard_surname, month_off), (uncommon_nickname, misheard_surname),
    (scanned_forename, keyed_twice), (initial_only, misheard_surname), (new_surname, misheard_forename),
    (tokens_moved, decade_off), (cut_short, month_off), (all_in_one, misheard_surname),
    (misheard_surname, misheard_forename, decade_off), (uncommon_nickname, month_off, no_birth_place),
)  # fmt: skip
