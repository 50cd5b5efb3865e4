"""Everything that the staff's pages call, in one place."""

from dataclasses import dataclass

from chalicelib.casework.failures import Failures
from chalicelib.casework.services import Casework
from chalicelib.casework.sign_in import SignIn
from chalicelib.casework.store import CaseStore


@dataclass(frozen=True)
class StaffRoom:
    """The services behind the staff's pages."""

    sign_in: SignIn
    casework: Casework
    failures: Failures

    @property
    def cases(self) -> CaseStore:
        return self.casework.cases
