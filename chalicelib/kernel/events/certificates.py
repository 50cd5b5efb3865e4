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


class CertificateIssued(Event):
    """The sealed file is stored and registered; the holder may be told."""

    type: ClassVar[str] = "CertificateIssued"
    certificate_id: str
    serial: str
    application_id: str
    case_id: str
