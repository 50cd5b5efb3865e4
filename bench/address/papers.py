"""Made-up papers: what stands on one, printed as a text PDF by Typst in the fonts that Debian has."""

import json
import random  # noqa: TID251 - seeded: the same papers every time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bench.address.holders import Holder, address_lines, draw, name_lines
from chalicelib.documents.claims import Claims

LAYOUTS = Path(__file__).with_name("layouts")
TODAY = date(2026, 11, 24)
EARLIEST = date(2026, 8, 24)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WELSH = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
]
_FIRMS = ("Albion", "Severn Vale", "Northlight", "Meridian", "Castle", "Penrhos", "Thistle", "Beacon")
_SHOPS = (
    "CARD PAYMENT GROCER",
    "STANDING ORDER RENT",
    "ATM KINGSPORT",
    "TRANSFER TO SAVINGS",
    "BUS FARES",
    "BOOKSHOP",
)


@dataclass(frozen=True)
class Paper:
    """One paper with what is true of it."""

    holder: Holder
    """Who it is addressed to."""
    issued: date
    layout: str
    """Folder and name below `layouts`."""
    facts: dict[str, Any]

    def pdf(self) -> bytes:
        """The paper as its maker's program writes it."""
        return _compiler(self.layout).compile(format="pdf", sys_inputs={"paper": json.dumps(self.facts)})


@dataclass(frozen=True)
class Case:
    """A paper, what was typed beside it, and why it must not pass, if it must not."""

    paper: Paper
    claims: Claims
    wrong: str = ""


def layouts(which: str) -> tuple[str, ...]:
    """The layouts of one folder: `tuning`, which the reader was made with, or `unseen`."""
    return tuple(sorted(f"{which}/{path.stem}" for path in (LAYOUTS / which).glob("*.typ")))


def paper(rng: random.Random, layout: str, holder: Holder, issued: date, **changed: object) -> Paper:
    """A paper to this person of this day."""
    names, lines = name_lines(holder, rng), address_lines(holder, rng)
    elsewhere, stranger = draw(rng), draw(rng)
    until = issued - timedelta(days=rng.randint(1, 9))
    start = until - timedelta(days=rng.choice((29, 30, 90)))
    facts = {
        "firm": rng.choice(_FIRMS),
        "town": rng.choice(("Kingsport", "Overbridge", "Stonechester")),
        "number": "".join(rng.choice("0123456789") for _ in range(8)),
        "names": names,
        "lines": lines,
        "addressee": [*names, *lines],
        "dear": f"{holder.title} {holder.surname}",
        "stranger": f"{stranger.title} {stranger.forenames} {stranger.surname}",
        "elsewhere": {"line": elsewhere.first_line, "town": elsewhere.town, "postcode": elsewhere.postcode},
        "issued": written(issued),
        "from": written(start),
        "until": written(until),
        "due": written(issued + timedelta(days=rng.randint(10, 28))),
        "later": written(issued + timedelta(days=rng.randint(60, 360))),
        "instalments": [written(date(issued.year + 1, month, 1)) for month in (1, 2, 3)],
        "transactions": _transactions(rng, start, until),
        "total": f"{rng.randint(20, 190)}.{rng.randint(0, 99):02}",
    }
    return Paper(holder, issued, layout, facts | changed)


def written(day: date) -> dict[str, str]:
    """One day in the forms that papers use."""
    month = _MONTHS[day.month - 1]
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return {
        "long": f"{day.day} {month} {day.year}",
        "ordinal": f"{day.day}{ending} {month} {day.year}",
        "weekday": f"{day:%A} {day.day} {month} {day.year}",
        "short": f"{day.day:02} {month[:3]} {day.year}",
        "short2": f"{day.day} {month[:3]} {day:%y}",
        "upper": f"{day.day:02} {month[:3].upper()} {day.year}",
        "slash": f"{day:%d/%m/%Y}",
        "slash2": f"{day:%d/%m/%y}",
        "dots": f"{day:%d.%m.%Y}",
        "dashes": f"{day:%d-%m-%Y}",
        "mon": f"{day.day}-{month[:3]}-{day.year}",
        "iso": day.isoformat(),
        "american": f"{month} {day.day}, {day.year}",
        "cy": f"{day.day} {_WELSH[day.month - 1]} {day.year}",
        "day": f"{day.day} {month[:3]}",
    }


def good(seed: str, which: str) -> Case:
    """A paper that agrees with what its holder typed, no older than may be."""
    rng = random.Random(seed)  # noqa: S311 - made-up papers
    holder = draw(rng)
    issued = TODAY - timedelta(days=rng.randint(0, (TODAY - EARLIEST).days))
    return Case(paper(rng, rng.choice(layouts(which)), holder, issued), holder.claims)


