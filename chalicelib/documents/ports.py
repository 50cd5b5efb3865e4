"""What the documents room needs from outside: a malware scanner that answers later, by an event."""

from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.models import Model


class ScanResult(StrEnum):
    """What a scan said (GuardDuty's words). Only one of them means clean."""

    NO_THREATS_FOUND = "NO_THREATS_FOUND"
    THREATS_FOUND = "THREATS_FOUND"
    UNSUPPORTED = "UNSUPPORTED"
    ACCESS_DENIED = "ACCESS_DENIED"
    FAILED = "FAILED"


class Verdict(Model):
    """A scanner's answer about one version of one object."""

    key: str
    version: str
    result: ScanResult
    completed: bool
    """Whether the scan ran to its end; a clean result of a scan that did not is not clean."""
    causes: tuple[str, ...] = ()
    """Why a scan gave no answer, such as `PASSWORD_PROTECTED`."""

    @property
    def is_clean(self) -> bool:
        return self.completed and self.result is ScanResult.NO_THREATS_FOUND

    @property
    def is_locked(self) -> bool:
        """Whether the scanner could not look inside for a password."""
        return self.result is ScanResult.UNSUPPORTED and "PASSWORD_PROTECTED" in self.causes


class Scanner(Protocol):
    """Asks for malware scans of objects in quarantine."""

    def request_scan(self, key: str, version: str) -> None:
        """Ask for a scan of this very version; the verdict comes as an event, once or more often, or never.

        Asking twice is harmless. Raises `errors.ScannerDown` when the request was not taken.
        """
