"""Made-up people by the thousand, the same for the same seed: names by community, histories with real codes."""

import random  # noqa: TID251 - a seeded generator: the same seed gives the same people
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from infra.local.simulators.records.known_records import known_entries
from infra.local.simulators.records.people import Entry, disposal, entry, matter, name

FORMAT = 1
"""Raise it when the same seed would give other people: old stores are then built anew."""
MOST_PEOPLE = 900_000
"""So that each serial is a synthetic one of seven digits."""

_DATA = Path(__file__).parent / "data"
_LAST_DAY = date(2025, 6, 30)
_FIRST_NUMBER = 1000
"""Numbers below belong to the known people."""
_SHARE_WITH_MATTERS = {"M": 0.24, "F": 0.09}
_FORCES = (
    "Metropolitan Police Service",
    "Greater Manchester Police",
    "West Midlands Police",
    "West Yorkshire Police",
    "Hampshire Constabulary",
    "Kent Police",
    "Norfolk Constabulary",
    "South Wales Police",
    "Avon and Somerset Constabulary",
    "Northumbria Police",
)
_KINDS = {
    "conviction": 60,
    "caution": 16,
    "conditional_caution": 4,
    "no_further_action": 8,
    "acquittal": 4,
    "penalty_notice": 3,
    "pending_prosecution": 3,
    "under_investigation": 2,
}
_OPEN = frozenset({"pending_prosecution", "under_investigation"})
_JURISDICTIONS = {"england_and_wales": 93, "scotland": 4, "northern_ireland": 2, "service": 1}
_COURTS = {
    "scotland": ("Glasgow Sheriff Court", "Edinburgh Sheriff Court"),
    "northern_ireland": ("Belfast Magistrates' Court", "Londonderry Crown Court"),
    "service": ("Military Court Centre, Bulford", "Military Court Centre, Catterick"),
}
_YOUTH_SCHEME = range(2000, 2013)
"""Reprimands and warnings: Crime and Disorder Act 1998 s65, in force from 2000, repealed in April 2013."""
_ADULT = 18


@dataclass
class Weighted:
    """Values that are drawn in proportion to their weights."""

    values: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, value: str, weight: float) -> None:
        """One more value."""
        self.values.append(value)
        self.weights.append(weight)

    def draw(self, rng: random.Random) -> str:
        """One value."""
        return rng.choices(self.values, self.weights)[0]


class Lists:
    """The data files: names by community, towns, offences, disposals."""

    def __init__(self) -> None:
        self.communities = Weighted()
        self.names: dict[tuple[str, str], Weighted] = {}
        for community, share, kind, listed in _rows("names.tsv"):
            if float(share):
                self.communities.add(community, float(share))
            self.names[community, kind] = _ranked(listed.split())
        self.towns = Weighted()
        for town, size in _rows("towns.tsv"):
            self.towns.add(town, float(size))
        self.offences = Weighted()
        self.by_code: dict[str, tuple[str, str, str]] = {}
        for code, npcc_code, title, frequency in _rows("offences.tsv"):
            self.offences.add(code, float(frequency))
            self.by_code[code] = (code, npcc_code, title)
        self.disposals = Weighted()
        self.measures: dict[str, tuple[str, str]] = {}
        for code, text, given, measure in _rows("disposals.tsv"):
            self.disposals.add(code, float(given))
            self.measures[code] = (text, measure)


def population(people: int, seed: int) -> Iterator[Entry]:
    """`people` records in all, the known ones first. Raises `ValueError` for too many."""
    if people > MOST_PEOPLE:
        raise ValueError(f"At most {MOST_PEOPLE} people have a synthetic serial each")
    known = known_entries()
    yield from known
    rng, lists = random.Random(seed), Lists()  # noqa: S311 - nothing secret is drawn
    for number in range(_FIRST_NUMBER, _FIRST_NUMBER + people - len(known)):
        yield _stranger(rng, lists, number)


def _stranger(rng: random.Random, lists: Lists, number: int) -> Entry:
    sex = rng.choice("MF")
    born = date(1935, 1, 1) + timedelta(days=round(rng.triangular(0, 26400, 17000)))
    history = _history(rng, lists, born, number) if rng.random() < _SHARE_WITH_MATTERS[sex] else []
    first_seen = int(history[0]["offenceDate"][:4]) if history else rng.randint(born.year + 14, 2025)
    return entry(
        f"SYN-{number:07d}",
        number,
        first_seen,
        names=_names(rng, lists, sex),
        birth_dates=_birth_dates(rng, born),
        sex=sex,
        birth_place=lists.towns.draw(rng) if rng.random() < 0.9 else "",  # noqa: PLR2004 - one in ten is not known
        history=history,
    )


