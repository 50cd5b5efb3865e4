"""The applicants' site with the applications room behind it, in the process and on a table in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice.app import Chalice

from chalicelib.applications import routes
from chalicelib.applications.mailing import Letters
from chalicelib.applications.services import Applications
from chalicelib.applications.store import ApplicationStore, LinkRequestStore
from chalicelib.platform.links import Links
from chalicelib.platform.mail import Mailer
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from tests.fakes.browser import Answer, Browser
from tests.fakes.items import MemoryItems

APPLY = "http://localhost:8001"
ORIGINS = {
    "APPLY_ORIGIN": APPLY,
    "STAFF_ORIGIN": "http://localhost:8002",
    "VERIFY_ORIGIN": "http://localhost:8003",
    "UPLOAD_ORIGIN": "http://localhost:8010",
}

ADA: Mapping[str, Mapping[str, Any]] = {
    "name": {"forenames": "Ada Mary", "surname": "O'Brien-Lovelace"},
    "former-names": {"former": "no"},
    "sex": {"sex": "F"},
    "birth-date": {"birth-date-day": "27", "birth-date-month": "3", "birth-date-year": "1987"},
    "birth-place": {"birth-town": "Leeds", "birth-country": "GB"},
    "nationality": {"nationality": ["GB", "IE", ""]},
    "passport": {
        "passport-number": "123456789",
        "passport-country": "GB",
        "passport-expires-day": "14",
        "passport-expires-month": "8",
        "passport-expires-year": "2031",
    },
    "addresses/new": {
        "line1": "1 High Street",
        "town": "York",
        "postcode": "YO1 1AA",
        "country": "GB",
        "since-month": "6",
        "since-year": "2009",
    },
    "destination": {"destination": "CA"},
    "email": {"email": "ada@example.com"},
}
"""A whole form, page by page; she is invented."""


@dataclass
class Posted:
    """Mail as it would have gone out."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


class Desk:
    """Everything that an applicant's browser meets."""

    def __init__(self) -> None:
        self.items = MemoryItems()
        self.session_items = MemoryItems()
        uow = UnitOfWork(self.items)
        self.applications = Applications(ApplicationStore(uow), LinkRequestStore(uow), Links(self.items))
        self.posted = Posted()
        self.letters = Letters(self.applications, Mailer(self.posted, self.items), APPLY)
        self.app = Chalice("desk")
        site = Site("apply", lambda: Sessions(self.session_items))
        routes.register(site, lambda: self.applications)
        mount(self.app, [site])

    def browser(self) -> Browser:
        return Browser(self.app, APPLY)

    def started(self) -> Browser:
        """A browser with an empty application."""
        browser = self.browser()
        browser.get("/apply/start")
        browser.follow(browser.post("/apply/start"))
        return browser

    def filled(self, **instead: Mapping[str, Any]) -> Browser:
        """A browser whose application has every answer, Ada's unless given."""
        browser = self.started()
        browser.get("/apply/name")
        for section, fields in {**ADA, **instead}.items():
            answer = browser.post(f"/apply/{section}", dict(fields))
            assert answer.status == 303, (section, answer.text)
        browser.get("/apply/check")
        return browser

    def sent(self) -> Browser:
        """A browser whose application was sent."""
        browser = self.filled()
        self.send(browser)
        return browser

    def send(self, browser: Browser) -> Answer:
        browser.get("/apply/declaration")
        return browser.post("/apply/declaration", {"declaration": "yes"})

    @property
    def application_id(self) -> str:
        """The id of the newest application."""
        found = [i["id"] for i in self.items.rows.values() if i.get("kind") == "application"]
        return max(found)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What stands in the outbox, oldest first."""
        rows = [i for i in self.items.rows.values() if i["pk"].startswith("outbox#")]
        return [json.loads(row["body"]) for row in sorted(rows, key=lambda row: row["sk"])]
