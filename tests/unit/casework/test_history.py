"""The trail of a case as its page tells it: plain words, and nothing of the records before a purpose is stated."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.casework import handling, history, opening, services
from chalicelib.casework.comparison import Mark, compare
from chalicelib.casework.history import history_line
from chalicelib.casework.models import Case, IdentityFinding, Inclusion
from chalicelib.casework.reading import case_context
from chalicelib.casework.store import TrailLine
from chalicelib.casework.subjects import subject_of
from chalicelib.certificates.short_code import grouped, short_code
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.checks import Candidate
from chalicelib.records.models import HeldPassport
from tests.fakes.casework import DEV, OLIVE, WHY, Station, matter, record

AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def said(case: Case, action: str, *, quotes: bool = True, **facts: object) -> str:
    line = TrailLine(AT, action, OLIVE.id, "officer", facts, {})
    return history_line(line, case, quotes=quotes).what


@pytest.mark.parametrize(
    ("action", "facts", "words"),
    [
        (
            "records_opened",
            {"reason_code": 8},
            "opened the police records on behalf of another authorised agency (reason code 8)",
        ),
        (
            "certificate_issued",
            {"serial": "0123456789ABCDEF0123456789ABCDEF"},
            f"noted that the certificate was issued with the number {grouped(short_code('0123456789ABCDEF' * 2))}",
        ),
        ("records_opened", {"reason_code": 3}, "opened the police records (reason code 3)"),
        ("case_opened", {"candidates": 0}, "opened the case: the police records answered with no candidate"),
        (
            "records_answered_again",
            {"candidates": 2, "new": 1},
            "noted that the police records answered again, with 2 candidates. 1 candidate is new",
        ),
        (
            "records_answered_again",
            {"candidates": 1},
            "noted that the police records answered again, with 1 candidate, as before",
        ),
        (
            "candidate_decided",
            {"finding": "same_person", "record_id": "R1"},
            "found a candidate to be the applicant (record R1)",
        ),
        (
            "matter_decided",
            {"inclusion": "include", "record_id": "R1", "matter_id": "m1"},
            "decided to show a matter (record R1)",
        ),
        (
            "matter_decided",
            {"inclusion": "leave_out", "record_id": "R1", "ground": "x"},
            "decided to leave out a matter, against the rules (record R1)",
        ),
        (
            "overseas_answered",
            {"country": "FR", "finding": "nothing_held"},
            "noted that France holds nothing",
        ),
        ("document_settled", {"state": "refused", "document_id": "D"}, "asked for another document"),
        ("something_new", {"digest": "x"}, "something new"),
    ],
)
def test_each_act_in_plain_words(action: str, facts: dict, words: str) -> None:
    assert said(Station().ready().case, action, **facts) == words


def test_every_act_that_is_written_has_its_saying() -> None:
    written = set()
    for module in (opening, handling, services):
        text = Path(module.__file__).read_text("utf-8")
        written |= {name for name in history._SAYINGS if f'"{name}"' in text}
    assert written == set(history._SAYINGS)


def test_the_page_tells_the_history_without_ids_and_codes() -> None:
    station = Station(record(matter())).ready()
    station.claim()
    station.say_why()
    station.casework.decide_candidate(
        station.case_id, OLIVE, record_id="SYN-1", finding=IdentityFinding.SAME_PERSON, reason=WHY
    )
    station.casework.decide_matter(
        station.case_id,
        OLIVE,
        record_id="SYN-1",
        matter_id="m1",
        inclusion=Inclusion.INCLUDE,
        reason=WHY,
    )
    lines = case_context(station.casework, station.case_id, OLIVE)["history"]
    assert [line.what for line in lines][:2] == [
        "decided to show a matter (record SYN-1)",
        "found a candidate to be the applicant (record SYN-1)",
    ]
    assert lines[0].words == WHY
    others = case_context(station.casework, station.case_id, DEV)["history"]
    assert "SYN-1" not in " ".join(f"{line.what} {line.words}" for line in others)


def test_a_finding_on_an_older_version_is_shown_as_one_that_needs_another_look() -> None:
    station = Station(record(version=2)).ready()
    station.claim()
    station.say_why()
    station.casework.decide_candidate(
        station.case_id, OLIVE, record_id="SYN-1", finding=IdentityFinding.DIFFERENT_PERSON, reason=WHY
    )
    station.system.records = (record(version=3),)
    station.casework.ask_again(station.case_id, OLIVE, WHY)
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    (row,) = case_context(station.casework, station.case_id, OLIVE)["police"].candidates
    assert row.decision is None
    assert row.earlier.record_version == 2


def test_passports_and_nationalities_are_compared_where_the_record_has_them() -> None:
    station = Station().ready()
    holder = subject_of(station.applications.get(station.case_id)).holder
    nominal = record().nominal.model_copy(
        update={
            "nationalities": ("IE", "GB"),
            "passports": (HeldPassport(number="l898902c3"), HeldPassport(number="123456789")),
        }
    )
    rows = {row.label: row for row in compare(holder, [Candidate(nominal=nominal, found_by=(0,))])}
    assert rows["Nationality"].applicant == ["United Kingdom"]
    assert rows["Nationality"].cells[0].mark is Mark.SAME
    assert rows["Passport"].cells[0].mark is Mark.SAME
    other = nominal.model_copy(update={"passports": (HeldPassport(number="123456789"),)})
    rows = {row.label: row for row in compare(holder, [Candidate(nominal=other, found_by=(0,))])}
    assert rows["Passport"].cells[0].mark is Mark.UNKNOWN
    bare = compare(holder, [Candidate(nominal=record().nominal, found_by=(0,))])
    assert {row.label for row in bare}.isdisjoint({"Passport", "Nationality"})


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("1985-11-23", "1985-11-24", True),
        ("1985-11-23", "1958-11-23", True),
        ("1985-11-23", "1985-11-23", False),
        ("1985-11-23", "1985-12-24", False),
        ("1985-11-23", "1985-11", False),
    ],
)
def test_one_slip(one: str, other: str, is_slip: bool) -> None:
    assert PartialDate(one).is_one_slip_from(PartialDate(other)) is is_slip
