"""A worker is killed before or after every single effect, and messages come in any order: there is one result."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.ports import ScanResult
from chalicelib.documents.reasons import Reason
from tests.fakes.documents import JPEG, Room

EFFECTS = (
    ("items", "write"),
    ("scanner", "request_scan"),
    ("", "rewrite"),
    ("", "check"),
    ("clean", "put_once"),
)
EFFECT_COUNT = 8
"""Pinned, asked, noted as asked; made safe, kept, read, its portrait kept, settled."""
RESULTS = {
    Decision.ACCEPTED: (State.ACCEPTED, "DocumentAccepted"),
    Decision.RETAKE: (State.REFUSED, "DocumentRefused"),
    Decision.PERSON: (State.NEEDS_PERSON, "DocumentNeedsPerson"),
}


class PowerCut(BaseException):
    """The process is gone: nothing may catch this."""


class Power:
    """Counts effects and cuts the power at one of them, just before or just after it."""

    def __init__(self, room: Room, cut_at: int = 0, *, after: bool = False) -> None:
        self.count, self._cut_at, self._after = 0, cut_at, after
        for part, method in EFFECTS:
            self._watch(getattr(room, part) if part else room, method)

    def _watch(self, part: object, method: str) -> None:
        really = getattr(part, method)

        def watched(*given: object, **named: object) -> object:
            self.count += 1
            now = self.count == self._cut_at
            if now and not self._after:
                raise PowerCut
            result = really(*given, **named)
            if now:
                raise PowerCut
            return result

        setattr(part, method, watched)


def _room(decision: Decision) -> Room:
    reasons = () if decision is Decision.ACCEPTED else (Reason.NO_ZONE,)
    return Room(check=lambda *_: Checked(judged(decision, *reasons), b"portrait"))


def _until_done(message: Callable[[], None]) -> None:
    """The queue hands a message over again when its worker died."""
    while True:
        try:
            message()
        except PowerCut:
            continue
        return


def test_how_many_effects_there_are() -> None:
    room = _room(Decision.ACCEPTED)
    power = Power(room)
    before = power.count
    room.accepted()
    opened = 1
    assert power.count - before - opened == EFFECT_COUNT


@pytest.mark.parametrize("decision", RESULTS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("effect", range(1, EFFECT_COUNT + 1))
def test_a_worker_killed_at_any_effect_leaves_one_result(
    effect: int, after: bool, decision: Decision
) -> None:
    room = _room(decision)
    document = room.offered()
    version = room.posted(document)
    Power(room, effect, after=after)
    _until_done(lambda: room.intake.received(document.key, version))
    _until_done(lambda: room.intake.verdict(room.clean_verdict(document, version)))
    state, event = RESULTS[decision]
    settled = room.now(document)
    assert (settled.state, room.events()) == (state, [event])
    assert settled.clean
    assert settled.portrait
    for key in (settled.clean.key, settled.portrait.key):
        assert len(room.clean.versions[key]) == 1
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document) == settled


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_killed_at_the_first_effect_sets_the_earlier_try_aside_once(after: bool) -> None:
    room = _room(Decision.ACCEPTED)
    first = room.accepted()
    second = room.documents.replace(room.application_id, Role.PASSPORT)
    version = room.posted(second)
    assert room.now(first).state is State.ACCEPTED, "it counts until the better one has come"
    Power(room, 1, after=after)
    _until_done(lambda: room.intake.received(second.key, version))
    assert room.now(first).state is State.REPLACED
    assert room.events().count("DocumentReplaced") == 1


_MESSAGES = ("received", "unnamed", "clean", "forged", "threat", "failed", "skipped", "overdue")


def _deliver(room: Room, document: Document, version: str, message: str) -> None:
    verdicts = {
        "clean": room.clean_verdict(document, version),
        "forged": room.clean_verdict(document, "forged"),
        "threat": room.verdict(document, version, ScanResult.THREATS_FOUND),
        "failed": room.verdict(document, version, ScanResult.FAILED),
        "skipped": room.clean_verdict(document, version).model_copy(update={"completed": False}),
    }
    if message in verdicts:
        room.intake.verdict(verdicts[message])
    elif message == "overdue":
        with pytest.MonkeyPatch.context() as impatient:
            impatient.setattr("chalicelib.documents.intake.SCAN_PATIENCE", timedelta(0))
            room.intake.overdue_scans()
    else:
        room.intake.received(document.key, version if message == "received" else None)


@given(messages=st.lists(st.sampled_from(_MESSAGES), min_size=1, max_size=12))
def test_messages_in_any_order_and_number_decide_once_and_never_without_a_clean_verdict(
    messages: list[str],
) -> None:
    read: list[bytes] = []
    room = Room()
    room.check = lambda _role, copy, *_: (read.append(copy.content), Checked(judged(Decision.ACCEPTED)))[1]
    document = room.offered()
    version = room.posted(document)
    for place, message in enumerate(messages):
        _deliver(room, document, version, message)
        if "clean" not in messages[: place + 1]:
            assert room.clean.versions == {}, "nothing is readable before a clean verdict for this version"
    settled = room.now(document)
    assert len(read) <= 1
    assert room.events().count("DocumentAccepted") <= 1
    assert all(len(kept) == 1 for kept in room.clean.versions.values())
    if settled.state is State.ACCEPTED:
        assert read == [b"clean " + JPEG]
        assert "threat" not in messages
