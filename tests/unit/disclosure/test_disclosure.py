"""Outcomes agree with lines, nothing is left out in silence, and a missing decision means no outcome."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.certificates.qr import OutcomeCode
from chalicelib.disclosure.errors import DecisionDoesNotFit
from chalicelib.disclosure.meanings import CODES, MEANINGS
from chalicelib.disclosure.models import Choice, Decision, Disclosure, Treatment
from chalicelib.disclosure.services import NEVER_SHOWN, decide, propose
from chalicelib.disclosure.wording import KINDS, date_in_words, describe, disposal_in_words, line_of
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.transitions import WrongState
from chalicelib.records.models import Disposal, Matter, MatterKind, Offence

COUNTED = sorted(set(MatterKind) - NEVER_SHOWN)


def matter(
    matter_id: str, kind: MatterKind = MatterKind.CONVICTION, day: str | None = "2012-04-03"
) -> Matter:
    return Matter(id=matter_id, kind=kind, offence=Offence(title="Theft from a shop"), date=day)


def decision(matter_id: str, choice: Choice = Choice.INCLUDE) -> Decision:
    return Decision(matter_id=matter_id, choice=choice, reason="Seen and weighed.", decided_by="officer-1")


dates = st.none() | st.dates(date(1960, 1, 1), date(2025, 6, 30)).map(date.isoformat)
kinds = st.sampled_from(list(MatterKind))
choices = st.none() | st.sampled_from(list(Choice))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Matter], list[Decision]]:
    rows = draw(st.lists(st.tuples(kinds, dates, choices), max_size=8))
    matters = [matter(f"m{n}", kind, day) for n, (kind, day, _) in enumerate(rows)]
    decisions = [
        decision(m.id, choice)
        for m, (_, _, choice) in zip(matters, rows, strict=True)
        if choice and m.kind not in NEVER_SHOWN
    ]
    return matters, decisions


@given(histories())
def test_the_outcome_agrees_with_the_lines(history: tuple[list[Matter], list[Decision]]) -> None:
    matters, decisions = history
    result = decide(matters, decisions)
    parts = (*result.lines, *result.hidden, *result.not_counted)
    assert sorted([part.id for part in parts] + list(result.needs_person)) == sorted(m.id for m in matters)
    assert (result.outcome is None) == bool(result.needs_person)
    if result.outcome is not None:
        assert result.outcome.shows_matters == bool(result.lines)
        says_hidden = {Outcome.NO_LIVE_TRACE, Outcome.FURTHER_INFORMATION_STEPPED_DOWN}
        assert (result.outcome in says_hidden) == bool(result.hidden)
        assert [line.id for line in result.certificate_content.lines] == [line.id for line in result.lines]


@given(histories(), st.sampled_from(COUNTED), dates)
def test_adding_an_included_matter_never_removes_a_line(
    history: tuple[list[Matter], list[Decision]], kind: MatterKind, day: str | None
) -> None:
    matters, decisions = history
    before = decide(matters, decisions)
    after = decide([*matters, matter("new", kind, day)], [*decisions, decision("new")])
    assert [line for line in after.lines if line.id != "new"] == list(before.lines)
    assert after.hidden == before.hidden
    assert "new" in {line.id for line in after.lines}


@given(histories(), st.data())
def test_a_missing_decision_means_no_outcome(
    history: tuple[list[Matter], list[Decision]], data: st.DataObject
) -> None:
    matters, decisions = history
    if not decisions:
        return
    taken = data.draw(st.sampled_from(decisions))
    result = decide(matters, [d for d in decisions if d is not taken])
    assert result.outcome is None
    assert taken.matter_id in result.needs_person
    with pytest.raises(WrongState):
        _ = result.certificate_content


@given(histories())
def test_the_order_of_what_came_in_does_not_matter(history: tuple[list[Matter], list[Decision]]) -> None:
    matters, decisions = history
    turned = decide(matters[::-1], decisions[::-1])
    straight = decide(matters, decisions)
    assert (turned.outcome, turned.lines, turned.hidden) == (
        straight.outcome,
        straight.lines,
        straight.hidden,
    )


@pytest.mark.parametrize(
    ("taken", "outcome"),
    [
        ((), Outcome.NO_TRACE),
        ((Choice.LEAVE_OUT,), Outcome.NO_LIVE_TRACE),
        ((Choice.INCLUDE,), Outcome.TRACE),
        ((Choice.INCLUDE, Choice.LEAVE_OUT), Outcome.FURTHER_INFORMATION_STEPPED_DOWN),
    ],
)
def test_the_four_outcomes(taken: tuple[Choice, ...], outcome: Outcome) -> None:
    matters = [matter(f"m{n}") for n in range(len(taken))]
    result = decide(matters, [decision(m.id, c) for m, c in zip(matters, taken, strict=True)])
    assert result.outcome is outcome


@pytest.mark.parametrize("kind", sorted(NEVER_SHOWN))
def test_what_is_never_on_a_certificate_counts_in_neither_set(kind: MatterKind) -> None:
    result = decide([matter("m1", kind)], [])
    assert result.outcome is Outcome.NO_TRACE
    assert [(n.id, n.rule) for n in result.not_counted] == [("m1", "never-on-a-certificate")]


@pytest.mark.parametrize("kind", COUNTED)
def test_nothing_else_is_settled_without_a_person(kind: MatterKind) -> None:
    (proposal,) = propose([matter("m1", kind)])
    assert proposal.treatment is Treatment.NEEDS_PERSON
    assert decide([matter("m1", kind)], []).needs_person == ("m1",)


@pytest.mark.parametrize(
    "decisions",
    [
        [decision("other")],
        [decision("acquitted")],
        [decision("m1"), decision("m1", Choice.LEAVE_OUT)],
    ],
)
def test_decisions_that_do_not_fit_are_refused(decisions: list[Decision]) -> None:
    with pytest.raises(DecisionDoesNotFit):
        decide([matter("m1"), matter("acquitted", MatterKind.ACQUITTAL)], decisions)


def test_matters_that_share_an_identifier_are_refused() -> None:
    with pytest.raises(DecisionDoesNotFit):
        decide([matter("m1"), matter("m1")], [decision("m1")])


def test_a_decision_needs_its_reason() -> None:
    with pytest.raises(ValidationError):
        Decision(matter_id="m1", choice=Choice.LEAVE_OUT, reason="  ", decided_by="officer-1")


def test_a_contradiction_can_not_be_written_down() -> None:
    line = line_of(matter("m1"), "shown")
    with pytest.raises(ValidationError):
        Disclosure(outcome=Outcome.NO_TRACE, lines=(line,))
    with pytest.raises(ValidationError):
        Disclosure(outcome=Outcome.NO_TRACE, needs_person=("m1",))


def test_what_is_left_out_leaves_no_mark_on_the_certificate() -> None:
    matters = [matter("m1"), matter("secret")]
    taken = [decision("m1"), decision("secret", Choice.LEAVE_OUT)]
    content = decide(matters, taken).certificate_content
    assert "secret" not in content.model_dump_json()
    assert "Seen and weighed" not in content.model_dump_json()
    assert content.digest == decide(matters, taken).certificate_content.digest


def test_a_line_in_words() -> None:
    fine = Disposal(code="1015", text="Fine", amount=123450)
    order = Disposal(code="1116", text="Community Order", duration="M12")
    theft = matter("m1").model_copy(update={"court": "Leeds Magistrates' Court", "disposals": (fine, order)})
    line = line_of(theft, "shown")
    assert line.text == "Conviction: Theft from a shop"
    assert line.date == "3 April 2012"
    assert line.court == "Leeds Magistrates' Court"
    assert line.disposal == "Fine, £1,234.50; Community Order, 12 months"


@pytest.mark.parametrize(
    ("duration", "words"), [("M1", "1 month"), ("Y999", "life"), ("D28", "28 days"), ("H100", "100 hours")]
)
def test_durations_in_words(duration: str, words: str) -> None:
    assert disposal_in_words(Disposal(code="1002", text="X", duration=duration)) == f"X, {words}"


def test_partial_dates_in_words() -> None:
    assert [date_in_words(text) for text in ("2012", "2012-05", "2012-05-03")] == [
        "2012",
        "May 2012",
        "3 May 2012",
    ]


def test_every_kind_and_every_outcome_has_its_words() -> None:
    assert set(KINDS) == set(MatterKind)
    assert set(MEANINGS) == set(Outcome)
    assert {outcome.name: code for outcome, code in CODES.items()} == {c.name: c.value for c in OutcomeCode}
    assert describe(matter("m1", MatterKind.CAUTION)) == "Caution: Theft from a shop"
