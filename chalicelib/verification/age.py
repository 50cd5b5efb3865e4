"""How old a certificate is, and whether the receiving country's rule allows that; the rules are dated data.

The page of the browser judges the same (`web/static/verify/age.js`); a test holds the two together.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from chalicelib.kernel.models import Model

OTHER = "other"
"""The choice of a country for which there is no rule here."""


class AgeRule(Model):
    """For how many months after its issue a country takes a certificate for a purpose, and who says so."""

    country: str
    """ISO 3166-1 alpha-2."""
    purpose: str
    months: Annotated[int, Field(ge=1, le=60)]
    since: date
    """The first day on which we know that it holds: when it began is seldom published."""
    until: date | None
    """The last day on which the rule holds; None while it does."""
    source: str
    read_on: date
    verified: bool
    """Whether it was read on the receiving authority's own page."""


class AgeRules(Model):
    """The rules as they ship."""

    version: str
    comment: str
    rules: tuple[AgeRule, ...]


class AgeState(StrEnum):
    """What the rules of the receiving country say."""

    UNASKED = "unasked"
    """No country was named."""
    NO_RULE = "no-rule"
    WITHIN = "within"
    OLDER = "older"
    DEPENDS = "depends"
    """Within for one purpose and too old for another."""


class Judged(NamedTuple):
    """One rule's answer."""

    rule: AgeRule
    last_day: date
    is_older: bool


class Age(NamedTuple):
    """Whole months since the issue and the days beyond them, and what the rules say."""

    state: AgeState
    months: int
    days: int
    judged: tuple[Judged, ...] = ()


def judge_age(issued_on: date, country: str, today: date) -> Age:
    """The age on `today` and the verdict of the country's rules; an empty `country` asks for none."""
    months, days = _elapsed(issued_on, max(today, issued_on))
    if not country:
        return Age(AgeState.UNASKED, months, days)
    judged = tuple(_judged(rule, issued_on, today) for rule in _in_force(country, today))
    return Age(_state(judged), months, days, judged)


def rules_of_age() -> tuple[AgeRule, ...]:
    """Every rule, by country."""
    return _shipped().rules


@cache
def _shipped() -> AgeRules:
    return AgeRules.model_validate_json((Path(__file__).parent / "age_rules.json").read_bytes())


def _in_force(country: str, today: date) -> list[AgeRule]:
    return [
        rule
        for rule in rules_of_age()
        if rule.country == country and rule.since <= today and (rule.until is None or today <= rule.until)
    ]


def _judged(rule: AgeRule, issued_on: date, today: date) -> Judged:
    last_day = _later(issued_on, rule.months)
    return Judged(rule, last_day, today > last_day)


def _state(judged: tuple[Judged, ...]) -> AgeState:
    if not judged:
        return AgeState.NO_RULE
    if all(each.is_older for each in judged):
        return AgeState.OLDER
    return AgeState.DEPENDS if any(each.is_older for each in judged) else AgeState.WITHIN


def _later(day: date, months: int) -> date:
    """The same day so many months on; the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _elapsed(start: date, end: date) -> tuple[int, int]:
    months = (end.year - start.year) * 12 + end.month - start.month
    if _later(start, months) > end:
        months -= 1
    return months, (end - _later(start, months)).days
