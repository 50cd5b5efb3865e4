"""What an officer can settle: what no rule does, and against a rule only with a ground."""

import pytest
from pydantic import ValidationError

from chalicelib.disclosure.errors import DecisionDoesNotFit
from chalicelib.disclosure.meanings import CODES, MEANINGS
from chalicelib.disclosure.models import Choice, Decision, Disclosure, Ground
from chalicelib.disclosure.packing import packed, unpacked
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.transitions import WrongState
from tests.fakes.matters import UNSORTED, decision, disclosed, fate, matter, why


@pytest.mark.parametrize(
    ("taken", "outcome"),
    [
        ((), Outcome.NO_TRACE),
        ((Choice.LEAVE_OUT,), Outcome.NO_LIVE_TRACE),
        ((Choice.INCLUDE,), Outcome.TRACE),
        ((Choice.INCLUDE, Choice.LEAVE_OUT), Outcome.FURTHER_INFORMATION_STEPPED_DOWN),
    ],
)
def test_the_four_outcomes_from_decisions(taken: tuple[Choice, ...], outcome: Outcome) -> None:
    matters = [matter(f"m{n}", code=UNSORTED) for n in range(len(taken))]
    decisions = tuple(decision(m.id, choice) for m, choice in zip(matters, taken, strict=True))
    assert disclosed(*matters, decisions=decisions).outcome is outcome


def test_a_decision_keeps_its_reason_and_what_the_rules_say() -> None:
    result = disclosed(matter(code=UNSORTED), decisions=(decision(choice=Choice.LEAVE_OUT),))
    entry = why(result)
    assert (fate(result), entry.rule) == ("hidden", "officer-left-out")
    assert "Seen and weighed." in entry.arithmetic
    assert "3 May 2010 + 20 years = 3 May 2030" in entry.arithmetic


def test_a_missing_decision_means_nothing_to_print() -> None:
    result = disclosed(matter(code=UNSORTED), matter("m2", code=UNSORTED), decisions=(decision(),))
    assert (result.outcome, fate(result, "m2")) == (None, "needs_person")
    with pytest.raises(WrongState):
        _ = result.certificate_content


@pytest.mark.parametrize(
    ("ground", "choice", "facts", "where"),
    [
        (Ground.PREJUDICE, Choice.LEAVE_OUT, {"kind": "under_investigation"}, "hidden"),
        (Ground.NOT_RELEVANT, Choice.LEAVE_OUT, {"date": "2025-05-03"}, "hidden"),
        (Ground.NEW_MATTER, Choice.INCLUDE, {}, "lines"),
        (None, Choice.LEAVE_OUT, {"date": "2025-05-03"}, "needs_person"),
        (None, Choice.INCLUDE, {}, "needs_person"),
        (Ground.PREJUDICE, Choice.INCLUDE, {}, "needs_person"),
        (Ground.NEW_MATTER, Choice.LEAVE_OUT, {"date": "2025-05-03"}, "needs_person"),
        (None, Choice.LEAVE_OUT, {}, "hidden"),
        (None, Choice.INCLUDE, {"date": "2025-05-03"}, "lines"),
    ],
)
def test_against_the_rules_a_decision_needs_its_ground(
    ground: Ground | None, choice: Choice, facts: dict, where: str
) -> None:
    taken = decision(choice=choice, ground=ground)
    assert fate(disclosed(matter(**facts), decisions=(taken,))) == where


def test_a_decision_that_a_rule_has_overtaken_is_asked_for_again() -> None:
    """Included while it was a person's; by now every category steps it down."""
    theft = matter(code=UNSORTED)
    assert fate(disclosed(theft, on="2029-01-01", decisions=(decision(),))) == "lines"
    result = disclosed(theft, on="2030-05-03", decisions=(decision(),))
    assert (fate(result), why(result).rule) == ("needs_person", "decision-against-the-rules")


@pytest.mark.parametrize(
    "decisions",
    [
        (decision("other"),),
        (decision("acquitted"),),
        (decision("m1"), decision("m1", Choice.LEAVE_OUT)),
    ],
)
def test_decisions_that_do_not_fit_are_refused(decisions: tuple[Decision, ...]) -> None:
    with pytest.raises(DecisionDoesNotFit):
        disclosed(matter("m1", code=UNSORTED), matter("acquitted", kind="acquittal"), decisions=decisions)


def test_a_decision_needs_its_reason() -> None:
    with pytest.raises(ValidationError):
        Decision(matter_id="m1", choice=Choice.LEAVE_OUT, reason="  ", decided_by="officer-1")


def test_a_contradiction_can_not_be_written_down() -> None:
    result = disclosed(matter(date="2025-05-03"))
    for change in ({"outcome": Outcome.NO_TRACE}, {"needs_person": result.lines[:0], "lines": ()}):
        with pytest.raises(ValidationError):
            Disclosure.model_validate({**result.model_dump(), **change})


def test_what_is_left_out_leaves_no_mark_on_the_certificate() -> None:
    matters = (matter("m1", code=UNSORTED), matter("secret", code=UNSORTED))
    taken = (decision("m1"), decision("secret", Choice.LEAVE_OUT))
    content = disclosed(*matters, decisions=taken).certificate_content
    assert "secret" not in content.model_dump_json()
    assert "Seen and weighed" not in content.model_dump_json()
    assert content.digest == disclosed(*matters, decisions=taken).certificate_content.digest


def test_reasons_for_two_hundred_matters_are_kept_in_little_room() -> None:
    title = "Très long " * 30
    many = disclosed(*(matter(f"m{n}", code=UNSORTED, offence={"title": title}) for n in range(200)))
    assert unpacked(packed(many)) == many
    assert len(packed(many)) < 50_000


def test_every_outcome_has_its_words_and_its_number() -> None:
    assert set(MEANINGS) == set(Outcome) == set(CODES)
    assert sorted(CODES.values()) == [0, 1, 2, 3]
