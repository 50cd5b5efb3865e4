"""Joins ports to adapters and stores: the one place that knows what every part is made of."""

from dataclasses import replace
from datetime import timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING

from chalicelib.applications.mailing import Letters
from chalicelib.applications.models import OPEN
from chalicelib.applications.services import Applications
from chalicelib.applications.store import ApplicationStore, LinkRequestStore
from chalicelib.casework.failures import Failures
from chalicelib.casework.opening import CaseOpening
from chalicelib.casework.review import Review
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.services import Casework
from chalicelib.casework.sign_in import BY_NAME, BY_SOURCE, WINDOW, SignIn
from chalicelib.casework.store import CaseStore
from chalicelib.certificates import qr
from chalicelib.certificates.access.services import Access
from chalicelib.certificates.access.store import AccessCodes, AccessUses
from chalicelib.certificates.adapters.statuses import HttpStatuses
from chalicelib.certificates.adapters.timestamps import HttpTimeStamps
from chalicelib.certificates.adapters.witness import HttpWitness
from chalicelib.certificates.collecting import Collecting
from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.copies.services import Copies
from chalicelib.certificates.copies.store import HolderCopies
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.certificates.key_publishing import KeyLists
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.policy import Policy
from chalicelib.certificates.log.watch import Watches
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.certificates.looking import Looking
from chalicelib.certificates.models import Order
from chalicelib.certificates.reissuing import Reissuing
from chalicelib.certificates.room import IssuerRoom
from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.services import CertificatesService, Versions
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.status_publishing import StatusLists
from chalicelib.certificates.steps import Tools, claims_of
from chalicelib.certificates.store import (
    Compromises,
    KeyOffers,
    Ledger,
    Looks,
    Orders,
    Register,
    StatementStore,
    StatusListStates,
)
from chalicelib.certificates.trust import Keys, Use
from chalicelib.documents.adapters.guardduty import GuardDutyScanner
from chalicelib.documents.claims import claims_of as claims_of_answers
from chalicelib.documents.intake import Intake
from chalicelib.documents.judging import Decision, judged
from chalicelib.documents.services import Documents
from chalicelib.documents.store import DocumentStore
from chalicelib.platform import clock
from chalicelib.platform.audit.segments import Segments
from chalicelib.platform.aws import client
from chalicelib.platform.identity import CognitoIdentity, TokenVerifier, fetch_pool_keys
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.links import Links
from chalicelib.platform.mail import Mailer, SesPost
from chalicelib.platform.malware import MalwareScans
from chalicelib.platform.objects import S3Objects
from chalicelib.platform.outbox import Outbox
from chalicelib.platform.queues import SqsQueues
from chalicelib.platform.retention import Retention, load_schedule
from chalicelib.platform.settings import Settings, settings
from chalicelib.platform.signer import KmsSigner
from chalicelib.platform.tally import Tally
from chalicelib.platform.throttle import Throttle
from chalicelib.platform.unit_of_work import Record, UnitOfWork
from chalicelib.records.adapters.breaker import GuardedRecordKeeper, GuardedRecordSystem
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.checks import Applicant
from chalicelib.records.ports import RecordSystem
from chalicelib.records.services import RecordsService
from chalicelib.records.store import ErrandStore, RecordCheckStore, RecordReadStore, RecordRoundStore
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
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.services import Verification
from chalicelib.verification.short_codes import ShortCodes
from chalicelib.verification.trust import read_roots, root_public_key
from chalicelib.web.sessions import Sessions

if TYPE_CHECKING:
    from chalicelib.applications.models import Application
    from chalicelib.certificates.copies.making import CopyMaking
    from chalicelib.certificates.log.monitor import Monitor
    from chalicelib.records.desk import RecordsDesk
    from chalicelib.records.hosted.system import HostedRecordSystem
    from chalicelib.records.names.hosted import HostedIndex

OFFICE = "Probity Criminal Records Office"
"""The office's name as certificates print and seal it."""
_OFFICE_NUMBER = 1
"""The office among the issuers of the trust list."""
_TOO_OLD = 0
"""No check has this version: what was ordered on an answer that grew too old is held."""
_HOSTED, _OLDER_FORM = "hosted:", "pnc+"


