"""The lists that people are drawn from, with how often each entry occurs."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from chalicelib.records.names.romanise import plain

_DATA = Path(__file__).parent / "data"
FIRST_DECADE, DECADES = 1930, 9
SHARES = {
    "british": 795, "south-asian": 85, "irish": 35, "polish": 22, "romanian": 12, "west-african": 25,
    "caribbean": 15, "turkish": 6, "ukrainian": 3, "vietnamese": 2,
}  # fmt: skip
"""In a thousand; made up to resemble the country's communities, not measured."""
_ABROAD = {
    "south-asian": "Lahore Karachi Mirpur Rawalpindi Faisalabad Sylhet Dhaka Mumbai Delhi Jalandhar Ludhiana",
    "irish": "Dublin Cork Galway Limerick Belfast Derry Letterkenny",
    "polish": "Warszawa Krakow Lodz Wroclaw Poznan Gdansk Szczecin Lublin Katowice Bialystok",
    "romanian": "Bucuresti Cluj-Napoca Timisoara Iasi Constanta Craiova Brasov Galati",
    "west-african": "Lagos Ibadan Kano Abuja Accra Kumasi Freetown Enugu Onitsha",
    "caribbean": "Kingston Montego-Bay Bridgetown Castries Port-of-Spain",
    "turkish": "Istanbul Ankara Izmir Adana Konya",
    "ukrainian": "Kyiv Kharkiv Lviv Odesa Dnipro",
    "vietnamese": "Hanoi Haiphong Hue Saigon",
}


@dataclass
class Weighted:
    """Values to be drawn with unequal chances."""

    values: list[str] = field(default_factory=list)
    _limits: list[float] = field(default_factory=list)

    def add(self, value: str, weight: float) -> None:
        if weight > 0:
            self.values.append(value)
            self._limits.append((self._limits[-1] if self._limits else 0.0) + weight)

    def draw(self, rng: random.Random) -> str:
        return self.values[bisect(self._limits, rng.random() * self._limits[-1])]


@dataclass
class Lists:
    """Surnames by community, forenames by community, sex and decade, towns and places abroad."""

    communities: Weighted = field(default_factory=Weighted)
    surnames: dict[str, Weighted] = field(default_factory=dict)
    forenames: dict[tuple[str, str, int], Weighted] = field(default_factory=dict)
    towns: Weighted = field(default_factory=Weighted)
    abroad: dict[str, list[str]] = field(default_factory=dict)


@cache
def lists() -> Lists:
    """All of them, read once."""
    found = Lists()
    for name, share in SHARES.items():
        found.communities.add(name, share)
        found.surnames[name] = Weighted()
        for sex in "MF":
            for decade in range(DECADES):
                found.forenames[name, sex, decade] = Weighted()
    _read_own(found)
    for community, name, weight in rows("surnames.tsv"):
        found.surnames[community].add(_latin(name), float(weight))
    for community, sex, name, weights in rows("forenames.tsv"):
        for decade, weight in enumerate(weights.split()):
            found.forenames[community, sex, decade].add(_latin(name), float(weight))
    for town, size in rows("towns.tsv"):
        found.towns.add(town, float(size))
    found.abroad = {
        community: [place.replace("-", " ") for place in places.split()]
        for community, places in _ABROAD.items()
    }
    return found


def _read_own(found: Lists) -> None:
    """The short lists of our own: the communities for which no package has a good one."""
    for community, _, kind, names in rows("more-names.tsv"):
        if community in {"british", "irish"} or community not in found.surnames:
            continue
        for rank, name in enumerate(names.split()):
            weight = 4000 / (rank + 5)
            if kind == "surname":
                found.surnames[community].add(name, weight / 40)
                continue
            for decade in range(DECADES):
                found.forenames[community, "M" if kind == "male" else "F", decade].add(name, weight)


def _latin(name: str) -> str:
    """Police records are kept in Latin letters."""
    return name if name.isascii() else plain(name).title() if not name[:1].isascii() else name


def rows(file: str) -> Iterator[list[str]]:
    """The rows of a file in data/, without its notes."""
    for line in (_DATA / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
