"""The staff's room on fakes, with an application that is ready, its papers accepted and its check answered."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.applications.models import Address, Answers, Application, Passport, State
from chalicelib.casework.failures import Failures
from chalicelib.casework.handlers import on_event
from chalicelib.casework.models import Case, Officer
from chalicelib.casework.opening import CaseOpening
from chalicelib.casework.review import Review
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.services import Casework
from chalicelib.casework.sign_in import SignIn
from chalicelib.casework.store import CaseStore
from chalicelib.certificates.store import Orders
from chalicelib.documents.models import Role
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform import clock
from chalicelib.platform.queues import DeadLetter
from chalicelib.platform.throttle import Throttle
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Applicant
from chalicelib.records.models import Disposal, Matter, MatterKind, Nominal, Offence, Record
from chalicelib.records.services import RecordsService
from chalicelib.records.store import RecordCheckStore, RecordReadStore, RecordRoundStore
from tests.fakes.documents import Room
from tests.fakes.identity import FakeIdentity
from tests.fakes.record_system import FakeRecordSystem

OLIVE = Officer(id="olive", name="Olive Marsh", roles=frozenset({"officer"}))
DEV = Officer(id="dev", name="Dev Chaudhry", roles=frozenset({"officer"}))
RUTH = Officer(id="ruth", name="Ruth Adeyemi", roles=frozenset({"officer", "supervisor"}))
WHY = "It follows from the papers."

ANSWERS = Answers(
    names=(
        PersonName(forenames="Thomas William", surname="Ashdown"),
        PersonName(forenames="Thomas", surname="Ash", kind=NameKind.FORMER),
    ),
    has_former_names=True,
    sex=Sex.MALE,
    birth_date=date(1985, 11, 23),
    birth_town="Leeds",
    birth_country="GB",
    nationalities=("GB",),
    passport=Passport(number="L898902C3", country="GB", expires=date(2031, 4, 15)),
    addresses=(Address(line1="14 Larch Road", town="Harrowgate", country="GB", since="2001-01"),),
    destination="NO",
    email="thomas@applicant.example",
)


def record(
    *matters: Matter,
    record_id: str = "SYN-1",
    version: int = 1,
    surname: str = "Ashdown",
    born: str = "1985-11-23",
) -> Record:
    """A record of somebody of that name."""
    nominal = Nominal(
        record_id=record_id,
        pncid="1999/9000001X",
        names=(PersonName(forenames="Thomas William", surname=surname),),
        birth_dates=(born,),
        sex=Sex.MALE,
        birth_place="Leeds",
        version=version,
        synthetic=True,
    )
    return Record(nominal=nominal, matters=matters)


def matter(
    matter_id: str = "m1", kind: MatterKind = MatterKind.CONVICTION, title: str = "Theft from a shop"
) -> Matter:
    """A matter of 2004 with a fine."""
    return Matter(
        id=matter_id,
        kind=kind,
        offence=Offence(title=title),
        date="2004-05-03",
        court="Leeds Magistrates' Court",
        disposals=(Disposal(code="1015", text="Fine", amount=18000),),
    )


@dataclass
class MemoryQueues:
    """`Queues` with dead letters that a test lays down."""

    dead: dict[str, list[DeadLetter]] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, queue: str, body: str) -> None:
        self.sent.append((queue, body))

    def dead_letters(self, queue: str, limit: int = 10) -> list[DeadLetter]:
        return self.dead.get(queue, [])[:limit]

    def replay(self, queue: str, letter: DeadLetter) -> None:
        self.send(queue, letter.body)
        self.dead[queue].remove(letter)

    def depth(self, queue: str) -> int:
        return len(self.dead.get(queue.removesuffix("_dlq"), []))


class Station:
    """Every room that a case touches, and short words for what happens."""

    def __init__(self, *records: Record) -> None:
        self.papers = Room()
        self.items = self.papers.items
        uow = UnitOfWork(self.items)
        self.applications = self.papers.applications
        self.system = FakeRecordSystem(records)
        self.records = RecordsService(
            checks=RecordCheckStore(uow),
            reads=RecordReadStore(uow),
            system=self.system,
            applicant_of=self._applicant_of,
            rounds=RecordRoundStore(uow),
        )
        self.cases = CaseStore(uow)
        review = Review(self.cases, self.applications, self.papers.documents, self.records)
        self.casework = Casework(self.cases, self.papers.documents, self.records, Orders(uow), review)
        self.opening = CaseOpening(self.cases, self.applications, self.papers.documents, self.records)
        self.identity, self.queues = FakeIdentity(), MemoryQueues()
        window = timedelta(minutes=15)
        sign_in = SignIn(
            self.identity, Throttle(self.items, "n", 5, window), Throttle(self.items, "s", 60, window)
        )
        self.room = StaffRoom(sign_in, self.casework, Failures(self.queues))
        self.case_id = self.papers.application_id

    def send_form(self, *, papers: bool = True, service: str = "standard") -> None:
        """The applicant's part: answers given, papers accepted, form sent."""
        if papers:
            for role in Role:
                self.papers.accepted(role)
        stored = self.applications.get(self.case_id)
        known = {"answers": ANSWERS, "service": service, "state": State.READY, "declared_at": clock.now()}
        after = Application.model_validate({**stored.state.model_dump(), **known})
        self.applications.store.save(stored, after, audit=AuditEntry("sent", SYSTEM))

    def ready(self, *, service: str = "standard") -> "Station":
        """The form is sent and the police records answered."""
        self.send_form(service=service)
        self.records.check(self.case_id)
        self.hear("RecordCheckAnswered")
        return self

    def hear(self, event: str, event_id: str | None = None, **data: str) -> None:
        """The casework queue brings an event."""
        envelope = Envelope(
            id=event_id or new_id(),
            type=event,
            version=1,
            aggregate=f"case#{self.case_id}",
            sequence=1,
            occurred_at=clock.now(),
            data={"application_id": self.case_id, "case_id": self.case_id, **data},
        )
        on_event(envelope, self.opening)

    @property
    def case(self) -> Case:
        return self.cases.get(self.case_id).state

    def claim(self, officer: Officer = OLIVE) -> None:
        self.casework.claim(self.case_id, officer)

    def say_why(self, officer: Officer = OLIVE) -> None:
        self.casework.say_why(self.case_id, officer, 8, "Police certificate")

    def seen_by(self, officer: Officer) -> str:
        """The digest on the officer's page."""
        return self.casework.review.read(self.cases.get(self.case_id), officer).proposal.digest

    def recommend(self, officer: Officer = OLIVE) -> None:
        self.casework.recommend(self.case_id, officer, self.seen_by(officer), "Nothing odd")

    def recommend_blindly(self, officer: Officer = OLIVE) -> None:
        """As a form that was made by hand, whatever the page would have shown."""
        self.casework.recommend(self.case_id, officer, "0" * 64)

    def approve(self, officer: Officer = DEV) -> str:
        return self.casework.approve(self.case_id, officer, self.seen_by(officer))

    def told(self) -> list[str]:
        """Types of the events in the outbox."""
        bodies = [row["body"] for key, row in self.items.rows.items() if key.pk.startswith("outbox#")]
        return [Envelope.model_validate_json(body).type for body in bodies]

    def _applicant_of(self, application_id: str) -> Applicant:
        answers = self.applications.get(application_id).state.answers
        assert answers.birth_date
        assert answers.sex
        return Applicant(
            names=answers.names,
            birth_date=answers.birth_date,
            sex=answers.sex,
            birth_place="Leeds",
            lived_in=tuple(address.country for address in answers.addresses),
        )
