"""What the intake queue brings is told apart; junk is never guessed at. And the mail about a refusal."""

import copy

import pytest

from chalicelib.applications.models import Answers
from chalicelib.documents import handlers
from chalicelib.documents.errors import NotAnIntakeMessage
from chalicelib.documents.models import State
from chalicelib.kernel.events.base import Envelope
from chalicelib.platform import clock
from tests.fakes.documents import BUCKET, Room

SCAN = {
    "version": "0",
    "id": "72c7d362-737a-6dce-fc78-9e27a0171419",
    "detail-type": "GuardDuty Malware Protection Object Scan Result",
    "source": "aws.guardduty",
    "account": "111122223333",
    "region": "eu-west-2",
    "time": "2026-11-23T10:00:00Z",
    "resources": ["arn:aws:guardduty:eu-west-2:111122223333:malware-protection-plan/4cc8bf26c4d75EXAMPLE"],
    "detail": {
        "schemaVersion": "1.0",
        "scanStatus": "COMPLETED",
        "resourceType": "S3_OBJECT",
        "s3ObjectDetails": {
            "bucketName": BUCKET,
            "objectKey": "",
            "eTag": "e",
            "versionId": "",
            "s3Throttled": False,
        },
        "scanResultDetails": {"scanResultStatus": "NO_THREATS_FOUND", "threats": None},
    },
}


def notification(
    key: str, version: str | None, bucket: str = BUCKET, event: str = "ObjectCreated:Post"
) -> dict:
    stored = {"key": key, "size": 1, "eTag": "e"} | ({"versionId": version} if version else {})
    return {"Records": [{"eventName": event, "s3": {"bucket": {"name": bucket}, "object": stored}}]}


def scan(key: str, version: str, bucket: str = BUCKET) -> dict:
    message = copy.deepcopy(SCAN)
    message["detail"]["s3ObjectDetails"] |= {"objectKey": key, "versionId": version, "bucketName": bucket}
    return message


@pytest.mark.parametrize("quoted", [True, False])
def test_a_notification_and_a_verdict_lead_to_acceptance(room: Room, quoted) -> None:
    document = room.offered()
    version = room.posted(document)
    key = document.key.replace("/", "%2F") if quoted else document.key
    handlers.on_intake(notification(key, version), room.intake)
    assert room.now(document).state is State.SCANNING
    handlers.on_intake(scan(document.key, version), room.intake)
    assert room.now(document).state is State.ACCEPTED


def test_s3s_test_event_is_no_upload(room: Room) -> None:
    handlers.on_intake({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}, room.intake)


def broken(**detail: object) -> dict:
    message = scan("q/x", "v1")
    message["detail"] |= detail
    return message


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"Records": []},
        {"Records": "x"},
        {"Records": [{"eventName": "ObjectCreated:Post"}]},
        notification("q/x", "v1", bucket="another"),
        notification("q/x", "v1", event="ObjectRemoved:Delete"),
        scan("q/x", "v1", bucket="another"),
        scan("q/x", "v1") | {"source": "someone.else"},
        scan("q/x", "v1") | {"resources": []},
        scan("q/x", "v1") | {"detail": None},
        broken(scanStatus="DONE"),
        broken(scanResultDetails={"scanResultStatus": "PROBABLY_FINE"}),
    ],
)
def test_junk_is_raised_so_that_it_ends_among_the_dead_letters(room: Room, message) -> None:
    with pytest.raises(NotAnIntakeMessage):
        handlers.on_intake(message, room.intake)


def told(room: Room, type_: str = "DocumentRefused") -> Envelope:
    return Envelope(
        id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        type=type_,
        version=1,
        aggregate="document#d",
        sequence=3,
        occurred_at=clock.now(),
        data={"application_id": room.application_id, "document_id": "d", "role": "passport"},
    )


def test_the_mail_about_a_refusal_is_a_link_and_no_facts_and_goes_once(room: Room) -> None:
    email = "anna@example.org"
    room.applications.answer(room.application_id, "email", lambda _: Answers(email=email))
    for _ in range(2):
        handlers.on_mail(told(room), room.documents)
    ((to, subject, text),) = room.post.sent
    assert to == email
    assert subject == "We need another file for your police certificate"
    assert "https://apply.example/application" in text
    for fact in ("passport", room.application_id, "virus", email):
        assert fact not in text


def test_other_events_and_applicants_without_an_address_get_no_mail(room: Room) -> None:
    handlers.on_mail(told(room, "DocumentAccepted"), room.documents)
    handlers.on_mail(told(room), room.documents)
    assert room.post.sent == []
