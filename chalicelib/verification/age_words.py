"""A certificate's age in words; `web/static/verify/age.js` says the same sentences (a test holds them together)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from chalicelib.certificates.words import written_date
from chalicelib.platform import clock
from chalicelib.verification.age import OTHER, Age, AgeState, Judged, judge_age, rules_of_age
from chalicelib.web.words import countries

TODAY = "Issued today."
AGE = "Issued {age} ago."
BOTH = "{months} and {days}"
UNITS = {"month": ("1 month", "{n} months"), "day": ("1 day", "{n} days")}
UNASKED = (
    "A certificate has no expiry date. Choose the receiving country to see whether it has a rule on age."
)
NO_RULE = (
    "We hold no rule of this country on age. Whoever receives the certificate decides how recent it must be."
)
WITHIN = "{country}, {purpose}: at most {months} old. It is within this rule until {day}."
OLDER = (
    "{country}, {purpose}: at most {months} old. It is older than this rule allows: its last day was {day}."
)
VERIFIED = "Read on the authority's own page on {day}."
UNVERIFIED = "We have not confirmed this rule with the authority: ask it if in doubt."


Say = Callable[..., str]
"""A sentence with facts by name, in the reader's language."""


def age_sentences(issued_on: date, country: str, today: date, say: Say = str.format) -> list[str]:
    """The age, then what each rule of the country says and how sure that is."""
    age = judge_age(issued_on, country, today)
    return [_age(age, say), *_rules(age, say)]


def age_panel(issued_on: date, country: str, say: Say = str.format) -> dict[str, object]:
    """What the panel shows today (templates/pages/verify/age.html): a country without a rule is one of the others."""
    today, known = clock.now().date(), country if country in receivers() else country and OTHER
    return {
        "sentences": age_sentences(issued_on, known, today, say),
        "state": judge_age(issued_on, known, today).state.value,
        "issued_on": issued_on.isoformat(),
        "destination": known,
    }


def receivers() -> dict[str, str]:
    """The countries that have a rule, by code: what an officer chooses from."""
    return {rule.country: countries()[rule.country] for rule in rules_of_age()}


def _age(age: Age, say: Say) -> str:
    months, days = _count("month", age.months, say), _count("day", age.days, say)
    if not age.months and not age.days:
        return say(TODAY)
    if age.months and age.days:
        return say(AGE, age=say(BOTH, months=months, days=days))
    return say(AGE, age=months if age.months else days)


def _rules(age: Age, say: Say) -> list[str]:
    if age.state is AgeState.UNASKED:
        return [say(UNASKED)]
    if age.state is AgeState.NO_RULE:
        return [say(NO_RULE)]
    return [sentence for judged in age.judged for sentence in _rule(judged, say)]


def _rule(judged: Judged, say: Say) -> list[str]:
    rule = judged.rule
    said = say(
        OLDER if judged.is_older else WITHIN,
        country=countries()[rule.country],
        purpose=say(rule.purpose),
        months=_count("month", rule.months, say),
        day=say(written_date(judged.last_day)),
    )
    return [said, say(VERIFIED, day=say(written_date(rule.read_on))) if rule.verified else say(UNVERIFIED)]


def _count(unit: str, number: int, say: Say) -> str:
    one, many = UNITS[unit]
    return say(one) if number == 1 else say(many, n=number)
