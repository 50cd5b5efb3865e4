"""Draws people and how the police recorded them: names, aliases, birth dates, moves, and families that look alike.

The same seed and number give the same person on every machine, whatever is drawn before or after.
"""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from chalicelib.kernel.police_identifiers.cro import standard_cro
from chalicelib.kernel.police_identifiers.pncid import PNCID, SYNTHETIC_SERIALS_FROM
from infra.local.population.lists import DECADES, FIRST_DECADE, Lists, lists

FORMAT = 1
"""Changes whenever the same seed draws other people."""
_BLOCK = 500
_FIRST_DAY, _DAYS = date(1935, 1, 1), 26_500
_MOST_SERIALS = 999_999
_AREAS = tuple(
    code
    for row in (
        "AL B BA BB BD BH BL BN BR BS CA CB CF CH CM CO CR CT CV DA DE DH DN DT E EC EN EX G GL GU HA HD HP HU IP KT",
        "L LA LE LL LN LS LU M ME MK N NE NG NN NR NW OL OX PE PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS",
        "ST SW SY TA TF TN TQ TR TS TW UB W WA WD WF WN WR WS WV YO",
    )
    for code in row.split()
)


@dataclass(frozen=True)
class Person:
    """Who somebody really is."""

    number: int
    community: str
    sex: str
    forenames: tuple[str, ...]
    surname: str
    born: date
    birth_place: str
    postcodes: tuple[str, ...] = ()
    former_surname: str = ""
    relation: str = ""
    """`twin` or `child` of the person before, when one of a family that looks alike."""
    related_to: int = -1
    given_names: tuple[tuple[str, str], ...] = field(default=())
    """Other names that they gave when arrested."""


