"""What applicants and other rooms do to an application, in every order that queues may bring."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from freezegun import freeze_time

from chalicelib.applications.errors import AlreadySent, NotComplete, WrongBirthDate
from chalicelib.applications.handlers import on_event, on_mail
from chalicelib.applications.models import DOCUMENT_ROLES, DocumentState, State
from chalicelib.applications.questions import change
from chalicelib.kernel.changes import AlreadyDone, Once
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform.links import LinkDead
from chalicelib.platform.throttle import TooManyAttempts
from tests.fakes.desk import Desk

BORN = date(1987, 3, 27)


def _news(type_: str, application_id: str, sequence: int = 3, **data: str) -> Envelope:
    return Envelope(
        id=new_id(),
        type=type_,
        version=1,
        aggregate="document#D",
        sequence=sequence,
        occurred_at=datetime(2026, 11, 23, tzinfo=UTC),
        data={"application_id": application_id, **data},
    )


def _document(type_: str, desk: Desk, role: str, document_id: str = "01A", sequence: int = 3) -> Envelope:
    return _news(type_, desk.application_id, sequence, document_id=document_id, role=role)


def _state(desk: Desk):
    return desk.applications.get(desk.application_id).state


def _types(desk: Desk) -> list[str]:
    return [event["type"] for event in desk.events]


def test_starting_twice_with_one_key_is_one_application(desk):
    once = Once("start:x", "k")
    assert desk.applications.start(once) == desk.applications.start(once)


def test_an_incomplete_form_is_not_sent(desk):
    desk.started()
    with pytest.raises(NotComplete) as refused:
        desk.applications.submit(desk.application_id, Once("submit", "k"))
    assert "name" in refused.value.missing
    assert _state(desk).state is State.DRAFT


def test_sending_declares_and_promises_a_day(desk):
    with freeze_time("2026-11-23T10:00:00Z"):
        desk.sent()
    application = _state(desk)
    assert application.state is State.SUBMITTED
    assert application.declared_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert application.expected_on == date(2026, 12, 21)
    assert _types(desk) == ["ApplicationSubmitted"]
    assert desk.events[0]["data"] == {"application_id": desk.application_id}


def test_eight_threads_with_one_key_send_once(desk):
    desk.filled()
    with ThreadPoolExecutor(8) as pool:
        work = [
            pool.submit(desk.applications.submit, desk.application_id, Once("submit", "k")) for _ in range(8)
        ]
    assert [job.exception() for job in work] == [None] * 8
    assert _types(desk) == ["ApplicationSubmitted"]


def test_answers_are_closed_after_sending(desk):
    desk.sent()
    with pytest.raises(AlreadySent):
        desk.applications.answer(desk.application_id, "sex", change(sex=None))


@pytest.mark.parametrize("order", list(permutations([*DOCUMENT_ROLES, "send"])))
def test_ready_comes_once_in_whatever_order(desk, order):
    browser = desk.filled()
    for step in order:
        if step == "send":
            desk.send(browser)
        else:
            envelope = _document("DocumentAccepted", desk, step, document_id=f"01{step}")
            on_event(envelope, desk.applications)
            with suppress(AlreadyDone):
                on_event(envelope, desk.applications)
    assert _state(desk).state is State.READY
    assert sorted(_types(desk)) == ["ApplicationReady", "ApplicationSubmitted"]


def test_a_refused_document_holds_the_application_until_a_newer_one_is_accepted(desk):
    desk.sent()
    for role in ("address", "second-address", "photo"):
        on_event(_document("DocumentAccepted", desk, role, "01B"), desk.applications)
    on_event(_document("DocumentRefused", desk, "passport", "01C"), desk.applications)
    assert _state(desk).document_state("passport") is DocumentState.REFUSED
    on_event(_document("DocumentAccepted", desk, "passport", "01D"), desk.applications)
    assert _state(desk).state is State.READY


def test_old_news_never_overtakes_new(desk):
    desk.started()
    on_event(_document("DocumentAccepted", desk, "passport", "01D"), desk.applications)
    on_event(_document("DocumentRefused", desk, "passport", "01C"), desk.applications)
    assert _state(desk).document_state("passport") is DocumentState.ACCEPTED
    on_event(_document("DocumentNeedsPerson", desk, "address", "01E", sequence=4), desk.applications)
    on_event(_document("DocumentAccepted", desk, "address", "01E", sequence=5), desk.applications)
    on_event(_document("DocumentNeedsPerson", desk, "address", "01E", sequence=4), desk.applications)
    assert _state(desk).document_state("address") is DocumentState.ACCEPTED


def test_news_after_ready_does_not_change_what_an_approval_rests_on(desk):
    desk.sent()
    for role in DOCUMENT_ROLES:
        on_event(_document("DocumentAccepted", desk, role), desk.applications)
    version = desk.applications.get(desk.application_id).version
    on_event(_document("DocumentRefused", desk, "passport", "01Z"), desk.applications)
    desk.applications.mail_link(desk.application_id)
    assert desk.applications.get(desk.application_id).version == version


def _ready(desk: Desk) -> None:
    desk.sent()
    for role in DOCUMENT_ROLES:
        on_event(_document("DocumentAccepted", desk, role), desk.applications)


def test_issued(desk):
    _ready(desk)
    envelope = _news("CertificateIssued", desk.application_id, certificate_id="C1", serial="S", case_id="K")
    on_event(envelope, desk.applications)
    on_event(envelope, desk.applications)
    assert (_state(desk).state, _state(desk).certificate_id) == (State.ISSUED, "C1")


def test_refused(desk):
    _ready(desk)
    on_event(_news("ApplicationRefused", desk.application_id, case_id="K"), desk.applications)
    assert _state(desk).state is State.REFUSED


def test_a_certificate_sealed_during_a_withdrawal_is_told(desk):
    _ready(desk)
    desk.applications.withdraw(desk.application_id)
    on_event(
        _news("CertificateIssued", desk.application_id, certificate_id="C1", serial="S", case_id="K"),
        desk.applications,
    )
    assert _state(desk).state is State.ISSUED


def test_withdrawing_tells_staff_only_of_what_they_know(desk):
    desk.started()
    desk.applications.withdraw(desk.application_id)
    desk.applications.withdraw(desk.application_id)
    assert _types(desk) == []
    with pytest.raises(WrongState):
        desk.applications._close(desk.application_id, State.REFUSED, Once("x", "y"))


def test_withdrawing_after_sending_is_an_event(desk):
    desk.sent()
    desk.applications.withdraw(desk.application_id)
    assert _types(desk)[-1] == "ApplicationWithdrawn"


def test_a_link_is_asked_for_by_reference_and_mail_together(desk):
    desk.filled()
    reference = _state(desk).reference
    desk.applications.mail_link_if_known(reference.lower().replace("-", " "), "ADA@example.com")
    assert _types(desk) == ["ResumeLinkRequested"]
    desk.applications.mail_link_if_known(reference, "eve@example.com")
    desk.applications.mail_link_if_known("PC-2222-2222-2222", "ada@example.com")
    assert _types(desk) == ["ResumeLinkRequested"]


def test_an_issued_application_gets_its_certificate(desk):
    _ready(desk)
    desk.applications.mark_issued(desk.application_id, "C1", Once("applications", "e"))
    desk.applications.mail_link_if_known(_state(desk).reference, "ada@example.com")
    assert _types(desk)[-1] == "DownloadLinkRequested"


@pytest.mark.parametrize("known", [True, False])
def test_asking_too_often_stops_whether_known_or_not(desk, known):
    desk.filled()
    reference = _state(desk).reference if known else "PC-2222-2222-2222"
    for _ in range(5):
        desk.applications.mail_link_if_known(reference, "ada@example.com")
    with pytest.raises(TooManyAttempts):
        desk.applications.mail_link_if_known(reference, "ada@example.com")


def test_a_link_comes_back_once_with_the_birth_date(desk):
    desk.filled()
    token = desk.applications.new_resume_token(desk.application_id)
    assert desk.applications.resume_asks_birth_date(token)
    with pytest.raises(WrongBirthDate) as wrong:
        desk.applications.resume(token, date(1990, 1, 1))
    assert wrong.value.tries_left == 4
    assert desk.applications.resume(token, BORN) == desk.application_id
    with pytest.raises(LinkDead):
        desk.applications.resume(token, BORN)


def test_a_link_dies_of_wrong_answers_and_of_age(desk):
    desk.filled()
    token = desk.applications.new_resume_token(desk.application_id)
    for _ in range(5):
        with pytest.raises(WrongBirthDate):
            desk.applications.resume(token, None)
    with pytest.raises(LinkDead):
        desk.applications.resume(token, BORN)
    with freeze_time() as clock:
        token = desk.applications.new_resume_token(desk.application_id)
        clock.tick(7 * 86400 + 1)
        with pytest.raises(LinkDead):
            desk.applications.resume(token, BORN)


def test_an_empty_application_is_resumed_by_the_link_alone(desk):
    desk.started()
    token = desk.applications.new_resume_token(desk.application_id)
    assert not desk.applications.resume_asks_birth_date(token)
    assert desk.applications.resume(token, None) == desk.application_id


@pytest.mark.parametrize("type_", ["ApplicationSubmitted", "ResumeLinkRequested", "ApplicationRefused"])
def test_mail_goes_once_and_holds_no_facts(desk, type_):
    desk.sent()
    envelope = _news(type_, desk.application_id)
    on_mail(envelope, desk.letters)
    on_mail(envelope, desk.letters)
    ((to, subject, text),) = desk.posted.sent
    assert to == "ada@example.com"
    assert subject
    for fact in ("Ada", "Lovelace", "1987", "York", "123456789", "{{"):
        assert fact not in subject + text


def test_a_mailed_link_works(desk):
    desk.filled()
    on_mail(_news("ResumeLinkRequested", desk.application_id), desk.letters)
    ((_, _, text),) = desk.posted.sent
    link = next(line for line in text.splitlines() if "/apply/resume/" in line)
    assert desk.applications.resume(link.rpartition("/")[2], BORN) == desk.application_id


def test_other_rooms_mail_is_not_ours(desk):
    desk.sent()
    on_mail(_news("DownloadLinkRequested", desk.application_id), desk.letters)
    on_event(_news("IssueOrdered", desk.application_id), desk.applications)
    assert desk.posted.sent == []


def test_audit_and_events_hold_ids_alone(desk):
    desk.sent()
    trail = [i["body"] for i in desk.items.rows.values() if i["sk"].startswith("audit#")]
    assert len(trail) > 10
    for fact in ("Ada", "Lovelace", "York", "123456789", "ada@"):
        assert fact not in str(trail) + str(desk.events)
