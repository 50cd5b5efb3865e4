"""The holder's page of access codes in a browser without scripts: given once, looked through, taken back."""

import re
from collections.abc import Iterator

import pytest
from chalice.app import Chalice, Response

from chalicelib.certificates.access import codes, routes
from chalicelib.certificates.access.services import MOST
from chalicelib.platform.settings import settings
from chalicelib.web.front import mount
from chalicelib.web.pages import redirect
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit
from tests.attack.workshop import Workshop
from tests.fakes.browser import Answer, Browser
from tests.fakes.current import EMBASSY, HOLDER, Window
from tests.fakes.desk import APPLY, ORIGINS
from tests.fakes.items import MemoryItems

PAGE = "/application/access"


class Home:
    """A holder's browser, signed in to the application that `HOLDER` names."""

    def __init__(self, issuer: Workshop) -> None:
        self.window = Window(issuer)
        self.app = Chalice("home")
        kept = MemoryItems()
        site = Site("apply", lambda: Sessions(kept))
        routes.register(site, lambda: self.window.access)

        @site.get("/in/{application_id}")
        def come_in(visit: Visit, application_id: str) -> Response:
            visit.session.replace(application_id=application_id)
            return redirect(PAGE)

        mount(self.app, [site])

    def browser(self, application_id: str = HOLDER) -> Browser:
        browser = Browser(self.app, APPLY)
        browser.follow(browser.get(f"/in/{application_id}"))
        return browser


@pytest.fixture
def home(issuer: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield Home(issuer)
    settings.cache_clear()


def code_in(answer: Answer) -> str:
    return re.search(r"data-access-code>([0-9A-Z-]+)<", answer.text)[1]


def withdrawals(answer: Answer) -> list[str]:
    return re.findall(r'action="(/application/access/[0-9A-Z]+/withdraw)"', answer.text)


def test_a_code_is_given_once_and_each_look_is_listed(home: Home) -> None:
    home.window.add()
    holder = home.browser()
    given = holder.post(PAGE, {"label": "for the Spanish consulate"})
    code = codes.read_code(code_in(given))
    assert code
    assert "localhost:8003/access" in given.text
    home.window.desk.open(code, EMBASSY, "Consulate <London>")
    home.window.desk.file(code, EMBASSY, "")
    page = holder.get(PAGE).text
    assert "for the Spanish consulate" in page
    assert "2 looks" in page
    assert "Consulate &lt;London&gt;" in page
    assert "Not said" in page
    assert "The PDF was downloaded" in page
    assert code not in page.replace("-", "")


def test_the_same_form_again_makes_no_second_code_and_shows_none(home: Home) -> None:
    home.window.add()
    holder = home.browser()
    once = re.search(r'name="once" value="([^"]+)"', holder.page.text)[1]
    holder.post(PAGE, {"label": "x", "once": once})
    holder.get(PAGE)
    again = holder.post(PAGE, {"label": "x", "once": once})
    assert again.status == 303
    assert "can&#39;t be shown again" in holder.follow(again).text
    assert len(home.window.access.given(HOLDER)) == 1


def test_a_withdrawn_code_is_dead_and_stays_listed(home: Home) -> None:
    home.window.add()
    holder = home.browser()
    holder.post(PAGE, {"label": "for the bank"})
    (path,) = withdrawals(holder.get(PAGE))
    assert "opens nothing any more" in holder.follow(holder.post(path)).text
    page = holder.get(PAGE)
    assert "You withdrew it on" in page.text
    assert withdrawals(page) == []


def test_another_applicant_can_not_withdraw_it(home: Home) -> None:
    home.window.add()
    holder = home.browser()
    holder.post(PAGE, {"label": "for the bank"})
    (path,) = withdrawals(holder.get(PAGE))
    assert home.browser("application-2").post(path).status in {403, 404}
    assert withdrawals(holder.get(PAGE)) == [path]


def test_nobody_without_a_session_and_no_form_from_elsewhere(home: Home) -> None:
    home.window.add()
    assert Browser(home.app, APPLY).get(PAGE).status == 303
    holder = home.browser()
    assert holder.post(PAGE, {"label": "x"}, origin="https://evil.example").status == 403
    assert home.window.access.given(HOLDER) == []


@pytest.mark.parametrize("label", ["", "x" * 81, "\x00"])
def test_a_label_that_can_not_be_taken_is_told_beside_its_field(home: Home, label: str) -> None:
    home.window.add()
    answer = home.browser().post(PAGE, {"label": label})
    assert answer.status == 422
    assert 'id="label-error"' in answer.text


def test_there_is_an_end_to_them(home: Home) -> None:
    home.window.add()
    holder = home.browser()
    for _ in range(MOST):
        holder.get(PAGE)
        holder.post(PAGE, {"label": "x"})
    holder.get(PAGE)
    assert f"You have {MOST} codes in use" in holder.post(PAGE, {"label": "x"}).text


def test_without_a_certificate_in_force_nothing_is_offered(home: Home) -> None:
    made = home.window.add()
    holder = home.browser()
    home.window.withdraw(made)
    page = holder.get(PAGE).text
    assert "not in force" in page
    assert 'name="label"' not in page
