"""The pictures of the README: a staff queue with made-up cases, and the first page of the sample certificate.

`python -m infra.local.pictures` starts a stack of its own and writes both into docs/pictures/.
"""

import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image

from infra.local.sample import take_through
from infra.local.stack import ROOT, Options, Stack
from infra.local.staff import FIRST_OFFICER

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000
_VIEW = {"width": 1280, "height": 760}
_DOTS = 110
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


@dataclass(frozen=True)
class _Row:
    """A case as the queue shows it: days since it came, days until it is due, and what is known."""

    applicant: str
    came: int
    due: int
    candidates: int | None = 0
    documents: tuple[str, str] = ("accepted", "accepted")
    flags: tuple[str, ...] = ()
    premium: bool = False
    held_by: str = ""


_ROWS = (
    _Row("Thomas William Ashdown", 31, -2, candidates=1, held_by="Olwen Pritchard"),
    _Row("Nkechi Adaeze Okonjo", 3, 0, premium=True),
    _Row("Sophie Hartwell", 24, 1, candidates=1, flags=("returned",)),
    _Row("Giorgos Papadakis-Wren", 2, 1, premium=True, held_by="Dev Chaudhry"),
    _Row("Patricia Jane Oakshott", 22, 3, candidates=2, held_by="Olwen Pritchard"),
    _Row("Lê Thị Hồng Nhung", 21, 4),
    _Row("Alan Crowdace", 20, 7, candidates=20, flags=("answer_truncated",)),
    _Row("Maja Østergård", 17, 10),
    _Row("Rajesh Kumar Sharma-Lytton", 16, 11, candidates=1),
    _Row("Grace Abena Whitlock", 15, 14, candidates=1),
    _Row("Siân ap Rhydderch", 11, 17),
    _Row(
        "Ifeoluwa Brightwater",
        10,
        18,
        documents=("accepted", "needs_person"),
        flags=("documents_need_person",),
    ),
)


def main() -> None:
    """Write both pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Stack(Options(folder=ROOT / ".local" / "pictures", ports_from=8101)) as stack:
        certificate = take_through(stack).certificate
        _write(FOLDER / "certificate.png", _first_page(certificate), colours=64)
        _fill_queue(stack)
        _write(FOLDER / "staff-queue.png", _photograph(stack), colours=160)


def _first_page(certificate: Path) -> bytes:
    command = ["pdftoppm", "-png", "-r", str(_DOTS), "-f", "1", "-l", "1", str(certificate)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _fill_queue(stack: Stack) -> None:
    os.environ.update(stack.environment)
    from chalicelib.bootstrap import services  # noqa: PLC0415 -- reads its settings from what was just set
    from chalicelib.casework.models import Case  # noqa: PLC0415 -- as above
    from chalicelib.casework.store import CaseStore  # noqa: PLC0415 -- as above
    from chalicelib.kernel.changes import SYSTEM, AuditEntry  # noqa: PLC0415 -- as above
    from chalicelib.kernel.identifiers import new_id  # noqa: PLC0415 -- as above

    store = CaseStore(services().uow)
    for facts in _cases():
        store.save(
            None, Case.model_validate(facts), aggregate_id=new_id(), audit=AuditEntry("seeded", SYSTEM)
        )
    stack.invoke("OnSweep")


def _cases() -> Iterator[dict[str, object]]:
    from chalicelib.kernel.identifiers import new_id, new_reference  # noqa: PLC0415 -- as above

    now = datetime.now(UTC)
    for row in _ROWS:
        passport, address = row.documents
        claim = {"by": row.held_by, "until": now + timedelta(hours=1)} if row.held_by else None
        yield {
            "application_id": new_id(),
            "reference": new_reference(),
            "applicant": row.applicant,
            "destination": "NO",
            "service_level": "premium" if row.premium else "standard",
            "state": "open",
            "opened_at": now - timedelta(days=row.came),
            "received_on": _days_from(now, -row.came),
            "due": _days_from(now, row.due),
            "documents": {
                "passport": passport,
                "address": address,
                "second-address": "accepted",
                "photo": "accepted",
            },
            "candidates": row.candidates,
            "flags": frozenset(row.flags),
            "claim": claim,
            "officers": {row.held_by: row.held_by} if row.held_by else {},
        }


def _days_from(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()


def _photograph(stack: Stack) -> bytes:
    """The queue as an officer sees it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only developers have it

    with sync_playwright() as playwright:
        path = (ROOT / ".local" / "browser").read_text().strip()
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = browser.new_page(viewport=_VIEW, device_scale_factor=1.5, locale="en-GB")
        page.goto(f"{stack.staff_origin}/staff/sign-in")
        page.get_by_label("Email address").fill(FIRST_OFFICER.email)
        page.get_by_label("Password").fill(FIRST_OFFICER.password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Cases").wait_for()
        picture = page.screenshot()
        browser.close()
    return picture


def _write(path: Path, picture: bytes, colours: int) -> None:
    """Keep a picture with few colours. Raises ValueError when it is still too large for a README."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    if out.tell() > MOST_BYTES:
        raise ValueError(f"{path} would have {out.tell()} bytes.")
    path.write_bytes(out.getvalue())
    print(f"{path}: {out.tell() // 1000} KB")


if __name__ == "__main__":
    main()
