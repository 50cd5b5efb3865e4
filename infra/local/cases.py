"""Many open cases at once, for a full staff queue: made by the rooms' own stores, written in bulk.

What they would tell other rooms is left out, so that nothing is searched, mailed or issued for them.
"""

import random  # noqa: TID251 -- seeded: the same number gives the same cases
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from typing import Any

import httpx

from chalicelib.applications.models import DOCUMENT_ROLES, Address, Answers, Application, Passport, State
from chalicelib.applications.store import ApplicationStore
from chalicelib.casework.models import Case, CaseState
from chalicelib.casework.store import CaseStore
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.identifiers import new_id, new_reference
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform.items import Key, Page, Write, _operation
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.adapters.leds_history import PersonAnswer
from chalicelib.records.checks import CheckState, EnquiryAnswer, NamesEnquiry, RecordCheck, Round
from chalicelib.records.models import Nominal
from chalicelib.records.store import RecordCheckStore
from infra.local.simulators.records.known import TRAVELLED
from infra.local.simulators.records.known_records import known_entries
from infra.local.stack import Stack

_BATCH = 2000
_FORENAMES = (
    "Ada",
    "Bram",
    "Carys",
    "Dilan",
    "Efua",
    "Farid",
    "Greta",
    "Hamish",
    "Ines",
    "Jomo",
    "Kirsty",
    "Lucian",
)
_SURNAMES = (
    "Abara",
    "Brightwater",
    "Cole",
    "Dvorak",
    "Eastwood",
    "Fenn",
    "Garside",
    "Holloway",
    "Iqbal",
    "Jarrow",
)
_DESTINATIONS = ("AE", "AU", "CA", "CN", "DE", "ES", "JP", "NO", "NZ", "US")


class _Gathered:
    """A table that only notes what is put into it."""

    def __init__(self) -> None:
        self.puts: list[dict[str, Any]] = []

    def write(self, *writes: Write) -> None:
        """Note every item but news for other rooms."""
        for write in writes:
            if not write.key.pk.startswith("outbox#"):
                self.puts.append(_operation("", write)[1]["Item"])

    def get(self, key: Key) -> dict[str, Any] | None:
        """Nothing is there."""
        del key

    def query(self, pk: str, **_: object) -> Page:
        """Nothing is there."""
        del pk
        return Page([])

    def count(self, pk: str, *, index: str | None = None) -> int:
        """Nothing is there."""
        del pk, index
        return 0

    def scan(self) -> Iterator[dict[str, Any]]:
        """Nothing is there."""
        return iter(())


def seed(stack: Stack, number: int) -> None:
    """Write `number` open cases, with their applications and answered record checks, into a stack.

    The one that is due last has a candidate whose matters show what rules settle and what they leave to a person.
    """
    load(stack, chain(rows(number - 1), travelled()))


def load(stack: Stack, items: Iterator[dict[str, Any]]) -> None:
    """Put items, as DynamoDB writes them, into the main table by the back door of our moto server."""
    address = f"{stack.endpoint}/_local/items/{stack.environment['TABLE']}"
    while batch := list(islice(items, _BATCH)):
        httpx.put(address, json=batch, timeout=120).raise_for_status()


def rows(number: int) -> Iterator[dict[str, Any]]:
    """The items of so many open cases, the same for the same number but for ids and times."""
    chance = random.Random(number)  # noqa: S311 -- made-up people, not secrets
    for _ in range(number):
        gathered = _Gathered()
        _open_case(UnitOfWork(gathered), chance)
        yield from gathered.puts


