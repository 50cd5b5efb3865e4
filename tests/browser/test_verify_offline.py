"""The verify page without a network, with a camera, and as one file: what works, what it says, and what it sends."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from chalicelib.certificates.page_checks import page_check
from chalicelib.verification import routes_offline
from infra import decoder
from tests.attack.workshop import Workshop, claims, content
from tests.browser.tabs import FLAGS as QUIET
from tests.browser.tabs import PHONE, Tab, tab, violations
from tests.fakes.camera import FLAGS, film, film_flag, jpeg, photo
from tests.fakes.verify_site import VerifySite, running_site
from tests.stackrun import eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not decoder.is_there(), reason="set-up could not fetch the QR decoder"),
]

HOUR = timedelta(hours=1)
COMPARE = "Compare these facts with the passport"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VerifySite]:
    issuer = Workshop(tmp_path_factory.mktemp("issuer"))
    with running_site(issuer) as running:
        running.offer_file()
        yield running
    issuer.close()


@pytest.fixture(scope="module")
def pictures(site: VerifySite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of the certificate's square, and photographs beside it."""
    folder = tmp_path_factory.mktemp("pictures")
    film(folder / "camera.y4m", [photo(site.code(), turned=turn, seed=turn) for turn in (4, 351)])
    large = photo(site.code(), (4000, 3000), turned=92)
    (folder / "large.jpg").write_bytes(jpeg(large))
    (folder / "other.jpg").write_bytes(jpeg(photo("https://example.org/a-menu")))
    (folder / "not-a-picture.jpg").write_bytes(b"\xff\xd8 no picture")
    return folder


@pytest.fixture(scope="module")
def camera(
    driver: Playwright, pictures: Path, browser_path: str, browser_arguments: list[str]
) -> Iterator[Browser]:
    """Chromium with a camera that looks at the square."""
    flags = [*browser_arguments, *QUIET, *FLAGS, film_flag(pictures / "camera.y4m")]
    browser = driver.chromium.launch(executable_path=browser_path.strip(), args=flags)
    yield browser
    browser.close()


def ready(page: Page) -> None:
    """All that is needed without a network is kept."""
    page.locator("html[data-ready=offline]").wait_for(state="attached")


def again(page: Page) -> None:
    page.locator("[data-again]:visible").click()
    expect(page.locator('[data-view="start"] h1')).to_be_focused()


def is_compared(page: Page) -> None:
    expect(page.get_by_role("heading", name=COMPARE)).to_be_focused()


def type_digits(page: Page, text: str) -> None:
    field = page.get_by_label("The code's address or its digits")
    if not field.is_visible():
        page.get_by_text("You have no camera").click()
    field.fill(text)
    page.get_by_role("button", name="Check the code").click()


def identifiers(site: VerifySite) -> list[str]:
    """What names the certificate or its holder."""
    said = content()
    return [
        site.code().partition("#")[2][:24],
        said.serial,
        said.serial.lower(),
        "Hargreaves",
        said.holder.passport_number,
        claims(said).number,
    ]


def require_nothing_told(phone: Tab, site: VerifySite) -> None:
    for line in phone.asked:
        assert line.startswith(("GET http", "GET blob:", "GET data:")), line
        sent = line.partition("#")[0]
        assert not [name for name in identifiers(site) if name in sent], line
    assert phone.hosts <= {site.origin}


def test_camera_picture_and_digits_with_a_network_and_without(
    site: VerifySite, camera: Browser, pictures: Path
) -> None:
    with tab(camera, PHONE, service_workers="allow") as phone:
        page = phone.page
        page.goto(site.origin)
        ready(page)
        page.get_by_text("Keys and lists at hand").click()
        assert violations(page) == []
        require_offered_file(page, site)
        page.context.set_offline(True)
        page.reload()
        page.get_by_text("Keys and lists at hand").click()
        expect(page.locator('[data-line="status"]')).to_contain_text("Status list 1 of")
        page.get_by_role("button", name="Scan with the camera").click()
        is_compared(page)
        assert "Genuine" not in page.inner_text("main")
        page.get_by_text("Do all pages belong").click()
        check = page_check(content().digest, 1, is_last=True)
        expect(page.locator("[data-page-checks] tr").first).to_contain_text(check)
        assert violations(page) == []
        page.get_by_role("button", name="Everything matches").click()
        for reason in ("status-good", "log-covers", "only-code-checked"):
            expect(page.locator(f'[data-view="matched"] [data-reason="{reason}"]')).to_be_visible()
        again(page)
        page.get_by_label("Or choose a picture").set_input_files(pictures / "large.jpg")
        is_compared(page)
        again(page)
        for name, reason in (("other.jpg", "no-qr-code"), ("not-a-picture.jpg", "unreadable-picture")):
            page.get_by_label("Or choose a picture").set_input_files(pictures / name)
            expect(page.locator(f'[data-reason="{reason}"]')).to_be_visible()
            assert violations(page) == []
            again(page)
        page.get_by_label("Certificate as a PDF").set_input_files(pictures / "large.jpg")
        page.get_by_role("button", name="Check the file").click()
        is_compared(page)
        again(page)
        type_digits(page, site.code())
        is_compared(page)
        require_nothing_told(phone, site)
        offline_faults(phone)


