"""Steps that several stories share: applicants who got far already, officers at work, raw answers of pages."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import httpx

from chalicelib.applications.models import Address, Answers, Passport
from chalicelib.bootstrap import Services
from chalicelib.casework.models import Case, CaseState
from chalicelib.documents.changes import commit_move
from chalicelib.documents.models import CleanCopy, Kind, Role, State, Upload
from chalicelib.documents.portraits import even_portrait
from chalicelib.documents.rewriting import rewrite
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform import clock
from chalicelib.platform.items import Key
from infra.local import sample
from infra.local.samples import photo
from infra.local.simulators.records.known import NO_RECORD, Known
from infra.local.stack import Stack
from infra.local.staff import StaffMember
from infra.local.visitor import Visitor
from tests.stackrun import eventually

PURPOSE = {"reason_code": "8", "justification": "Application for a police certificate"}


@cache
def _portrait() -> bytes:
    cut = even_portrait(rewrite(Kind.JPEG, photo(), Role.PHOTO).content)
    assert cut
    return cut


@dataclass
class Applicant:
    """Somebody with an application and a browser."""

    visitor: Visitor
    id: str
    reference: str
    email: str


@dataclass
class Desk:
    """Begins applications and takes them quickly to where a story starts."""

    stack: Stack
    rooms: Services
    visitors: list[Visitor] = field(default_factory=list)

    def close(self) -> None:
        """Send everybody home."""
        for visitor in self.visitors:
            visitor.client.close()

    def begin(self) -> Applicant:
        """Somebody who pressed the start button."""
        visitor = Visitor(self.stack.apply_origin)
        self.visitors.append(visitor)
        visitor.answer("/apply/start")
        session = self.rooms.sessions.items.get(session_key(visitor, "apply"))
        application_id = str(session["application_id"])
        application = self.rooms.applications.get(application_id).state
        return Applicant(
            visitor, application_id, application.reference, f"{application_id}@applicant.example".lower()
        )

    def fill(self, person: Known = NO_RECORD) -> Applicant:
        """Somebody who answered every question."""
        applicant = self.begin()
        self.rooms.applications.answer(applicant.id, "all", lambda _: answers_of(person, applicant.email))
        return applicant

    def hand_in(self, person: Known = NO_RECORD) -> Applicant:
        """Somebody who answered every question and whose papers are being accepted."""
        applicant = self.fill(person)
        for role in Role:
            self.accept(applicant, role)
        return applicant

    def prepare(self, person: Known = NO_RECORD) -> Applicant:
        """Somebody who answered every question and whose papers were accepted."""
        applicant = self.hand_in(person)
        self.papers_are_accepted(applicant)
        return applicant

    def papers_are_accepted(self, applicant: Applicant) -> None:
        """Wait until the application knows of its accepted papers."""
        eventually(lambda: self.rooms.applications.get(applicant.id).state.documents_accepted)

    def send(self, person: Known = NO_RECORD) -> Applicant:
        """Somebody whose application was sent."""
        applicant = self.prepare(person)
        submit(applicant.visitor)
        return applicant

    def accept(self, applicant: Applicant, role: Role) -> None:
        """Let a paper be accepted without a file."""
        documents = self.rooms.documents
        made = documents.request_upload(applicant.id, role).document
        upload = Upload(version="story", size=1, kind=Kind.JPEG, at=clock.now())
        copy = _portrait() if role is Role.PHOTO else b"?"
        documents.clean.put_once(made.clean_key, copy, "image/jpeg")
        digest = hashlib.sha256(copy).hexdigest()
        clean = CleanCopy(key=made.clean_key, kind=Kind.JPEG, size=len(copy), sha256=digest, pages=1)
        before = commit_move(documents.store, documents.store.get(made.id), State.UPLOADED, upload=upload)
        commit_move(documents.store, before, State.ACCEPTED, clean=clean)

    def case(self, applicant: Applicant) -> Case | None:
        """The applicant's case as staff have it."""
        stored = self.rooms.casework.cases.find(applicant.id)
        return stored.state if stored else None

    def case_is(self, applicant: Applicant, state: CaseState) -> Case:
        """Wait until the case is in a state."""

        def reached() -> Case | None:
            case = self.case(applicant)
            return case if case and case.state is state else None

        return eventually(reached)


def answers_of(person: Known, email: str) -> Answers:
    """A whole form."""
    names = [PersonName(forenames=person.forenames, surname=person.surname)]
    if person.former_surname:
        former = PersonName(forenames=person.forenames, surname=person.former_surname, kind=NameKind.FORMER)
        names.append(former)
    born = person.birth_date
    return Answers(
        names=tuple(names),
        has_former_names=bool(person.former_surname),
        sex=Sex(person.sex),
        birth_date=born,
        birth_town=person.birth_town,
        birth_country="GB",
        nationalities=("GB",),
        passport=Passport(number="L898902C3", country="GB", expires=date(clock.today().year + 5, 4, 15)),
        addresses=(Address(line1="14 Larch Road", town="Harrowgate", country="GB", since=f"{born:%Y-%m}"),),
        destination="NO",
        email=email,
    )


def session_key(visitor: Visitor, site: str) -> Key:
    """Where a visitor's session lies in the sessions table."""
    token = visitor.client.cookies[f"probity-{site}"]
    return Key(f"session#{hashlib.sha256(token.encode()).hexdigest()}", "session")


def submit(visitor: Visitor) -> str:
    """Declare and send; the reference."""
    return sample.submit(visitor)


def sign_in(visitor: Visitor, member: StaffMember) -> None:
    """Sign in to the staff's pages."""
    sample.sign_in(visitor, member)


def act(officer: Visitor, path: str, name: str, **answers: str) -> None:
    """Send a form of the case that is open, again when a worker changed the case at that moment."""
    sample.act(officer, path, name, **answers)


def recommend(officer: Visitor, case_id: str) -> None:
    """Claim a case without candidates and recommend."""
    officer.open(f"/staff/cases/{case_id}")
    act(officer, f"/staff/cases/{case_id}", "claim")
    act(officer, f"/staff/cases/{case_id}", "recommend")


def approve(officer: Visitor, case_id: str) -> None:
    """Approve what stands there now."""
    officer.open(f"/staff/cases/{case_id}")
    act(officer, f"/staff/cases/{case_id}", "approve")


def send_raw(visitor: Visitor, path: str, **answers: str) -> httpx.Response:
    """Post what the page's form for `path` holds (or, without one, its secret alone), whatever the answer is."""
    forms = visitor.forms()
    wanted = next((f for f in forms if f.action.partition("?")[0] == path), None)
    fields = wanted.filled({}) if wanted else {}
    if not wanted:
        fields = next({"csrf": f.filled({})["csrf"]} for f in forms if "csrf" in f.filled({}))
    data = {**fields, **{name.replace("__", "-"): [value] for name, value in answers.items()}}
    return visitor.client.post(path, data=data, headers={"Origin": visitor.origin}, follow_redirects=False)


def words_of(answer: httpx.Response) -> str:
    """A page's text without tags."""
    text = re.sub(r"(?s)<(script|style|head).*?</\1>|<[^>]+>", " ", answer.text)
    return " ".join(text.split())
