"""An office that keeps its own police records: its pages, two record keepers and an officer, on a table in memory."""

import re
from dataclasses import dataclass

from chalice.app import Chalice

from chalicelib.casework.room import StaffRoom
from chalicelib.casework.routes import register as register_casework
from chalicelib.platform.identity import Person
from chalicelib.platform.items import Items
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.hosted.joining import Joining
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore, JoinProposalStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Record
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.routes import register as register_records
from chalicelib.records.store import ErrandStore
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from tests.fakes.browser import Answer, Browser
from tests.fakes.casework import Station
from tests.fakes.desk import ORIGINS

STAFF = ORIGINS["STAFF_ORIGIN"]
WHY = {"reason_code": "9", "justification": "The fingerprints agree", "on_behalf_of": "Bureau"}
WHOM = {"surname": "Quillfeather", "forenames": "Zebedee", "born": "09/05/1961", "sex": "M"}
STAFF_MEMBERS = {"nia": "record_keeper", "tom": "record_keeper", "olive": "officer", "ruth": "supervisor"}


@dataclass
class Keeper:
    """A record keeper's browser, and the errand under which they work."""

    browser: Browser
    errand: str = ""

    def find(self, **whom: str) -> Answer:
        """Search with a reason; the results."""
        self.browser.get("/staff/records")
        sent = self.browser.post("/staff/records/find", {**WHY, **WHOM, **whom})
        answer = self.browser.follow(sent)
        self.errand = sent.location.rsplit("/", 1)[-1]
        return answer

    def at(self, path: str) -> str:
        return f"/staff/records/errands/{self.errand}{path}"

    def see(self, path: str = "") -> Answer:
        """A page under the errand."""
        return self.browser.get(self.at(path))

    def send(self, path: str, **fields: object) -> Answer:
        """A form of the page last seen, to where the page says."""
        return self.browser.post(self.at(path), fields)

    def save(self, path: str, **fields: object) -> Answer:
        """Open a form, fill it and send it; the page that follows."""
        self.see(path)
        return self.browser.follow(self.send(path, **fields))

    def enter(self, **fields: object) -> str:
        """A new record; its id."""
        self.find()
        self.see("/new")
        sent = self.send(
            "/new", forenames="Zebedee", surname="Quillfeather", date="09/05/1961", sex="M", **fields
        )
        assert sent.status == 303, re.sub(r"<[^>]+>", " ", sent.text)
        return sent.location.rsplit("/", 1)[-1]


class Bureau:
    """Everything behind the pages."""

    def __init__(self, items: Items | None = None) -> None:
        self.station = Station()
        self.items = items or self.station.items
        uow = UnitOfWork(self.items)
        self.keeper = HostedRecordSystem(
            HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(self.items)
        )
        records = self.station.records
        object.__setattr__(records, "system", self.keeper)
        self.desk = RecordsDesk(
            ErrandStore(uow), records, Joining(self.keeper, JoinProposalStore(uow)), synthetic=True
        )
        self.app = Chalice(app_name="bureau")
        self.site = Site("staff", lambda: Sessions(self.station.items))
        room: StaffRoom = self.station.room
        register_casework(self.site, lambda: room)
        register_records(self.site, lambda: self.desk)
        mount(self.app, [self.site])
        for name, group in STAFF_MEMBERS.items():
            person = Person(name, f"{name.title()} Person", frozenset({group}))
            self.station.identity.add(f"{name}@x.example", "right", person)

    def signed_in(self, name: str) -> Browser:
        browser = Browser(self.app, STAFF)
        browser.get("/staff/sign-in")
        answer = browser.post("/staff/sign-in", {"email": f"{name}@x.example", "password": "right"})
        assert answer.status == 303
        return browser

    def at_work(self, name: str = "nia") -> Keeper:
        return Keeper(self.signed_in(name))

    def record(self, record_id: str) -> Record:
        return self.keeper.records.get(record_id).state.record
