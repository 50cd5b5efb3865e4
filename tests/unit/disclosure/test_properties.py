"""What holds of every record: time never adds a line, a new matter never takes one away, outcome and lines agree."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.disclosure.models import Choice, Decision, Disclosure, Ground, Treatment
from chalicelib.disclosure.rules import Rules
from chalicelib.disclosure.services import disclose, weigh_all
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.records.models import Adjudication, Jurisdiction, Matter, MatterKind, Record, VariationKind
from tests.fakes.matters import SHIPPED, all_known, record

LAST = date(2026, 11, 23)
"""The latest day that a drawn record knows."""
REOPENING = all_known(
    new_matter={
        **SHIPPED.new_matter.model_dump(mode="json", by_alias=True),
        "from": "1960-01-01",
        "verified": True,
        "kinds": ["conviction", "caution"],
    }
)
EVERY_RULES = [SHIPPED, all_known(), REOPENING]

days = st.dates(date(1990, 1, 1), LAST)
partial = days.flatmap(lambda day: st.sampled_from([10, 10, 10, 10, 7, 4]).map(lambda n: day.isoformat()[:n]))
sound_codes = st.sampled_from(["RT88007", "CJ88001", "TH68010", "TH68010A"])
odd_codes = st.sampled_from(["RT88191", "ZZ99999", None])
sound_disposals = st.sampled_from(["1015", "1015", "1116", "1018", "1002", "1115", "1003"])
odd_disposals = st.sampled_from(["3011", "1008", "7777", "2004", "1109", "1097"])
sound_kinds = st.sampled_from([*[MatterKind.CONVICTION] * 5, *[MatterKind.CAUTION] * 2, *MatterKind])
births = st.sampled_from(["1940-05-06", "1950", "1960-02-29", "1965-07", "1975-06-15", "1992-02-29", None])
shares = st.integers(0, 9)
"""Nine of ten matters are sound, so that rules settle them; the rest are as odd as records can be."""


@st.composite
def disposals(draw: st.DrawFn, *, odd: bool) -> dict[str, Any]:
    codes = odd_disposals if odd else sound_disposals
    later = [
        {"kind": draw(st.sampled_from(VariationKind)), "code": draw(codes), "text": "Later"}
        for _ in range(draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2])))
    ]
    marks = [[], [], [], [], [{"code": "S"}], [{"code": "C"}], *([[{"code": "QQ"}]] if odd else [])]
    return {
        "code": draw(codes),
        "text": "A disposal",
        "duration": draw(st.sampled_from([None, None, "M6", "M6", "Y3", "Y3", "Y999"])),
        "qualifiers": draw(st.sampled_from(marks)),
        "variations": later,
    }


@st.composite
def matters(draw: st.DrawFn, matter_id: str) -> Matter:
    odd = draw(shares) == 0
    kind = draw(sound_kinds)
    decided = draw(st.none() | partial) if odd else draw(partial)
    jurisdiction = draw(st.sampled_from([*[Jurisdiction.ENGLAND_AND_WALES] * 4, *Jurisdiction]))
    abroad = jurisdiction is Jurisdiction.OVERSEAS
    codes = odd_codes if odd else sound_codes
    return Matter.model_validate(
        {
            "id": matter_id,
            "kind": kind,
            "offence": {"cjs_code": draw(codes), "title": draw(st.sampled_from(["An offence", "x" * 300]))},
            "date": decided,
            "offence_date": draw(partial) if odd else draw(st.sampled_from([decided, decided, None])),
            "disposals": [draw(disposals(odd=odd))] if kind is MatterKind.CONVICTION or odd else [],
            "adjudication": draw(st.sampled_from([*Adjudication])) if odd else None,
            "jurisdiction": jurisdiction,
            "country": "FR" if abroad != (odd and draw(st.booleans())) else "GB",
            "equivalent": {"cjs_code": draw(codes), "title": "Equivalent"} if abroad else None,
        }
    )


@st.composite
def histories(draw: st.DrawFn) -> Record:
    some = [draw(matters(f"m{n}")) for n in range(draw(st.integers(0, 5)))]
    return record(*some, born=draw(births))


@st.composite
def decided(draw: st.DrawFn, history: Record, on: date, rules: Rules) -> tuple[Decision, ...]:
    """Officers' decisions on some of what counts."""
    found = weigh_all([history], rules=rules, on=on)
    return tuple(
        Decision(
            matter_id=one.matter.id,
            choice=draw(st.sampled_from(Choice)),
            reason="Seen and weighed.",
            decided_by="officer-1",
            ground=draw(st.none() | st.sampled_from(Ground)),
        )
        for one in found
        if one.ruled.treatment is not Treatment.NOT_COUNTED and draw(st.booleans())
    )


rules_ = st.sampled_from(EVERY_RULES)
products = st.sampled_from(Product)
later_days = (st.integers(0, 25 * 366) | st.integers(0, 120 * 366)).map(
    lambda days: LAST + timedelta(days=days)
)


def ids(entries: tuple) -> set[str]:
    return {entry.id for entry in entries}


def parts(result: Disclosure) -> list[str]:
    every = (*result.lines, *result.hidden, *result.not_counted, *result.needs_person)
    return sorted(entry.id for entry in every)


@given(histories(), later_days, later_days, rules_, products)
@settings(max_examples=150)
def test_growing_older_never_adds_a_line(
    history: Record, one: date, other: date, rules: Rules, product: Product
) -> None:
    """From the last day that the record knows: before it, it says what has not happened yet."""
    early, late = sorted((one, other))
    before = disclose([history], rules=rules, on=early, product=product)
    after = disclose([history], rules=rules, on=late, product=product)
    assert ids(after.lines) <= ids(before.lines)
    assert ids(before.hidden) <= ids(after.hidden)
    assert ids(after.not_counted) == ids(before.not_counted)


