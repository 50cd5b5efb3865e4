"""A register in memory with published certificates of synthetic people, and the staff's services over it; no PDFs."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from chalicelib.certificates import cose, qr, status_list
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.looking import Looking
from chalicelib.certificates.models import Certificate, Content, Order, OrderedContent, Seal, Step, StoredFile
from chalicelib.certificates.paper import paper_of
from chalicelib.certificates.reissuing import Reissuing
from chalicelib.certificates.status_publishing import StatusLists
from chalicelib.certificates.store import (
    Compromises,
    KeyOffers,
    Ledger,
    Looks,
    Orders,
    Register,
    StatusListStates,
)
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id, new_serial
from chalicelib.platform import clock
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.issuing import ORIGIN, ordered
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects
from tests.fakes.signer import MemorySigner


@dataclass
class FakeKeys:
    """`Keys` without a list: the present key of each use, and those before it."""

    signer: MemorySigner
    present: dict[str, str] = field(default_factory=dict)

    def get(self, use: str) -> "FakeKey":
        return FakeKey(self.present.get(use, use), self.signer)

    def public_keys(self, use: str) -> list[bytes]:
        return [self.signer.public_key(use)]


@dataclass
class FakeKey:
    """A key to sign with."""

    id: str
    signer: MemorySigner

    @property
    def public_key(self) -> bytes:
        return self.signer.public_key(self.id)

    @property
    def kid(self) -> bytes:
        return cose.key_id(self.public_key)


@dataclass
class Shelf:
    """The register and its services."""

    items: MemoryItems = field(default_factory=MemoryItems)
    public: MemoryObjects = field(default_factory=MemoryObjects)
    signer: MemorySigner = field(default_factory=MemorySigner)

    def __post_init__(self) -> None:
        self.keys = FakeKeys(self.signer)
        uow = UnitOfWork(self.items)
        self.register, self.ledger, self.orders = Register(uow), Ledger(uow), Orders(uow)
        self.lists = StatusLists(
            self.public, self.ledger, StatusListStates(uow), self.keys, self.signer, ORIGIN
        )
        self.staff = Reissuing(self.register, self.ledger, self.orders)
        self.looking = Looking(self.register, self.staff, Looks(uow))
        self.compromise = KeyCompromise(Compromises(uow), KeyOffers(uow), self.staff, self.lists, self.keys)

    @cached_property
    def qr_kid(self) -> bytes:
        return cose.key_id(self.signer.public_key("qr"))

    def add(self, *, days_ago: int = 0, key: bytes | None = None, **other: object) -> str:
        """A published certificate; its id."""
        at = clock.now() - timedelta(days=days_ago)
        said = ordered(**other).model_copy(update={"searched_on": clock.today() - timedelta(days=days_ago)})
        order_id = new_id()
        order = Order(
            order_id=order_id,
            case_id="case-1",
            application_id="application-1",
            application_version=3,
            check_id="check-1",
            check_version=1,
            content=said,
            content_hash=said.digest,
        )
        made = self._certificate(order, at.date(), key or self.qr_kid)
        state = made.model_copy(update={"issued_at": at, "reserved_at": at, "touched_at": at})
        audit = AuditEntry("test.added", SYSTEM)
        self.orders.save(None, order, aggregate_id=order_id, audit=audit)
        unique = {
            "number": state.content.number,
            "paper": paper_of(state.content).key,
            "status_index": str(state.status_index),
        }
        self.register.save(None, state, aggregate_id=order_id, audit=audit, unique=unique)
        return order_id

    def _certificate(self, order: Order, day: date, key: bytes) -> Certificate:
        facts = {name: getattr(order.content, name) for name in OrderedContent.model_fields}
        serial = new_serial()
        content = Content(issuer="Office", serial=serial, issued_on=day, **facts)
        claims = qr.Claims(
            issuer=1,
            serial=serial,
            issued_on=day,
            outcome=qr.OutcomeCode.NO_TRACE,
            holder=claimed_name(content.holder.name),
            birth=19900417,
            passport_end="1821",
            status_index=status_list.draw(),
            content_digest=content.digest[:16],
            log_index=1,
        )
        payload = qr.assemble(key, qr.encode_claims(claims), (1).to_bytes(32, "big") * 2)
        return Certificate(
            order_id=order.order_id,
            case_id=order.case_id,
            application_id=order.application_id,
            step=Step.PUBLISHED,
            content=content,
            status_index=claims.status_index,
            reserved_at=clock.now(),
            touched_at=clock.now(),
            code=payload.hex(),
            seal=Seal(digest="0" * 64, key_id=key.hex(), certificates=("x",), sealed_at=clock.now()),
            stored=StoredFile(key=f"certificates/{serial}.pdf", version_id="1", digest="0" * 64, size=1),
        )

    def events(self, kind: str) -> list[Envelope]:
        """What lies in the outbox, of one type, oldest first."""
        bodies = [row["body"] for key, row in self.items.rows.items() if key.pk.startswith("outbox#")]
        found = sorted(map(Envelope.model_validate_json, bodies), key=lambda envelope: envelope.id)
        return [envelope for envelope in found if envelope.type == kind]

    def published(self) -> status_list.StatusList:
        """The status list as everybody gets it."""
        return status_list.disassemble(self.public.get("status/1"))[1]

    def index_of(self, certificate_id: str) -> int:
        """The entry of a certificate in the status list."""
        return self.register.get(certificate_id).state.status_index
