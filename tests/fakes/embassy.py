"""An embassy's desk in memory: an issuer's published lists, an account, and whoever writes its reports."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.certificates.paper import Paper
from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.trust import Keys
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.events.base import Envelope
from chalicelib.platform import clock
from chalicelib.platform.throttle import Throttle
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.verification.adapters.public_bucket import PublicBucket
from chalicelib.verification.bulk import report_page
from chalicelib.verification.bulk.accounts import Accounts, Caller
from chalicelib.verification.bulk.batches import Batches
from chalicelib.verification.bulk.checks import Checks, KeptFiles
from chalicelib.verification.bulk.counting import Counts
from chalicelib.verification.bulk.desk import STRANGERS, STRANGERS_WINDOW, EmbassyDesk
from chalicelib.verification.bulk.handlers import on_event
from chalicelib.verification.bulk.models import Scope
from chalicelib.verification.bulk.reports import Reports
from chalicelib.verification.bulk.store import AccountStore, BatchStore, Lines
from chalicelib.verification.models import Report
from chalicelib.verification.services import Verification
from chalicelib.verification.trust import Trust
from tests.attack.workshop import ORIGIN, Workshop
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects
from tests.fakes.signer import MemorySigner

OFFICER, ISSUER = "01OFFICER", "Probity Criminal Records Office"
_NOTE = AuditEntry("key.ended", SYSTEM)


class Told(Verification):
    """Verification that trusts a workshop's root instead of a stage's."""

    workshop: Workshop

    def trust(self) -> Trust | None:
        return self.workshop.trust


@dataclass
class Mission:
    """The desk, and what lies around it."""

    workshop: Workshop
    items: MemoryItems = field(default_factory=MemoryItems)
    public: MemoryObjects = field(default_factory=MemoryObjects)
    files: MemoryObjects = field(default_factory=MemoryObjects)
    signer: MemorySigner = field(default_factory=MemorySigner)
    register: dict[Paper, Report] = field(default_factory=dict)
    """What certificates are described as, and what the register says of them."""
    asked: list[tuple[Paper, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.public.put("trust.json", self.workshop.trust_json.read_bytes(), "application/json")
        self.signer.keys["report"] = self.workshop.keys["report"]
        self.uow = UnitOfWork(self.items)
        told = Told(KeptFiles(PublicBucket(self.public)), "test")
        told.workshop = self.workshop
        self.checks = Checks(told, self._described)
        counts = Counts(self.items)
        self.desk = EmbassyDesk(
            Accounts(AccountStore(self.uow)),
            Batches(BatchStore(self.uow), Lines(self.items), self.checks, counts, self.files),
            counts,
            Throttle(self.items, "embassy-key", STRANGERS, STRANGERS_WINDOW),
        )
        self.reports = Reports(
            batches=BatchStore(self.uow),
            accounts=AccountStore(self.uow),
            lines=Lines(self.items),
            keys=Keys(self.public, self.signer, {"report": "report"}),
            signer=self.signer,
            sealer=self._sealer(),
            files=self.files,
            draw=report_page.draw,
            issuer=ISSUER,
            origin=ORIGIN,
        )

    def account(self, name: str = "Embassy of Ruritania, London") -> str:
        """An open account."""
        return self.desk.accounts.open(name, "PT", "visa@embassy.example", OFFICER)

    def key(self, account_id: str = "", scopes: tuple[Scope, ...] = tuple(Scope), days: int = 30) -> str:
        """A key's text; of a new account unless one is given."""
        accounts = self.desk.accounts
        return accounts.issue_key(account_id or self.account(), "Visa desk", scopes, days, OFFICER).text

    def caller(self, key: str = "") -> Caller:
        """Whoever uses a key."""
        return self.desk.accounts.who(key or self.key())

    def events(self) -> list[Envelope]:
        """What lies in the outbox, oldest first."""
        bodies = [row["body"] for key, row in self.items.rows.items() if key.pk.startswith("outbox#")]
        return sorted(map(Envelope.model_validate_json, bodies), key=lambda envelope: envelope.id)

    def deliver(self, times: int = 1) -> None:
        """Hand the reports' worker every event, so many times."""
        for _ in range(times):
            for envelope in self.events():
                on_event(envelope, self.reports)

    def grow_old(self, key: str, by: timedelta) -> None:
        """Let a key have ended so long ago."""
        accounts, caller = self.desk.accounts, self.caller(key)
        stored = accounts.store.get(caller.account_id)
        ended = caller.key.model_copy(update={"expires_at": clock.now() - by})
        self.desk.accounts.store.save(stored, stored.state.with_key(ended), audit=_NOTE)

    def _described(self, paper: Paper, source: str) -> Report | None:
        self.asked.append((paper, source))
        return self.register.get(paper)

    def _sealer(self) -> Sealer:
        hand = self.workshop.hand
        roots = self.workshop.trust.roots
        return Sealer(self.signer, hand.time_stamps, hand.statuses, lambda: roots, ISSUER)
