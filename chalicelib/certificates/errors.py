"""What can go wrong while a certificate is made or its code is read.

ProbityError
├── Refused
│   ├── OrderDiffers            what the approver saw is not what stands there now
│   ├── NeedsPerson             the certificate can't show this content; somebody must decide
│   │   ├── GlyphMissing        the certificate's fonts have no letter for this
│   │   └── LintFailed          the finished page does not say what it was told to say
│   ├── UnreadableCode          a QR payload that is not one of ours, with a named reason
│   ├── NotTheBirthDate         the download link's question was answered wrongly
│   ├── NotStanding             the certificate is not in force, or something else stands in the way
│   ├── NothingToAnswer         nobody asks for what would be confirmed
│   ├── NeedsNewSearch          the records must be searched before this can be issued again
│   ├── ListRefused             a list of keys that must not be published
│   └── NotTheVerifier          a file that is not the single-file verifier
├── Forbidden
│   └── SameOfficer             four eyes are two people
├── NotFound
│   └── UnknownOrder            nobody ordered this certificate
└── Unavailable
    ├── TimestampUnavailable    the time-stamping authority did not answer
    ├── ClocksDiffer            its clock and ours tell different times
    ├── StatusUnavailable       nobody vouches at present for a certificate of the seal or the time stamp
    ├── TrustMissing            no certificate for the signing key is in the trust list
    ├── StatusListBusy          other writers kept publishing the status list
    ├── StatementBusy           other writers kept publishing statements
    └── and the log's own, in log/errors.py
"""

from typing import Literal

from chalicelib.kernel.errors import Forbidden, NotFound, Refused, Unavailable

CodeFault = Literal["not-digits", "wrong-length", "not-canonical", "not-a-certificate-code", "wrong-claims"]
"""Why a code can't be read; the names are part of docs/formats/qr.cddl."""


class OrderDiffers(Refused):
    """The frozen order and the present state differ; the case goes back to staff."""


class NeedsPerson(Refused):
    """Issuing stops until a person decides; nothing was sealed."""


class GlyphMissing(NeedsPerson):
    """A name or a line uses letters that the certificate's fonts don't have."""


class LintFailed(NeedsPerson):
    """The page read back differs from its content; it is never sealed."""


class UnreadableCode(Refused):
    """A code that can't be read as a certificate's."""

    def __init__(self, fault: CodeFault, message: str) -> None:
        super().__init__(message)
        self.fault: CodeFault = fault


class NotTheBirthDate(Refused):
    """Somebody else may have opened the link; `tries_left` before it dies."""

    def __init__(self, tries_left: int) -> None:
        more = f"You can try {tries_left} more times." if tries_left > 1 else "You can try once more."
        over = "The link no longer works. Ask for a new one."
        super().__init__(f"That is not the date of birth in the application. {more if tries_left else over}")
        self.tries_left = tries_left


class NotStanding(Refused):
    """What is asked for makes no sense for this certificate now."""


class NothingToAnswer(Refused):
    """A request was answered or never made."""


class NeedsNewSearch(Refused):
    """A certificate says what the records hold: with other facts, or too late, they are asked again first."""


class ListRefused(Refused):
    """A list of keys is not signed as it must be, or takes something back."""


class SameOfficer(Forbidden):
    """Whoever asked can't confirm."""


class UnknownOrder(NotFound):
    """No order has this identifier."""


class TimestampUnavailable(Unavailable):
    """No time stamp, no certificate: the step is tried again."""

    def __init__(self) -> None:
        super().__init__(
            "The time-stamping authority gave no time stamp. The certificate will be sealed later."
        )


class ClocksDiffer(Unavailable):
    """One of two clocks is wrong, and nobody should have to guess which: the step is tried again."""

    def __init__(self) -> None:
        super().__init__(
            "The time-stamping authority's clock and ours differ. The certificate will be sealed later."
        )


class StatusUnavailable(Unavailable):
    """A seal without proof that its certificates were good does not last: the step is tried again."""

    def __init__(self) -> None:
        super().__init__(
            "The status of the seal's certificates could not be had. The certificate will be sealed later."
        )


class TrustMissing(Unavailable):
    """The trust list does not hold the present signing key."""


class NotTheVerifier(Refused):
    """Only the file that verifies certificates is published as that."""


class StatementBusy(Unavailable):
    """A statement could not be published this time; the message is tried again."""


class StatusListBusy(Unavailable):
    """The status list could not be replaced this time; the message is tried again."""
