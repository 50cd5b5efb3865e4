"""Counters of guesses on DynamoDB as our moto server emulates it: a crowd at one moment never beats the limit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.platform.items import DynamoItems
from chalicelib.platform.tally import Tally
from chalicelib.platform.throttle import Throttle, TooManyAttempts
from chalicelib.verification.bulk import counting
from chalicelib.verification.bulk.errors import RateExceeded
from infra.local.applier.registry import Place

CROWD, LIMIT = 24, 5


@pytest.fixture(scope="module")
def items(moto_place: Place) -> DynamoItems:
    client = moto_place.client("dynamodb")
    names = ("pk", "sk")
    client.create_table(
        TableName="counters-contract",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return DynamoItems(client, "counters-contract")


def crowd(throttle: Throttle) -> int:
    """How many of a crowd are let through."""

    def passes(_: int) -> bool:
        try:
            throttle.count("0649YG6XH2W48")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(CROWD) as people:
        return sum(people.map(passes, range(CROWD)))


def test_the_first_guesses_of_a_window_are_counted_one_by_one(items: DynamoItems) -> None:
    throttle = Throttle(items, "first", LIMIT, timedelta(hours=1))
    assert crowd(throttle) == LIMIT
    assert crowd(throttle) == 0


def test_so_are_those_after_a_window_ended(items: DynamoItems) -> None:
    throttle = Throttle(items, "ended", LIMIT, timedelta(hours=1))
    with freeze_time("2026-05-05 10:00", real_asyncio=True):
        throttle.count("0649YG6XH2W48")
    assert crowd(throttle) == LIMIT


def test_right_answers_in_a_crowd_give_back_what_they_took_and_no_more(items: DynamoItems) -> None:
    throttle = Throttle(items, "given-back", LIMIT, timedelta(hours=1))
    for _ in range(LIMIT - 1):
        throttle.count("0649YG6XH2W48")
    for _ in range(3):
        throttle.count("0649YG6XH2W48")
        throttle.take_back("0649YG6XH2W48")
    assert crowd(throttle) == 1


def test_a_crowd_s_refused_tries_are_tallied(items: DynamoItems) -> None:
    tally = Tally(items, "refused")
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: tally.add(), range(40)))
    assert 38 <= sum(tally.days(2).values()) <= 40


def test_requests_of_a_key_are_counted_one_by_one_and_none_is_refused_for_the_crowd(
    items: DynamoItems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "REQUESTS_A_MINUTE", LIMIT)
    counts = counting.Counts(items)

    def passes(_: int) -> bool:
        try:
            counts.admit("2abcdefghjkm")
        except RateExceeded:
            return False
        return True

    with freeze_time("2026-11-23T12:00:10Z"), ThreadPoolExecutor(CROWD) as programmes:
        assert sum(programmes.map(passes, range(CROWD))) == LIMIT
