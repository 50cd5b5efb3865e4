"""Every look at police data leaves its trace before anything is shown."""

import json

import pytest

from chalicelib.kernel.changes import Actor
from chalicelib.records.errors import (
    Fault,
    RecordSystemUnavailable,
    UnknownRecord,
)
from tests.fakes.records import BYRON, OFFICER, WHY, Room


def test_a_read_is_written_before_the_record_is_shown() -> None:
    room = Room(BYRON)
    room.system.fault = Fault.FAILED
    with pytest.raises(RecordSystemUnavailable):
        room.service.read_record("R1", reader=OFFICER, **WHY)
    ((read,), _) = room.service.reads.listing("record_reads#R1")
    (event,) = room.audit(f"record_read#{read.id}")
    assert event["action"] == "record_read"
    assert event["actor"] == {"kind": "officer", "id": "officer-1"}
    assert event["data"]["reason_code"] == 8
    assert "applicant" not in json.dumps(event)
    detail = room.items.query(f"record_read#{read.id}", prefix="detail#").items[0]
    assert json.loads(detail["body"]) == {"justification": WHY["justification"], "on_behalf_of": "PC-1"}


def test_each_read_leaves_its_own_trace() -> None:
    room = Room(BYRON)
    assert room.service.read_record("R1", reader=OFFICER, **WHY) == BYRON
    room.service.read_record("R1", reader=Actor("officer", "officer-2"), **WHY)
    with pytest.raises(UnknownRecord):
        room.service.read_record("R9", reader=OFFICER, **WHY)
    assert room.items.count("record_reads#R1", index="gsi1") == 2
    assert room.items.count("record_reads#R9", index="gsi1") == 1


def test_no_reason_no_record() -> None:
    room = Room(BYRON)
    with pytest.raises(ValueError, match="justification"):
        room.service.read_record("R1", reader=OFFICER, **WHY | {"justification": " "})
    assert room.system.purposes == []


def test_showing_candidates_is_a_read_too_and_leaves_the_check_as_it_was() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    before = room.service.check_of("A1").version
    shown = room.service.read_check("A1", reader=OFFICER, **WHY)
    assert shown.version == before == room.service.check_of("A1").version
    assert room.items.count("record_reads#A1", index="gsi1") == 1
