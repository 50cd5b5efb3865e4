"""What every record system promises, asked of the fake and of the real client against the simulator's socket."""

import random  # noqa: TID251 - serials of this run, which no other run has
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws

from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.pncid import PNCID
from chalicelib.platform.items import DynamoItems, TableUnavailable
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.leds_history import PersonAnswer
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import (
    DuplicateRecord,
    Fault,
    RecordSystemRefused,
    RecordSystemUnavailable,
    UnknownRecord,
    VersionConflict,
    WriteUncertain,
)
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Disposal, Matter, MatterKind, Nominal, Offence, Record
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.ports import RecordKeeper, RecordSystem
from infra.local.simulators.records import known
from infra.local.simulators.records.known_records import known_entries
from infra.local.simulators.records.server import RecordServer, running
from tests.fakes.record_system import FakeRecordSystem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.enable_socket
PEOPLE = Path(__file__).resolve().parents[2] / ".local" / "people"


@dataclass
class Subject:
    """A record system under test, how it names a record, and how to break it."""

    system: RecordSystem
    break_down: Callable[[], None]
    id_of: Callable[[str], str] = str

    @property
    def keeper(self) -> RecordKeeper:
        """The same system, which takes entries."""
        return cast("RecordKeeper", self.system)


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


@pytest.fixture
def enquirer(server: RecordServer) -> Iterator[NamesEnquiryRecordSystem]:
    client = NamesEnquiryRecordSystem(server.url, timeout=5, pause=lambda _: None)
    yield client
    client.close()
    server.faults.switch("off")


def fake() -> Subject:
    system = FakeRecordSystem(
        tuple(PersonAnswer.model_validate(entry).to_record() for entry in known_entries())
    )
    return Subject(system, lambda: setattr(system, "fault", Fault.FAILED))


def pncid_of(record_id: str) -> str:
    """The older form knows people by their PNCID."""
    entries = {entry["person"]["id"]: entry["person"]["longPersonUrn"] for entry in known_entries()}
    return entries.get(record_id, record_id).replace("/", "-")


Hosted = tuple[HostedRecordSystem, dict[str, str]]


@pytest.fixture(scope="module")
def hosted() -> Iterator[Hosted]:
    """Our own store on DynamoDB as moto emulates it, with the known people, and their ids there by their ids here."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        items = DynamoItems(a_table(), "contract")
        uow = UnitOfWork(items)
        system = HostedRecordSystem(HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(items))
        records = [PersonAnswer.model_validate(entry).to_record() for entry in known_entries()]
        ids = {r.nominal.record_id: system.create(r, purpose=purpose()).nominal.record_id for r in records}
        yield system, ids


def a_table() -> "DynamoDBClient":
    client = boto3.client("dynamodb", region_name="eu-west-2")
    client.create_table(
        TableName="contract",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    return client


class NoTable:
    """A table that does not answer."""

    def get(self, key: object) -> NoReturn:
        raise TableUnavailable

    get_many = write = query = count = scan = get


THROTTLED = {"Error": {"Code": "ProvisionedThroughputExceededException"}}
BROKEN = {"Error": {"Code": "InternalServerError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}


@pytest.mark.parametrize(
    "failure",
    [
        ClientError(THROTTLED, "GetItem"),
        ClientError(BROKEN, "GetItem"),
        EndpointConnectionError(endpoint_url="https://dynamodb.eu-west-2.amazonaws.com"),
        ReadTimeoutError(endpoint_url="https://dynamodb.eu-west-2.amazonaws.com"),
    ],
    ids=lambda failure: type(failure).__name__,
)
@pytest.mark.parametrize("ask", ["ask_for_nobody", "ask_for_a_record"])
def test_a_table_that_fails_is_no_answer(hosted: Hosted, failure: Exception, ask: str) -> None:
    system, _ = hosted
    events = cast("DynamoItems", system.records.uow.items).client.meta.events

    def fail(**_: object) -> NoReturn:
        raise failure

    events.register("before-call.dynamodb", fail)
    try:
        with pytest.raises(RecordSystemUnavailable):
            globals()[ask](system)
    finally:
        events.unregister("before-call.dynamodb", fail)


def the_hosted(request: pytest.FixtureRequest) -> Subject:
    system, ids = request.getfixturevalue("hosted")
    system = replace(system)
    gone = HostedRecordSystem(
        HostedRecordStore(UnitOfWork(NoTable())),
        HostedVersionStore(UnitOfWork(NoTable())),
        HostedIndex(NoTable()),
    )
    return Subject(system, lambda: vars(system).update(vars(gone)), lambda i: ids.get(i, i))


@pytest.fixture(params=["fake", "leds", "names-enquiry", "hosted"])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Every system that answers."""
    if request.param == "fake":
        return fake()
    if request.param == "hosted":
        return the_hosted(request)
    server = request.getfixturevalue("server")
    if request.param == "leds":
        return Subject(request.getfixturevalue("client"), lambda: server.faults.switch("error"))
    enquirer = request.getfixturevalue("enquirer")
    return Subject(enquirer, lambda: server.faults.switch("error"), pncid_of)