class Services:
    """Every service, each made when first asked for: a function pays only for what it uses."""

    def __init__(self, given: Settings) -> None:
        self.settings = given

    # What the rooms stand on.

    @cached_property
    def items(self) -> DynamoItems:
        return DynamoItems(client("dynamodb"), self.settings.table)

    @cached_property
    def uow(self) -> UnitOfWork:
        return UnitOfWork(self.items)

    @cached_property
    def queues(self) -> SqsQueues:
        return SqsQueues(client("sqs"), self.settings)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.items, self.queues)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(DynamoItems(client("dynamodb"), self.settings.sessions_table))

    @cached_property
    def links(self) -> Links:
        return Links(self.items)

    @cached_property
    def mailer(self) -> Mailer:
        return Mailer(SesPost(client("sesv2"), self.settings.mail_from), self.items)

    @cached_property
    def signer(self) -> KmsSigner:
        return KmsSigner(client("kms"))

    @cached_property
    def retention(self) -> Retention:
        return Retention(
            self.uow, load_schedule(), {"hosted_record": self._forget_name, "check_batch": self._forget_lines}
        )

    @cached_property
    def segments(self) -> Segments:
        kept = timedelta(days=1 if self.settings.is_local else load_schedule().audit_segment_days)
        return Segments(
            self.items,
            self._bucket(self.settings.audit_bucket),
            self.signer,
            self.settings.audit_key_id,
            kept,
        )

    @cached_property
    def public_files(self) -> S3Objects:
        return self._bucket(self.settings.public_bucket)

    # The rooms, in the order in which an application travels.

    @cached_property
    def applications(self) -> Applications:
        return Applications(ApplicationStore(self.uow), LinkRequestStore(self.uow), self.links)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.applications, self.mailer, self.settings.apply_origin)

    @cached_property
    def documents(self) -> Documents:
        return Documents(
            store=DocumentStore(self.uow),
            quarantine=replace(
                self._bucket(self.settings.quarantine_bucket), key_id=self.settings.identity_key_id
            ),
            clean=self._bucket(self.settings.clean_bucket),
            applications=self.applications,
            mailer=self.mailer,
            apply_origin=self.settings.apply_origin,
        )

    @cached_property
    def intake(self) -> Intake:
        bucket = self.settings.quarantine_bucket
        return Intake(
            bucket=bucket,
            store=DocumentStore(self.uow),
            quarantine=self._bucket(bucket),
            clean=self._bucket(self.settings.clean_bucket),
            scanner=GuardDutyScanner(MalwareScans(client("guardduty"), bucket)),
            claims_of=lambda application_id: claims_of_answers(
                self.applications.get(application_id).state.answers
            ),
            check=lambda *_: judged(Decision.ACCEPTED),
        )

    @cached_property
    def records(self) -> RecordsService:
        return RecordsService(
            checks=RecordCheckStore(self.uow),
            reads=RecordReadStore(self.uow),
            system=self.record_system,
            applicant_of=lambda application_id: applicant(self.applications.get(application_id).state),
            rounds=RecordRoundStore(self.uow),
            watches=self.settings.record_system_url.startswith(_HOSTED),
            is_open=lambda application_id: self.applications.get(application_id).state.state in OPEN,
        )

    @cached_property
    def record_system(self) -> RecordSystem:
        """Who holds the records, by the address: `https://…` speaks LEDS, `pnc+https://…` the older names enquiry,
        `hosted:` is our own store.
        """
        url = self.settings.record_system_url
        if url.startswith(_HOSTED):
            return self.hosted_records
        if url.startswith(_OLDER_FORM):
            from chalicelib.records.adapters.names_enquiry import (  # noqa: PLC0415 - see hosted_records
                NamesEnquiryRecordSystem,
            )

            return GuardedRecordSystem(NamesEnquiryRecordSystem(url.removeprefix(_OLDER_FORM)))
        return GuardedRecordKeeper(LedsRecordSystem(url))

    @cached_property
    def hosted_records(self) -> "HostedRecordSystem":
        from chalicelib.records.hosted.store import (  # noqa: PLC0415 - a heavy part, of few
            HostedRecordStore,
            HostedVersionStore,
        )
        from chalicelib.records.hosted.system import HostedRecordSystem  # noqa: PLC0415 - see above

        return HostedRecordSystem(HostedRecordStore(self.uow), HostedVersionStore(self.uow), self.names_index)

    @cached_property
    def names_index(self) -> "HostedIndex":
        from chalicelib.records.names.hosted import HostedIndex  # noqa: PLC0415 - see hosted_records

        return HostedIndex(DynamoItems(client("dynamodb"), self.settings.names_table))

    def _forget_name(self, record: Record) -> None:
        from chalicelib.records.hosted.erasing import forget_name  # noqa: PLC0415 - see hosted_records

        forget_name(lambda: self.names_index, record.state)

    def _forget_lines(self, batch: Record) -> None:
        Lines(self.items).forget(batch.id)

    @cached_property
    def records_desk(self) -> "RecordsDesk":
        from chalicelib.records.desk import RecordsDesk  # noqa: PLC0415 - see hosted_records

        joining = None
        if self.settings.record_system_url.startswith(_HOSTED):
            from chalicelib.records.hosted.joining import Joining  # noqa: PLC0415 - see hosted_records
            from chalicelib.records.hosted.store import JoinProposalStore  # noqa: PLC0415 - see hosted_records

            joining = Joining(self.hosted_records, JoinProposalStore(self.uow))
        return RecordsDesk(ErrandStore(self.uow), self.records, joining, self.settings.is_local)

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
        return Monitor(
            log,
            Register(self.uow),
            self.log_watches,
            lambda made: qr.leaf(claims_of(made, _OFFICE_NUMBER)),
            StatementStore(self.uow).leaves,
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
            issuer_number=_OFFICE_NUMBER,
        )

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
    def status_lists(self) -> StatusLists:
        return StatusLists(
            public=self.public_files,
            ledger=Ledger(self.uow),
            states=StatusListStates(self.uow),
            keys=self.signing_keys,
            signer=self.signer,
            verify_origin=self.settings.verify_origin,
        )

    @cached_property
    def reissuing(self) -> Reissuing:
        return Reissuing(Register(self.uow), Ledger(self.uow), self.orders)

    @cached_property
    def key_compromise(self) -> KeyCompromise:
        return KeyCompromise(
            Compromises(self.uow), KeyOffers(self.uow), self.reissuing, self.status_lists, self.signing_keys
        )

    @cached_property
    def register_desk(self) -> RegisterDesk:
        looking = Looking(Register(self.uow), self.reissuing, Looks(self.uow))
        return RegisterDesk(looking, self.reissuing, self.key_compromise)

    @cached_property
    def issuer_room(self) -> IssuerRoom:
        root = pinned_root(self.settings.stage)
        root_key = root_public_key(root.read_bytes()) if root else b""
        lists = KeyLists(self.public_files, self.signing_keys, self.signer, root_key)
        return IssuerRoom(self.certificates, self.status_lists, self.key_compromise, lists, self.statements)

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

    @cached_property
    def access_desk(self) -> AccessDesk:
        return AccessDesk(self.access, guard(self.items, "access-code", by_name=LOOKS))

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

    @cached_property
    def case_opening(self) -> CaseOpening:
        return CaseOpening(CaseStore(self.uow), self.applications, self.documents, self.records)

    @cached_property
    def casework(self) -> Casework:
        cases = CaseStore(self.uow)
        review = Review(cases, self.applications, self.documents, self.records)
        return Casework(cases, self.documents, self.records, self.orders, review)

    @cached_property
    def staff_room(self) -> StaffRoom:
        return StaffRoom(self._sign_in(), self.casework, Failures(self.queues))

    def _sign_in(self) -> SignIn:
        pool, pool_client = self.settings.user_pool_id, self.settings.user_pool_client_id
        tokens = TokenVerifier(
            pool_id=pool,
            client_id=pool_client,
            allow_published_keys=self.settings.is_local,
            fetch=lambda: fetch_pool_keys(pool),
        )
        return SignIn(
            identity=CognitoIdentity(client("cognito-idp"), pool, pool_client, tokens),
            names=Throttle(self.items, "sign-in-name", limit=BY_NAME, window=WINDOW),
            sources=Throttle(self.items, "sign-in-source", limit=BY_SOURCE, window=WINDOW),
        )

    def _bucket(self, name: str) -> S3Objects:
        return S3Objects(client("s3"), name, self.settings.upload_origin if self.settings.is_local else "")

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
            issuer_number=_OFFICE_NUMBER,
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


def applicant(application: "Application") -> Applicant:
    """Whom to search for: the application's answers as the records room asks for them."""
    answers = application.answers
    return Applicant.model_validate(
        {
            "names": [name.model_dump() for name in answers.names],
            "birth_date": answers.birth_date,
            "sex": answers.sex,
            "birth_place": answers.birth_town or "",
            "lived_in": tuple(dict.fromkeys(address.country for address in answers.addresses)),
        }
    )


_witness = cache(HttpWitness)
"""One connection to each witness."""


def log_origin(verify_origin: str) -> str:
    """The log's name in its checkpoints (C2SP tlog-checkpoint: a host and path without a scheme)."""
    return verify_origin.partition("://")[2] + "/log"


def _roots(stage: str) -> tuple[bytes, ...]:
    """The roots that the stage's chains end at; none where nobody pinned one."""
    root = pinned_root(stage)
    return read_roots(root.read_bytes()) if root else ()


@cache
def services() -> Services:
    """This process's services."""
    return Services(settings())
