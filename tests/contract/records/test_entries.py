"""What every record system promises of entries, and what a client says when the line breaks while it sends one."""

import pytest

from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.kernel.police_identifiers.pncid import PNCID
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.errors import (
    DuplicateRecord,
    RecordSystemUnavailable,
    UnknownRecord,
    VersionConflict,
    WriteUncertain,
)
from infra.local.simulators.records.server import RecordServer
from tests.contract.records.asked import SERIALS, a_full_record, purpose
from tests.contract.records.conftest import Subject


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
