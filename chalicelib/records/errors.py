"""What can go wrong when police records are asked.

ProbityError
├── NotFound
│   └── UnknownRecord               the record system holds no such record
├── Refused
│   └── RecordSystemRefused         the record system will not answer this question
└── Unavailable
    └── RecordSystemUnavailable     no answer, or none that can be trusted: ask again

None of these ever means that nothing is recorded.
"""

from enum import StrEnum

from chalicelib.kernel.errors import NotFound, Refused, Unavailable


class Fault(StrEnum):
    """Why a question was not answered, as a code for the audit trail."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    REFUSED = "refused"


class UnknownRecord(NotFound):
    """No record has this identifier."""

    def __init__(self) -> None:
        super().__init__("The record system holds no record with this identifier. It may have been merged.")


class RecordSystemRefused(Refused):
    """The record system answered that it will not answer; asking the same again will not help."""

    fault = Fault.REFUSED

    def __init__(self, status: int) -> None:
        super().__init__(
            f"The record system refused the question (status {status}). Nothing is known until it is asked again."
        )


class RecordSystemUnavailable(Unavailable):
    """The record system gave no answer that can be relied on."""

    def __init__(self, fault: Fault) -> None:
        super().__init__("The record system did not answer. Nothing is known until it does. Try again later.")
        self.fault = fault
