"""What every record system promises, asked of the fake and of the real client against the simulator's socket."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.leds_wire import PersonAnswer
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord
from chalicelib.records.models import MatterKind
from chalicelib.records.ports import RecordSystem
from infra.local.simulators.records import known
from infra.local.simulators.records.known_records import known_entries
from infra.local.simulators.records.server import RecordServer, running
from tests.fakes.record_system import FakeRecordSystem

pytestmark = pytest.mark.enable_socket
PEOPLE = Path(__file__).resolve().parents[2] / ".local" / "people"


@dataclass
class Subject:
    system: RecordSystem
    break_down: Callable[[], None]


@pytest.fixture(scope="module")
def server() -> Iterator[RecordServer]:
    with running(PEOPLE) as server:
        yield server


@pytest.fixture
def client(server: RecordServer) -> Iterator[LedsRecordSystem]:
    client = LedsRecordSystem(server.url, timeout=5, pause=lambda _: None)
    yield client
    client.close()
    server.faults.switch("off")


@pytest.fixture(params=["fake", "simulator"])
def subject(request: pytest.FixtureRequest) -> Subject:
    if request.param == "fake":
        fake = FakeRecordSystem(
            tuple(PersonAnswer.model_validate(entry).to_record() for entry in known_entries())
        )
        return Subject(fake, lambda: setattr(fake, "fault", Fault.FAILED))
    server = request.getfixturevalue("server")
    return Subject(request.getfixturevalue("client"), lambda: server.faults.switch("error"))


def purpose(justification: str = "Police certificate") -> Purpose:
    return Purpose(
        reason_code=8, justification=justification, on_behalf_of="the applicant", correlation_id=new_id()
    )


def enquiry(person: known.Known, **changes: str) -> NamesEnquiry:
    return NamesEnquiry(
        name=PersonName(forenames=person.forenames, surname=changes.get("surname", person.surname)),
        birth_date=changes.get("birth_date", person.birth_date.isoformat()),
        sex=Sex(person.sex),
        birth_place=person.birth_town,
    )


def found(system: RecordSystem, person: known.Known, **changes: str) -> list[str]:
    answer = system.search(enquiry(person, **changes), purpose=purpose())
    return [nominal.record_id for nominal in answer.candidates]


def ask_for_nobody(system: RecordSystem) -> object:
    return system.search(enquiry(known.NO_RECORD), purpose=purpose())


def ask_for_a_record(system: RecordSystem) -> object:
    return system.record(known.CONVICTED.record_id, purpose=purpose())


def test_nobody_is_found_for_someone_without_a_record(subject: Subject) -> None:
    answer = subject.system.search(enquiry(known.NO_RECORD), purpose=purpose())
    assert answer.candidates == ()
    assert not answer.truncated
    assert answer.system_version


@pytest.mark.parametrize(
    "person", [known.CONVICTED, known.NEAR_MATCH, known.ACQUITTED, known.MIXED, known.DAY_MONTH]
)
def test_a_known_person_is_found_first(subject: Subject, person: known.Known) -> None:
    assert found(subject.system, person)[0] == person.record_id


def test_a_former_name_finds_what_the_present_one_does_not_need_to(subject: Subject) -> None:
    assert known.MARRIED.record_id in found(
        subject.system, known.MARRIED, surname=known.MARRIED.former_surname
    )


def test_more_candidates_than_the_limit_are_never_cut_in_silence(subject: Subject) -> None:
    answer = subject.system.search(enquiry(known.CROWDED), purpose=purpose())
    assert len(answer.candidates) == 20
    assert answer.truncated


def test_a_record_holds_its_matters(subject: Subject) -> None:
    record = subject.system.record(known.CONVICTED.record_id, purpose=purpose())
    (theft,) = record.matters
    assert theft.kind is MatterKind.CONVICTION
    assert theft.offence.cjs_code == "TH68010"
    assert [(d.code, d.amount) for d in theft.disposals] == [("1015", 18000), ("3117", 2000)]
    assert record.nominal.synthetic
    assert record.nominal.pncid == "2012/9000001R"


def test_an_unknown_record_is_said_to_be_unknown(subject: Subject) -> None:
    with pytest.raises(UnknownRecord):
        subject.system.record("SYN-none", purpose=purpose())


def test_a_broken_system_never_answers_with_nobody(subject: Subject) -> None:
    subject.break_down()
    with pytest.raises(RecordSystemUnavailable):
        ask_for_nobody(subject.system)
    with pytest.raises(RecordSystemUnavailable):
        ask_for_a_record(subject.system)


@pytest.mark.parametrize(
    ("mode", "fault"),
    [
        ("error", Fault.FAILED),
        ("drop", Fault.FAILED),
        ("truncated", Fault.FAILED),
        ("wrong-content", Fault.UNREADABLE),
        ("empty", Fault.UNREADABLE),
    ],
)
@pytest.mark.parametrize("ask", [ask_for_nobody, ask_for_a_record])
def test_each_fault_is_no_answer(
    server: RecordServer,
    client: LedsRecordSystem,
    mode: str,
    fault: Fault,
    ask: Callable[[RecordSystem], object],
) -> None:
    server.faults.switch(mode)
    with pytest.raises(RecordSystemUnavailable) as raised:
        ask(client)
    assert raised.value.fault is fault


def test_a_slow_system_times_out(server: RecordServer) -> None:
    server.faults.switch("slow", seconds=0.5)
    impatient = LedsRecordSystem(server.url, timeout=0.1, tries=2, pause=lambda _: None)
    with pytest.raises(RecordSystemUnavailable) as raised:
        impatient.search(enquiry(known.NO_RECORD), purpose=purpose())
    impatient.close()
    server.faults.switch("off")
    assert raised.value.fault is Fault.TIMED_OUT


@pytest.mark.parametrize("mode", ["error", "drop", "truncated"])
def test_a_passing_fault_heals_within_one_question(
    server: RecordServer, client: LedsRecordSystem, mode: str
) -> None:
    server.faults.switch(mode, times=2)
    assert found(client, known.CONVICTED) == [known.CONVICTED.record_id]


def test_nobody_listens() -> None:
    client = LedsRecordSystem("http://127.0.0.1:1", pause=lambda _: None)
    with pytest.raises(RecordSystemUnavailable) as raised:
        client.search(enquiry(known.NO_RECORD), purpose=purpose())
    client.close()
    assert raised.value.fault is Fault.UNREACHABLE


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


def test_a_taken_port_is_said_plainly_and_a_signal_ends_the_simulator(server: RecordServer) -> None:
    command = [sys.executable, "-m", "infra.local.simulators.records", "--folder", str(PEOPLE)]
    command += ["--port", str(server.server_port)]
    with subprocess.Popen(command, cwd=PEOPLE.parents[1], stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout
        assert second.stdout.readline() == f"port {server.server_port} is taken\n"
        line = second.stdout.readline()
        while line.startswith("port"):
            line = second.stdout.readline()
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=5) == 0
    assert line.startswith("record system ready at http://localhost:")
