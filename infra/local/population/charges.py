"""Which offences made-up people are charged with: mostly the everyday ones, now and then any recordable one."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from dataclasses import dataclass
from functools import cache

from chalicelib.records.models import Inchoate, Offence
from chalicelib.reference.offences import Offence as Listed
from chalicelib.reference.offences import find_offence, offences
from infra.local.population.lists import Weighted, rows

THEMES = (
    "theft",
    "violence",
    "disorder",
    "damage",
    "drugs",
    "driving",
    "fraud",
    "weapons",
    "sexual",
    "courts",
)
MINOR_DRIVING = "minor driving"
"""Offences that are recorded only beside a recordable one of the same case."""
_ANY = 0.06
"""The share of charges drawn from every recordable offence that there is."""
_CATEGORIES = frozenset({"CI", "CE", "CS"})
_SERIOUSNESS = {"CI": 3, "CE": 2, "CS": 1}
_COMPLETE = 7
_TEMPTING = frozenset({"theft", "fraud"})
_SHORT_YEAR = 27
"""Two digits below mean the year 2000 and later."""


@dataclass(frozen=True)
class Charge:
    """An offence, how grave it is (1 to 4), and in which years it could be charged."""

    code: str
    npcc: str
    theme: str
    seriousness: int
    since: int
    until: int

    def offence(self, inchoate: Inchoate | None = None) -> Offence:
        """As a record names it, with title, class and recordable flag from the reference data."""
        listed = _listed(self.code)
        attempted = "Attempt / " if inchoate is Inchoate.ATTEMPT else "Conspire / " if inchoate else ""
        return Offence(
            cjs_code=self.code + (inchoate.value if inchoate else ""),
            npcc_code=self.npcc or None,
            title=f"{attempted}{listed.title}",
            home_office_class=listed.home_office_class or None,
            inchoate=inchoate,
            recordable=listed.recordable,
        )


def draw(rng: random.Random, year: int, theme: str) -> Charge:
    """A charge of this theme, or of any when the law had none of it in that year."""
    if rng.random() < _ANY:
        found = rng.choice(_every())
        if found.since <= year:
            return found
    everyday = _everyday(theme, year)
    return _by_code()[everyday.draw(rng)] if everyday.values else _by_code()["OF61102"]


def draw_inchoate(rng: random.Random, charge: Charge) -> Inchoate | None:
    """Now and then an attempt, seldom a conspiracy."""
    chance = rng.random()
    if charge.theme in _TEMPTING and chance < 0.05 and _listed(f"{charge.code}A").recordable:  # noqa: PLR2004 - made up
        return Inchoate.ATTEMPT
    if charge.seriousness >= 3 and charge.theme in {"drugs", "fraud"} and chance < 0.15:  # noqa: PLR2004 - see above
        return Inchoate.CONSPIRACY if _listed(f"{charge.code}C").recordable else None
    return None


@cache
def _by_code() -> dict[str, Charge]:
    return {
        code: Charge(code, npcc, theme, int(grave), int(since), int(until))
        for code, npcc, theme, grave, since, until, _ in rows("offences.tsv")
    }


@cache
def _everyday(theme: str, year: int) -> Weighted:
    found = Weighted()
    for code, _, its_theme, _, since, until, frequency in rows("offences.tsv"):
        if its_theme == theme and int(since) <= year <= int(until):
            found.add(code, float(frequency))
    return found


@cache
def _every() -> tuple[Charge, ...]:
    """Every recordable offence of the reference data whose code says from which year it is."""
    return tuple(
        Charge(o.code, "", "any", _SERIOUSNESS[o.category], _year_of(o.code), 9999)
        for o in offences()
        if o.recordable and o.on_pnc_list and o.on_cjs_list and o.title and not o.inchoate
        and o.category in _CATEGORIES and len(o.code) == _COMPLETE and o.code[2:4].isdigit()
    )  # fmt: skip


def _year_of(code: str) -> int:
    """The year after that of the Act, which is in the code."""
    year = int(code[2:4])
    return (2000 if year < _SHORT_YEAR else 1900) + year + 1


@cache
def _listed(code: str) -> Listed:
    found = find_offence(code)
    if found is None:
        raise LookupError(f"The reference data has no offence {code}")
    return found
