"""What happens to a certificate."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class IssuanceResumed(Event):
    """A sweep found an unfinished certificate; the issuer goes on where it stopped."""

    type: ClassVar[str] = "IssuanceResumed"
    certificate_id: str


class IssuanceHeld(Event):
    """The issuer stopped before sealing and a person must decide; `reason` is a code, stored there too."""

    type: ClassVar[str] = "IssuanceHeld"
    certificate_id: str
    case_id: str
    application_id: str
    reason: str


class CertificateRevoked(Event):
    """A certificate was withdrawn or another took its place; why, is for staff alone."""

    type: ClassVar[str] = "CertificateRevoked"
    certificate_id: str
    application_id: str


class StatusListDue(Event):
    """The issuer shall publish a status list: with this certificate withdrawn, or anew because it is time."""

    type: ClassVar[str] = "StatusListDue"
    list_number: int
    certificate_id: str = ""


class WithdrawalContinued(Event):
    """The issuer shall withdraw the next lot of a stolen key's certificates."""

    type: ClassVar[str] = "WithdrawalContinued"
    compromise_id: str
    lot: int


class KeyListOffered(Event):
    """A list of keys that the root has signed waits for the issuer."""

    type: ClassVar[str] = "KeyListOffered"
    offered_id: str


class StatementOffered(Event):
    """The issuer shall enter a statement in the log (docs/formats/log.md)."""

    type: ClassVar[str] = "StatementOffered"
    statement_id: str


class CopyRequested(Event):
    """The holder shall get a further link to the same file."""

    type: ClassVar[str] = "CopyRequested"
    certificate_id: str
    application_id: str


class HolderCopyRequested(Event):
    """A holder wants a copy bound to a recipient, a purpose and a last day; it is made where its key is."""

    type: ClassVar[str] = "HolderCopyRequested"
    copy_id: str


class CertificateIssued(Event):
    """The sealed file is stored and registered; the holder may be told."""

    type: ClassVar[str] = "CertificateIssued"
    certificate_id: str
    serial: str
    application_id: str
    case_id: str
