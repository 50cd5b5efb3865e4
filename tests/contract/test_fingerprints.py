"""What the store of fingerprints promises, on the table in memory and on DynamoDB as moto emulates it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from chalicelib.documents.models import Signal
from chalicelib.documents.signals.fingerprints import (
    ALIKE_PHOTO,
    SAME_FILE,
    SAME_NUMBER,
    Fingerprints,
    Prints,
    Use,
)
from chalicelib.documents.signals.likeness import likeness
from chalicelib.platform.items import DynamoItems, Items
from tests.fakes.items import MemoryItems
from tests.fakes.pictures import jpeg, scene

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PHOTO = likeness(jpeg(scene(1)))


def use(name: str, minutes: int = 0) -> Use:
    return Use(f"app-{name}", f"app-{name}-photo-1", AT + timedelta(minutes=minutes))


@pytest.fixture(params=["memory", "moto"])
def items(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Items]:
    if request.param == "memory":
        yield MemoryItems()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-2")
        client.create_table(
            TableName="prints",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DynamoItems(client, "prints")


@pytest.fixture
def prints(items: Items) -> Fingerprints:
    return Fingerprints(items)


def test_a_use_is_met_once_under_the_first_fingerprint_that_it_shares(prints: Fingerprints) -> None:
    both = Prints({SAME_FILE: "f" * 64, SAME_NUMBER: "GB 123456789"}, (PHOTO,))
    prints.keep(use("a"), both)
    assert prints.met(use("b", 1), both) == {SAME_FILE: [use("a")]}
    assert prints.met(use("b", 1), Prints({SAME_FILE: "e" * 64}, (PHOTO,))) == {ALIKE_PHOTO: [use("a")]}
    assert prints.met(use("b", 1), Prints({SAME_NUMBER: "GB 123456789"})) == {SAME_NUMBER: [use("a")]}
    assert prints.met(use("b", 1), Prints({SAME_NUMBER: "FR 123456789"})) == {}


def test_the_same_value_of_another_kind_is_another_fingerprint(prints: Fingerprints) -> None:
    prints.keep(use("a"), Prints({SAME_FILE: "f"}))
    assert prints.met(use("b"), Prints({SAME_NUMBER: "f"})) == {}


def test_the_newest_come_first_and_ones_own_not_at_all(prints: Fingerprints) -> None:
    same = Prints({SAME_FILE: "f"})
    for minutes, name in enumerate("abc"):
        prints.keep(use(name, minutes), same)
        prints.keep(use(name, minutes), same)
    assert prints.met(use("a"), same) == {SAME_FILE: [use("c", 2), use("b", 1)]}


def test_a_photo_that_shares_a_band_and_nothing_more_is_not_alike(prints: Fingerprints) -> None:
    unlike = type(PHOTO)(PHOTO.rough, PHOTO.fine ^ ((1 << 60) - 1))
    prints.keep(use("a"), Prints({}, (PHOTO,)))
    assert prints.met(use("b"), Prints({}, (unlike,))) == {}


def test_of_several_photos_of_a_file_one_that_is_alike_is_enough(prints: Fingerprints) -> None:
    other, third = likeness(jpeg(scene(2))), likeness(jpeg(scene(3)))
    prints.keep(use("a"), Prints({}, (other, PHOTO)))
    assert prints.met(use("b"), Prints({}, (PHOTO, third))) == {ALIKE_PHOTO: [use("a")]}
    assert prints.met(use("b"), Prints({}, (third,))) == {}


def test_what_is_told_stands_beside_its_document_once(prints: Fingerprints) -> None:
    signal = Signal(code="same_file", values={"application": "app-b", "document": "app-b-photo-1"})
    prints.tell(use("a"), signal)
    prints.tell(use("a"), signal)
    assert prints.told("app-a") == {"app-a-photo-1": (signal,)}
    assert prints.told("app-b") == {}


def test_nothing_of_an_application_is_left_when_it_is_forgotten(prints: Fingerprints, items: Items) -> None:
    prints.keep(use("a"), Prints({SAME_FILE: "f"}, (PHOTO,)))
    prints.tell(use("a"), Signal(code="same_file", values={"document": "app-b-photo-1"}))
    prints.keep(use("b"), Prints({SAME_FILE: "f"}))
    prints.forget("app-a")
    prints.forget("app-a")
    assert {row.get("application_id") or row["pk"] for row in items.scan()} == {"app-b", "prints#app-b"}
