"""Candidates and matters: decided one by one, for a stated purpose, on what is in the case now."""

from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.casework.errors import NotDecided, PurposeNeeded, UnknownSubject
from chalicelib.casework.models import CaseState, Flag, Inclusion
from chalicelib.kernel.outcomes import Outcome
from chalicelib.platform import clock
from tests.fakes.casework import DEV, OLIVE, WHY, Station, matter, record
from tests.unit.casework.deciding import another_person, decide, same_person


def test_nothing_is_recommended_while_a_candidate_is_undecided(found):
    with pytest.raises(NotDecided, match="1 candidate still needs a decision"):
        found.casework.recommend(found.case_id, OLIVE, "")


def test_nothing_is_recommended_while_a_matter_is_undecided(found):
    same_person(found)

    with pytest.raises(NotDecided, match="1 matter still needs a decision"):
        found.casework.recommend(found.case_id, OLIVE, "")


@pytest.mark.parametrize(
    ("inclusion", "outcome", "lines"),
    [(Inclusion.INCLUDE, Outcome.TRACE, 1), (Inclusion.LEAVE_OUT, Outcome.NO_LIVE_TRACE, 0)],
)
def test_the_decision_on_a_matter_makes_the_outcome(found, inclusion, outcome, lines):
    same_person(found)
    decide(found, inclusion)
    found.recommend()
    found.say_why(DEV)

    content = found.casework.orders.order(found.approve()).content

    assert content.outcome is outcome
    assert len(content.lines) == lines


def test_lines_are_numbered_so_that_nothing_shows_what_was_left_out():
    station = Station(record(matter("m1"), matter("m2"))).ready()
    station.claim()
    station.say_why()
    same_person(station)
    decide(station, Inclusion.LEAVE_OUT, "m1")
    decide(station, Inclusion.INCLUDE, "m2")

    view = station.casework.review.read(station.cases.get(station.case_id), OLIVE)

    assert view.proposal.content.outcome is Outcome.FURTHER_INFORMATION_STEPPED_DOWN
    assert [line.id for line in view.proposal.content.lines] == ["1"]


def test_two_records_of_one_person_may_count_their_matters_alike():
    station = Station(record(matter("m1")), record(matter("m1"), record_id="SYN-2")).ready()
    station.claim()
    station.say_why()
    same_person(station)
    same_person(station, record_id="SYN-2")
    for record_id in ("SYN-1", "SYN-2"):
        station.casework.decide_matter(
            station.case_id,
            OLIVE,
            record_id=record_id,
            matter_id="m1",
            inclusion=Inclusion.INCLUDE,
            reason=WHY,
        )

    view = station.casework.review.read(station.cases.get(station.case_id), OLIVE)

    assert len(view.proposal.content.lines) == 2


def test_police_data_is_shown_only_for_a_stated_purpose_and_every_look_is_written(found):
    same_person(found)
    looks = len(found.system.purposes)
    with pytest.raises(PurposeNeeded):
        found.casework.review.read(found.cases.get(found.case_id), DEV)
    assert len(found.system.purposes) == looks

    found.say_why(DEV)
    found.casework.review.read(found.cases.get(found.case_id), DEV)

    reads = [row for key, row in found.items.rows.items() if key.pk.startswith("record_read#")]
    assert any('"id":"dev"' in row["body"] for row in reads)
    assert found.system.purposes[-1].justification == "Police certificate"


def test_a_stated_purpose_runs_out(found):
    with freeze_time(clock.now() + timedelta(minutes=31)), pytest.raises(PurposeNeeded):
        found.casework.review.read(found.cases.get(found.case_id), OLIVE)


def test_decisions_are_for_what_is_in_the_case(found):
    with pytest.raises(UnknownSubject):
        same_person(found, record_id="SYN-9")
    same_person(found)
    with pytest.raises(UnknownSubject):
        decide(found, Inclusion.INCLUDE, "m9")


def test_a_finding_on_an_older_version_of_a_record_does_not_count(found):
    same_person(found)
    found.system.records = (record(matter(), version=2),)
    found.casework.ask_again(found.case_id, OLIVE, "The record changed")
    assert found.case.state is CaseState.WAITING
    found.records.check(found.case_id)
    found.hear("RecordCheckAnswered")

    with pytest.raises(NotDecided, match="1 candidate still needs"):
        found.casework.recommend(found.case_id, OLIVE, "")


def test_an_incomplete_answer_never_becomes_no_trace():
    many = [record(record_id=f"SYN-{n}") for n in range(25)]
    station = Station(*many).ready()
    station.claim()
    station.say_why()
    assert Flag.ANSWER_TRUNCATED in station.case.flags
    for number in range(20):
        another_person(station, record_id=f"SYN-{number}")

    with pytest.raises(NotDecided, match="only part of its list"):
        station.casework.recommend(station.case_id, OLIVE, "")
