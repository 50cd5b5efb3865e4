"""The records room on fakes, with an applicant and somebody who is recorded."""

import json
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.events.applications import ApplicationReady
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Applicant
from chalicelib.records.models import Nominal, Record
from chalicelib.records.services import RecordsService
from chalicelib.records.store import RecordCheckStore, RecordReadStore, RecordRoundStore
from tests.fakes.items import MemoryItems
from tests.fakes.record_system import FakeRecordSystem

OFFICER = Actor("officer", "officer-1")
APPLICANT = Applicant(
    names=(
        PersonName(forenames="Ada Mary", surname="Lovelace"),
        PersonName(forenames="Ada Mary", surname="Byron", kind=NameKind.FORMER),
        PersonName(forenames="ADA MARY", surname="BYRON", kind=NameKind.ALIAS),
    ),
    birth_date=date(1990, 1, 2),
    sex=Sex.FEMALE,
    birth_place="Hull",
)
BYRON = Record(
    nominal=Nominal(
        record_id="R1",
        names=(PersonName(forenames="Ada", surname="Byron"),),
        birth_dates=("1990-01-02",),
        version=1,
    )
)
WHY = {"reason_code": 8, "justification": "Case 7: is this the applicant?", "on_behalf_of": "PC-1"}


class Room:
    def __init__(self, *records: Record) -> None:
        self.items = MemoryItems()
        self.system = FakeRecordSystem(records)
        uow = UnitOfWork(self.items)
        self.service = RecordsService(
            RecordCheckStore(uow),
            RecordReadStore(uow),
            self.system,
            lambda _: APPLICANT,
            RecordRoundStore(uow),
        )

    def audit(self, pk: str) -> list[dict[str, Any]]:
        return [json.loads(item["body"]) for item in self.items.query(pk, prefix="audit#").items]

    def events(self) -> list[str]:
        shards = (self.items.query(f"outbox#{n}").items for n in range(8))
        found = [json.loads(item["body"]) for items in shards for item in items]
        return [event["type"] for event in sorted(found, key=lambda event: event["id"])]


def envelope(event: Event) -> Envelope:
    return Envelope(
        id=new_id(),
        type=event.type,
        version=1,
        aggregate="application#A1",
        sequence=1,
        occurred_at=datetime.now(UTC),
        data=event.model_dump(mode="json"),
    )


READY = ApplicationReady(application_id="A1")