def _names(rng: random.Random, lists: Lists, sex: str) -> list[Entry]:
    community = lists.communities.draw(rng)
    surnames = lists.names[community, "surname"]
    given = lists.names[community, "male" if sex == "M" else "female"]
    forenames = " ".join(dict.fromkeys(given.draw(rng) for _ in range(rng.choice((1, 2, 2, 3)))))
    surname = surnames.draw(rng)
    names = [name(forenames, surname)]
    if sex == "F" and rng.random() < 0.3:  # noqa: PLR2004 - took another surname
        names.append(name(forenames, surnames.draw(rng), "former"))
    if rng.random() < 0.06:  # noqa: PLR2004 - gave another name once
        names.append(name(given.draw(rng), rng.choice((surname, surnames.draw(rng))), "alias"))
    return names


def _birth_dates(rng: random.Random, born: date) -> list[str]:
    exact = born.isoformat()
    if rng.random() < 0.02:  # noqa: PLR2004 - only the year is known
        return [exact[:4]]
    if rng.random() < 0.03:  # noqa: PLR2004 - gave another date once
        return [exact, (born + timedelta(days=rng.choice((-365, -1, 1, 10, 366)))).isoformat()]
    return [exact]


def _history(rng: random.Random, lists: Lists, born: date, number: int) -> list[Entry]:
    events = min(1 + int(rng.expovariate(0.7)), 12)
    earliest = (born + timedelta(days=round(365.25 * 14))).toordinal()
    latest = _LAST_DAY.toordinal() - 400
    span = max(latest - earliest, 1)
    days = sorted(earliest + round(span * rng.random() ** 2) for _ in range(events))
    return [
        _matter(rng, lists, born, date.fromordinal(day), number * 100 + index)
        for index, day in enumerate(days, start=1)
    ]


def _matter(rng: random.Random, lists: Lists, born: date, committed: date, sequence: int) -> Entry:
    kind = _kind(rng, born, committed)
    if kind in _OPEN:
        committed = _LAST_DAY - timedelta(days=rng.randint(40, 300))
    decided = committed + timedelta(days=rng.randint(1, 39) if kind in _OPEN else rng.randint(1, 380))
    jurisdiction = rng.choices(list(_JURISDICTIONS), list(_JURISDICTIONS.values()))[0]
    in_court = kind in {"conviction", "acquittal", "pending_prosecution"}
    return matter(
        kind,
        lists.by_code[lists.offences.draw(rng)],
        committed.isoformat(),
        decided.isoformat(),
        _court(rng, lists, jurisdiction) if in_court else rng.choice(_FORCES),
        disposals=_disposals(rng, lists, kind),
        jurisdiction=jurisdiction if in_court else "england_and_wales",
        sequence=sequence,
    )


def _kind(rng: random.Random, born: date, committed: date) -> str:
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    is_minor = (committed - born).days < _ADULT * 365.25
    if is_minor and kind in {"caution", "conditional_caution"} and committed.year in _YOUTH_SCHEME:
        return rng.choice(("reprimand", "warning"))
    return kind


def _court(rng: random.Random, lists: Lists, jurisdiction: str) -> str:
    if jurisdiction in _COURTS:
        return rng.choice(_COURTS[jurisdiction])
    town = rng.choice(lists.towns.values[:30])
    kind = rng.choices(("Crown Court", "Magistrates' Court"), (20, 80))[0]
    return f"{town} {kind}"


def _disposals(rng: random.Random, lists: Lists, kind: str) -> list[Entry]:
    if kind == "acquittal":
        return [disposal("2004", "Not Guilty")]
    if kind == "penalty_notice":
        return [disposal("1109", "Penalty Notice", pence=9000)]
    if kind != "conviction":
        return []
    code = lists.disposals.draw(rng)
    text, measure = lists.measures[code]
    main = disposal(
        code,
        text,
        months=rng.choice((3, 4, 6, 9, 12, 18, 24)) if measure == "months" else 0,
        weeks=rng.choice((4, 8, 12)) if measure == "weeks" else 0,
        pence=rng.choice((8000, 12000, 18000, 25000, 40000)) if measure == "amount" else None,
    )
    return [main, disposal("3011", "Costs", pence=8500)] if rng.random() < 0.4 else [main]  # noqa: PLR2004


def _ranked(values: list[str]) -> Weighted:
    ranked = Weighted()
    for rank, value in enumerate(values):
        ranked.add(value, 1 / (rank + 3))
    return ranked


def _rows(file: str) -> Iterator[list[str]]:
    for line in (_DATA / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
