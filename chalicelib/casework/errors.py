"""What staff may meet when a rule says no.

ProbityError
├── Refused
│   ├── NotDecided              something in the case still needs a person's decision
│   │   └── AskedAgain          the answer was too old to go on; it is being asked for
│   ├── Incomplete              the application lacks an answer that the certificate needs
│   ├── NotWritten              a reason, a note or a choice that the form lacks
│   ├── RecordsUnanswered       nothing may be concluded before the record system answered
│   └── UnknownSubject          a decision about a candidate or matter that is not in the case
├── Forbidden
│   ├── SamePerson              four eyes are two people
│   ├── NotClaimed              only who holds the case may decide in it
│   └── PurposeNeeded           police data is shown only to who said why
└── Conflict
    ├── ChangedSince            the page showed something else than what would be approved
    └── ClaimedByAnother        a colleague holds the case
"""

from chalicelib.kernel.errors import Conflict, Forbidden, NotFound, Refused


class UnknownCase(NotFound):
    """No case has this id or reference."""

    def __init__(self) -> None:
        super().__init__("There is no case with this reference. Check each letter and try again.")


class UnknownLetter(NotFound):
    """The failed message is not in its dead-letter queue (any more)."""

    def __init__(self) -> None:
        super().__init__("This message is not there any more. Somebody may have replayed it already.")


class NotDecided(Refused):
    """A recommendation needs a decision on every candidate and every matter first."""


class AskedAgain(NotDecided):
    """The police records are being asked again before anything is decided on their answer."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why} They are being asked again now, so nothing was sent on yet. Reload in a moment: if they answer "
            "as before, every decision stays and you can go on."
        )


class RecordsUnanswered(Refused):
    """The record system has not answered, or not completely."""

    def __init__(self) -> None:
        super().__init__(
            "The police records have not answered yet. The case waits; silence never means that nothing is recorded."
        )


class NotWritten(Refused):
    """A field of a form that staff left empty or filled in a way that can't be kept."""


class Incomplete(Refused):
    """The application does not say enough for a certificate."""

    def __init__(self) -> None:
        super().__init__(
            "The application lacks an answer that the certificate needs. Refuse it, or ask the applicant."
        )


class UnknownSubject(Refused):
    """The candidate or matter is not part of this case's last answer."""

    def __init__(self) -> None:
        super().__init__("This is not part of the case any more. Reload the page to see what is.")


class SamePerson(Forbidden):
    """The approver already had a hand in the case."""


class NotClaimed(Forbidden):
    """The officer does not hold the case."""

    def __init__(self) -> None:
        super().__init__("Claim the case before you decide in it, so that no two people work on it at once.")


class PurposeNeeded(Forbidden):
    """The officer has not said why they look at police records."""

    def __init__(self) -> None:
        super().__init__("Say why you need the police records of this case before they are shown.")


class ChangedSince(Conflict):
    """What would be approved is not what the approver or the recommender saw."""

    def __init__(self) -> None:
        super().__init__(
            "Something in this case changed after your page was shown, so nothing was approved. "
            "Read the case again before you decide."
        )


class ClaimedByAnother(Conflict):
    """A colleague holds the case."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is working on this case. Ask them to release it, or wait until their time ends."
        )
