"""The holder's page of copies in a browser without scripts: what is asked, refused, listed and fetched."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from chalice.app import Chalice, Response

from chalicelib.certificates.copies import routes
from chalicelib.platform import clock
from chalicelib.platform.settings import settings
from chalicelib.web.front import mount
from chalicelib.web.pages import redirect
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit
from tests.fakes.browser import Browser
from tests.fakes.desk import APPLY, ORIGINS
from tests.fakes.issuing import Workshop
from tests.fakes.items import MemoryItems
from tests.unit.certificates.test_copies import Desk

PAGE = "/application/copies"
SOON = clock.today() + timedelta(days=10)


class Home:
    """A holder's browser, signed in to the application whose certificate the desk has."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        app, kept = Chalice("home"), MemoryItems()
        site = Site("apply", lambda: Sessions(kept))
        routes.register(site, lambda: desk.copies)

        @site.get("/in/{application_id}")
        def come_in(visit: Visit, application_id: str) -> Response:
            visit.session.replace(application_id=application_id)
            return redirect(PAGE)

        mount(app, [site])
        self.browser = Browser(app, APPLY)
        self.browser.follow(self.browser.get(f"/in/{desk.mine}"))

    def ask(self, **changes: str) -> str:
        """Send the form; the page that comes of it."""
        day = {"until-day": f"{SOON.day}", "until-month": f"{SOON.month}", "until-year": f"{SOON.year}"}
        answer = self.browser.post(PAGE, {"recipient": "Acme Ltd", "purpose": "visa", **day, **changes})
        return self.browser.follow(answer).text if answer.status in {302, 303} else answer.text


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def home(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield Home(Desk(workshop))
    settings.cache_clear()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recipient": ""}, "Enter for whom the copy is"),
        ({"purpose": ""}, "Enter what the copy is for"),
        ({"recipient": "ж" * 31}, "Use fewer letters"),
        ({"recipient": "Acme\u202eLtd"}, "Use fewer letters"),
        ({"until-year": "2020"}, "today or later"),
        ({"until-year": "2031"}, "a year at most"),
        ({"until-day": "31", "until-month": "2"}, "does not exist"),
        ({"until-day": ""}, "must include a day"),
    ],
)
def test_what_can_t_be_printed_or_kept_is_told_beside_the_field(
    home: Home, changes: dict[str, str], sentence: str
) -> None:
    said = home.ask(**changes)
    assert sentence in said
    assert "There is a problem" in said
    assert home.desk.copies.listed(home.desk.mine) == []


def test_a_copy_is_listed_while_it_is_made_and_fetched_when_it_is(home: Home) -> None:
    assert "It is being made" in home.ask()
    home.desk.deliver()
    page = home.browser.get(PAGE).text
    (action,) = re.findall(r'action="(/application/copies/[0-9A-Z]+/download)"', page)
    fetched = home.browser.post(action, {})
    assert fetched.status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
    assert "copies/" in fetched.location


def test_the_same_form_sent_twice_makes_one_copy(home: Home) -> None:
    once = re.search(r'name="once" value="([^"]+)"', home.browser.get(PAGE).text)[1]
    for _ in range(2):
        home.ask(once=once)
    assert len(home.desk.copies.listed(home.desk.mine)) == 1


def test_of_a_withdrawn_certificate_nothing_is_offered(home: Home) -> None:
    home.ask()
    home.desk.deliver()
    home.desk.withdraw()
    page = home.browser.get(PAGE).text
    assert "does not stand any more" in page
    assert "no copy can be made" in page
    assert "/download" not in page
