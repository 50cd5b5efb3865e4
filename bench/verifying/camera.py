"""From camera to verdict in Chromium: a film of a certificate's square as the camera, the page as it is served."""

import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect, sync_playwright

from tests.attack.workshop import Workshop
from tests.fakes.camera import FLAGS, film, film_flag, photo
from tests.fakes.verify_site import VerifySite, running_site

_ROOT = Path(__file__).parents[2]
_CLOCK = """
window.times = {};
document.addEventListener("click", () => { times.pressed = performance.now(); }, true);
document.addEventListener("playing", () => { times.seen = performance.now(); }, true);
addEventListener("DOMContentLoaded", () => {
  const view = document.querySelector('[data-view="compare"]');
  const look = () => { if (!view.hidden) times.shown = performance.now(); };
  new MutationObserver(look).observe(view, { attributes: true });
});
"""


class Scan(NamedTuple):
    """Milliseconds from the camera's first picture, and from the press of the button, to the facts."""

    from_camera: float
    from_press: float


class Scans(NamedTuple):
    """A series."""

    scans: list[Scan]

    @property
    def median(self) -> float:
        return statistics.median(scan.from_camera for scan in self.scans)

    @property
    def p95(self) -> float:
        return _p95([scan.from_camera for scan in self.scans])

    @property
    def p95_from_press(self) -> float:
        return _p95([scan.from_press for scan in self.scans])


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def measured(count: int) -> Scans:
    """So many scans, one after the other, on a phone's window; the lists are fetched, the decoder is at hand."""
    with tempfile.TemporaryDirectory() as folder:
        issuer = Workshop(Path(folder))
        with running_site(issuer) as site, sync_playwright() as playwright:
            pictures = [photo(site.code(log_index=0), turned=turn, seed=turn) for turn in (4, 351, 14, 358)]
            shown = film(Path(folder) / "camera.y4m", pictures)
            browser = playwright.chromium.launch(
                executable_path=(_ROOT / ".local" / "browser").read_text().strip(),
                args=["--no-sandbox", "--disable-gpu", *FLAGS, film_flag(shown)],
            )
            context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["camera"])
            context.add_init_script(_CLOCK)
            scans = _scans(context.new_page(), site, count)
            browser.close()
        issuer.close()
    return Scans(scans)


def _scans(page: Page, site: VerifySite, count: int) -> list[Scan]:
    page.goto(site.origin)
    page.locator("html[data-ready=offline]").wait_for(state="attached")
    scans = []
    for _ in range(count):
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_visible(
            timeout=20_000
        )
        times = page.evaluate("times")
        scans.append(Scan(times["shown"] - times["seen"], times["shown"] - times["pressed"]))
        page.locator("[data-again]").first.evaluate("link => link.click()")
    return scans
