"""Asking for a form, and sending another file."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.applications.models import State as ApplicationState
from chalicelib.documents.errors import NoCleanCopy, NotForReplacing, TooManyTries
from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import TRIES, UNDECLARED, Role, State
from chalicelib.documents.ports import ScanResult
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.kernel.changes import Actor
from chalicelib.kernel.errors import NotFound
from tests.fakes.documents import Room

OFFICER = Actor("officer", "o1")


def submit(room: Room) -> None:
    stored = room.applications.get(room.application_id)
    after = stored.state.model_copy(update={"state": ApplicationState.SUBMITTED})
    from chalicelib.kernel.changes import SYSTEM, AuditEntry  # noqa: PLC0415

    room.applications.store.save(stored, after, audit=AuditEntry("submitted", SYSTEM))


def refused(room: Room):
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    return room.now(document)


def test_a_form_is_for_one_key_one_type_one_size_and_ten_minutes(room: Room) -> None:
    offer = room.documents.request_upload(room.application_id, Role.PASSPORT, "image/png")
    fields = offer.form.fields
    assert fields["key"] == f"q/{offer.document.id}"
    assert fields["Content-Type"] == "image/png"
    assert (fields["x-limit"], fields["x-expires"]) == ("10485760", "600")
    assert fields["success_action_redirect"] == (
        f"https://apply.example/apply/documents/passport/sent?document={offer.document.id}"
    )


def test_a_script_is_answered_with_a_status(room: Room) -> None:
    offer = room.documents.request_upload(room.application_id, Role.PASSPORT, "image/png", by_script=True)
    assert "success_action_redirect" not in offer.form.fields


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "", "image/png; charset=x"])
def test_a_type_that_we_do_not_take_is_never_stored_as_such(room: Room, declared) -> None:
    offer = room.documents.request_upload(room.application_id, Role.PASSPORT, declared)
    assert offer.form.fields["Content-Type"] == UNDECLARED


def test_looking_at_the_page_again_uses_up_no_try(room: Room) -> None:
    first, again = room.offered(), room.offered()
    assert first.id == again.id
    assert room.now(first).attempt == 1


def test_two_tabs_at_once_open_one_document(room: Room) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: room.offered().id, range(8)))
    assert len(made) == 1


def test_an_accepted_file_may_be_replaced_until_the_form_is_sent(room: Room) -> None:
    first = room.accepted()
    second = room.documents.replace(room.application_id, Role.PASSPORT)
    assert (second.attempt, second.state) == (2, State.AWAITING)
    assert room.documents.replace(room.application_id, Role.PASSPORT).id == second.id
    assert room.documents.current(room.application_id, Role.PASSPORT) == first, (
        "kept until the new one is here"
    )
    assert room.documents.of_application(room.application_id) == [first]
    room.intake.received(second.key, room.posted(second))
    assert room.now(first).state is State.REPLACED
    assert room.documents.current(room.application_id, Role.PASSPORT).id == second.id
    assert room.events() == ["DocumentAccepted", "DocumentReplaced"]


@pytest.mark.parametrize("content", [b"", b"MZ a program"])
def test_the_old_file_is_set_aside_by_whatever_comes(room: Room, content: bytes) -> None:
    first = room.accepted()
    second = room.documents.replace(room.application_id, Role.PASSPORT)
    room.intake.received(second.key, room.posted(second, content))
    assert (room.now(first).state, room.now(second).state) == (State.REPLACED, State.REFUSED)


def test_a_file_that_comes_after_the_form_was_sent_changes_nothing(room: Room) -> None:
    first = room.accepted()
    second = room.documents.replace(room.application_id, Role.PASSPORT)
    submit(room)
    version = room.posted(second)
    room.intake.received(second.key, version)
    room.intake.verdict(room.clean_verdict(second, version))
    assert (room.now(first).state, room.now(second).state) == (State.ACCEPTED, State.AWAITING)
    assert room.documents.current(room.application_id, Role.PASSPORT) == first


def wanted_better(room: Room):
    room.intake = dataclasses.replace(
        room.intake, check=lambda *_: Checked(judged(Decision.RETAKE, Reason.NO_ZONE))
    )
    document, version = room.scanning()
    room.intake.verdict(room.clean_verdict(document, version))
    return room.now(document)


def test_a_person_may_be_asked_to_look_at_what_the_machine_wants_better(room: Room) -> None:
    document = wanted_better(room)
    assert document.state is State.REFUSED
    after = room.documents.use_anyway(room.application_id, Role.PASSPORT)
    assert (after.state, after.reason) == (State.NEEDS_PERSON, Reason.SENT_ANYWAY.value)
    assert room.documents.use_anyway(room.application_id, Role.PASSPORT) == after
    assert room.events() == ["DocumentRefused", "DocumentNeedsPerson"]


def test_the_old_file_may_be_used_anyway_while_the_new_one_is_awaited(room: Room) -> None:
    document = wanted_better(room)
    room.documents.replace(room.application_id, Role.PASSPORT)
    assert room.documents.use_anyway(room.application_id, Role.PASSPORT).id == document.id


def test_nobody_may_insist_on_a_harmful_file(room: Room) -> None:
    with pytest.raises(NotFound):
        room.documents.use_anyway(room.application_id, Role.PASSPORT)
    refused(room)
    with pytest.raises(NotForReplacing):
        room.documents.use_anyway(room.application_id, Role.PASSPORT)


def test_after_the_form_is_sent_only_a_refused_file_may_be_replaced(room: Room) -> None:
    room.accepted()
    submit(room)
    with pytest.raises(NotForReplacing):
        room.documents.replace(room.application_id, Role.PASSPORT)
    document, version = room.scanning(Role.ADDRESS)
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert room.documents.replace(room.application_id, Role.ADDRESS).attempt == 2


def test_a_file_that_is_being_checked_may_not_be_replaced(room: Room) -> None:
    room.scanning()
    with pytest.raises(NotForReplacing):
        room.documents.replace(room.application_id, Role.PASSPORT)
    with pytest.raises(NotForReplacing):
        room.offered()


def test_after_nine_tries_a_person_helps(room: Room) -> None:
    for attempt in range(1, TRIES + 1):
        document = refused(room)
        assert document.attempt == attempt
        assert document.state is (State.NEEDS_PERSON if attempt == TRIES else State.REFUSED)
        if attempt < TRIES:
            room.documents.replace(room.application_id, Role.PASSPORT)
    with pytest.raises(TooManyTries):
        room.documents.replace(room.application_id, Role.PASSPORT)
    assert room.events().count("DocumentNeedsPerson") == 1


def test_the_reason_of_the_last_try_is_shown_with_the_next(room: Room) -> None:
    refused(room)
    following = room.documents.replace(room.application_id, Role.PASSPORT)
    assert room.documents.before(following).reason == Reason.THREAT.value


def test_nobody_sees_another_applications_document(room: Room) -> None:
    document = room.offered()
    assert room.documents.of_applicant(document.id, room.application_id, Role.PASSPORT) == document
    for application_id, role in (("someone-else", Role.PASSPORT), (room.application_id, Role.ADDRESS)):
        with pytest.raises(NotFound):
            room.documents.of_applicant(document.id, application_id, role)


def test_staff_open_only_the_clean_copy_and_for_a_minute(room: Room) -> None:
    document = room.accepted()
    url = room.documents.clean_copy_url(document.id)
    assert document.clean is not None
    assert document.clean.key in url
    assert "expires=60" in url
    waiting, _ = room.scanning(Role.ADDRESS)
    with pytest.raises(NoCleanCopy):
        room.documents.clean_copy_url(waiting.id)


def test_a_person_settles_what_no_machine_could(room: Room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.FAILED))
    room.documents.refuse_by_person(document.id, OFFICER, "Only half the page is there")
    assert room.now(document).state is State.REFUSED
    with pytest.raises(NotForReplacing):
        room.documents.accept_by_person(document.id, OFFICER, "Seen on paper")


def test_every_reason_is_one_or_two_short_sentences_that_end_with_what_to_do() -> None:
    assert set(REASONS) == set(Reason)
    for words in REASONS.values():
        assert len(words) <= 120
        assert words.endswith(".")
        assert words.count(".") <= 3