@given(histories(), st.data(), later_days, rules_)
@settings(max_examples=150)
def test_adding_a_matter_never_removes_a_line(
    history: Record, data: st.DataObject, on: date, rules: Rules
) -> None:
    new = data.draw(matters("new"))
    more = record(*history.matters, new, born=(history.nominal.birth_dates or [None])[0])
    before = disclose([history], rules=rules, on=on)
    after = disclose([more], rules=rules, on=on)
    assert ids(before.lines) <= ids(after.lines)
    assert ids(after.hidden) - {"new"} <= ids(before.hidden)


@given(histories(), st.data(), later_days, rules_, products)
@settings(max_examples=150)
def test_the_outcome_agrees_with_the_lines(
    history: Record, data: st.DataObject, on: date, rules: Rules, product: Product
) -> None:
    decisions = data.draw(decided(history, on, rules))
    result = disclose([history], rules=rules, on=on, product=product, decisions=decisions)
    assert parts(result) == sorted(m.id for m in history.matters)
    assert (result.outcome is None) == bool(result.needs_person)
    if result.outcome is not None:
        assert result.outcome.shows_matters == bool(result.lines)
        says_hidden = {Outcome.NO_LIVE_TRACE, Outcome.FURTHER_INFORMATION_STEPPED_DOWN}
        assert (result.outcome in says_hidden) == bool(result.hidden)


@given(histories(), later_days, rules_)
def test_nothing_is_stepped_down_but_by_verified_cells_that_have_run_out(
    history: Record, on: date, rules: Rules
) -> None:
    cells = {cell.name: cell for cell in rules.cells} | {rule.name: rule for rule in rules.scotland}
    for entry in disclose([history], rules=rules, on=on).hidden:
        assert entry.cell
        assert all(cells[name].verified for name in entry.cell.split("; "))
        assert entry.dates.steps_down_by
        assert entry.dates.steps_down_by <= on


@given(histories(), later_days, rules_)
def test_every_reason_can_be_read(history: Record, on: date, rules: Rules) -> None:
    result = disclose([history], rules=rules, on=on)
    for entry in (*result.lines, *result.hidden, *result.not_counted, *result.needs_person):
        assert entry.text
        assert entry.rule
        assert entry.source
        assert entry.arithmetic.endswith(".")


@given(histories(), later_days, rules_)
def test_the_order_of_what_came_in_does_not_matter(history: Record, on: date, rules: Rules) -> None:
    turned = history.model_copy(update={"matters": history.matters[::-1]})
    assert disclose([turned], rules=rules, on=on) == disclose([history], rules=rules, on=on)


@given(histories(), st.data(), later_days)
def test_a_decision_settles_its_own_matter_alone(history: Record, data: st.DataObject, on: date) -> None:
    decisions = data.draw(decided(history, on, SHIPPED))
    bare = disclose([history], rules=SHIPPED, on=on)
    result = disclose([history], rules=SHIPPED, on=on, decisions=decisions)
    touched = {decision.matter_id for decision in decisions}
    assert ids(bare.lines) - touched == ids(result.lines) - touched
    assert ids(bare.hidden) - touched == ids(result.hidden) - touched
    by_hand = {entry.id for entry in (*result.lines, *result.hidden) if entry.rule.startswith("officer-")}
    assert by_hand <= touched


@given(histories(), later_days)
def test_under_the_shipped_rules_only_the_seven_cells_decide(history: Record, on: date) -> None:
    verified = {cell.name for cell in SHIPPED.cells if cell.verified}
    result = disclose([history], rules=SHIPPED, on=on)
    cited = {name for e in (*result.lines, *result.hidden) for name in (e.cell or "").split("; ") if name}
    assert cited <= verified
    scottish = {m.id for m in history.matters if m.jurisdiction is Jurisdiction.SCOTLAND}
    assert not ids(result.hidden) & scottish


any_text = st.text(st.characters(exclude_categories=["Cc", "Cn", "Co", "Cs"]), max_size=40)
any_day = st.dates(date(1, 1, 1), date(9999, 12, 31))
any_date = any_day.flatmap(lambda day: st.sampled_from([10, 7, 4]).map(lambda n: day.isoformat()[:n]))


@st.composite
def strange_histories(draw: st.DrawFn) -> Record:
    """Records with dates of any century and words of any script."""
    history = draw(histories())
    matters_ = [
        {
            **m.model_dump(mode="json"),
            "date": draw(any_date | st.none()),
            "offence_date": draw(any_date | st.none()),
            "court": draw(any_text),
            "offence": {"cjs_code": "RT88007", "title": f"x{draw(any_text)}"},
        }
        for m in history.matters
    ]
    nominal = {
        **history.nominal.model_dump(mode="json"),
        "birth_dates": draw(st.lists(any_date, max_size=3)),
    }
    return Record.model_validate({"nominal": nominal, "matters": matters_})


@given(strange_histories(), any_day, rules_)
def test_the_strangest_record_gets_an_answer(history: Record, on: date, rules: Rules) -> None:
    result = disclose([history], rules=rules, on=on)
    assert parts(result) == sorted(m.id for m in history.matters)
    for entry in (*result.lines, *result.hidden):
        assert entry.dates.decided is None or entry.dates.decided.earliest <= on


@pytest.mark.parametrize("rules", EVERY_RULES)
def test_a_record_without_matters_is_no_trace(rules: Rules) -> None:
    assert disclose([record()], rules=rules, on=LAST).outcome is Outcome.NO_TRACE
