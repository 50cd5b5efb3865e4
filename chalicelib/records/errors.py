"""What can go wrong when police records are asked.

ProbityError
├── NotFound
│   └── UnknownRecord               the record system holds no such record
├── Refused
│   ├── RecordSystemRefused         the record system will not answer this question
│   ├── NotAsked                    an answer to a question that is not open
│   └── EntryRefused                the record system does not take this entry, and says why
├── Forbidden
│   ├── ErrandOver (errands.py)     the stated purpose has run out, or is another officer's
│   ├── KeptElsewhere               this office does not keep the records itself
│   └── OwnProposal                 four eyes are two people
├── Conflict
│   ├── VersionConflict             somebody else changed the record first
│   └── DuplicateRecord             the person is recorded already
└── Unavailable
    ├── RecordSystemUnavailable     no answer, or none that can be trusted: ask again
    └── WriteUncertain              nobody knows whether the record system kept a change: look first

None of these ever means that nothing is recorded.
"""

from enum import StrEnum

from chalicelib.kernel.errors import Conflict, Forbidden, NotFound, Refused, Unavailable


class Fault(StrEnum):
    """Why a question was not answered, as a code for the audit trail."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    CIRCUIT_OPEN = "circuit_open"
    """It failed so often that it is not asked for a moment."""


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


class NotAsked(Refused):
    """Nobody waits for an answer of this country."""

    def __init__(self) -> None:
        super().__init__("That country was not asked, or its answer is noted already. Reload to see.")


class KeptElsewhere(Forbidden):
    """Entries are made where the records are kept, and there alone."""

    def __init__(self) -> None:
        super().__init__(
            "The police records are kept in another system. They are entered and changed there, not on these pages."
        )


class OwnProposal(Forbidden):
    """Who proposed to join or part two records does not decide on it."""

    def __init__(self) -> None:
        super().__init__("You proposed this, so another record keeper has to decide on it.")


class EntryRefused(Refused):
    """The entry breaks rules of entry; `problems` are sentences, one a rule, `fields` where one stands, if known."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        self.fields = {getattr(problem, "field", ""): str(problem) for problem in reversed(problems)}


class VersionConflict(Conflict):
    """The record moved on since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this record first. Read it again, then enter your change anew."
        )


class DuplicateRecord(Conflict):
    """A record with one of these identifiers exists."""

    def __init__(self) -> None:
        super().__init__("This person is recorded already. Search for them and add to that record.")


class WriteUncertain(Unavailable):
    """The line failed after a change was sent."""

    def __init__(self) -> None:
        super().__init__(
            "The record system did not say whether it kept the change. Read the record before you send it again."
        )
