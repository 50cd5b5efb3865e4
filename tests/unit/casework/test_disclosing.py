"""What the step-down rules settle in a case, what an officer is asked, and what is kept of it."""

from datetime import UTC, datetime

import pytest
from freezegun import freeze_time

from chalicelib.casework.errors import ChangedSince, NotWritten, UnknownSubject
from chalicelib.casework.models import IdentityFinding, Inclusion
from chalicelib.casework.reading import case_context
from chalicelib.certificates.models import Order
from chalicelib.disclosure.models import Ground
from chalicelib.disclosure.packing import unpacked
from chalicelib.disclosure.rules import rules_on
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.records.models import Matter
from tests.fakes.casework import DEV, OLIVE, WHY, Station, record
from tests.fakes.matters import UNSORTED, matter


def station(*matters: Matter) -> Station:
    """A case whose one candidate is the applicant, claimed by Olive."""
    made = Station(record(*matters)).ready()
    made.claim()
    made.say_why()
    made.casework.decide_candidate(
        made.case_id, OLIVE, record_id="SYN-1", finding=IdentityFinding.SAME_PERSON, reason=WHY
    )
    return made


def decide(made: Station, inclusion: Inclusion, matter_id: str = "m1", ground: Ground | None = None) -> None:
    made.casework.decide_matter(
        made.case_id,
        OLIVE,
        record_id="SYN-1",
        matter_id=matter_id,
        inclusion=inclusion,
        reason=WHY,
        ground=ground,
    )


def page(made: Station) -> dict:
    return case_context(made.casework, made.case_id, OLIVE)


def order_of(made: Station) -> Order:
    made.recommend()
    made.say_why(DEV)
    return made.casework.orders.order(made.approve())


def test_nobody_is_asked_about_what_the_rules_settle() -> None:
    made = station(matter("m1"), matter("m2", date="2024-03-01"), matter("m3", kind="acquittal"))
    police = page(made)["police"]
    assert police.open_points == []
    assert police.tally == "1 shown, 1 left out, 1 never on a certificate"
    assert [row.final.value for row in police.matters] == ["hidden", "not_counted", "line"]
    assert all("3 May 2010" in row.because for row in police.matters[:1])

    content = order_of(made).content

    assert content.outcome is Outcome.FURTHER_INFORMATION_STEPPED_DOWN
    assert [(line.id, line.kind, line.date) for line in content.lines] == [
        ("1", "Conviction", "1 March 2024")
    ]


def test_an_officer_is_asked_about_what_no_rule_settles_and_sees_why() -> None:
    made = station(matter("m1"), matter("m2", code=UNSORTED))
    police = page(made)["police"]
    assert police.open_points == ["1 matter still needs a decision."]
    row = next(row for row in police.matters if row.matter.id == "m2")
    assert "In which category TH68010 is, no verified list says." in row.because
    assert row.cell == "A/non_custodial/adult; B/non_custodial/adult; C/non_custodial/adult"


def test_the_order_keeps_every_reason_and_exactly_which_rules() -> None:
    made = station(matter("m1"), matter("m2", code=UNSORTED))
    decide(made, Inclusion.LEAVE_OUT, "m2")
    order = order_of(made)
    reasons = unpacked(order.reasons)
    in_force = rules_on(clock.date_in_uk(clock.now()))
    assert (reasons.rules_version, reasons.rules_digest) == (in_force.version, in_force.digest)
    assert reasons.outcome is order.content.outcome is Outcome.NO_LIVE_TRACE
    kept = {entry.id: entry for entry in reasons.hidden}
    assert "3 May 2010 + 12 years = 3 May 2022" in kept["SYN-1/m1"].arithmetic
    assert WHY in kept["SYN-1/m2"].arithmetic
    assert WHY not in order.content.model_dump_json()


@pytest.mark.parametrize(
    ("facts", "inclusion", "ground", "outcome"),
    [
        ({"date": "2025-01-01"}, Inclusion.LEAVE_OUT, Ground.PREJUDICE, Outcome.NO_LIVE_TRACE),
        ({}, Inclusion.INCLUDE, Ground.NEW_MATTER, Outcome.TRACE),
    ],
)
def test_against_the_rules_an_officer_names_the_ground(
    facts: dict, inclusion: Inclusion, ground: Ground, outcome: Outcome
) -> None:
    made = station(matter(**facts))
    for wrong in (None, next(g for g in Ground if g.choice is not ground.choice)):
        with pytest.raises(NotWritten, match="ground"):
            decide(made, inclusion, ground=wrong)
    decide(made, inclusion, ground=ground)
    assert order_of(made).content.outcome is outcome


