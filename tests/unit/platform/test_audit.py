"""The audit trail notices every kind of meddling, and nothing else."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.kernel.changes import Actor, AuditEntry
from chalicelib.platform.audit.segments import Segments
from chalicelib.platform.cli import main, verify
from chalicelib.platform.items import Key
from chalicelib.platform.settings import MissingSetting
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems
from tests.unit.platform.test_unit_of_work import Parcel, ParcelStore


class LocalKey:
    """A signer whose key lies in memory."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def sign_raw(self, key_id: str, message: bytes, algorithm: str = "ECDSA_SHA_256") -> bytes:
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))

    def public_key(self, key_id: str) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.DER, form)


class Shelf:
    """The few calls of `Objects` that segments use."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}

    def keys(self, prefix: str) -> list[str]:
        return sorted(self.stored)

    def get(self, key: str, version: str | None = None) -> bytes:
        return self.stored[key]

    def put_once(self, key: str, body: bytes, content_type: str, **_: object) -> str:
        assert key not in self.stored
        self.stored[key] = body
        return "1"


@pytest.fixture
def items() -> MemoryItems:
    return MemoryItems()


@pytest.fixture
def segments(items) -> Segments:
    return Segments(items, Shelf(), LocalKey(), "audit", timedelta(days=1))


@pytest.fixture(autouse=True)
def trail(items) -> None:
    store = ParcelStore(UnitOfWork(items))
    officer = Actor("officer", "o1")
    store.save(None, Parcel(label="a"), aggregate_id="p1", audit=AuditEntry("made", officer))
    secret = AuditEntry("read", officer, personal={"why": "because"})
    store.save(store.get("p1"), Parcel(label="b"), audit=secret)
    store.save(store.get("p1"), Parcel(label="c"), audit=AuditEntry("closed", officer))


def problems(segments) -> list[str]:
    return [finding.problem for finding in verify(segments)[0]]


def test_an_untouched_trail_is_whole(segments, capsys) -> None:
    assert segments.gather() == 1
    assert segments.gather() == 0
    assert main(["verify"], lambda: segments) == 0
    assert "whole" in capsys.readouterr().out


def edit(items, key: Key, **values: object) -> None:
    items.rows[key] |= values


def test_a_trail_that_could_not_be_read_is_neither_whole_nor_broken(capsys) -> None:
    def unset() -> Segments:
        raise MissingSetting("The setting TABLE is not in the environment")

    assert main(["verify"], unset) == 2
    told = capsys.readouterr()
    assert "TABLE is not in the environment" in told.err
    assert told.out == ""


def test_help_needs_no_environment(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--help"], lambda: pytest.fail("asked for help"))
    assert ended.value.code == 0
    assert "verify" in capsys.readouterr().out


def test_an_edited_event_is_found(items, segments, capsys) -> None:
    key = Key("parcel#p1", "audit#00000002")
    event = json.loads(items.rows[key]["body"]) | {"action": "nothing"}
    edit(items, key, body=canonical_json(event).decode())
    assert any("edited" in p for p in problems(segments))
    assert main(["verify"], lambda: segments) == 1


def test_an_edited_event_with_a_new_hash_breaks_the_chain(items, segments) -> None:
    key = Key("parcel#p1", "audit#00000002")
    event = json.loads(items.rows[key]["body"]) | {"action": "nothing"}
    edit(items, key, body=canonical_json(event).decode(), hash=content_hash(event))
    assert any("broken" in p for p in problems(segments))


def test_a_removed_event_is_found(items, segments) -> None:
    del items.rows[Key("parcel#p1", "audit#00000002")]
    assert any("missing" in p for p in problems(segments))


def test_an_edited_state_is_found(items, segments) -> None:
    edit(items, Key("parcel#p1", "state"), body=canonical_json({"label": "z", "weight": 1}).decode())
    assert any("another state" in p for p in problems(segments))


def test_an_edited_detail_is_found_and_an_erased_one_is_not(items, segments) -> None:
    key = Key("parcel#p1", "detail#00000002")
    edit(items, key, body='{"why":"other"}')
    assert any("detail" in p for p in problems(segments))
    del items.rows[key]
    assert problems(segments) == []


def test_a_rolled_back_aggregate_is_found_by_the_segment(items, segments) -> None:
    before = {key: dict(row) for key, row in items.rows.items()}
    store = ParcelStore(UnitOfWork(items))
    store.save(store.get("p1"), Parcel(label="d"), audit=AuditEntry("more", Actor("officer", "o1")))
    segments.gather()
    items.rows = before
    assert any("lost or changed" in p for p in problems(segments))


def test_a_forged_segment_is_found(segments) -> None:
    segments.gather()
    key, body = next(iter(segments.objects.stored.items()))
    segment = json.loads(body)
    segment["body"]["heads"] = []
    segments.objects.stored[key] = canonical_json(segment)
    assert any("signature" in p for p in problems(segments))
