"""What the records room needs from outside: a system that holds police records."""

from typing import Protocol

from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose
from chalicelib.records.models import Record


class RecordSystem(Protocol):
    """Answers for who is known to the police. It never answers 'nobody' when it could not look.

    Both methods raise `RecordSystemUnavailable` when there is no answer that can be relied on, and
    `RecordSystemRefused` when the system will not answer this caller or this question.
    """

    @property
    def can_narrow(self) -> bool:
        """Whether it understands `NamesEnquiry.within`."""

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        """Everybody who may be the person of the enquiry, best first, up to the system's limit."""

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        """The whole record; raises `UnknownRecord` when the system says that there is none."""


class RecordKeeper(RecordSystem, Protocol):
    """A record system that also takes entries.

    Both methods raise `EntryRefused`, and `WriteUncertain` when nobody can say whether the entry was kept;
    neither is ever sent twice by itself.
    """

    def create(self, draft: Record, *, purpose: Purpose) -> Record:
        """A new record, under the id and with the version that the system gives; raises `DuplicateRecord`."""

    def update(self, record: Record, *, purpose: Purpose) -> Record:
        """The record as it shall be; raises `VersionConflict` unless its version is the present one."""
