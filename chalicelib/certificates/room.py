"""Everything that the issuer's queue calls, in one place."""

from dataclasses import dataclass

from chalicelib.certificates import official_hosts
from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.key_publishing import KeyLists
from chalicelib.certificates.services import CertificatesService
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.status_publishing import StatusLists


@dataclass(frozen=True)
class IssuerRoom:
    """What the one function that signs can do."""

    certificates: CertificatesService
    status_lists: StatusLists
    compromise: KeyCompromise
    key_lists: KeyLists
    statements: Statements

    def state_hosts(self) -> None:
        """Have the hosts of the published list of keys stated in the log, when they changed."""
        official_hosts.offer(self.statements)
