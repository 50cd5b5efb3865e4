"""How long an applicant waits for the reasons after a file's last byte, in the local stack, and what 200 at once do.

Promised: passports, photos and text PDFs on screen within 1 s (median) and 3 s (95th percentile), scanned papers
within 8 s (95th percentile); of 200 files that come at once every one is answered, about in the order they came.
`python -m bench.intake_latency [--each N] [--at-once N]`; exit 1 when a promise is broken. Times are of a browser:
from the answer to its upload to the heading that says what became of the file. The machine's load is printed too.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from infra.local.sample import fill_in
from infra.local.samples import passport_page, photo, proof_of_address, scanned_proof_of_address
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import ROOT, Options, Stack
from infra.local.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

MEDIAN_S, P95_S, SCAN_P95_S = 1.0, 3.0, 8.0
PORTS_FROM = 28201
SENDERS = 16
_ANSWERED = "main h1:has-text('is accepted'), main h1:has-text('another file'), main h1:has-text('person')"
_SETTLED = {"accepted", "refused", "needs_person"}


PAPERS: Mapping[str, tuple[str, str, Callable[[], bytes]]] = {
    "passport": ("passport", "image/jpeg", passport_page),
    "photo": ("photo", "image/jpeg", photo),
    "text PDF": ("address", "application/pdf", proof_of_address),
    "scanned paper": ("address", "image/jpeg", scanned_proof_of_address),
}


def wait_of(page: "Page", stack: Stack, paper: str) -> float:
    """Seconds from the answer to an upload to its outcome on the screen."""
    role, kind, make = PAPERS[paper]
    page.goto(f"{stack.apply_origin}/apply/documents/{role}")
    page.locator("#file").set_input_files({"name": "file", "mimeType": kind, "buffer": make()})

    def is_upload(request: Any) -> bool:  # noqa: ANN401 - Playwright's own
        return request.method == "POST" and request.url.startswith(stack.endpoint)

    with page.expect_request_finished(is_upload):
        page.locator("[data-send]").click()
    sent = time.monotonic()
    page.locator(_ANSWERED).first.wait_for(timeout=60_000)
    return time.monotonic() - sent


def on_screen(stack: Stack, each: int) -> dict[str, list[float]]:
    """Waits of each paper, by applicants who typed what their papers say; the first of each is not counted."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only developers have it

    waits: dict[str, list[float]] = {paper: [] for paper in PAPERS}
    with sync_playwright() as playwright:
        path = (ROOT / ".local" / "browser").read_text().strip()
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for _ in range(each + 1):
            for paper, found in waits.items():
                context = browser.new_context()
                context.add_cookies([_applicant(stack)])  # type: ignore[list-item]
                found.append(wait_of(context.new_page(), stack, paper))
                context.close()
        browser.close()
    return {paper: found[1:] for paper, found in waits.items()}


def _applicant(stack: Stack) -> dict[str, str]:
    with Visitor(stack.apply_origin) as visitor:
        fill_in(visitor, NO_RECORD, "bench@applicant.example")
        name, token = "probity-apply", visitor.client.cookies["probity-apply"]
    return {"name": name, "value": token, "url": stack.apply_origin}


def send_at_once(stack: Stack, count: int) -> dict[str, float]:
    """Document id to the second at which its upload was answered, of papers of so many applicants."""
    os.environ.update(stack.environment)
    from chalicelib.bootstrap import services  # noqa: PLC0415 - reads its settings from what was just set
    from chalicelib.documents.models import Role  # noqa: PLC0415 - as above
    from chalicelib.kernel.changes import Once  # noqa: PLC0415 - as above

    rooms = services()
    papers = [PAPERS[name] for name in ("passport", "photo", "text PDF")]
    made = {role: (kind, make()) for role, kind, make in papers}
    offers = []
    for number in range(count):
        role, _, _ = papers[number % len(papers)]
        application_id = rooms.applications.start(Once("bench", str(number)))
        offers.append(
            rooms.documents.request_upload(application_id, Role(role), made[role][0], by_script=True)
        )

    def post(offer: Any) -> tuple[str, float]:  # noqa: ANN401 - an Offer
        kind, content = made[offer.document.role.value]
        httpx.post(
            offer.form.url, data=dict(offer.form.fields), files={"file": ("file", content, kind)}, timeout=120
        ).raise_for_status()
        return offer.document.id, time.time()

    with ThreadPoolExecutor(SENDERS) as senders:
        return dict(senders.map(post, offers))


def settled_at(stack: Stack, wanted: set[str], patience: float = 900) -> dict[str, tuple[float, str]]:
    """When each document was settled and to what, by the worker's own log."""
    end = time.monotonic() + patience
    while True:
        found = {
            name: moved for name, *moved in _moves(stack.folder / "log" / "poller.log") if name in wanted
        }
        if len(found) == len(wanted) or time.monotonic() > end:
            return {name: (at, to) for name, (at, to) in found.items()}
        time.sleep(1)


def _moves(log: Path) -> Iterator[tuple[str, float, str]]:
    for line in log.read_text(errors="replace").splitlines():
        if '"document moved"' in line and line.startswith("{"):
            said = json.loads(line)
            if said["to"] in _SETTLED:
                at = datetime.strptime(said["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z").timestamp()
                yield said["document_id"], at, said["to"]


def p95(values: Sequence[float]) -> float:
    """The value below which 95 of 100 lie."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def _report_waits(waits: dict[str, list[float]]) -> bool:
    kept = True
    for paper, found in waits.items():
        median, slow = statistics.median(found), p95(found)
        print(f"{paper}: median {median:.2f} s, p95 {slow:.2f} s, most {max(found):.2f} s of {len(found)}")
        scan = paper == "scanned paper"
        kept &= slow <= SCAN_P95_S if scan else median <= MEDIAN_S and slow <= P95_S
    return kept


def _report_crowd(sent: dict[str, float], settled: dict[str, tuple[float, str]]) -> bool:
    came, ended = sorted(sent, key=sent.__getitem__), sorted(settled, key=lambda name: settled[name][0])
    places = {name: place for place, name in enumerate(ended)}
    moved = [abs(places[name] - place) for place, name in enumerate(came) if name in places]
    waits = [settled[name][0] - sent[name] for name in settled]
    outcomes = {to: sum(one == to for _, one in settled.values()) for _, to in settled.values()}
    whole = max(at for at, _ in settled.values()) - min(sent.values())
    print(
        f"{len(sent)} at once: {len(settled)} answered in {whole:.0f} s, {outcomes}; waits median "
        f"{statistics.median(waits):.1f} s, most {max(waits):.1f} s; moved in the queue by {p95(moved):.0f} "
        f"places (p95), {max(moved)} (most)"
    )
    return len(settled) == len(sent)


def main() -> int:
    """Measure both; 0 when every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=20, help="files of each kind in a browser")
    parser.add_argument("--at-once", type=int, default=200)
    wanted = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    options = Options(folder=ROOT / ".local" / "bench", people=2000, ports_from=PORTS_FROM)
    with Stack(options, say=lambda _: None) as stack:
        kept = _report_waits(on_screen(stack, wanted.each)) if wanted.each else True
        print(f"load {os.getloadavg()[0]:.1f}", flush=True)
        if wanted.at_once:
            sent = send_at_once(stack, wanted.at_once)
            kept &= _report_crowd(sent, settled_at(stack, set(sent)))
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