def people(count: int, seed: int, first: int = 0) -> Iterator[Person]:
    """People number `first` to `first + count`."""
    for block in range(first // _BLOCK, (first + count - 1) // _BLOCK + 1):
        yield from (person for person in _block(seed, block) if first <= person.number < first + count)


@lru_cache(maxsize=16)
def _block(seed: int, block: int) -> tuple[Person, ...]:
    """People who are drawn together, so that families are neighbours."""
    source, found = lists(), list[Person]()
    rng = random.Random(f"{FORMAT}/{seed}/{block}")  # noqa: S311 - made-up people are no secret
    for number in range(block * _BLOCK, (block + 1) * _BLOCK):
        relative = _relative(rng, source, found[-1], number) if found else None
        found.append(relative or _stranger(rng, source, number))
    return tuple(found)


def record_of(person: Person, seed: int) -> dict[str, Any]:
    """How the police recorded this person: a line as `names build` reads it."""
    rng = random.Random(f"record/{FORMAT}/{seed}/{person.number}")  # noqa: S311 - see above
    main = {"forenames": " ".join(person.forenames), "surname": person.surname, "kind": "main"}
    if rng.random() < 0.12:  # noqa: PLR2004 - middle names were not taken down
        main["forenames"] = person.forenames[0]
    names = [main]
    if person.former_surname:
        names.append({"forenames": person.forenames[0], "surname": person.former_surname, "kind": "maiden"})
    names += [{"forenames": f, "surname": s, "kind": "alias"} for f, s in person.given_names]
    serial = person.number % _MOST_SERIALS + 1
    year = min(max(person.born.year + 11, person.born.year + int(rng.triangular(11, 50, 17))), 2026)
    return {
        "id": f"SYN-{person.number:08d}",
        "names": names,
        "birth_dates": _birth_texts(rng, person.born),
        "sex": person.sex if rng.random() > 0.005 else "U",  # noqa: PLR2004 - not recorded
        "birth_place": person.birth_place if rng.random() > 0.1 else None,  # noqa: PLR2004 - not recorded
        "postcodes": list(person.postcodes),
        "pncid": str(PNCID(year, SYNTHETIC_SERIALS_FROM + serial)),
        "cro": str(standard_cro(serial, year)) if rng.random() < 0.4 else None,  # noqa: PLR2004 - fingerprints were taken
    }


def application_of(person: Person) -> dict[str, Any]:
    """What the person would write in an application without a slip: today's names, no identifiers."""
    return {
        "id": f"Q-{person.number:08d}",
        "names": [{"forenames": " ".join(person.forenames), "surname": person.surname, "kind": "main"}],
        "birth_dates": [person.born.isoformat()],
        "sex": person.sex,
        "birth_place": person.birth_place,
    }


def _stranger(rng: random.Random, source: Lists, number: int) -> Person:
    community = source.communities.draw(rng)
    sex = "M" if rng.random() < 0.72 else "F"  # noqa: PLR2004 - most of the recorded are men
    born = _FIRST_DAY + timedelta(days=round(rng.triangular(0, _DAYS, _DAYS * 0.68)))
    person = Person(
        number=number,
        community=community,
        sex=sex,
        forenames=_forenames(rng, source, community, sex, born),
        surname=_surname(rng, source, community),
        born=born,
        birth_place=_place(rng, source, community),
        postcodes=tuple(_postcode(rng) for _ in range(rng.choice((0, 1, 1, 2)))),
    )
    return _with_other_names(rng, source, person)


def _with_other_names(rng: random.Random, source: Lists, person: Person) -> Person:
    former = _surname(rng, source, person.community) if person.sex == "F" and rng.random() < 0.3 else ""  # noqa: PLR2004
    given = []
    while rng.random() < 0.18:  # noqa: PLR2004 - gave another name
        other = rng.random()
        forename = person.forenames[-1] if other < 0.4 else _first(rng, source, person)  # noqa: PLR2004
        surname = person.surname if other > 0.6 else _surname(rng, source, person.community)  # noqa: PLR2004
        given.append((forename, surname))
    return replace(person, former_surname=former, given_names=tuple(given))


def _relative(rng: random.Random, source: Lists, of: Person, number: int) -> Person | None:
    """Now and then a twin, a father's son of the same name, or a brother or sister of the person before."""
    chance = rng.random()
    if of.relation or chance > 0.03:  # noqa: PLR2004 - most people before are strangers
        return None
    sex = of.sex if chance < 0.02 else rng.choice("MF")  # noqa: PLR2004
    if chance < 0.008:  # noqa: PLR2004 - twins in eight of a thousand births
        forenames = _forenames(rng, source, of.community, sex, of.born)
        if forenames[0] == of.forenames[0]:
            return None
        return replace(of, number=number, sex=sex, forenames=forenames, relation="twin", **_alone(of))
    if chance < 0.015 and of.born.year < 1985 and of.sex == "M":  # noqa: PLR2004 - sons named after their fathers
        born = of.born + timedelta(days=rng.randint(6600, 14_000))
        return replace(of, number=number, born=born, relation="child", **_alone(of))
    born = of.born + timedelta(days=rng.randint(300, 3000))
    forenames = _forenames(rng, source, of.community, sex, born)
    return replace(
        of, number=number, sex=sex, forenames=forenames, born=born, relation="sibling", **_alone(of)
    )


def _alone(of: Person) -> dict[str, Any]:
    return {"former_surname": "", "given_names": (), "related_to": of.number}


def _forenames(rng: random.Random, source: Lists, community: str, sex: str, born: date) -> tuple[str, ...]:
    community = "british" if community in {"irish", "caribbean"} and rng.random() < 0.5 else community  # noqa: PLR2004
    decade = min(max((born.year - FIRST_DECADE) // 10, 0), DECADES - 1)
    drawn = source.forenames[community, sex, decade]
    return tuple(dict.fromkeys(drawn.draw(rng) for _ in range(rng.choice((1, 2, 2, 2, 3)))))


def _first(rng: random.Random, source: Lists, person: Person) -> str:
    return _forenames(rng, source, person.community, person.sex, person.born)[0]


def _surname(rng: random.Random, source: Lists, community: str) -> str:
    drawn = source.surnames["british" if community == "caribbean" else community]
    first = drawn.draw(rng)
    return first if rng.random() > 0.025 else f"{first}-{drawn.draw(rng)}"  # noqa: PLR2004 - double surnames


def _place(rng: random.Random, source: Lists, community: str) -> str:
    abroad = source.abroad.get(community)
    return rng.choice(abroad) if abroad and rng.random() < 0.5 else source.towns.draw(rng)  # noqa: PLR2004


def _postcode(rng: random.Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{rng.choice(_AREAS)}{rng.randint(1, 20)} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"


def _birth_texts(rng: random.Random, born: date) -> list[str]:
    chance = rng.random()
    if chance < 0.004:  # noqa: PLR2004 - only the year was known
        return [born.isoformat()[:4]]
    if chance < 0.012:  # noqa: PLR2004 - entered as a first of January
        return [f"{born.year}-01-01"]
    if chance < 0.0125:  # noqa: PLR2004 - a computer's idea of no date
        return ["1970-01-01"]
    if chance < 0.04:  # noqa: PLR2004 - gave another date once
        return [
            born.isoformat(),
            (born + timedelta(days=rng.choice((-365, -31, -1, 1, 10, 366)))).isoformat(),
        ]
    return [born.isoformat()]
