"""A certificate's age against the receiving country's rule: its boundaries, its words, and the browser's answer."""

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - a seeded walk

import pytest

from chalicelib.reference.countries import find_country
from chalicelib.verification.age import AgeState, judge_age, rules_of_age
from chalicelib.verification.age_words import UNVERIFIED, age_sentences
from infra import age_rules
from tests.unit.verification.test_browser_module import NODE

DRIVER = Path(__file__).with_name("judge_ages.mjs")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("issued", "country", "last"),
    [
        (date(2026, 12, 1), "NZ", date(2027, 6, 1)),
        (date(2026, 11, 30), "PT", date(2027, 2, 28)),
        (date(2027, 11, 30), "PT", date(2028, 2, 29)),
        (date(2026, 12, 31), "AU", date(2027, 12, 31)),
    ],
)
def test_the_last_day_is_allowed_and_the_next_is_not(issued: date, country: str, last: date) -> None:
    assert judge_age(issued, country, last).state is AgeState.WITHIN
    assert judge_age(issued, country, last + DAY).state is AgeState.OLDER


def test_without_a_country_there_is_an_age_and_no_verdict() -> None:
    age = judge_age(date(2020, 1, 31), "", date(2026, 12, 1))
    assert (age.state, age.months, age.days) == (AgeState.UNASKED, 82, 1)
    assert judge_age(date(2020, 1, 31), "NO", date(2026, 12, 1)).state is AgeState.NO_RULE


def test_purposes_of_one_country_are_told_apart() -> None:
    issued, today = date(2026, 12, 1), date(2027, 8, 1)
    assert judge_age(issued, "US", today).state is AgeState.DEPENDS
    said = age_sentences(issued, "US", today)
    assert said[0] == "Issued 8 months ago."
    assert said[1] == (
        "United States, immigrant visas: at most 12 months old. It is within this rule until 1 December 2027."
    )
    assert "its last day was 1 June 2027" in said[3]


def test_a_rule_that_nobody_confirmed_says_so_every_time() -> None:
    for rule in rules_of_age():
        said = age_sentences(date(2026, 11, 23), rule.country, date(2026, 12, 24))
        assert said[0] == "Issued 1 month and 1 day ago."
        assert (UNVERIFIED in said) is not rule.verified


def test_a_certificate_of_tomorrow_is_of_today_where_the_day_began_later() -> None:
    assert age_sentences(date(2026, 11, 24), "", date(2026, 11, 23))[0] == "Issued today."


def test_every_rule_has_a_country_and_a_source() -> None:
    rules = rules_of_age()
    assert [rule.country for rule in rules] == sorted(rule.country for rule in rules)
    assert all(find_country(rule.country) and rule.source and rule.purpose for rule in rules)
    assert all(rule.until is None or rule.since <= rule.until for rule in rules)


def test_the_page_has_the_rules_of_the_data() -> None:
    assert age_rules.TARGET.read_text() == age_rules.script(), "run `python -m infra.age_rules`"


def test_the_browser_judges_and_says_the_same() -> None:
    draw = Random(7)  # noqa: S311 - a seeded walk
    start = date(2026, 11, 20)
    chosen = ["", "other", "NO", *sorted({rule.country for rule in rules_of_age()})]
    cases = [
        (
            issued := start + draw.randrange(900) * DAY,
            draw.choice(chosen),
            issued + draw.randrange(-2, 500) * DAY,
        )
        for _ in range(600)
    ]
    asked = [(str(a), country, str(b)) for a, country, b in cases]
    ran = subprocess.run([NODE, DRIVER], input=json.dumps(asked), capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    for case, (state, months, days, sentences) in zip(cases, said, strict=True):
        issued, country, today = case
        age = judge_age(issued, country, today)
        assert (state, months, days) == (age.state.value, age.months, age.days), case
        assert sentences == age_sentences(issued, country, today), case
