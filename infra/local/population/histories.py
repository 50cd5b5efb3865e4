"""What made-up people did and what became of it: occasions from a first arrest on, each with its report and case.

A history is worked out from the seed and the person's number when it is wanted; nothing of it is stored.
"""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.kernel.people import age_on
from chalicelib.kernel.police_identifiers.asn import ASN
from chalicelib.kernel.police_identifiers.court_case import CourtCase as CaseReference
from chalicelib.records.models import (
    Adjudication,
    CourtCase,
    Disposal,
    Jurisdiction,
    Matter,
    MatterKind,
    Offence,
    Plea,
    Report,
    ReportKind,
)
from chalicelib.reference.courts import UNCODED
from infra.local.population import charges, outcomes, places, sentences
from infra.local.population.people import FORMAT, Person

HISTORIES = 1
"""Changes whenever the same seed draws other histories."""
LAST_DAY = date(2026, 6, 30)
"""Nothing happened after it."""
FORCE, STATION, SYSTEM = "00", "ZZ", "00"
"""Made-up arrest/summons numbers carry force 00, under which no police force arrests anybody."""
RECORDED_SHARE = 0.86
"""9,973,566 of 11,559,157 nominals had a criminal element (National Policing, FOI CR33275, November 2014)."""
MOST_OCCASIONS = 30
_RESPONSIBLE = 10
_YEAR = timedelta(days=365, hours=6)
_CASES_FROM = 900_000
_ELSEWHERE = ((places.SCOTLAND, 0.05), (places.NORTHERN_IRELAND, 0.08), (places.SERVICE, 0.09))
"""Running shares of occasions under another law; service law for men of serving age alone."""
_OVERSEAS = 0.02


@dataclass
class History:
    """A person's matters, and the reports and cases that they belong to."""

    matters: list[Matter] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    court_cases: list[CourtCase] = field(default_factory=list)


@dataclass(frozen=True)
class _Occasion:
    """One time that somebody came before the police."""

    person: Person
    number: int
    committed: date
    force: str
    rng: random.Random

    @property
    def age(self) -> int:
        return max(age_on(self.person.born, self.committed), _RESPONSIBLE)

    @property
    def asn(self) -> str:
        sequence = self.person.number * 100 + self.number
        return str(ASN(self.committed.year % 100, FORCE, STATION, SYSTEM, sequence % 10**11))


def history_of(person: Person, seed: int, *, since: int, not_before: date) -> History:
    """The history of somebody first arrested in the year `since`; some have none.

    Nothing lies before `not_before`, whatever birth date the police took down.
    """
    rng = random.Random(f"history/{FORMAT}.{HISTORIES}/{seed}/{person.number}")  # noqa: S311 - made-up people are no secret
    found = History()
    if rng.random() > RECORDED_SHARE:
        return found
    home, favourite = places.draw_force(rng), _favourite(rng)
    for number, day in enumerate(_days(rng, person, since, not_before), start=1):
        force = home if rng.random() < 0.85 else places.draw_force(rng)  # noqa: PLR2004 - mostly at home
        _deal_with(_Occasion(person, number, day, force, rng), favourite, found)
    return found


def _days(rng: random.Random, person: Person, since: int, not_before: date) -> Iterator[date]:
    """When things happened: ever more seldom as the person grows older."""
    first = date(min(max(since, 1), LAST_DAY.year), 1, 1) + timedelta(days=rng.randint(0, 180))
    day = max(first, person.born + _RESPONSIBLE * _YEAR, not_before)
    wanted = min(1 + int(rng.expovariate(0.55)), MOST_OCCASIONS)
    for _ in range(wanted):
        if day > LAST_DAY:
            return
        yield day
        age = max(age_on(person.born, day), _RESPONSIBLE)
        day += timedelta(days=14 + int(rng.expovariate(1 / (250 + 30 * (age - _RESPONSIBLE)))))


def _favourite(rng: random.Random) -> str:
    return rng.choices(charges.THEMES, (30, 18, 12, 8, 12, 12, 6, 3, 1, 2))[0]


def _deal_with(occasion: _Occasion, favourite: str, found: History) -> None:
    """Add what an occasion left on the record."""
    if occasion.rng.random() < _OVERSEAS:
        found.matters.append(_overseas(occasion, len(found.matters) + 1))
        return
    chance = occasion.rng.random()
    law = next((law for law, share in _ELSEWHERE if chance < share), None)
    if law is places.SERVICE and not (occasion.person.sex == "M" and 18 <= occasion.age <= 45):  # noqa: PLR2004 - serving
        law = None
    _at_home(occasion, favourite, found) if law is None else _under(law, occasion, found)


def _at_home(occasion: _Occasion, favourite: str, found: History) -> None:
    rng, first = occasion.rng, len(found.matters) + 1
    charged = list(_charged(occasion, favourite))
    outcome = outcomes.draw(rng, charged[0].seriousness, occasion.age, occasion.committed, LAST_DAY)
    court = places.draw_court(
        rng,
        occasion.force,
        is_grave=max(c.seriousness for c in charged) >= 3,  # noqa: PLR2004 - indictable, mostly
        is_youth=occasion.age < outcomes.ADULT,
    )
    place = court if outcome.in_court else places.station(occasion.force)
    case = _reference(occasion, court) if outcome.in_court else ""
    if outcome.kind in outcomes.WITHOUT_MINOR:
        charged = charged[:1]
    matters = []
    sentence: list[Disposal] = []
    for number, charge in enumerate(charged, start=first):
        offence = charge.offence(charges.draw_inchoate(rng, charge))
        matter = _matter(occasion, number, outcome, offence, place, case=case)
        if outcome.kind is MatterKind.CONVICTION:
            matter, sentence = _convicted(occasion, matter, charge, sentence, place)
        matters.append(matter)
    _keep(occasion, found, matters, place, case)


