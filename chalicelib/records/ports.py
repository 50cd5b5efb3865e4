"""What the records room needs from outside: a system that holds police records."""

from typing import Protocol

from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose
from chalicelib.records.models import Record


class RecordSystem(Protocol):
    """Answers for who is known to the police. It never answers 'nobody' when it could not look.

    Both methods raise `RecordSystemUnavailable` when there is no answer that can be relied on, and
    `RecordSystemRefused` when the system will not answer this caller or this question.
    """

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        """Everybody who may be the person of the enquiry, best first, up to the system's limit."""

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        """The whole record; raises `UnknownRecord` when the system says that there is none."""
