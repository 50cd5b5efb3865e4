"""Answers that grew old, countries abroad that have not answered, and names that became known later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.applications.models import Address
from chalicelib.casework.errors import NotClaimed, NotDecided, UnknownSubject
from chalicelib.casework.handling import News
from chalicelib.casework.models import CaseState, Flag
from chalicelib.certificates.store import Orders
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import CheckState, OverseasFinding
from tests.fakes.casework import DEV, OLIVE, WHY, Station, record

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def abroad(*records) -> Station:
    """Somebody who lived in France and Poland, as the form says; the police records answered."""
    station = Station(*records)
    station.send_form()
    stored = station.applications.get(station.case_id)
    homes = tuple(
        Address(line1="1 Rue Haute", town="Elsewhere", country=country, since="2010-01")
        for country in ("FR", "PL")
    )
    answers = stored.state.answers.model_copy(update={"addresses": (*stored.state.answers.addresses, *homes)})
    after = stored.state.model_copy(update={"answers": answers})
    station.applications.store.save(stored, after, audit=AuditEntry("told", SYSTEM))
    station.records.check(station.case_id)
    station.hear("OverseasCheckRequested", country="FR")
    station.hear("RecordCheckAnswered")
    station.hear("OverseasCheckRequested", country="PL")
    return station


def answer(station: Station, country: str, finding: OverseasFinding = OverseasFinding.NOTHING_HELD) -> None:
    station.casework.answer_overseas(station.case_id, OLIVE, country=country, finding=finding, reason=WHY)
    station.hear("OverseasCheckAnswered", country=country)


def test_a_case_waits_until_every_country_has_answered():
    station = abroad()
    assert (station.case.state, station.case.flags) == (CaseState.WAITING, {Flag.OVERSEAS_UNANSWERED})
    station.claim()
    answer(station, "FR")
    assert station.case.state is CaseState.WAITING
    answer(station, "PL")
    assert (station.case.state, station.case.flags) == (CaseState.OPEN, frozenset())
    station.recommend()


def test_what_a_country_held_and_was_entered_brings_a_new_check():
    station = abroad()
    station.claim()
    answer(station, "FR", OverseasFinding.RECORD_ENTERED)
    answer(station, "PL")
    assert (station.case.state, station.case.candidates) == (CaseState.WAITING, None)
    station.system.records = (record(),)
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    assert (station.case.state, station.case.candidates) == (CaseState.OPEN, 1)


def test_only_who_holds_the_case_notes_an_answer_and_only_one_that_is_open():
    station = abroad()
    with pytest.raises(NotClaimed):
        answer(station, "FR")
    station.claim()
    answer(station, "FR")
    for country in ("FR", "PE"):
        with pytest.raises(UnknownSubject):
            answer(station, country)


def test_late_news_from_abroad_changes_nothing():
    station = abroad()
    station.claim()
    answer(station, "FR")
    answer(station, "PL")
    station.recommend()
    station.hear("OverseasCheckRequested", country="FR")
    station.hear("OverseasCheckAnswered", country="FR")
    assert station.case.state is CaseState.RECOMMENDED
    assert station.case.recommendation


def test_an_unanswered_country_stands_in_the_way_even_of_an_open_case():
    station = abroad()
    case = station.cases.get(station.case_id)
    opened = case.state.model_copy(update={"state": CaseState.OPEN})
    station.cases.save(case, opened, audit=AuditEntry("slipped", SYSTEM))
    station.claim()
    with pytest.raises(NotDecided, match="abroad"):
        station.recommend_blindly()


@pytest.mark.parametrize(("hours", "is_old"), [(23, False), (25, True)])
def test_nobody_recommends_or_approves_on_an_answer_of_another_day(hours: int, is_old: bool):
    with freeze_time(NOON) as clock:
        station = Station().ready()
        clock.tick(timedelta(hours=hours))
        station.claim()
        if is_old:
            with pytest.raises(NotDecided, match="more than a day"):
                station.recommend_blindly()
            return
        station.recommend()
        clock.tick(timedelta(hours=2))
        with pytest.raises(NotDecided, match="more than a day"):
            station.casework.approve(station.case_id, DEV, station.case.recommendation.digest)
        assert station.case.state is CaseState.RECOMMENDED


def test_asked_again_the_same_case_goes_through_and_the_certificate_bears_the_day_of_the_last_search():
    with freeze_time(NOON) as clock:
        station = Station().ready()
        clock.tick(timedelta(hours=25))
        station.claim()
        station.casework.ask_again(station.case_id, OLIVE, WHY)
        station.records.check(station.case_id)
        station.hear("RecordCheckAnswered")
        station.recommend()
        order_id = station.approve()
        assert station.case.state is CaseState.ORDERED
        assert Orders(UnitOfWork(station.items)).order(order_id).content.searched_on == date(2026, 11, 24)


def test_another_day_of_the_search_alone_asks_for_no_other_recommendation():
    station = Station().ready()
    proposal = station.casework.review.read(station.cases.get(station.case_id), OLIVE).proposal
    later = proposal.content.model_copy(update={"searched_on": date(2026, 11, 25)})
    assert proposal.model_copy(update={"content": later}).digest == proposal.digest


def test_a_name_that_became_known_is_asked_too():
    station = Station(record(surname="Ashcombe")).ready()
    assert station.case.candidates == 0
    station.claim()
    alias = PersonName(forenames="Thomas", surname="Ashcombe", kind=NameKind.ALIAS)
    station.casework.ask_again(station.case_id, OLIVE, WHY, News(names=(alias,)))
    assert station.records.check_of(station.case_id).state.state is CheckState.WAITING
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    assert station.case.candidates == 1