def offline_faults(phone: Tab) -> None:
    """A browser without a network says so in its console."""
    phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def require_offered_file(page: Page, site: VerifySite) -> None:
    """The file for use without a network is the one whose hash the log states."""
    digest = page.locator("[data-file-digest]")
    expect(digest).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="one file that needs no network").click()
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == digest.inner_text()


def test_lists_grow_old_and_never_older(site: VerifySite, camera: Browser) -> None:
    with tab(camera, PHONE, service_workers="allow") as phone:
        page = phone.page
        newest = site.now
        page.goto(site.origin)
        ready(page)
        site.put("status/1", bytes.fromhex(site.office.status(newest - HOUR / 2, revoked=frozenset())))
        page.reload()
        page.get_by_text("Keys and lists at hand").click()
        page.get_by_role("button", name="Fetch the newest lists").click()
        expect(page.locator("[data-lists-say]")).to_contain_text("The list at hand is newer")
        expect(page.locator('[data-line="status"]')).to_contain_text(f"{newest:%H:%M} UTC")
        site.put("status/1", bytes.fromhex(site.office.status(newest)))
        page.context.set_offline(True)
        page.clock.set_fixed_time(newest + 40 * 24 * HOUR)
        page.reload()
        expect(page.locator("[data-list-note]")).to_contain_text("too old")
        type_digits(page, site.code())
        is_compared(page)
        for reason in ("status-too-old", "keys-old"):
            expect(page.locator(f'[data-open-reasons] [data-reason="{reason}"]')).to_have_count(1)
        again(page)
        type_digits(page, site.code(status_index=8))
        expect(page.locator('[data-reason="status-revoked"]')).to_be_visible()
        offline_faults(phone)


def test_the_single_file_works_from_a_disk(
    site: VerifySite, camera: Browser, pictures: Path, tmp_path: Path
) -> None:
    file = tmp_path / "probity-verifier.html"
    file.write_bytes(site.offer_file())
    newer, stranger_s = tmp_path / "trust.cose", tmp_path / "other.cose"
    newer.write_bytes(bytes.fromhex(site.office.keys(5)))
    stranger_s.write_bytes(bytes.fromhex(site.office.keys(6, continued=False)))
    with tab(camera, PHONE) as phone:
        page = phone.page
        page.goto(file.as_uri())
        page.get_by_text("Keys and lists at hand").click()
        expect(page.locator('[data-line="keys"]')).to_contain_text("list 1 of")
        assert violations(page) == []
        page.get_by_label("Or choose a picture").set_input_files(pictures / "large.jpg")
        is_compared(page)
        page.get_by_role("button", name="Everything matches").click()
        expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
        again(page)
        type_digits(page, site.code())
        is_compared(page)
        again(page)
        for beyond in ({"log_index": 9}, {"status_index": 2**24}):
            type_digits(page, site.code(**beyond))
            is_compared(page)
            again(page)
        for given, said in (
            (newer, "newer list of keys was taken"),
            (stranger_s, "No key that this page trusts"),
        ):
            page.get_by_label("Take a newer list from a file").set_input_files(given)
            expect(page.locator("[data-lists-say]")).to_contain_text(said)
            expect(page.locator('[data-line="keys"]')).to_contain_text("list 5 of")
        page.reload()
        page.get_by_text("Keys and lists at hand").click()
        expect(page.locator('[data-line="keys"]')).to_contain_text("list 5 of")
        assert all(line.startswith("GET file:") for line in phone.asked), phone.asked


