"""Every message comes twice, the second time long after what followed it: still there is one of everything."""

import httpx
import pytest
from botocore.exceptions import ClientError

from chalicelib.applications.models import State
from chalicelib.bootstrap import Services
from chalicelib.certificates import qr
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.steps import claims_of, file_key
from chalicelib.documents.models import Role
from chalicelib.platform.routing import ROUTES
from tests.fakes.log import published_leaves
from tests.flow.line import EMAIL, Line

ONCE = {
    "ApplicationSubmitted": 1,
    "ApplicationReady": 1,
    "DocumentAccepted": len(Role),
    "RecordCheckAnswered": 1,
    "IssueOrdered": 1,
    "CertificateIssued": 1,
}


@pytest.fixture
def certificate(line: Line, rooms: Services) -> Certificate:
    """The one certificate of the application."""
    application = rooms.applications.get(line.application_id)
    assert application.state.state is State.ISSUED
    items = [item for item in rooms.items.scan() if item["sk"] == "state" and item["kind"] == "certificate"]
    found = [rooms.certificates.register.get(item["id"]).state for item in items]
    (certificate,) = [made for made in found if made.application_id == application.id]
    return certificate


def test_everything_came_twice_at_least(line: Line):
    deliveries = line.deliveries()
    assert len(deliveries) == sum(count * len(ROUTES[type_]) for type_, count in ONCE.items())
    assert min(deliveries.values()) >= 2


def test_some_came_after_what_followed_them(line: Line):
    order = [body["id"] for function, body in line.events() if function == "OnCasework"]
    assert order != sorted(order), "ids sort by time"


def test_each_thing_was_said_once(line: Line):
    said = {body["id"]: body["type"] for _, body in line.events()}
    counts = {type_: list(said.values()).count(type_) for type_ in set(said.values())}
    assert counts == ONCE


def test_one_certificate_one_serial_one_file(certificate: Certificate, rooms: Services, stack):
    assert certificate.step is Step.PUBLISHED
    serials = [item for item in rooms.items.scan() if item["pk"].startswith("unique#serial#")]
    assert [item["id"] for item in serials].count(certificate.order_id) == 1
    versions = stack.place.client("s3").list_object_versions(
        Bucket=stack.environment["CERTIFICATES_BUCKET"], Prefix=file_key(certificate.serial)
    )["Versions"]
    assert len(versions) == 1


def test_one_leaf_in_the_log(certificate: Certificate, rooms: Services):
    assert (
        published_leaves(rooms.public_files).count(
            qr.leaf(claims_of(certificate, rooms.certificates.tools.issuer_number))
        )
        == 1
    )


def test_one_mail_of_each_kind(line: Line):
    subjects = sorted(mail["subject"] for mail in line.stack.mail() if EMAIL in mail["to"])
    reference = line.done.reference
    assert subjects == [
        f"We have your application {reference}",
        f"Your police certificate is ready ({reference})",
    ]


def test_the_link_worked_once(line: Line, stack):
    (mail,) = [m for m in stack.mail() if EMAIL in m["to"] and "ready" in m["subject"]]
    link = next(word for word in mail["body"].split() if "/download/" in word)
    assert httpx.get(link).status_code == 410


def test_the_sealed_file_can_not_be_replaced(certificate: Certificate, stack):
    s3, bucket = stack.place.client("s3"), stack.environment["CERTIFICATES_BUCKET"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(
            Bucket=bucket, Key=file_key(certificate.serial), VersionId=certificate.stored.version_id
        )