@pytest.fixture(params=["fake", "leds", "hosted"])
def keeper(request: pytest.FixtureRequest) -> Subject:
    """Every system that takes entries too."""
    if request.param == "fake":
        return fake()
    if request.param == "hosted":
        return the_hosted(request)
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


SERIALS = count(random.SystemRandom().randrange(900_000))


def a_full_record(pncid: str = "") -> Record:
    """Somebody with something in every part of their record."""
    nominal = Nominal(
        record_id="new",
        pncid=pncid,
        names=(PersonName(forenames="Zebedee", surname=f"Quill{chr(97 + next(SERIALS) % 26)}"),),
        birth_dates=("1961-05-09", "1961"),
        sex=Sex.MALE,
        birth_place="Wick",
        postcodes=("ZZ99 3WZ",),
        version=0,
        synthetic=True,
    )
    offence = Offence(
        cjs_code="TH68010A", npcc_code="5.5.8.1", title="Attempted theft", inchoate="A", recordable=True
    )
    sentence = Disposal(
        code="1115",
        text="Suspended imprisonment",
        duration="M6",
        amount=1250,
        qualifiers=({"code": "C", "duration": "Y2"},),
        date="2012-04",
        variations=({"kind": "activated", "code": "1507", "text": "Suspended sentence implemented"},),
    )
    matter = Matter(
        id="m1",
        kind=MatterKind.CONVICTION,
        offence=offence,
        offence_date="2012-02",
        offence_until="2012-03-01",
        date="2012-04-03",
        court="Leeds",
        court_code="9998",
        plea="guilty",
        adjudication="guilty",
        taken_into_consideration=3,
        disposals=(sentence, Disposal(code="1002", text="Imprisonment", duration="Y999")),
        jurisdiction="overseas",
        country="FR",
        force="89",
        equivalent=Offence(title="Theft from a shop"),
        asn="1101ZD0100000410836V",
        court_case="97/1626/8395Q",
    )
    return Record(
        nominal=nominal,
        matters=(matter,),
        reports=({"asn": "1101ZD0100000410836V", "force": "01", "station": "ZD", "matters": ("m1",)},),
        court_cases=({"reference": "97/1626/8395Q", "court_code": "2569", "matters": ("m1",)},),
        descriptions=({"on": "2012-02", "height": 181, "marks": ("scar, left hand",)},),
        markers=({"code": "VI", "text": "violent when drunk"},),
        addresses=({"lines": ("1 Pier Road", "Wick"), "postcode": "ZZ99 3WZ", "since": "2001"},),
    )


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


def test_a_broken_system_never_answers_with_nobody(subject: Subject) -> None:
    subject.break_down()
    with pytest.raises(RecordSystemUnavailable):
        ask_for_nobody(subject.system)
    with pytest.raises(RecordSystemUnavailable):
        ask_for_a_record(subject.system)


