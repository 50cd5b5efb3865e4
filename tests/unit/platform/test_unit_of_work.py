"""One transaction a command: nothing is half written, nothing happens twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel.changes import Actor, AlreadyDone, AuditEntry, ConcurrentChange, KeyReused, Once
from chalicelib.kernel.events.applications import ApplicationSubmitted
from chalicelib.kernel.models import Model
from chalicelib.platform.items import Key
from chalicelib.platform.store import AggregateStore
from chalicelib.platform.unit_of_work import NotUnique, UnitOfWork
from tests.fakes.items import MemoryItems

OFFICER = Actor("officer", "o1")


class Parcel(Model):
    label: str
    weight: int = 1


class ParcelStore(AggregateStore[Parcel]):
    kind = "parcel"
    model = Parcel
    schema = 2
    upgrades = {1: lambda state: {"label": state["name"], "weight": 1}}  # noqa: RUF012


@pytest.fixture
def items() -> MemoryItems:
    return MemoryItems()


@pytest.fixture
def store(items) -> ParcelStore:
    return ParcelStore(UnitOfWork(items))


def entry(action: str = "made") -> AuditEntry:
    return AuditEntry(action, OFFICER, {"parcel": "p1"})


def test_a_change_writes_state_audit_and_outbox_together(store, items) -> None:
    store.save(
        None,
        Parcel(label="a"),
        aggregate_id="p1",
        audit=entry(),
        events=[ApplicationSubmitted(application_id="x")],
    )
    kinds = sorted(key.pk.split("#")[0] + "/" + key.sk.split("#")[0] for key in items.rows)
    assert [k.split("/")[0] for k in kinds] == ["outbox", "parcel", "parcel"]
    stored = store.get("p1")
    assert (stored.version, stored.state.label) == (1, "a")


def test_a_failed_write_leaves_nothing(store, items) -> None:
    items.refuse_next = TimeoutError("power")
    with pytest.raises(TimeoutError):
        store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry())
    assert items.rows == {}


def test_the_second_of_two_editors_is_told(store) -> None:
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry())
    mine, theirs = store.get("p1"), store.get("p1")
    store.save(theirs, Parcel(label="b"), audit=entry("changed"))
    with pytest.raises(ConcurrentChange):
        store.save(mine, Parcel(label="c"), audit=entry("changed"))
    assert store.get("p1").state.label == "b"


def test_a_repeated_command_answers_as_the_first_time(store) -> None:
    once = Once("make", "key-1", "fp")
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry(), once=once, result={"id": "p1"})
    with pytest.raises(AlreadyDone) as done:
        store.save(None, Parcel(label="a"), aggregate_id="p2", audit=entry(), once=once, result={"id": "p2"})
    assert done.value.result == {"id": "p1"}
    assert store.find("p2") is None


def test_the_same_key_with_another_request_is_refused(store) -> None:
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry(), once=Once("make", "k", "one"))
    with pytest.raises(KeyReused):
        store.save(None, Parcel(label="b"), aggregate_id="p2", audit=entry(), once=Once("make", "k", "two"))


def test_eight_threads_with_one_key_make_one(store) -> None:
    def make(number: int) -> str:
        try:
            store.save(
                None,
                Parcel(label="x"),
                aggregate_id=f"p{number}",
                audit=entry(),
                once=Once("make", "k"),
                result={"id": f"p{number}"},
            )
        except AlreadyDone as done:
            return str(done.result["id"])
        return f"p{number}"

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(make, range(8)))
    assert len(answers) == 1


def test_a_unique_value_is_given_once(store) -> None:
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry(), unique={"reference": "PC-1"})
    assert store.uow.find_unique("parcel", "reference", "PC-1") == "p1"
    with pytest.raises(NotUnique):
        store.save(None, Parcel(label="a"), aggregate_id="p2", audit=entry(), unique={"reference": "PC-1"})


def test_an_older_schema_is_read(store, items) -> None:
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=entry())
    row = items.rows[Key("parcel#p1", "state")]
    row |= {"schema": 1, "body": json.dumps({"name": "old"})}
    assert store.get("p1").state == Parcel(label="old", weight=1)


def test_personal_text_stays_out_of_the_chain(store, items) -> None:
    secret = AuditEntry("read", OFFICER, {"record": "r1"}, personal={"justification": "Jane Doe applies"})
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=secret)
    audit = items.rows[Key("parcel#p1", "audit#00000001")]
    assert "Jane" not in audit["body"]
    assert "Jane" in items.rows[Key("parcel#p1", "detail#00000001")]["body"]