def wrong(seed: str, which: str) -> Case:
    """A paper of somebody else, of somewhere else or of long ago, beside what the applicant typed."""
    rng = random.Random(f"wrong {seed}")  # noqa: S311 - made-up papers
    holder = draw(rng)
    kind = rng.choice(tuple(_WRONG))
    issued = TODAY - timedelta(days=rng.randint(0, 80))
    layout = rng.choice(layouts(which))
    if kind == "expired":
        late = rng.choice((1, 1, 2, 3, 7, 14, 20, rng.randint(1, 60), rng.randint(60, 800)))
        made = paper(rng, layout, holder, EARLIEST - timedelta(days=late))
        return Case(made, holder.claims, kind)
    other = _WRONG[kind](holder, rng)
    made = paper(rng, layout, other, issued)
    if kind == "named inside":
        mine = f"TRANSFER {holder.forenames} {holder.surname}"
        moved = [entry | {"what": mine} for entry in made.facts["transactions"]]
        made = replace(
            made, facts=made.facts | {"transactions": moved, "dear": f"{holder.title} {holder.surname}"}
        )
    return Case(made, holder.claims, kind)


def _same_surname(holder: Holder, rng: random.Random) -> Holder:
    first = holder.forenames.split()[0]
    while (name := draw(rng).forenames)[0] == first[0]:
        pass
    return replace(holder, forenames=name)


def _same_first_letter(holder: Holder, _rng: random.Random) -> Holder:
    """Another forename with the same first letter, printed whole by `_whole`."""
    first = holder.forenames.split()[0]
    other = {"J": ("James", "John", "Joan"), "M": ("Mark", "Maria"), "A": ("Alan", "Anne")}.get(
        first[0], (f"{first[0]}ordan", f"{first[0]}elwyn")
    )
    return replace(holder, forenames=next(name for name in other if name.lower() != first.lower()))


def _stranger(holder: Holder, rng: random.Random) -> Holder:
    other = draw(rng)
    while other.surname == holder.surname:
        other = draw(rng)
    return replace(holder, forenames=other.forenames, surname=other.surname, sex=other.sex)


def _same_forename(holder: Holder, rng: random.Random) -> Holder:
    return replace(_stranger(holder, rng), forenames=holder.forenames)


def _other_house(holder: Holder, rng: random.Random) -> Holder:
    if not holder.number:
        return replace(holder, unit="The Laurels")
    digits = int("".join(filter(str.isdigit, holder.number)))
    choices = [str(digits + 2), str(digits * 10 + 1), f"{digits}D", str(digits + 10)]
    return replace(holder, number=rng.choice(choices))


def _other_flat(holder: Holder, rng: random.Random) -> Holder:
    choices = [f"Flat {rng.randint(31, 60)}", f"Flat {rng.randint(1, 9)}D"]
    return replace(holder, unit=rng.choice(choices))


def _elsewhere(holder: Holder, rng: random.Random) -> Holder:
    other = draw(rng)
    return replace(other, forenames=holder.forenames, surname=holder.surname, sex=holder.sex)


def _other_street(holder: Holder, _rng: random.Random) -> Holder:
    return replace(holder, street="Sycamore Rise")


def _named_inside(holder: Holder, rng: random.Random) -> Holder:
    return _same_surname(holder, rng) if rng.random() < 0.5 else _elsewhere(_stranger(holder, rng), rng)


_WRONG = {
    "expired": _elsewhere,
    "same surname": _same_surname,
    "same first letter": _same_first_letter,
    "stranger": _stranger,
    "same forename": _same_forename,
    "other house": _other_house,
    "other flat": _other_flat,
    "elsewhere": _elsewhere,
    "other street": _other_street,
    "named inside": _named_inside,
}


def _transactions(rng: random.Random, start: date, until: date) -> list[dict[str, Any]]:
    days = sorted(
        start + timedelta(days=rng.randint(0, (until - start).days)) for _ in range(rng.randint(2, 9))
    )
    return [
        {
            "on": written(day),
            "what": rng.choice(_SHOPS),
            "amount": f"{rng.randint(2, 90)}.{rng.randint(0, 99):02}",
            "balance": f"{rng.randint(100, 3000)}.{rng.randint(0, 99):02}",
        }
        for day in days
    ]


@cache
def _compiler(layout: str) -> typst.Compiler:
    return typst.Compiler(str(LAYOUTS / f"{layout}.typ"), root=str(LAYOUTS))
