"""A tab of Chromium that writes down what it asked for and what it complained of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
PATIENCE = 30_000
"""Milliseconds that a page may take on a machine with much else to do."""
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NO_WORKERS = "Service Worker registration blocked by Playwright"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
Scheme = Literal["light", "dark"]


@dataclass
class Tab:
    """A page, every request that it made, and every fault that its console named."""

    page: Page
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """Whom it asked: scheme, host and port."""
        parts = (urlsplit(line.split(" ")[1]) for line in self.asked)
        return {f"{part.scheme}://{part.netloc}" for part in parts if part.scheme in {"http", "https", "ws"}}

    def watch(self) -> None:
        """Begin to listen."""
        self.page.on(
            "request", lambda sent: self.asked.append(f"{sent.method} {sent.url} {sent.post_data_buffer!r}")
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        of_the_page_itself = said.location.get("url") == self.page.url
        refused_page = said.text.startswith("Failed to load resource") and of_the_page_itself
        if said.type in {"error", "warning"} and not refused_page and said.text != _NO_WORKERS:
            self.faults.append(f"{said.type}: {said.text} ({said.location.get('url')})")


@contextmanager
def tab(
    browser: Browser, viewport: Mapping[str, int] = PHONE, *, scheme: Scheme = "light", **context: Any
) -> Iterator[Tab]:
    """A tab in a window of its own, with cookies of its own; in the end its console must be clean.

    Nothing moves in it, so that colours are judged when they have changed, and not while they do; and no service
    worker answers in the network's place, unless a test asks for it.
    """
    window = browser.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="en-GB",
        color_scheme=scheme,
        reduced_motion="reduce",
        **{"service_workers": "block", **context},
    )
    window.set_default_timeout(PATIENCE)
    opened = Tab(window.new_page())
    opened.watch()
    yield opened
    window.close()
    assert not opened.faults, "\n".join(opened.faults)


COLOURS = ("color-contrast",)
LAYOUT = ("target-size", "scrollable-region-focusable")
"""Rules whose answer depends on where things stand."""


def violations(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands; `only` names the rules to ask."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    wanted = {"type": "rule", "values": only} if only else {"type": "tag", "values": WCAG}
    options = json.dumps({"runOnly": wanted, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({options}).then(results => results.violations)")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']} {node['html'][:200]}"
        for each in found
        for node in each["nodes"]
    ]


@cache
def _axe() -> str:
    return str(Axe().axe_script)