def test_narrower_questions_bring_out_whom_the_limit_hid(subject: Subject) -> None:
    answer = ask_fully(subject.system, enquiry(known.CROWDED), purpose=purpose())
    found = {nominal.record_id for nominal in answer.candidates}
    if subject.system.can_narrow:
        assert {subject.id_of(namesake) for namesake in known.NAMESAKES} <= found
        assert not answer.truncated
        assert answer.narrowed
    else:
        assert answer.truncated


def test_an_entry_is_kept_as_it_was_written(keeper: Subject) -> None:
    draft = a_full_record()
    kept = keeper.keeper.create(draft, purpose=purpose())
    assert kept.nominal.version == 1
    assert kept == draft.model_copy(update={"nominal": kept.nominal})
    assert keeper.system.record(kept.nominal.record_id, purpose=purpose()) == kept
    assert kept.nominal.record_id in [
        nominal.record_id
        for nominal in keeper.system.search(
            NamesEnquiry(name=draft.nominal.names[0], birth_date="1961-05-09"), purpose=purpose()
        ).candidates
    ]


def test_an_older_version_does_not_replace_a_newer_one(keeper: Subject) -> None:
    first = keeper.keeper.create(a_full_record(), purpose=purpose())
    renamed = PersonName(forenames="Zebedee", surname="Quillfeather", kind=NameKind.ALIAS)
    names = (*first.nominal.names, renamed)
    changed = first.model_copy(update={"nominal": first.nominal.model_copy(update={"names": names})})
    second = keeper.keeper.update(changed, purpose=purpose())
    assert (second.nominal.version, second.nominal.names) == (2, names)
    with pytest.raises(VersionConflict):
        keeper.keeper.update(changed, purpose=purpose())
    assert keeper.system.record(first.nominal.record_id, purpose=purpose()) == second


def test_nobody_is_recorded_twice_under_one_pncid(keeper: Subject) -> None:
    draft = a_full_record(pncid=str(PNCID(2011, 9_000_000 + next(SERIALS))))
    keeper.keeper.create(draft, purpose=purpose())
    with pytest.raises(DuplicateRecord):
        keeper.keeper.create(draft, purpose=purpose())


def test_what_is_not_there_is_not_changed(keeper: Subject) -> None:
    with pytest.raises(UnknownRecord):
        keeper.keeper.update(a_full_record(), purpose=purpose())


@pytest.mark.parametrize(
    ("mode", "raised"),
    [
        ("error", WriteUncertain),
        ("drop", WriteUncertain),
        ("drop-after", WriteUncertain),
        ("throttled", WriteUncertain),
        ("garbled", WriteUncertain),
        ("empty", WriteUncertain),
        ("wrong-content", WriteUncertain),
        ("mismatched", WriteUncertain),
        ("conflict", VersionConflict),
    ],
)
def test_an_entry_is_sent_once_and_a_broken_line_says_that_nobody_knows(
    server: RecordServer, client: LedsRecordSystem, mode: str, raised: type[Exception]
) -> None:
    server.faults.switch(mode)
    with pytest.raises(raised):
        client.create(a_full_record(), purpose=purpose())


def test_an_entry_that_can_never_have_arrived_may_be_sent_again() -> None:
    client = LedsRecordSystem("http://127.0.0.1:1", pause=lambda _: None)
    with pytest.raises(RecordSystemUnavailable):
        client.create(a_full_record(), purpose=purpose())
    client.close()


@pytest.mark.parametrize(
    "mode",
    [
        "error",
        "throttled",
        "drop",
        "truncated",
        "wrong-content",
        "empty",
        "garbled",
        "conflict",
        "mismatched",
    ],
)
@pytest.mark.parametrize("older", [False, True])
def test_no_fault_reads_as_nobody(
    server: RecordServer,
    client: LedsRecordSystem,
    enquirer: NamesEnquiryRecordSystem,
    mode: str,
    older: bool,
) -> None:
    server.faults.switch(mode)
    with pytest.raises((RecordSystemUnavailable, RecordSystemRefused)):
        ask_for_nobody(enquirer if older else client)


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
