"""The monitor against forged entries, forged leaves, rewritten logs and split views; and quiet when all is well."""

from datetime import timedelta
from hashlib import sha256

import pytest

from chalicelib.certificates.log import comparing
from chalicelib.certificates.log.evidence import PublishedLog
from chalicelib.certificates.log.monitor import TOO_LONG, Monitor
from chalicelib.certificates.log.stored import CHECKPOINT
from chalicelib.certificates.log.watch import Watch, Watches
from chalicelib.certificates.models import Certificate, LogEntry, Step
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.store import Register, StatementStore
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.identifiers import new_id, new_serial
from chalicelib.platform import clock
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.attack.workshop import content
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects
from tests.unit.certificates.log.conftest import ORIGIN, LogRoom, leaf


def leaf_of(certificate: Certificate) -> bytes:
    return sha256(certificate.serial.encode()).digest()


class Office:
    """A register and a log, and certificates that go wrong on demand."""

    def __init__(self, room: LogRoom) -> None:
        self.room = room
        self.items = MemoryItems()
        uow = UnitOfWork(self.items)
        self.register = Register(uow)
        self.watches = Watches(uow)
        self.statements = StatementStore(uow)

    def monitor(self) -> Monitor:
        witness = self.room.witness.client()
        log = PublishedLog(
            files=self.room.files,
            log_keys=lambda: [self.room.signer.public_key("log")],
            policy=self.room.witness.alone().policy,
            origin=ORIGIN,
            seen_by=lambda _: witness.seen(ORIGIN),
        )
        stated = self.statements
        return Monitor(log, self.register, self.watches, leaf_of, stated.leaves, stated.not_entered)

    def look(self, *, whole: bool = False) -> list[str]:
        return [finding.fault for finding in self.monitor().look(whole=whole).findings]

    def report(self) -> Watch:
        return self.watches.get(Watches.ID).state

    def reserve(self, **other: object) -> Certificate:
        now = clock.now()
        facts: dict[str, object] = {
            "order_id": new_id(),
            "case_id": "case-1",
            "application_id": "application-1",
            "step": Step.RESERVED,
            "content": content(serial=new_serial()),
            "status_index": 7,
            "reserved_at": now,
            "touched_at": now,
        }
        return Certificate.model_validate(facts | other)

    def keep(self, certificate: Certificate) -> Certificate:
        stored = self.register.find(certificate.order_id)
        audit = AuditEntry("certificate.made", SYSTEM)
        self.register.save(stored, certificate, aggregate_id=certificate.order_id, audit=audit)
        return certificate

    def issue(self, count: int = 1) -> list[Certificate]:
        """Certificates that went the whole way."""
        made = [self.reserve() for _ in range(count)]
        entries = self.room.log().append_all([leaf_of(certificate) for certificate in made])
        return [
            self.keep(published(certificate, entry)) for certificate, entry in zip(made, entries, strict=True)
        ]


def published(certificate: Certificate, entry: LogEntry | None) -> Certificate:
    now = clock.now()
    parts = {"step": Step.PUBLISHED, "logged": entry, "issued_at": now, "touched_at": now}
    return certificate.model_copy(update=parts)


