"""Where access codes and the looks through them lie."""

from collections.abc import Mapping
from typing import ClassVar

from chalicelib.certificates.access.models import AccessCode, AccessUse
from chalicelib.platform.store import AggregateStore, Stored
from chalicelib.platform.unit_of_work import read_record

CODE = "code"
"""The unique value under which a code's hash is kept."""
_SHOWN = 50


class AccessCodes(AggregateStore[AccessCode]):
    """Codes, each under an id that is not the code."""

    kind: ClassVar[str] = "access_code"
    model = AccessCode
    missing: ClassVar[str] = "There is no such access code."

    def index(self, state: AccessCode) -> Mapping[str, str]:
        """Those of one application together, by age."""
        return {"gsi1pk": _of(state.application_id), "gsi1sk": state.made_at.isoformat()}

    def of_application(self, application_id: str) -> list[Stored[AccessCode]]:
        """The application's codes, oldest first."""
        return self.listing(_of(application_id), limit=_SHOWN)[0]

    def find_code(self, code: str) -> Stored[AccessCode] | None:
        """What a code in its one form stands for, or None: one read, by its hash."""
        code_id = self.uow.find_unique(self.kind, CODE, code)
        return self.find(code_id) if code_id else None


class AccessUses(AggregateStore[AccessUse]):
    """Looks; each is written once."""

    kind: ClassVar[str] = "access_use"
    model = AccessUse

    def index(self, state: AccessUse) -> Mapping[str, str]:
        """Those of one code together, by time."""
        return {"gsi1pk": _through(state.code_id), "gsi1sk": state.at.isoformat()}

    def of_code(self, code_id: str) -> list[AccessUse]:
        """The newest looks through a code, newest first."""
        page = self.uow.items.query(_through(code_id), index="gsi1", limit=_SHOWN, newest_first=True)
        return [self._read(read_record(item)).state for item in page.items]

    def count(self, code_id: str) -> int:
        """How many looks there were."""
        return self.uow.items.count(_through(code_id), index="gsi1")


def _of(application_id: str) -> str:
    return f"access_codes#{application_id}"


def _through(code_id: str) -> str:
    return f"access_uses#{code_id}"
