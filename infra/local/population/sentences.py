"""What courts decide about made-up people, with terms that the rules of entry take, and what changes later."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chalicelib.records.models import Disposal, Qualifier, Variation, VariationKind
from chalicelib.reference.results import find_result
from infra.local.population.charges import Charge
from infra.local.population.lists import Weighted, rows
from infra.local.population.places import Place

MURDER = "COML025"
_LETTERS = {"months": "M", "weeks": "W", "hours": "H"}
_CUSTODY = frozenset({"1002", "1024", "1081", "1115", "1134"})
_COMMUNITY = frozenset({"1013", "1098", "1116", "1141"})
_ADULT = 18


@dataclass(frozen=True)
class _Option:
    code: str
    since: int
    until: int
    youngest: int
    oldest: int
    weights: tuple[float, ...]
    measure: str
    terms: tuple[int, ...]


def text_of(code: str) -> str:
    """What a disposal code means."""
    found = find_result(code)
    if found is None:
        raise LookupError(f"The reference data has no disposal {code}")
    return found.text


def sentence(rng: random.Random, charge: Charge, age: int, on: date) -> list[Disposal]:
    """What a court gives somebody of this age for a conviction on this day."""
    if charge.code == MURDER:
        life = "1002" if age >= 21 else "1003"  # noqa: PLR2004 - below it: detention (CDA 1998, PCC(S)A 2000)
        return [Disposal(code=life, text=text_of(life), duration="Y999")]
    options = _options(on.year, age, min(max(charge.seriousness, 1), 4))
    main = _disposal(rng, _by_code()[options.draw(rng)])
    return [main, *_beside(rng, charge, main, age, on)]


def no_separate_penalty(rng: random.Random, first: Disposal) -> Disposal:
    """For the second offence of a case: no penalty of its own, or the same again at the same time or after."""
    if first.code in _CUSTODY and first.duration != "Y999" and rng.random() < 0.6:  # noqa: PLR2004 - made up
        allowed = [q for q in ("C", "C", "F") if _takes(first.code, q)]
        return first.model_copy(
            update={"qualifiers": tuple(Qualifier(code=q) for q in rng.sample(allowed, 1)), "variations": ()}
        )
    return Disposal(code="1057", text=text_of("1057"))


def varied(rng: random.Random, given: Disposal, decided: date, court: Place, last: date) -> Disposal:
    """The disposal, now and then with what a court decided on it later."""
    if rng.random() > 0.12 or (last - decided).days < 60:  # noqa: PLR2004 - most stand; too recent
        return given
    on = decided + timedelta(days=rng.randint(30, min((last - decided).days, 500)))
    later = _variation(rng, given)
    if later is None:
        return given
    kind, code, duration, amount = later
    change = Variation(
        kind=kind,
        code=code,
        text=text_of(code),
        duration=duration,
        amount=amount,
        date=on.isoformat(),
        court=court.name,
        court_code=court.code,
    )
    return given.model_copy(update={"variations": (change,)})


def _variation(
    rng: random.Random, given: Disposal
) -> tuple[VariationKind, str, str | None, int | None] | None:
    if rng.random() < 0.08 and given.code != "1057":  # noqa: PLR2004 - seldom
        return VariationKind.QUASHED, "2068", None, None
    if given.code in {"1115", "1134"}:
        return rng.choice(
            (
                (VariationKind.ACTIVATED, "1507", given.duration, None),
                (VariationKind.VARIED, "1508", None, None),
            )
        )
    if given.code in _COMMUNITY:
        return rng.choice(
            ((VariationKind.REVOKED, "1029", None, None), (VariationKind.VARIED, "1030", None, None))
        )
    if given.code == "1015" and given.amount:
        return VariationKind.VARIED, "1046", None, given.amount // 2
    return (VariationKind.VARIED, "1028", None, None) if given.code == "1018" else None


def not_guilty(rng: random.Random) -> Disposal:
    """How a case ends without a conviction."""
    code = rng.choices(("2004", "2006", "2050", "2051", "2053"), (40, 25, 15, 12, 8))[0]
    return Disposal(code=code, text=text_of(code))


def elsewhere(rng: random.Random, options: tuple[tuple[str, str, int], ...]) -> Disposal:
    """A disposal of another system of law: (code, measure, most)."""
    code, measure, most = rng.choice(options)
    given = Disposal(code=code, text=text_of(code))
    if measure == "pence":
        return given.model_copy(update={"amount": rng.randrange(5000, most + 1, 2500)})
    if measure:
        step = 20 if measure == "hours" else 3
        return given.model_copy(
            update={"duration": f"{_LETTERS[measure]}{rng.randrange(step, most + 1, step)}"}
        )
    return given


def _disposal(rng: random.Random, option: _Option) -> Disposal:
    given = Disposal(code=option.code, text=text_of(option.code))
    if option.measure == "pence":
        return given.model_copy(update={"amount": rng.choice(option.terms)})
    if option.measure in _LETTERS:
        return given.model_copy(update={"duration": _duration(rng.choice(option.terms), option.measure)})
    return given


def _duration(count: int, measure: str) -> str:
    if measure == "months" and count >= 24 and count % 12 == 0:  # noqa: PLR2004 - long terms are told in years
        return f"Y{count // 12}"
    return f"{_LETTERS[measure]}{count}"


def _beside(rng: random.Random, charge: Charge, main: Disposal, age: int, on: date) -> list[Disposal]:
    """What stands with the sentence: surcharge, costs, compensation, disqualification, notices."""
    found = []
    if charge.code in {"RT88007", "RT88026", "RT88333"}:
        code = "3070" if charge.code != "RT88333" else "3007"
        found.append((code, _duration(rng.choice((12, 16, 18, 24, 36)), "months"), None))
    if charge.theme in {"violence", "damage"} and rng.random() < 0.25:  # noqa: PLR2004 - made up
        found.append(("3012", None, rng.choice((5000, 10_000, 25_000))))
    if charge.theme == "sexual" and on.year >= 1998:  # noqa: PLR2004 - Sex Offenders Act 1997
        found.append(("3052", rng.choice(("Y5", "Y7", "Y10")), None))
    if charge.code.startswith("PH97") and rng.random() < 0.5:  # noqa: PLR2004 - made up
        found.append(("3047", rng.choice(("Y1", "Y2", "Y5")), None))
    if age >= _ADULT and rng.random() < 0.35:  # noqa: PLR2004 - made up
        found.append(("3011", None, 8500))
    if on.year >= 2008 and main.code != "1017":  # noqa: PLR2004 - in force 1 April 2007
        found.append(("3117", None, 1500 if age < _ADULT else rng.choice((1500, 2000, 3400, 8500, 11_400))))
    return [Disposal(code=c, text=text_of(c), duration=d, amount=a) for c, d, a in found]


def _takes(code: str, qualifier: str) -> bool:
    found = find_result(code)
    return found is not None and qualifier in found.qualifiers


@cache
def _by_code() -> dict[str, _Option]:
    return {option.code: option for option in _read()}


@cache
def _options(year: int, age: int, seriousness: int) -> Weighted:
    found = Weighted()
    for option in _read():
        if option.since <= year <= option.until and option.youngest <= age <= option.oldest:
            found.add(option.code, option.weights[seriousness - 1])
    if not found.values:
        found.add("1018", 1)
    return found


@cache
def _read() -> tuple[_Option, ...]:
    return tuple(
        _Option(
            code,
            *map(int, (since, until, youngest, oldest)),
            tuple(map(float, weights.split())),
            measure,
            tuple(int(t) for t in terms.split() if t != "-"),
        )
        for code, since, until, youngest, oldest, weights, measure, terms in rows("disposals.tsv")
    )
