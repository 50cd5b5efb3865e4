"""What the staff's pages about the register call, in one place."""

from dataclasses import dataclass

from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.entries import Entry
from chalicelib.certificates.looking import Looking
from chalicelib.certificates.reissuing import Reissuing


@dataclass(frozen=True)
class RegisterDesk:
    """The services behind the pages of the register and of stolen keys."""

    looking: Looking
    acts: Reissuing
    """Everything that is done about a certificate after its issue."""
    compromise: KeyCompromise

    def waiting(self) -> list[Entry]:
        """Requests that another officer has to answer, newest first."""
        ledger = self.acts.ledger
        asked = ledger.requests()
        return [one for one in asked if ledger.history(one.certificate_id).pending(one.kind) == one]
