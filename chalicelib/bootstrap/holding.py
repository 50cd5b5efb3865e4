"""The certificates room as holders see it: collecting, copies, access codes."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.ground import OFFICE_NUMBER
from chalicelib.bootstrap.register import Registering
from chalicelib.certificates.access.services import Access
from chalicelib.certificates.access.store import AccessCodes, AccessUses
from chalicelib.certificates.collecting import Collecting
from chalicelib.certificates.copies.services import Copies
from chalicelib.certificates.copies.store import HolderCopies
from chalicelib.certificates.store import Ledger, Register
from chalicelib.certificates.trust import Keys

if TYPE_CHECKING:
    from chalicelib.certificates.copies.making import CopyMaking


class Holding(Registering):
    """Certificates as their holders use them."""

    @cached_property
    def service_keys(self) -> Keys:
        """Keys of what is not a certificate: of reports and of holders' copies, each with its own function."""
        return Keys(
            self.public_files,
            self.signer,
            {"report": self.settings.report_key_id, "copy": self.settings.copy_key_id},
        )

    @cached_property
    def copies(self) -> Copies:
        return Copies(
            copies=HolderCopies(self.uow),
            register=Register(self.uow),
            ledger=Ledger(self.uow),
            applications=self.applications,
            files=self._bucket(self.settings.copies_bucket),
        )

    @cached_property
    def copy_making(self) -> "CopyMaking":
        from chalicelib.certificates.copies.making import CopyMaking  # noqa: PLC0415 - one function's

        return CopyMaking(
            copies=HolderCopies(self.uow),
            register=Register(self.uow),
            ledger=Ledger(self.uow),
            keys=self.service_keys,
            signer=self.signer,
            sealer=self._sealer(),
            files=self._bucket(self.settings.copies_bucket),
            verify_origin=self.settings.verify_origin,
            issuer_number=OFFICE_NUMBER,
        )

    @cached_property
    def collecting(self) -> Collecting:
        return Collecting(
            register=Register(self.uow),
            ledger=Ledger(self.uow),
            files=self._bucket(self.settings.certificates_bucket),
            applications=self.applications,
            links=self.links,
            mailer=self.mailer,
            apply_origin=self.settings.apply_origin,
        )

    @cached_property
    def access(self) -> Access:
        return Access(
            codes=AccessCodes(self.uow),
            uses=AccessUses(self.uow),
            register=Register(self.uow),
            ledger=Ledger(self.uow),
            applications=self.applications,
            files=self._bucket(self.settings.certificates_bucket),
        )