def travelled() -> Iterator[dict[str, Any]]:
    """The items of the case of TRAVELLED."""
    person = next(entry for entry in known_entries() if entry["person"]["id"] == TRAVELLED.record_id)
    nominal = PersonAnswer.model_validate(person).to_record().nominal
    chance, at, gathered = random.Random(TRAVELLED.record_id), datetime.now(UTC), _Gathered()  # noqa: S311 -- as above
    application = _application(chance, at)
    told = application.answers.model_copy(
        update={
            "names": (PersonName(forenames=TRAVELLED.forenames, surname=TRAVELLED.surname),),
            "sex": Sex(TRAVELLED.sex),
            "birth_date": TRAVELLED.birth_date,
            "birth_town": TRAVELLED.birth_town,
        }
    )
    expected = (at + timedelta(days=60)).date()
    known = application.model_copy(update={"answers": told, "expected_on": expected})
    _write(UnitOfWork(gathered), known, at, (nominal,))
    yield from gathered.puts


def _open_case(uow: UnitOfWork, chance: random.Random) -> None:
    at = datetime.now(UTC) - timedelta(hours=chance.randrange(1, 200))
    _write(uow, _application(chance, at), at)


def _write(
    uow: UnitOfWork, application: Application, at: datetime, candidates: tuple[Nominal, ...] = ()
) -> None:
    application_id = new_id()
    # The answer is fresh, whenever the case came in: nobody decides on an old one.
    check = _check(application_id, application.answers, datetime.now(UTC), candidates)
    case = _case(application_id, application, at, len(candidates))
    audit = AuditEntry("case_opened", SYSTEM, {"candidates": len(candidates)})
    unique = {"reference": application.reference}
    ApplicationStore(uow).save(None, application, aggregate_id=application_id, audit=audit, unique=unique)
    RecordCheckStore(uow).save(None, check, aggregate_id=application_id, audit=audit)
    CaseStore(uow).save(None, case, aggregate_id=application_id, audit=audit, unique=unique)


def _application(chance: random.Random, at: datetime) -> Application:
    forenames, surname = chance.choice(_FORENAMES), chance.choice(_SURNAMES)
    born = date(chance.randrange(1940, 2007), chance.randrange(1, 13), chance.randrange(1, 29))
    address = Address(line1="14 Larch Road", town="Harrowgate", country="GB", since=f"{born:%Y-%m}")
    answers = Answers(
        names=(PersonName(forenames=forenames, surname=surname, kind=NameKind.MAIN),),
        has_former_names=False,
        sex=chance.choice((Sex("F"), Sex("M"))),
        birth_date=born,
        birth_town="Harrowgate",
        birth_country="GB",
        nationalities=("GB",),
        passport=Passport(number=f"{chance.randrange(10**8, 10**9)}", country="GB", expires=date(2035, 1, 1)),
        addresses=(address,),
        destination=chance.choice(_DESTINATIONS),
        email=f"{forenames}.{surname}@applicant.example".lower(),
    )
    return Application(
        reference=new_reference(),
        state=State.READY,
        answers=answers,
        started_at=at,
        declared_at=at,
        expected_on=(at + timedelta(days=14)).date(),
    )


def _check(
    application_id: str, answers: Answers, at: datetime, candidates: tuple[Nominal, ...]
) -> RecordCheck:
    name, born = answers.names[0], answers.birth_date
    asked = (NamesEnquiry(name=name, birth_date=born.isoformat() if born else ""),)
    answer = EnquiryAnswer(candidates=candidates, truncated=False, system_version="seeded")
    answered = Round(asked=asked, answers=(answer,), answered_at=at)
    return RecordCheck(application_id=application_id, state=CheckState.ANSWERED, asked=asked, answer=answered)


def _case(application_id: str, application: Application, at: datetime, candidates: int) -> Case:
    documents: Mapping[str, str] = dict.fromkeys(DOCUMENT_ROLES, "accepted")
    return Case(
        application_id=application_id,
        reference=application.reference,
        applicant=application.answers.names[0].full,
        destination=application.answers.destination or "",
        service_level=application.service,
        state=CaseState.OPEN,
        opened_at=at,
        received_on=at.date(),
        due=application.expected_on or at.date(),
        documents=documents,
        check_id=application_id,
        candidates=candidates,
    )
