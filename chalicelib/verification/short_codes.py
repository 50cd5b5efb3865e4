"""A certificate looked up by its printed number: for who holds the passport and can't scan the square."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.certificates import qr
from chalicelib.certificates.access.services import State, standing
from chalicelib.certificates.models import Step
from chalicelib.platform import clock
from chalicelib.verification.codes import check_code
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.facts import facts_of
from chalicelib.verification.models import Report, Standing
from chalicelib.verification.verify_file import report

if TYPE_CHECKING:
    from chalicelib.certificates.models import Certificate
    from chalicelib.certificates.paper import Paper
    from chalicelib.certificates.store import Ledger, Register
    from chalicelib.platform.store import Stored
    from chalicelib.verification.guard import Guard
    from chalicelib.verification.trust import Trust

_REASONS = {
    State.CURRENT: ("register-current", "paper-not-checked"),
    State.WITHDRAWN: ("register-withdrawn",),
    State.REPLACED: ("register-replaced",),
}


@dataclass(frozen=True)
class ShortCodes:
    """The register as a stranger may ask it: by three things at once, or not at all."""

    register: Register
    ledger: Ledger
    guard: Guard
    trust: Callable[[], Trust | None]

    def ask(self, paper: Paper, source: str) -> Report | None:
        """The verdict on the certificate described, or None when there is none; raises `ComeBackLater`.

        An unknown number and a wrong guess about a known one take the same single read, which finds nothing.
        Nothing is written down but that there was a refused try.
        """
        self.guard.admit(source, paper.number)
        stored = self.register.find_paper(paper)
        if stored is None or stored.state.step is not Step.PUBLISHED:
            self.guard.refuse()
            return None
        self.guard.forgive(source, paper.number)
        return self._answer(stored)

    def _answer(self, stored: Stored[Certificate]) -> Report:
        state = standing(self.register, self.ledger, stored.id)
        if state is not State.CURRENT:
            return report("", _REASONS[state]).model_copy(update={"current": Standing.REVOKED})
        try:
            return self._compared(stored.state)
        except NotGenuine as refusal:
            return Report(file="", verdict=refusal.verdict, reasons=(refusal.reason,))

    def _compared(self, certificate: Certificate) -> Report:
        """The facts of the code that stands on the paper, once its signature holds as for whoever scans it."""
        trust = self.trust()
        if trust is None:
            raise NotGenuine("no-trust-given")
        claims = check_code(qr.to_digits(bytes.fromhex(certificate.code)), trust, clock.now())
        said = {
            "current": Standing.GOOD,
            "issued_on": claims.issued_on,
            "destination": certificate.content.destination,
        }
        facts = facts_of(claims, trust.issuer(claims.issuer), certificate.content.searched_on)
        return report("", _REASONS[State.CURRENT], facts).model_copy(update=said)