def test_what_never_counts_can_not_be_decided() -> None:
    made = station(matter(kind="acquittal"))
    with pytest.raises(WrongState, match="never on a certificate"):
        decide(made, Inclusion.INCLUDE)
    with pytest.raises(UnknownSubject):
        decide(made, Inclusion.INCLUDE, "m9")


def test_a_night_alone_changes_nothing_that_was_seen() -> None:
    with freeze_time(datetime(2026, 11, 23, 22, 0, tzinfo=UTC)):
        made = station(matter("m1"))
        made.recommend()
        seen = made.case.recommendation.digest
    with freeze_time(datetime(2026, 11, 24, 7, 0, tzinfo=UTC)):
        made.say_why(DEV)
        assert made.seen_by(DEV) == seen
        assert made.approve()


def test_a_night_on_which_a_matter_steps_down_stops_the_approval() -> None:
    with freeze_time(datetime(2026, 11, 23, 22, 0, tzinfo=UTC)):
        made = station(matter(date="2014-11-24"))
        made.recommend()
        seen = made.case.recommendation.digest
        assert made.case.recommendation.outcome is Outcome.TRACE
    with freeze_time(datetime(2026, 11, 24, 7, 0, tzinfo=UTC)):
        made.say_why(DEV)
        with pytest.raises(ChangedSince):
            made.casework.approve(made.case_id, DEV, seen)


def test_the_applicants_birth_date_counts_beside_the_records() -> None:
    """Thomas was born in 1985 and the record says 1975: 15 or 25 years old at the offence."""
    young = matter(date="2001-05-03")
    made = Station(record(young, born="1975-11-23")).ready()
    made.claim()
    made.say_why()
    made.casework.decide_candidate(
        made.case_id, OLIVE, record_id="SYN-1", finding=IdentityFinding.SAME_PERSON, reason=WHY
    )
    (row,) = page(made)["police"].matters
    assert row.final.value == "needs_person"
    assert "The person may have been under 18: between 15 and 25 years old" in row.because


def test_a_decision_that_a_rule_has_overtaken_is_shown_as_such() -> None:
    at = datetime(2030, 5, 2, 12, 0, tzinfo=UTC)
    with freeze_time(at):
        made = station(matter(code=UNSORTED))
        decide(made, Inclusion.INCLUDE)
        assert page(made)["police"].open_points == []
    with freeze_time(at.replace(day=3, hour=8)):
        made.claim()
        made.say_why()
        police = page(made)["police"]
        assert police.open_points == ["1 matter still needs a decision."]
        assert police.matters[0].still


def test_two_hundred_matters_fit_in_a_case_and_its_order() -> None:
    title = "Très long " * 30
    many = [matter(f"m{n}", date=f"2024-03-{1 + n % 28:02d}", offence={"title": title}) for n in range(200)]
    order = order_of(station(*many))
    assert len(order.content.lines) == 200
    assert len(order.model_dump_json()) < 350_000


def test_an_ordered_case_shows_the_reasons_that_were_approved() -> None:
    made = station(matter("m1"), matter("m2", date="2024-03-01"))
    made.recommend()
    made.say_why(DEV)
    made.approve()
    made.system.records = (record(matter("m1", date="2025-01-01"), matter("m2", date="2025-01-01")),)
    police = page(made)["police"]
    assert police.matters == []
    assert [(fate, entry.dates.decided) for fate, entry in police.approved.entries] == [
        ("hidden", "2010-05-03"),
        ("line", "2024-03-01"),
    ]
    assert police.approved.rules_version == "2018-01-05"


def test_an_order_without_reasons_is_shown_as_its_record_is() -> None:
    made = station(matter("m1"))
    order = order_of(made)
    stored = made.casework.orders.get(order.order_id)
    bare = order.model_copy(update={"reasons": ""})
    made.casework.orders.save(stored, bare, audit=AuditEntry("changed", SYSTEM))
    police = page(made)["police"]
    assert (police.approved, len(police.matters)) == (None, 1)
