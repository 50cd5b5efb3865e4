"""What every record system promises of its answers."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.errors import RecordSystemRefused, UnknownRecord
from chalicelib.records.models import MatterKind
from infra.local.simulators.records import known
from infra.local.simulators.records.server import RecordServer
from tests.contract.records.asked import enquiry, found, purpose
from tests.contract.records.conftest import Subject


def test_nobody_is_found_for_someone_without_a_record(subject: Subject) -> None:
    answer = subject.system.search(enquiry(known.NO_RECORD), purpose=purpose())
    assert answer.candidates == ()
    assert not answer.truncated
    assert answer.system_version


@pytest.mark.parametrize(
    "person", [known.CONVICTED, known.NEAR_MATCH, known.ACQUITTED, known.MIXED, known.DAY_MONTH]
)
def test_a_known_person_is_found_first(subject: Subject, person: known.Known) -> None:
    assert found(subject.system, person)[0] == subject.id_of(person.record_id)


def test_a_former_name_finds_what_the_present_one_does_not_need_to(subject: Subject) -> None:
    assert subject.id_of(known.MARRIED.record_id) in found(
        subject.system, known.MARRIED, surname=known.MARRIED.former_surname
    )


def test_more_candidates_than_the_limit_are_never_cut_in_silence(subject: Subject) -> None:
    answer = subject.system.search(enquiry(known.CROWDED), purpose=purpose())
    assert len(answer.candidates) == 20
    assert answer.truncated


def test_a_record_holds_its_matters(subject: Subject) -> None:
    record = subject.system.record(subject.id_of(known.CONVICTED.record_id), purpose=purpose())
    (theft,) = record.matters
    assert theft.kind is MatterKind.CONVICTION
    assert theft.offence.cjs_code == "TH68010"
    assert [(d.code, d.amount) for d in theft.disposals] == [("1015", 18000), ("3117", 2000)]
    assert record.nominal.synthetic
    assert str(record.nominal.pncid) == "2012/9000001R"


def test_an_unknown_record_is_said_to_be_unknown(subject: Subject) -> None:
    with pytest.raises(UnknownRecord):
        subject.system.record("SYN-none", purpose=purpose())


def test_a_question_that_the_system_refuses_is_an_error(client: LedsRecordSystem) -> None:
    numbered = enquiry(known.NO_RECORD, surname="Fairweather 2")
    with pytest.raises(RecordSystemRefused):
        client.search(numbered, purpose=purpose())


def test_a_justification_may_use_any_letters(client: LedsRecordSystem) -> None:
    words = purpose("Żądanie świadectwa: 50% of the fee\u2019s been paid")
    assert client.search(enquiry(known.CONVICTED), purpose=words).candidates


def test_questions_without_a_reason_are_turned_away(server: RecordServer) -> None:
    with httpx.Client(base_url=server.url, trust_env=False) as bare:
        answer = bare.get(f"/person-services/v1/people/{known.CONVICTED.record_id}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/missing-header"


@pytest.mark.parametrize(
    ("surname", "birth_date"),
    [
        ("ASHDOWN", "1985-11-23"),
        ("Ashdowne", "1985-11-23"),
        ("Ahsdown", "1985-11-23"),
        ("Ashdown", "1985-11-24"),
        ("Ashdown", "1985"),
        ("Ashdown", "1985-11"),
    ],
)
def test_a_slip_in_name_or_date_still_finds(client: LedsRecordSystem, surname: str, birth_date: str) -> None:
    assert known.CONVICTED.record_id in found(client, known.CONVICTED, surname=surname, birth_date=birth_date)


def test_many_ask_at_once(client: LedsRecordSystem) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: found(client, known.CONVICTED), range(40)))
    assert answers == [[known.CONVICTED.record_id]] * 40
