"""What the records room needs from outside: a system that holds police records."""

from typing import Protocol

from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.models import Record


class RecordSystem(Protocol):
    """Answers for who is known to the police. It never answers 'nobody' when it could not look.

    All that ask raise `RecordSystemUnavailable` when there is no answer that can be relied on, and
    `RecordSystemRefused` when the system will not answer this caller or this question.
    """

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        """Parts to which a question may be narrowed that together hold everybody whom it asks for; empty when there
        are none that the system understands. No question is asked.
        """

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
