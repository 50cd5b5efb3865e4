"""Whatever goes wrong with a record system is no answer, and never one that names nobody."""

from collections.abc import Callable
from typing import NoReturn, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.platform.items import DynamoItems
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable
from chalicelib.records.ports import RecordSystem
from infra.local.simulators.records import known
from infra.local.simulators.records.server import RecordServer
from tests.contract.records.asked import ask_for_a_record, ask_for_nobody, enquiry, found, purpose
from tests.contract.records.conftest import Hosted, Subject

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


def test_a_broken_system_never_answers_with_nobody(subject: Subject) -> None:
    subject.break_down()
    with pytest.raises(RecordSystemUnavailable):
        ask_for_nobody(subject.system)
    with pytest.raises(RecordSystemUnavailable):
        ask_for_a_record(subject.system)


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
