"""Where somebody who was given an access code sees the certificate: each look is the holder's to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.certificates.access.errors import NotOpen

if TYPE_CHECKING:
    from chalicelib.certificates.access.models import AccessCode
    from chalicelib.certificates.access.services import Access, Opened
    from chalicelib.certificates.models import Certificate
    from chalicelib.platform.store import Stored
    from chalicelib.verification.guard import Guard

LOOKS = 100
"""Looks through one code a day: more than any desk needs, too few to bury the holder's list."""


@dataclass(frozen=True)
class AccessDesk:
    """Opens access codes, and stops whoever tries many."""

    access: Access
    guard: Guard

    def open(self, code: str, source: str, said: str) -> Opened:
        """The certificate as it stands; raises `NotOpen`, `ComeBackLater`."""
        return self.access.look(self._found(code, source), said)

    def file(self, code: str, source: str, said: str) -> tuple[Certificate, bytes] | None:
        """Its PDF, or None when it does not stand any more; raises as `open`."""
        return self.access.file(self._found(code, source), said)

    def _found(self, code: str, source: str) -> Stored[AccessCode]:
        self.guard.admit(source, code)
        try:
            given = self.access.find(code)
        except NotOpen:
            self.guard.refuse()
            raise
        self.guard.forgive(source)
        return given
