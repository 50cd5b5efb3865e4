"""How an occasion ended: by age, year and gravity, in court or out of it, or not yet."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.records.models import Adjudication, Disposal, MatterKind, Plea
from infra.local.population import sentences

ADULT = 18
WITHOUT_MINOR = frozenset(
    {
        MatterKind.CAUTION,
        MatterKind.CONDITIONAL_CAUTION,
        MatterKind.REPRIMAND,
        MatterKind.WARNING,
        MatterKind.PENALTY_NOTICE,
        MatterKind.NO_FURTHER_ACTION,
        MatterKind.UNDER_INVESTIGATION,
    }
)
"""What ends with the police concerns one offence."""
_YOUTH_SCHEME = (date(2000, 6, 1), date(2013, 4, 8))
"""Reprimands and warnings instead of cautions: Crime and Disorder Act 1998 s65, until LASPO 2012 s135."""
_CONDITIONAL_SINCE = date(2004, 7, 1)
"""Conditional cautions: Criminal Justice Act 2003 Part 3, from about then."""
_NOTICES_SINCE = date(2004, 4, 1)
"""Penalty notices for disorder: Criminal Justice and Police Act 2001, everywhere from about then."""
_RECENT = 300
_GRAVE = 3


@dataclass(frozen=True)
class Outcome:
    """A kind of event on a day, with what stands beside it."""

    kind: MatterKind
    on: date
    in_court: bool = False
    plea: Plea | None = None
    adjudication: Adjudication | None = None
    disposals: tuple[Disposal, ...] = ()


def draw(rng: random.Random, seriousness: int, age: int, committed: date, last: date) -> Outcome:
    """How a matter in England and Wales ended; what is recent may be open still."""
    if (last - committed).days < _RECENT and rng.random() < 0.7:  # noqa: PLR2004 - made up, as all shares here
        return _open(rng, committed, last)
    chance = rng.random()
    if seriousness < _GRAVE and chance < (0.45 if age < ADULT else 0.2):
        return _by_police(rng, age, committed, last)
    if chance > 0.86:  # noqa: PLR2004 - see above
        return _nothing(rng, committed, last)
    return _conviction(rng, committed, last)


def draw_elsewhere(rng: random.Random, committed: date, last: date) -> Outcome:
    """The same under another law, where cautions are not known to PNC."""
    if (last - committed).days < _RECENT and rng.random() < 0.6:  # noqa: PLR2004 - see above
        return _open(rng, committed, last)
    return _acquittal(rng, committed, last) if rng.random() < 0.12 else _conviction(rng, committed, last)  # noqa: PLR2004 - see above


def _open(rng: random.Random, committed: date, last: date) -> Outcome:
    on = _later(rng, committed, last, 0, 40)
    if rng.random() < 0.45:  # noqa: PLR2004 - see above
        return Outcome(MatterKind.UNDER_INVESTIGATION, on)
    return Outcome(MatterKind.PENDING_PROSECUTION, on, in_court=True, plea=Plea.NO_PLEA_TAKEN)


def _by_police(rng: random.Random, age: int, committed: date, last: date) -> Outcome:
    on, chance = _later(rng, committed, last, 0, 30), rng.random()
    if age < ADULT and _YOUTH_SCHEME[0] <= on < _YOUTH_SCHEME[1]:
        return Outcome(MatterKind.REPRIMAND if chance < 0.6 else MatterKind.WARNING, on)  # noqa: PLR2004 - see above
    if age >= ADULT and on >= _CONDITIONAL_SINCE and chance < 0.12:  # noqa: PLR2004 - see above
        completed = Disposal(code="1117", text=sentences.text_of("1117"))
        return Outcome(MatterKind.CONDITIONAL_CAUTION, on, disposals=(completed,))
    if age >= ADULT and on >= _NOTICES_SINCE and chance < 0.25:  # noqa: PLR2004 - see above
        notice = Disposal(code="1109", text=sentences.text_of("1109"), amount=rng.choice((5000, 8000, 9000)))
        return Outcome(MatterKind.PENALTY_NOTICE, committed, disposals=(notice,))
    return Outcome(MatterKind.CAUTION, on)


def _nothing(rng: random.Random, committed: date, last: date) -> Outcome:
    if rng.random() < 0.45:  # noqa: PLR2004 - see above
        return _acquittal(rng, committed, last)
    given = Disposal(code="1113", text=sentences.text_of("1113"))
    return Outcome(MatterKind.NO_FURTHER_ACTION, _later(rng, committed, last, 1, 120), disposals=(given,))


def _acquittal(rng: random.Random, committed: date, last: date) -> Outcome:
    return Outcome(
        MatterKind.ACQUITTAL,
        _later(rng, committed, last, 30, 500),
        in_court=True,
        plea=Plea.NOT_GUILTY,
        adjudication=Adjudication.NOT_GUILTY,
        disposals=(sentences.not_guilty(rng),),
    )


def _conviction(rng: random.Random, committed: date, last: date) -> Outcome:
    plea = rng.choices((Plea.GUILTY, Plea.NOT_GUILTY, Plea.NOT_KNOWN), (72, 20, 8))[0]
    return Outcome(
        MatterKind.CONVICTION,
        _later(rng, committed, last, 7, 400),
        in_court=True,
        plea=plea,
        adjudication=Adjudication.GUILTY,
    )


def _later(rng: random.Random, committed: date, last: date, least: int, most: int) -> date:
    return min(committed + timedelta(days=rng.randint(least, most)), last)
