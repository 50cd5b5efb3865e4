"""Accounts, batches and their lines on DynamoDB as our moto server emulates it."""

import pytest

from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.retention import Retention, load_schedule
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.verification.bulk.accounts import Accounts
from chalicelib.verification.bulk.errors import PartTaken
from chalicelib.verification.bulk.models import Batch, BatchKind, CheckedLine, Scope
from chalicelib.verification.bulk.store import AccountStore, BatchStore, Lines
from chalicelib.verification.models import Standing, Verdict
from infra.local.applier.registry import Place

PARTS = 130


@pytest.fixture
def items(moto_place: Place) -> DynamoItems:
    client, table = moto_place.client("dynamodb"), f"bulk-{new_id()}"
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    index = [
        {"AttributeName": "gsi1pk", "KeyType": "HASH"},
        {"AttributeName": "gsi1sk", "KeyType": "RANGE"},
    ]
    names = ("pk", "sk", "gsi1pk", "gsi1sk")
    client.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=keys,
        GlobalSecondaryIndexes=[
            {"IndexName": "gsi1", "KeySchema": index, "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    return DynamoItems(client, table)


def line(part: int, row: int = 0) -> CheckedLine:
    return CheckedLine(
        part=part,
        row=row,
        name=f"März {part}.pdf",
        digest="ab" * 32,
        verdict=Verdict.GENUINE,
        current=Standing.GOOD,
        reasons=("status-good",),
        checked_at=clock.now(),
    )


def test_a_key_leads_to_its_account_and_accounts_are_listed_by_name(items: DynamoItems) -> None:
    accounts = Accounts(AccountStore(UnitOfWork(items)))
    ids = {name: accounts.open(name, "PT", "a@embassy.example", "01OFFICER") for name in ("Zeta", "alpha")}
    key = accounts.issue_key(ids["Zeta"], "Desk", (Scope.CHECK,), 3, "01OFFICER").text
    assert accounts.who(key).account_id == ids["Zeta"]
    assert [stored.state.name for stored in accounts.store.all()] == ["alpha", "Zeta"]


def test_lines_come_in_the_order_of_their_parts_and_a_part_is_written_once(items: DynamoItems) -> None:
    lines = Lines(items)
    for part in range(PARTS, 0, -1):
        lines.write("b", part, f"d{part}", [line(part)])
    lot = [line(PARTS + 1, row) for row in range(1, 501)]
    lines.write("b", PARTS + 1, "lot", lot)
    found = list(lines.all("b"))
    assert [(one.part, one.row) for one in found] == [(one.part, one.row) for one in sorted_lines(found)]
    assert len(found) == PARTS + 500
    assert lines.write("b", 1, "d1", [line(77)])[0].part == 1
    with pytest.raises(PartTaken):
        lines.write("b", 1, "other", [line(1)])
    assert list(lines.all("another")) == []


def sorted_lines(lines: list[CheckedLine]) -> list[CheckedLine]:
    return sorted(lines, key=lambda one: (one.part, one.row))


def test_when_a_batch_is_erased_its_lines_go_with_it(items: DynamoItems, monkeypatch) -> None:
    uow, lines = UnitOfWork(items), Lines(items)
    batch = Batch(kind=BatchKind.FILES, account_id="a", key_id="k", label="March", opened_at=clock.now())
    BatchStore(uow).save(None, batch, aggregate_id="b", audit=AuditEntry("batch.opened", SYSTEM))
    lines.write("b", 1, "d", [line(1)])
    retention = Retention(uow, load_schedule(), {"check_batch": lambda record: lines.forget(record.id)})
    assert retention.enforce() == 0
    later = clock.now() + load_schedule().period("check_batch", "open") * 1.01
    monkeypatch.setattr(clock, "now", lambda: later)
    assert retention.enforce() == 1
    assert BatchStore(uow).find("b") is None
    assert list(lines.all("b")) == []
