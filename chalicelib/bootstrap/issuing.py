"""The certificates room where it makes, logs and publishes: what holds the issuer's keys."""

from functools import cache, cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.ground import OFFICE, OFFICE_NUMBER
from chalicelib.bootstrap.searching import Searching
from chalicelib.certificates import qr
from chalicelib.certificates.adapters.statuses import HttpStatuses
from chalicelib.certificates.adapters.timestamps import HttpTimeStamps
from chalicelib.certificates.adapters.witness import HttpWitness
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.policy import Policy
from chalicelib.certificates.log.watch import Watches
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.certificates.models import Order
from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.services import CertificatesService, Versions
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.status_publishing import StatusLists
from chalicelib.certificates.steps import Tools, claims_of
from chalicelib.certificates.store import Ledger, Orders, Register, StatementStore, StatusListStates
from chalicelib.certificates.trust import Keys, Use
from chalicelib.platform import clock
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.trust import read_roots

if TYPE_CHECKING:
    from chalicelib.certificates.log.monitor import Monitor

_TOO_OLD = 0
"""No check has this version: what was ordered on an answer that grew too old is held."""


class Issuing(Searching):
    """Certificates as they are made, logged and published."""

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.uow)

    @cached_property
    def certificates(self) -> CertificatesService:
        return CertificatesService(
            orders=self.orders,
            register=Register(self.uow),
            ledger=Ledger(self.uow),
            tools=self._issuing_tools(),
            issuer=OFFICE,
            versions_now=self._versions_now,
        )

    @cached_property
    def log_watches(self) -> Watches:
        return Watches(self.uow)

    @cached_property
    def log_monitor(self) -> "Monitor":
        from chalicelib.certificates.log.evidence import PublishedLog  # noqa: PLC0415 - one function's
        from chalicelib.certificates.log.monitor import Monitor  # noqa: PLC0415 - as above

        origin = log_origin(self.settings.verify_origin)
        log = PublishedLog(
            files=self.public_files,
            log_keys=lambda: self.signing_keys.public_keys("log"),
            policy=Policy.read(self.settings.log_policy),
            origin=origin,
            seen_by=lambda listed: _witness(listed.url).seen(origin),
        )
        statements = StatementStore(self.uow)
        return Monitor(
            log,
            Register(self.uow),
            self.log_watches,
            lambda made: qr.leaf(claims_of(made, OFFICE_NUMBER)),
            statements.leaves,
            statements.not_entered,
        )

    @cached_property
    def statements(self) -> Statements:
        return Statements(StatementStore(self.uow), self.public_files, self._log())

    @cached_property
    def signing_keys(self) -> Keys:
        given = self.settings
        key_ids: dict[Use, str] = {
            "seal": given.seal_key_id,
            "qr": given.qr_key_id,
            "log": given.log_key_id,
            "status": given.status_key_id,
            "pq": given.pq_key_id,
        }
        return Keys(self.public_files, self.signer, key_ids)

    @cached_property
    def status_lists(self) -> StatusLists:
        return StatusLists(
            public=self.public_files,
            ledger=Ledger(self.uow),
            states=StatusListStates(self.uow),
            keys=self.signing_keys,
            signer=self.signer,
            verify_origin=self.settings.verify_origin,
        )

    def _issuing_tools(self) -> Tools:
        given = self.settings
        return Tools(
            log=self._log(),
            keys=self.signing_keys,
            signer=self.signer,
            sealer=self._sealer(),
            files=self._bucket(given.certificates_bucket),
            verify_origin=given.verify_origin,
            post_quantum=given.post_quantum == "on",
            photo_of=self.documents.photo_of,
            issuer_number=OFFICE_NUMBER,
        )

    def _log(self) -> Log:
        given = self.settings
        return Log(
            files=self.public_files,
            signer=self.signer,
            key_id=given.log_key_id,
            origin=log_origin(given.verify_origin),
            witnesses=Witnesses(Policy.read(given.log_policy), _witness),
        )

    def _sealer(self) -> Sealer:
        given = self.settings
        return Sealer(
            signer=self.signer,
            time_stamps=HttpTimeStamps(given.tsa_url),
            statuses=HttpStatuses(given.ocsp_origin),
            roots=lambda: _roots(given.stage),
            issuer=OFFICE,
        )

    def _versions_now(self, order: Order) -> Versions:
        application = self.applications.get(order.application_id)
        check = self.records.check_of(order.application_id)
        fresh = check.state.answer is not None and check.state.is_fresh(clock.now())
        return Versions(application.version, check.version if fresh else _TOO_OLD)


_witness = cache(HttpWitness)
"""One connection to each witness."""


def log_origin(verify_origin: str) -> str:
    """The log's name in its checkpoints (C2SP tlog-checkpoint: a host and path without a scheme)."""
    return verify_origin.partition("://")[2] + "/log"


def _roots(stage: str) -> tuple[bytes, ...]:
    """The roots that the stage's chains end at; none where nobody pinned one."""
    root = pinned_root(stage)
    return read_roots(root.read_bytes()) if root else ()
