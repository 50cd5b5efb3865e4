"""The verification room: codes typed in, and embassies with accounts of their own."""

from functools import cached_property

from chalicelib.bootstrap.ground import OFFICE
from chalicelib.bootstrap.working import Working
from chalicelib.certificates.store import Ledger, Register
from chalicelib.platform.tally import Tally
from chalicelib.platform.throttle import Throttle
from chalicelib.verification.access_desk import LOOKS, AccessDesk
from chalicelib.verification.adapters.public_bucket import PublicBucket
from chalicelib.verification.bulk.accounts import Accounts
from chalicelib.verification.bulk.batches import Batches
from chalicelib.verification.bulk.checks import Checks, KeptFiles
from chalicelib.verification.bulk.counting import Counts
from chalicelib.verification.bulk.desk import STRANGERS, STRANGERS_WINDOW, EmbassyDesk
from chalicelib.verification.bulk.reports import Reports
from chalicelib.verification.bulk.store import AccountStore, BatchStore, Lines
from chalicelib.verification.guard import guard
from chalicelib.verification.services import Verification
from chalicelib.verification.short_codes import ShortCodes


class Verifying(Working):
    """Those who verify."""

    @cached_property
    def reports(self) -> Reports:
        from chalicelib.verification.bulk import report_page  # noqa: PLC0415 - one function's

        return Reports(
            batches=BatchStore(self.uow),
            accounts=AccountStore(self.uow),
            lines=Lines(self.items),
            keys=self.service_keys,
            signer=self.signer,
            sealer=self._sealer(),
            files=self._bucket(self.settings.reports_bucket),
            draw=report_page.draw,
            issuer=OFFICE,
            origin=self.settings.verify_origin,
        )

    @cached_property
    def access_desk(self) -> AccessDesk:
        return AccessDesk(self.access, guard(self.items, "access-code", by_name=LOOKS, by_pair=LOOKS))

    @cached_property
    def short_codes(self) -> ShortCodes:
        trust = Verification(PublicBucket(self.public_files), self.settings.stage).trust
        return ShortCodes(Register(self.uow), Ledger(self.uow), guard(self.items, "short-code"), trust)

    @cached_property
    def guesses(self) -> dict[str, Tally]:
        """What staff see of guessing on the verification pages."""
        kinds = ("short-code-refused", "short-code-locked", "access-code-refused", "access-code-locked")
        return {kind: Tally(self.items, kind) for kind in kinds}

    @cached_property
    def embassy_desk(self) -> EmbassyDesk:
        checks = Checks(
            Verification(KeptFiles(PublicBucket(self.public_files)), self.settings.stage),
            self.short_codes.ask,
        )
        counts = Counts(self.sessions.items)
        return EmbassyDesk(
            accounts=Accounts(AccountStore(self.uow)),
            batches=Batches(
                BatchStore(self.uow),
                Lines(self.items),
                checks,
                counts,
                self._bucket(self.settings.reports_bucket),
            ),
            counts=counts,
            strangers=Throttle(self.items, "embassy-key", limit=STRANGERS, window=STRANGERS_WINDOW),
        )