def test_a_newer_page_takes_over_when_the_older_one_is_closed(
    site: VerifySite, camera: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = "caches.keys().then(names => names.filter(name => name.startsWith('page-')))"
    with tab(camera, PHONE, service_workers="allow") as phone:
        page = phone.page
        page.goto(site.origin)
        ready(page)
        (older,) = page.evaluate(caches)
        made = routes_offline.worker_script
        monkeypatch.setattr(routes_offline, "worker_script", lambda text: made(f"{text}<!-- newer -->"))
        page.evaluate("navigator.serviceWorker.getRegistration().then(each => each.update()).then(() => {})")
        eventually(lambda: len(page.evaluate(caches)) == 2)
        type_digits(page, site.code())
        is_compared(page)
        later = page.context.new_page()
        page.close()

        def look() -> list[str]:
            """Between two looks no page is open, so that the newer worker may begin."""
            later.goto("about:blank")
            later.goto(site.origin)
            return later.evaluate(caches)

        eventually(lambda: older not in look(), every=0.3)
        ready(later)
        later.context.set_offline(True)
        later.reload()
        type_digits(later, site.code())
        is_compared(later)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("NotAllowedError", "was not allowed"),
        ("NotFoundError", "no camera"),
        ("NotReadableError", "Another program"),
    ],
)
def test_without_a_camera_the_other_ways_are_offered(
    site: VerifySite, camera: Browser, fault: str, said: str
) -> None:
    with tab(camera, PHONE) as phone:
        page = phone.page
        page.add_init_script(
            f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{fault}'); }};"
        )
        page.goto(site.origin)
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.locator("[data-camera-fault]")).to_contain_text(said)
        expect(page.get_by_role("button", name="Scan with the camera")).to_be_focused()
        expect(page.get_by_label("Or choose a picture")).to_be_visible()


TELEPHONE = """
window.seen = [];
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const context = canvas.getContext("2d");
  setInterval(() => context.fillRect(0, 0, 9, 9), 50);
  const stream = canvas.captureStream(15);
  const [track] = stream.getVideoTracks();
  track.getCapabilities = () => ({ torch: true });
  track.applyConstraints = async ({ advanced }) => { window.light = advanced[0].torch; };
  return stream;
};
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.seen.map((rawValue) => ({ rawValue })); }
};
"""
"""A camera with a light, and a browser that reads QR codes itself."""


def test_a_telephone_s_light_and_its_own_reader(site: VerifySite, camera: Browser) -> None:
    with tab(camera, PHONE) as phone:
        page = phone.page
        page.add_init_script(TELEPHONE)
        page.goto(site.origin)
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.get_by_role("heading", name="Scan the square")).to_be_focused()
        page.get_by_role("button", name="Switch the light on").click()
        expect(page.get_by_role("button", name="Switch the light off")).to_be_visible()
        assert page.evaluate("light") is True
        assert violations(page) == []
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("button", name="Scan with the camera")).to_be_focused()
        page.keyboard.press("Enter")
        page.evaluate("text => { seen = [text]; }", "https://example.org/a-menu")
        expect(page.locator("[data-camera-says]")).to_contain_text("not a certificate's code")
        page.evaluate("text => { seen = [text]; }", site.code())
        is_compared(page)
        assert not [line for line in phone.asked if "decoder.reader" in line]


def test_bad_codes_are_refused_by_name_and_a_late_answer_leaves_the_focus(
    site: VerifySite, camera: Browser
) -> None:
    with tab(camera, PHONE) as phone:
        page = phone.page
        page.goto(site.origin)
        page.on("dialog", lambda _: pytest.fail("a script ran"))
        digits = site.code().partition("#")[2]
        tomorrow = content().issued_on + timedelta(days=2)
        bad = {
            "javascript:alert(1)": "qr-not-digits",
            "9" * 1_000_000: "qr-wrong-length",
            digits[:-1]: "qr-wrong-length",
            bomb(): "qr-not-ours",
            site.code(issued_on=tomorrow): "issued-in-future",
            site.code(issuer=2): "qr-key-unknown",
        }
        for text, reason in bad.items():
            page.evaluate("text => { location.hash = text.slice(text.lastIndexOf('#') + 1); }", text)
            expect(page.locator(f'[data-refusal-reasons] [data-reason="{reason}"]')).to_be_visible(
                timeout=2_000
            )
            again(page)
        page.route("**/trust.cose", lambda route: page.locator("a.brand").focus() or route.continue_())
        page.goto("about:blank")
        page.goto(site.code())
        expect(page.locator('[data-view="compare"]')).to_be_visible()
        expect(page.locator("a.brand")).to_be_focused()
        expect(page.locator("[data-announce]")).to_have_text(COMPARE)
        page.unroute_all()


def bomb() -> str:
    """Digits whose bytes are a stream that would unpack to much more."""
    import zlib  # noqa: PLC0415 - only here

    from chalicelib.certificates import qr  # noqa: PLC0415 - as above

    return qr.to_digits(zlib.compress(bytes(200_000), 9)[:200])
