"""Where holders' copies are kept."""

from collections.abc import Mapping
from typing import ClassVar

from chalicelib.certificates.copies.models import HolderCopy
from chalicelib.platform.store import AggregateStore, Stored

_SHOWN = 100


class HolderCopies(AggregateStore[HolderCopy]):
    """Copies by id."""

    kind: ClassVar[str] = "holder_copy"
    model = HolderCopy
    missing: ClassVar[str] = "There is no such copy."

    def index(self, state: HolderCopy) -> Mapping[str, str]:
        """Those of one application together, by age."""
        return {"gsi1pk": _of(state.application_id), "gsi1sk": f"{state.asked_at.isoformat()}#{state.number}"}

    def of_application(self, application_id: str) -> list[Stored[HolderCopy]]:
        """The application's copies, oldest first."""
        return self.listing(_of(application_id), limit=_SHOWN)[0]


def _of(application_id: str) -> str:
    return f"holder_copies#{application_id}"
