"""From the notification to the decision: twice, late, early, forged, missing and out of order are all safe."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.documents.errors import RewriterBroken, ScannerDown, UnknownUpload
from chalicelib.documents.judging import Checked, Decision, Field, judged
from chalicelib.documents.models import MAX_BYTES, VALIDATION_OBJECT, Role, State
from chalicelib.documents.ports import ScanResult, Verdict
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.platform.objects import ObjectMissing
from tests.fakes.documents import JPEG, Room


def test_a_file_is_pinned_scanned_rewritten_and_accepted(room: Room) -> None:
    document, version = room.scanning()
    waiting = room.now(document)
    assert waiting.state is State.SCANNING
    assert waiting.upload is not None
    assert (waiting.upload.version, waiting.upload.size) == (version, len(JPEG))
    assert room.scanner.asked == [(document.key, version)]
    room.intake.verdict(room.clean_verdict(document, version))
    accepted = room.now(document)
    assert accepted.state is State.ACCEPTED
    assert accepted.clean is not None
    assert room.clean.get(accepted.clean.key) == b"clean " + JPEG
    assert room.events() == ["DocumentAccepted"]


def test_what_was_read_is_stored_beside_the_decision() -> None:
    read = {
        "number": Field(value="L898902C3", confidence=0.9984),
        "sharpness": Field(value=12.5, confidence=1),
    }
    room = Room(check=lambda *_: Checked(judged(Decision.ACCEPTED, fields=read), b"portrait"))
    document = room.accepted()
    assert document.judged is not None
    assert document.judged.fields["number"] == Field(value="L898902C3", confidence=0.998)
    assert document.judged.fields["sharpness"].value == "12.5"
    assert document.portrait is not None
    assert room.clean.get(document.portrait.key) == b"portrait"


def test_nothing_is_clean_before_the_verdict(room: Room) -> None:
    room.scanning()
    assert room.clean.versions == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"MZ\x90\x00 renamed to photo.jpg", Reason.PROGRAM),
        (b"BM....", Reason.OTHER_PICTURE),
        (b"\x00\x00\x00\x18ftypavif....", Reason.OTHER_PICTURE),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml word/document.xml", Reason.OFFICE_FILE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", Reason.WRONG_TYPE),
        (JPEG + b"%PDF-1.7", Reason.UNSAFE_MIX),
        (JPEG + b"<script>", Reason.UNSAFE_MIX),
        (b"%PDF-1.7 ..." + b"PK\x05\x06" + b"\0" * 18, Reason.UNSAFE_MIX),
    ],
)
def test_a_wrong_file_is_refused_by_its_content_and_never_scanned(room: Room, content, reason) -> None:
    document, _ = room.scanning(content=content)
    refused = room.now(document)
    assert (refused.state, refused.reason) == (State.REFUSED, reason.value)
    assert room.scanner.asked == []
    assert room.events() == ["DocumentRefused"]


def test_thirty_megabytes_are_refused_without_being_read(room: Room) -> None:
    document, _ = room.scanning(content=JPEG + b"\0" * (30 * 1024 * 1024))
    assert room.now(document).reason == Reason.TOO_BIG.value
    assert room.quarantine.read == 0


def test_exactly_ten_megabytes_are_taken(room: Room) -> None:
    document, _ = room.scanning(content=JPEG.ljust(MAX_BYTES, b"\0"))
    assert room.now(document).state is State.SCANNING


def test_a_file_with_a_type_that_no_form_of_ours_had_is_refused(room: Room) -> None:
    document = room.offered()
    version = room.posted(document, content_type="text/html")
    room.intake.received(document.key, version)
    assert room.now(document).reason == Reason.NOT_OUR_FORM.value


@pytest.mark.parametrize(
    "key", ["q/../secrets", "q/nobodys-passport-1", "x/1", "q/", "q/a b", "q/" + "a" * 200]
)
def test_a_key_that_nobody_was_given_goes_to_the_dead_letters(room: Room, key) -> None:
    with pytest.raises(UnknownUpload):
        room.intake.received(key, "v1")


def test_the_scan_plans_own_object_is_nobodys(room: Room) -> None:
    room.intake.received(VALIDATION_OBJECT, "v1")
    room.intake.verdict(
        Verdict(key=VALIDATION_OBJECT, version="v1", result=ScanResult.NO_THREATS_FOUND, completed=True)
    )
    assert room.events() == []


def test_without_a_version_in_the_notification_the_newest_is_pinned(room: Room) -> None:
    document = room.offered()
    version = room.posted(document)
    room.intake.received(document.key, None)
    upload = room.now(document).upload
    assert upload is not None
    assert upload.version == version


def test_a_notification_of_something_that_is_gone_is_tried_again(room: Room) -> None:
    with pytest.raises(ObjectMissing):
        room.intake.received(room.offered().key, "v9")


def test_a_later_version_of_the_key_is_not_looked_at(room: Room) -> None:
    document, version = room.scanning()
    later = room.posted(document, b"MZ another file")
    room.intake.received(document.key, later)
    room.intake.verdict(room.clean_verdict(document, later))
    assert room.now(document).state is State.SCANNING
    room.intake.verdict(room.clean_verdict(document, version))
    clean = room.now(document).clean
    assert clean is not None
    assert room.clean.get(clean.key) == b"clean " + JPEG


def test_every_message_twice_changes_nothing_more(room: Room) -> None:
    document, version = room.scanning()
    room.intake.received(document.key, version)
    room.intake.verdict(room.clean_verdict(document, version))
    room.intake.verdict(room.clean_verdict(document, version))
    room.intake.received(document.key, version)
    assert room.events() == ["DocumentAccepted"]
    assert len(room.clean.versions) == 1


def test_a_verdict_that_overtakes_the_notification_counts(room: Room) -> None:
    document = room.offered()
    version = room.posted(document)
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.ACCEPTED
    room.intake.received(document.key, version)
    assert room.events() == ["DocumentAccepted"]


@pytest.mark.parametrize("uploaded", [True, False])
def test_a_forged_verdict_about_an_unknown_version_does_nothing(room: Room, uploaded) -> None:
    document = room.scanning()[0] if uploaded else room.offered()
    before = room.now(document)
    room.intake.verdict(room.clean_verdict(document, "forged"))
    assert room.now(document) == before


def test_a_clean_result_of_a_scan_that_did_not_end_is_not_clean(room: Room) -> None:
    document, version = room.scanning()
    verdict = Verdict(key=document.key, version=version, result=ScanResult.NO_THREATS_FOUND, completed=False)
    room.intake.verdict(verdict)
    assert room.now(document).state is State.NEEDS_PERSON


@pytest.mark.parametrize("result", [ScanResult.UNSUPPORTED, ScanResult.ACCESS_DENIED, ScanResult.FAILED])
def test_a_scan_without_an_answer_goes_to_a_person(room: Room, result) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, result))
    assert room.now(document).state is State.NEEDS_PERSON
    assert room.events() == ["DocumentNeedsPerson"]


def test_a_threat_is_refused(room: Room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert room.now(document).reason == Reason.THREAT.value
    assert room.clean.versions == {}


def test_a_locked_file_is_told_apart(room: Room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.UNSUPPORTED, ("PASSWORD_PROTECTED",)))
    assert room.now(document).reason == Reason.PASSWORD.value


def test_a_threat_found_later_takes_the_acceptance_back(room: Room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.clean_verdict(document, version))
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.NEEDS_PERSON
    assert room.events() == ["DocumentAccepted", "DocumentNeedsPerson"]


def test_a_scanner_that_is_down_is_asked_again_by_the_same_message(room: Room) -> None:
    document = room.offered()
    version = room.posted(document)
    room.scanner.is_down = True
    with pytest.raises(ScannerDown):
        room.intake.received(document.key, version)
    assert room.now(document).state is State.UPLOADED
    room.scanner.is_down = False
    room.intake.received(document.key, version)
    assert room.now(document).state is State.SCANNING


def test_a_verdict_that_never_comes_ends_with_a_person_and_counts_when_it_comes_late(room: Room) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with freeze_time(start):
        document, version = room.scanning()
    with freeze_time(start + timedelta(minutes=9)):
        assert room.intake.overdue_scans() == 0
    with freeze_time(start + timedelta(minutes=11)):
        assert room.intake.overdue_scans() == 1
        assert room.intake.overdue_scans() == 0
        assert room.now(document).reason == Reason.SCAN_OVERDUE.value
        room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.ACCEPTED
    assert room.events() == ["DocumentNeedsPerson", "DocumentAccepted"]


def test_a_scanner_that_comes_back_after_an_hour_is_asked_and_its_verdict_counts(room: Room) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    room.scanner.is_down = True
    document = room.offered()
    version = room.posted(document)
    for minutes in range(0, 60, 13):
        with freeze_time(start + timedelta(minutes=minutes)):
            with pytest.raises(ScannerDown):
                room.intake.received(document.key, version)
            room.intake.overdue_scans()
    assert room.now(document).reason == Reason.SCAN_OVERDUE.value, "a person may decide meanwhile"
    room.scanner.is_down = False
    room.intake.received(document.key, version)
    assert room.scanner.asked == [(document.key, version)]
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.ACCEPTED
    assert room.events() == ["DocumentNeedsPerson", "DocumentAccepted"]


def test_a_backlog_longer_than_a_page_is_swept_at_once(room: Room, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.documents.intake.SWEEP_PAGE", 1)
    monkeypatch.setattr("chalicelib.documents.intake.SCAN_PATIENCE", timedelta(0))
    room.scanning(Role.PASSPORT)
    room.scanning(Role.ADDRESS)
    assert room.intake.overdue_scans() == 2


def test_a_late_verdict_on_a_file_that_was_set_aside_does_nothing(room: Room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.FAILED))
    better = room.documents.replace(room.application_id, document.role)
    room.intake.received(better.key, room.posted(better))
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.REPLACED
    assert room.events() == ["DocumentNeedsPerson", "DocumentReplaced"]


def test_a_copy_that_a_killed_worker_left_is_the_one_that_counts(room: Room) -> None:
    document, version = room.scanning()
    room.clean.put_once(document.clean_key, b"left", "image/jpeg")
    room.intake.verdict(room.clean_verdict(document, version))
    clean = room.now(document).clean
    assert clean is not None
    assert clean.size == len(b"left")


def test_a_file_that_the_rewriter_refuses_is_refused() -> None:
    def refuse(*_):
        raise NotTaken(Reason.TOO_MANY_PAGES)

    room = Room(rewrite=refuse)
    document, version = room.scanning()
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).reason == Reason.TOO_MANY_PAGES.value


def test_a_rewriter_of_ours_that_does_not_start_is_not_the_files_fault() -> None:
    def broken(*_):
        raise RewriterBroken

    room = Room(rewrite=broken)
    document, version = room.scanning()
    with pytest.raises(RewriterBroken):
        room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.SCANNING


def test_two_verdicts_at_once_decide_once(room: Room) -> None:
    document, version = room.scanning()
    stored = room.store.get(document.id)
    room.intake.verdict(room.clean_verdict(document, version))
    with pytest.raises(ConcurrentChange):
        room.intake._judge(stored, room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert room.now(document).state is State.ACCEPTED
