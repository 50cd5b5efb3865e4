"""The staff's pages over a station in memory, and people who can sign in."""

from collections.abc import Callable

from chalice import Chalice

from chalicelib.casework.routes import register
from chalicelib.platform.identity import Person
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from tests.fakes.browser import Browser
from tests.fakes.casework import Station
from tests.fakes.desk import ORIGINS

STAFF = ORIGINS["STAFF_ORIGIN"]
PEOPLE = (("olive", "officer"), ("dev", "officer"), ("ruth", "supervisor"), ("sam", "supervisor"))


class Office:
    """A station with its pages, and more that `put` pages on its site."""

    def __init__(self, station: Station, *put: Callable[[Site], None]) -> None:
        self.station = station
        for name, group in PEOPLE:
            person = Person(name, f"{name.title()} Person", frozenset({group}))
            station.identity.add(f"{name}@x.example", "right", person)
        self.app = Chalice(app_name="office")
        site = Site("staff", lambda: Sessions(station.items))
        register(site, lambda: station.room)
        for each in put:
            each(site)
        mount(self.app, [site])

    def visitor(self) -> Browser:
        return Browser(self.app, STAFF)

    def signed_in(self, name: str) -> Browser:
        browser = self.visitor()
        browser.get("/staff/sign-in")
        answer = browser.post("/staff/sign-in", {"email": f"{name}@x.example", "password": "right"})
        assert answer.status == 303
        return browser

    @property
    def path(self) -> str:
        return f"/staff/cases/{self.station.case_id}"
