"""A key from the supervisor's page, a folder through the embassy's page, a report: in Chromium, with axe."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from chalice.app import Chalice
from playwright.sync_api import Browser, Page, expect

from chalicelib.certificates import qr
from chalicelib.platform import clock
from chalicelib.platform.settings import settings
from chalicelib.verification.bulk import routes_accounts, routes_api, routes_embassy
from chalicelib.verification.bulk.report_check import check_report
from chalicelib.web.front import mount
from chalicelib.web.sessions import Officer, Session, Sessions, cookie_name
from chalicelib.web.site import Site
from infra.local.http_server import serve
from infra.local.ports import free_port
from tests.attack.workshop import Workshop
from tests.browser.officers import act
from tests.browser.tabs import DESK, PHONE, tab, violations
from tests.fakes.desk import ORIGINS
from tests.fakes.embassy import Mission
from tests.fakes.items import MemoryItems

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
FILES = 8


@dataclass
class House:
    """Where the supervisor's and the embassy's pages are served."""

    staff: str
    verify: str
    mission: Mission
    sessions: Sessions

    def supervisor(self) -> dict[str, str]:
        """The cookie of somebody who signed in."""
        session = Session()
        session.replace(officer=Officer("01OFFICER", "Ruth Adeyemi", frozenset({"officer", "supervisor"})))
        sent = self.sessions.close("staff", session) or ""
        value = sent.partition(";")[0].partition("=")[2]
        return {"name": cookie_name("staff"), "value": value, "url": self.staff}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[House]:
    ports = [free_port(), free_port()]
    staff, verify = (f"http://localhost:{port}" for port in ports)
    for name, value in {**ORIGINS, "STAFF_ORIGIN": staff, "VERIFY_ORIGIN": verify}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    workshop, sessions = Workshop(tmp_path / "issuer"), Sessions(MemoryItems())
    mission = Mission(workshop)
    app = Chalice("embassy")
    app.api.binary_types = [*app.api.binary_types, *routes_api.BINARY]
    sites = [Site("staff", lambda: sessions), Site("verify", lambda: sessions)]
    routes_accounts.register(sites[0], lambda: mission.desk)
    routes_embassy.register(sites[1], lambda: mission.desk)
    routes_api.register(sites[1], lambda: mission.desk)
    mount(app, sites)
    servers = serve(app, ports)
    yield House(staff, verify, mission, sessions)
    for server in servers:
        server.shutdown()
        server.server_close()
    workshop.close()
    settings.cache_clear()


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """Some certificates, one that was altered, and something else."""
    made = tmp_path / "certificates"
    made.mkdir()
    sound = house.mission.workshop.make()
    for number in range(FILES - 2):
        (made / f"certificate-{number}.pdf").write_bytes(sound + b" " * number)
    (made / "certificate-0.pdf").write_bytes(sound)
    (made / "empty.pdf").write_bytes(b"")
    (made / "letter.txt").write_text("Dear Sir or Madam")
    return made


def looked_at(page: Page) -> None:
    assert violations(page) == []


def issue_key(page: Page, house: House) -> str:
    page.context.add_cookies([house.supervisor()])  # type: ignore[list-item]
    page.goto(f"{house.staff}/staff/embassies")
    act(page, "Open the account")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    looked_at(page)
    page.get_by_label("Mission", exact=True).fill("Embassy of Portugal, London")
    page.get_by_label("Country whose mission it is").select_option("PT")
    page.get_by_label("Email address").fill("visa@embassy.example")
    act(page, "Open the account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Embassy of Portugal, London")
    page.get_by_label("Who or what will use it").fill("Visa desk")
    act(page, "Issue the key")
    key = page.locator("[data-issued-key]").inner_text()
    looked_at(page)
    page.goto(page.url.rpartition("/keys")[0])
    expect(page.get_by_role("row", name="Visa desk")).to_contain_text("In use")
    assert key not in page.content()
    return key


def sign_in(page: Page, house: House, key: str) -> None:
    page.goto(f"{house.verify}/embassy")
    looked_at(page)
    page.get_by_label("Your key").fill(key[:-1])
    act(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("This key opens nothing")
    page.get_by_label("Your key").fill(key)
    act(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Embassy of Portugal, London")
    looked_at(page)


def begin(page: Page, what: str, name: str) -> None:
    page.get_by_label(what).check()
    page.get_by_label("Your own name for it").fill(name)
    act(page, "Begin")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_folder_becomes_a_report(chromium: Browser, house: House, folder: Path) -> None:
    with tab(chromium, DESK) as opened:
        page = opened.page
        key = issue_key(page, house)
        sign_in(page, house, key)
        begin(page, "PDFs", "March")
        looked_at(page)
        page.locator("#folder").set_input_files(str(folder))
        expect(page.get_by_role("status")).to_contain_text("were checked")
        lines = page.locator("[data-lines] tbody tr")
        expect(lines).to_have_count(FILES)
        expect(lines.filter(has_text="letter.txt")).to_contain_text("Not a certificate")
        expect(lines.filter(has_text="empty.pdf")).to_contain_text("The file is empty")
        expect(lines.filter(has_text="certificate-0.pdf")).to_contain_text("Genuine")
        expect(lines.filter(has_text="certificate-0.pdf")).to_contain_text("Passport number ends with")
        looked_at(page)

        expect(page.locator("#folder")).to_be_enabled()
        page.goto(f"{house.verify}/embassy")
        page.get_by_role("link", name="March").click()
        expect(lines).to_have_count(FILES)
        assert "Passport number ends with" not in page.content()
        page.locator("#folder").set_input_files(str(folder))
        expect(page.get_by_role("status")).to_have_text("There is nothing to check among these files.")
        expect(page.locator("#folder")).to_be_enabled()

        act(page, "Finish and get the report")
        threading.Thread(target=house.mission.deliver, kwargs={"times": 2}).start()
        expect(page.get_by_role("heading", name="The report is ready")).to_be_visible()
        looked_at(page)
        with page.expect_download() as caught:
            page.get_by_role("link", name="Report as a sealed PDF").click()
        said = check_report(caught.value.path().read_bytes(), house.mission.workshop.trust, clock.now())
        assert said["count"] == FILES
        assert said["verdicts"]["genuine"] >= 1
        assert {check["name"] for check in said["checks"]} == {
            f"certificates/{one.name}" for one in folder.iterdir()
        }


def test_a_list_of_codes_and_the_end_of_a_key(chromium: Browser, house: House, tmp_path: Path) -> None:
    workshop, key = (
        house.mission.workshop,
        house.mission.key(house.mission.account("Embassy of Portugal, London")),
    )
    digits = qr.to_digits(workshop.payload(workshop.recipe().claims))
    listed = tmp_path / "codes.csv"
    listed.write_text(f"reference,code\nA-1,{digits}\nA-2,1.2E+429\n=cmd,77\n")
    with tab(chromium, PHONE) as opened:
        page = opened.page
        sign_in(page, house, key)
        begin(page, "A CSV file", "Codes")
        looked_at(page)
        page.locator("#files").set_input_files(str(listed))
        lines = page.locator("[data-lines] tbody tr")
        expect(lines).to_have_count(3)
        expect(lines.filter(has_text="A-1")).to_contain_text("Genuine")
        expect(lines.filter(has_text="A-2")).to_contain_text("A spreadsheet took the code for a number")
        expect(page.locator("#files")).to_be_enabled()
        caller = house.mission.caller(key)
        house.mission.desk.accounts.revoke_key(caller.account_id, caller.key.id, "01OFFICER")
        page.locator("#files").set_input_files(str(tmp_path / "codes.csv"))
        expect(page.get_by_role("status")).to_contain_text("This key opens nothing")
        (refused,) = opened.faults
        assert "401" in refused
        opened.faults.clear()
        page.goto(f"{house.verify}/embassy")
        expect(page.get_by_label("Your key")).to_be_visible()
        page.goto(f"{house.verify}/api/v1/reference")
        looked_at(page)
