"""Where checks, and who read police data, are kept."""

from collections.abc import Mapping
from typing import ClassVar

from chalicelib.platform.store import AggregateStore
from chalicelib.records.checks import CheckState, RecordCheck, RecordRead

WAITING = "record_checks#waiting"


class RecordCheckStore(AggregateStore[RecordCheck]):
    """One check for each application, under the application's id; those that wait are indexed."""

    kind: ClassVar[str] = "record_check"
    model = RecordCheck
    missing: ClassVar[str] = "The police records have not been searched for this application yet."

    def index(self, state: RecordCheck) -> Mapping[str, str]:
        if state.state is CheckState.ANSWERED:
            return {}
        since = state.attempts[0].at.isoformat() if state.attempts else ""
        return {"gsi1pk": WAITING, "gsi1sk": f"{since}#{state.application_id}"}


class RecordReadStore(AggregateStore[RecordRead]):
    """One entry for each read of police data, listed by what was read."""

    kind: ClassVar[str] = "record_read"
    model = RecordRead

    def index(self, state: RecordRead) -> Mapping[str, str]:
        return {"gsi1pk": f"record_reads#{state.subject}", "gsi1sk": state.at.isoformat()}
