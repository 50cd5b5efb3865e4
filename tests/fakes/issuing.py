"""A whole issuer in memory, with real keys, a real local PKI and real PDFs; only AWS is missing."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.handlers import on_event
from chalicelib.certificates.key_publishing import KeyLists
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.models import Holder, Line, Order, OrderedContent
from chalicelib.certificates.reissuing import Reissuing
from chalicelib.certificates.room import IssuerRoom
from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.services import CertificatesService, Versions
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.status_publishing import StatusLists
from chalicelib.certificates.steps import Tools
from chalicelib.certificates.store import (
    Compromises,
    KeyOffers,
    Ledger,
    Orders,
    Register,
    StatementStore,
    StatusListStates,
)
from chalicelib.certificates.trust import Keys
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.platform import clock
from chalicelib.platform.routing import ROUTES
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.verification.trust import read_roots, root_public_key
from infra.local.pki import USES, certify, prepare
from infra.local.pki.architecture import load
from tests.fakes.items import MemoryItems
from tests.fakes.log import published_leaves
from tests.fakes.objects import MemoryObjects
from tests.fakes.signer import MemorySigner
from tests.fakes.statuses import LocalStatuses
from tests.fakes.timestamps import LocalTimeStamps
from tests.fakes.witness import MemoryWitness

ORIGIN = "https://verify.probity.example"
LOG_ORIGIN = "verify.probity.example/log"
ISSUER = "Probity Criminal Records Office"


def holder(**other: object) -> Holder:
    """A synthetic person."""
    facts: dict[str, object] = {
        "name": PersonName(forenames="Amelia Jane", surname="Hargreaves"),
        "sex": Sex.FEMALE,
        "birth_date": date(1990, 4, 17),
        "birth_place": "Leeds",
        "birth_country": "GB",
        "nationalities": ("GB",),
        "passport_number": "533401821",
        "passport_country": "GB",
    }
    return Holder.model_validate(facts | other)


def lines(count: int) -> tuple[Line, ...]:
    """So many invented matters."""
    return tuple(
        Line(
            id=f"m{i}",
            date=f"{i % 28 + 1} March 2019",
            kind="Conviction",
            offence="Theft from a shop (Theft Act 1968, s. 1)",
            court="Leeds Magistrates\u2019 Court",
            disposal="Fine £120; compensation £45",
        )
        for i in range(count)
    )


def ordered(matters: int = 0, **other: object) -> OrderedContent:
    """What to say about the synthetic person."""
    outcome = Outcome.TRACE if matters else Outcome.NO_TRACE
    return OrderedContent(
        holder=holder(**other),
        destination="AU",
        searched_on=clock.today(),
        outcome=outcome,
        lines=lines(matters),
    )


@dataclass
class Workshop:
    """The issuer and everything around it, to be looked at and broken."""

    folder: Path
    items: MemoryItems = field(default_factory=MemoryItems)
    public: MemoryObjects = field(default_factory=MemoryObjects)
    files: MemoryObjects = field(default_factory=MemoryObjects)
    signer: MemorySigner = field(default_factory=MemorySigner)
    kms: object = None
    """Where the PKI asks for the public keys; the signer itself unless a real client is given."""
    key_ids: dict[str, str] = field(default_factory=lambda: {use: use for use in USES})
    post_quantum: bool = False
    photo: bytes = b""
    """What the clean bucket holds of the synthetic person."""
    handed: set[str] = field(default_factory=set)
    """Envelopes that were delivered."""
    versions: Versions = Versions(3, 1)  # noqa: RUF009 - a tuple never changes

    def __post_init__(self) -> None:
        self.root = prepare(self.folder / "pki")
        raw = self.signer.public_key(self.key_ids["log"])[-32:]
        self.witness = MemoryWitness(lambda origin: [raw] if origin == LOG_ORIGIN else [])
        spki = self.witness.book.key.spki
        self.trust = certify(self.kms or self.signer, self.key_ids, self.folder / "pki", [ORIGIN], spki)
        self.public.put("trust.json", json.dumps(self.trust).encode(), "application/json")
        self.time_stamps = LocalTimeStamps(load(self.folder / "pki"))
        self.statuses = LocalStatuses(self.folder / "pki")
        self.service = self.make_service()

    def make_service(self) -> CertificatesService:
        """The issuer, wired as bootstrap wires it."""
        uow = UnitOfWork(self.items)
        tools = Tools(
            log=Log(self.public, self.signer, self.key_ids["log"], LOG_ORIGIN, self.witness.alone()),
            keys=Keys(self.public, self.signer, self.key_ids),
            signer=self.signer,
            sealer=Sealer(
                self.signer,
                self.time_stamps,
                self.statuses,
                lambda: read_roots(self.root.read_bytes()),
                ISSUER,
            ),
            files=self.files,
            verify_origin=ORIGIN,
            post_quantum=self.post_quantum,
            photo_of=lambda _: self.photo,
            issuer_number=1,
        )
        return CertificatesService(
            Orders(uow), Register(uow), Ledger(uow), tools, ISSUER, lambda _: self.versions
        )

    def keys(self) -> Keys:
        """The keys as the issuer knows them."""
        return Keys(self.public, self.signer, self.key_ids)

    def room(self) -> IssuerRoom:
        """Everything that the issuer's queue calls, wired as bootstrap wires it."""
        uow = UnitOfWork(self.items)
        lists = StatusLists(self.public, Ledger(uow), StatusListStates(uow), self.keys(), self.signer, ORIGIN)
        reissuing = Reissuing(Register(uow), Ledger(uow), Orders(uow))
        compromise = KeyCompromise(Compromises(uow), KeyOffers(uow), reissuing, lists, self.keys())
        root_key = root_public_key(self.root.read_bytes())
        key_lists = KeyLists(self.public, self.keys(), self.signer, root_key)
        return IssuerRoom(self.service, lists, compromise, key_lists, self.statements())

    def statements(self) -> Statements:
        """What the office states in the log."""
        return Statements(StatementStore(UnitOfWork(self.items)), self.public, self.service.tools.log)

    def deliver(self, *, twice: bool = False) -> int:
        """Hand the issuer what waits in the outbox until nothing new comes; how many messages."""
        room, handed = self.room(), 0
        while fresh := [e for e in self._outbox() if e.id not in self.handed]:
            for envelope in fresh:
                self.handed.add(envelope.id)
                if "issue" in ROUTES[envelope.type]:
                    for _ in range(1 + twice):
                        on_event(envelope, room)
                    handed += 1
        return handed

    def order(self, content: OrderedContent | None = None, **other: object) -> str:
        """Write an order as casework does; its id."""
        content = content or ordered()
        facts: dict[str, object] = {
            "order_id": new_id(),
            "case_id": "case-1",
            "application_id": "application-1",
            "application_version": 3,
            "check_id": "check-1",
            "check_version": 1,
            "content": content,
            "content_hash": content.digest,
        }
        order = Order.model_validate(facts | other)
        audit = AuditEntry("order.made", SYSTEM)
        self.service.orders.save(None, order, aggregate_id=order.order_id, audit=audit)
        return order.order_id

    def events(self, kind: str) -> list[Envelope]:
        """What lies in the outbox, of one type."""
        return [envelope for envelope in self._outbox() if envelope.type == kind]

    def _outbox(self) -> list[Envelope]:
        bodies = [row["body"] for key, row in self.items.rows.items() if key.pk.startswith("outbox#")]
        return sorted(map(Envelope.model_validate_json, bodies), key=lambda envelope: envelope.id)

    def sealed_files(self) -> dict[str, int]:
        """How many versions lie under each key of the certificates bucket."""
        return {key: len(versions) for key, versions in self.files.versions.items()}

    def leaves(self) -> int:
        """How many leaves the published log has."""
        return len(published_leaves(self.public))