def _charged(occasion: _Occasion, favourite: str) -> Iterator[charges.Charge]:
    """One to three offences, the first of them recordable."""
    rng, year = occasion.rng, occasion.committed.year
    number = rng.choices((1, 2, 3), (68, 23, 9))[0]
    for index in range(number):
        theme = favourite if rng.random() < 0.5 else _favourite(rng)  # noqa: PLR2004 - people repeat themselves
        if index and theme == "driving" and year > 1989:  # noqa: PLR2004 - Road Traffic Act 1988
            theme = charges.MINOR_DRIVING
        yield charges.draw(rng, year, theme)


def _matter(
    occasion: _Occasion,
    number: int,
    outcome: outcomes.Outcome,
    offence: Offence,
    place: places.Place,
    *,
    case: str = "",
) -> Matter:
    rng = occasion.rng
    went_on = rng.random() < 0.07 and (outcome.on - occasion.committed).days > 10  # noqa: PLR2004 - made up
    until = occasion.committed + timedelta(days=rng.randint(1, 9)) if went_on else None
    return Matter(
        id=f"m{number}",
        kind=outcome.kind,
        offence=offence,
        offence_date=occasion.committed.isoformat(),
        offence_until=until.isoformat() if until else None,
        date=outcome.on.isoformat(),
        court=place.name,
        court_code=place.code,
        plea=outcome.plea,
        adjudication=outcome.adjudication,
        disposals=tuple(outcome.disposals),
        force=occasion.force,
        asn=occasion.asn,
        court_case=case,
    )


def _convicted(
    occasion: _Occasion, matter: Matter, charge: charges.Charge, first: list[Disposal], court: places.Place
) -> tuple[Matter, list[Disposal]]:
    """The matter with its sentence, and the sentence of the case's first offence."""
    rng, on = occasion.rng, date.fromisoformat(matter.date or "")
    given = (
        [sentences.no_separate_penalty(rng, first[0])]
        if first
        else sentences.sentence(rng, charge, age_on(occasion.person.born, on), on)
    )
    final = [sentences.varied(rng, given[0], on, court, LAST_DAY), *given[1:]]
    others = rng.randint(1, 12) if charge.theme in {"theft", "fraud"} and rng.random() < 0.08 else 0  # noqa: PLR2004 - made up
    changes = {"disposals": tuple(final), "taken_into_consideration": others}
    return matter.model_copy(update=changes), first or given


def _keep(occasion: _Occasion, found: History, matters: list[Matter], place: places.Place, case: str) -> None:
    """The matters, under their report and, if there is one, their case."""
    ids = tuple(matter.id for matter in matters)
    found.matters += matters
    found.reports.append(
        Report(
            asn=occasion.asn,
            kind=occasion.rng.choices(tuple(ReportKind), (78, 10, 6, 6))[0],
            date=occasion.committed.isoformat(),
            force=FORCE,
            station=STATION,
            matters=ids,
        )
    )
    if case:
        found.court_cases.append(
            CourtCase(
                reference=case, court=place.name, court_code=place.code, date=matters[0].date, matters=ids
            )
        )


def _reference(occasion: _Occasion, court: places.Place) -> str:
    serial = _CASES_FROM + (occasion.person.number * 31 + occasion.number) % 99_999
    code = court.code if court.code.isdigit() else UNCODED
    return str(CaseReference(occasion.committed.year % 100, code, serial))


def _under(law: places.ElsewhereLaw, occasion: _Occasion, found: History) -> None:
    """A conviction, an acquittal or an open case in Scotland, Northern Ireland or the services."""
    rng = occasion.rng
    outcome = outcomes.draw_elsewhere(rng, occasion.committed, LAST_DAY)
    court = places.elsewhere(rng, law)
    matter = _matter(
        occasion, len(found.matters) + 1, outcome, Offence(title=rng.choice(law.offences)), court
    )
    changes: dict[str, object] = {"jurisdiction": law.jurisdiction, "force": law.force}
    if outcome.kind is MatterKind.CONVICTION:
        changes["disposals"] = (sentences.elsewhere(rng, law.disposals),)
    _keep(occasion, found, [matter.model_copy(update=changes)], court, "")


def _overseas(occasion: _Occasion, number: int) -> Matter:
    """A conviction that another country notified."""
    rng = occasion.rng
    home = places.COUNTRIES.get(occasion.person.community)
    country = home if home and rng.random() < 0.8 else rng.choice(places.HOLIDAYS)  # noqa: PLR2004 - made up
    title, equivalent = rng.choice(places.OVERSEAS_OFFENCES)
    decided = min(occasion.committed + timedelta(days=rng.randint(20, 500)), LAST_DAY)
    same = charges.Charge(equivalent, "", "", 1, 0, 9999)
    return Matter(
        id=f"m{number}",
        kind=MatterKind.CONVICTION,
        offence=Offence(title=title),
        offence_date=occasion.committed.isoformat()[:7],
        date=decided.isoformat(),
        court=f"Court of first instance ({country})",
        court_code=UNCODED,
        plea=Plea.NOT_KNOWN,
        adjudication=Adjudication.GUILTY,
        disposals=(
            sentences.elsewhere(rng, (("1054", "", 0), ("1015", "pence", 50_000), ("1002", "months", 24))),
        ),
        jurisdiction=Jurisdiction.OVERSEAS,
        country=country,
        force=places.OVERSEAS_FORCE,
        equivalent=same.offence(),
    )