@pytest.fixture
def office(room: LogRoom, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(comparing, "_PAUSE", 0)
    return Office(room)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Let the clock go on."""
    true = clock.now

    def by(step: timedelta) -> None:
        moment = true() + step
        monkeypatch.setattr(clock, "now", lambda: moment)

    return by


def test_an_empty_log_and_an_empty_register(office):
    assert office.look() == []
    assert office.report().size == 0


def test_a_sound_log_is_followed_step_by_step(office, later):
    for count in (3, 300, 1):
        office.issue(count)
        assert office.look() == []
    assert office.report().size == 304
    later(timedelta(days=3))
    office.issue(2)
    assert office.look() == []
    assert office.look(whole=True) == []
    assert office.report().size == 306


def test_two_looks_at_once(office, monkeypatch):
    office.issue(2)
    true = office.watches.save

    def slower(*args: object, **more: object) -> None:
        monkeypatch.setattr(office.watches, "save", true)
        office.look()
        true(*args, **more)

    monkeypatch.setattr(office.watches, "save", slower)
    assert office.look() == []
    assert office.report().size == 2


def test_a_look_reads_only_what_is_new(office, later):
    office.issue(1000)
    later(timedelta(hours=2))
    office.look()
    later(timedelta(hours=4))
    office.issue(2)
    before = office.room.files.read
    assert office.look() == []
    assert office.room.files.read - before < 12


def test_a_certificate_that_was_never_logged(office, later):
    office.issue(2)
    forged = office.keep(published(office.reserve(), None))
    watch = office.monitor().look()
    assert [(f.fault, f.about) for f in watch.findings] == [("not-logged", forged.serial)]
    later(timedelta(days=2))
    assert office.look() == ["not-logged"], "it stays until it is right"


def test_a_certificate_that_claims_another_s_place(office):
    first, _ = office.issue(2)
    forged = office.keep(published(office.reserve(), first.logged))
    watch = office.monitor().look()
    assert [(f.fault, f.about) for f in watch.findings] == [("not-logged", forged.serial)]


def test_a_certificate_that_claims_a_place_beyond_the_log(office, later):
    first, _ = office.issue(2)
    beyond = first.logged.model_copy(update={"index": 99})
    office.keep(published(office.reserve(), beyond))
    assert office.look() == [], "it may have been logged a moment ago"
    later(timedelta(minutes=10))
    assert office.look() == ["not-logged"]


def test_a_stranger_s_leaf(office, later):
    office.issue(5)
    office.look()
    office.room.log().append(leaf(1))
    watch = office.monitor().look()
    assert [(f.fault, f.place) for f in watch.findings] == [("unknown-leaf", 5)]
    later(timedelta(days=2))
    office.issue(3)
    assert office.look() == ["unknown-leaf"]


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_leaf_that_was_logged_twice(office, later, seen_before):
    """The appender never does that; a forger with the bucket and the key can."""
    made = office.issue(5)
    if seen_before:
        office.look()
        later(timedelta(days=2))
    log = office.room.log()
    log._find = lambda *_: {}
    log.append(leaf_of(made[2]))
    watch = office.monitor().look()
    assert [(f.fault, f.about) for f in watch.findings] == [("logged-twice", "5, first 2")]
    assert office.look(whole=True) == ["logged-twice"]


def test_reserved_leaves_are_normal_and_counted(office, later):
    made = office.reserve()
    entry = office.room.log().append(leaf_of(made))
    office.keep(made)
    assert office.look() == [], "the crash came between the log and the register"
    office.keep(made.model_copy(update={"step": Step.LOGGED, "logged": entry, "touched_at": clock.now()}))
    assert office.look() == []
    assert office.report().reserved == 1
    later(timedelta(days=30))
    office.keep(made.model_copy(update={"step": Step.HELD, "logged": entry, "held_because": "lint-failed"}))
    assert office.look(whole=True) == []
    assert office.report().reserved == 1


def test_a_held_certificate_whose_leaf_was_never_saved(office):
    made = office.reserve()
    office.room.log().append(leaf_of(made))
    office.keep(made.model_copy(update={"step": Step.HELD}))
    assert office.look() == []


def test_what_waits_too_long_is_shown_oldest_first(office, later):
    now = clock.now()
    for age in (2, 5, 0):
        office.keep(office.reserve(reserved_at=now - TOO_LONG * age))
    later(timedelta(minutes=2))
    assert office.look() == []
    ages = [now - one.reserved_at for one in office.report().waiting]
    assert ages == [TOO_LONG * 5, TOO_LONG * 2]


def test_a_log_that_was_made_shorter(office):
    office.issue(3)
    older = dict(office.room.files.versions), {k: list(v) for k, v in office.room.files.versions.items()}
    office.issue(2)
    office.look()
    office.room.files.versions = older[1]
    office.room.witness.book.seen.clear()
    assert "log-shrank" in office.look()
    assert office.report().size == 5, "it remembers what it saw"
    assert "log-shrank" in office.look()


def test_a_log_that_was_rewritten(office):
    office.issue(3)
    office.look()
    room = office.room
    room.files.versions.clear()
    room.witness.book.seen.clear()
    room.log().append_all([leaf(n) for n in range(4)])
    assert "log-rewritten" in office.look()
    accepted = office.monitor().accept()
    assert (accepted.size, accepted.findings) == (4, ())


def test_a_split_view_that_only_the_witness_saw(office):
    """The issuer shows the witness one log and its monitor another."""
    office.issue(3)
    files = office.room.files
    office.room.files = MemoryObjects()
    office.room.witness.book.seen.clear()
    other = office.room.log()
    other.append_all([leaf(n) for n in range(3)])
    office.room.files = files
    assert office.look() == ["witness-disagrees"]


def test_a_witness_that_is_down_or_just_ahead_is_no_finding(office):
    office.issue(3)
    office.room.witness.down = True
    assert office.look() == []
    office.room.witness.down = False
    note = office.room.files.get(CHECKPOINT)
    office.issue(1)
    office.room.files.put(CHECKPOINT, note, "text/plain")
    assert office.look() == []


def _edit(files: MemoryObjects, old: bytes, new: bytes) -> None:
    files.put(CHECKPOINT, files.get(CHECKPOINT).replace(old, new), "x")


def _drop_last_line(files: MemoryObjects) -> None:
    files.put(CHECKPOINT, b"".join(files.get(CHECKPOINT).splitlines(keepends=True)[:-1]), "x")


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda files: files.versions.pop(CHECKPOINT), ["checkpoint-missing"]),
        (lambda files: files.put(CHECKPOINT, b"half", "x"), ["checkpoint-unreadable"]),
        (lambda files: _edit(files, b"\n3\n", b"\n4\n"), ["checkpoint-signature"]),
        (lambda files: _edit(files, b"verify.", b"other."), ["checkpoint-signature"]),
        (_drop_last_line, ["not-witnessed"]),
        (lambda files: files.put("log/tile/0/000.p/3", bytes(96), "x"), ["tiles-damaged", "not-logged"]),
        (lambda files: files.versions.pop("log/tile/0/000.p/3"), ["tiles-damaged", "not-logged"]),
    ],
)
def test_what_is_wrong_with_the_files(office, spoil, found):
    office.issue(3)
    office.look()
    spoil(office.room.files)
    assert list(dict.fromkeys(office.look())) == found


def test_a_statement_of_the_office_is_nobody_s_leaf(office, room):
    statements = Statements(office.statements, room.files, room.log())
    statements.enter(statements.offer("hosts", {"hosts": ["verify.probity.example"]}))
    office.issue()
    assert office.look() == []
    stranger = sha256(b"\x00probity-statement/1\n{}").digest()
    room.log().append(stranger)
    assert office.look() == ["unknown-leaf"]


def test_a_statement_that_was_offered_and_never_entered_is_named(office, room, later):
    statements = Statements(office.statements, room.files, room.log())
    offered = statements.offer("hosts", {"hosts": ["verify.probity.example"]})
    assert office.look() == []
    later(timedelta(hours=1, minutes=1))
    assert [(f.fault, f.about) for f in office.monitor().look().findings] == [
        ("statement-not-entered", offered)
    ]
    statements.enter(offered)
    assert office.look() == []
