"""Every record system under one contract: the fake, both clients against the simulator's socket, our own store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, cast

import boto3
import pytest
from moto import mock_aws

from chalicelib.platform.items import DynamoItems, TableUnavailable
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.leds_history import PersonAnswer
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.errors import Fault
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.ports import RecordKeeper, RecordSystem
from infra.local.simulators.records.known_records import known_entries
from infra.local.simulators.records.server import RecordServer, running
from tests.contract.records.asked import purpose
from tests.fakes.record_system import FakeRecordSystem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Hosted = tuple[HostedRecordSystem, dict[str, str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests speak over sockets."""
    for item in items:
        if "contract/records" in item.path.as_posix():
            item.add_marker(pytest.mark.enable_socket)


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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordServer]:
    with running(tmp_path_factory.mktemp("changes")) as server:
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


@pytest.fixture(scope="package")
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
