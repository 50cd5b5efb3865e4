"""The applicant gets the same bytes whether or not a file has signals: pages, statuses, mails and JSON lines."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.applications.models import Answers, Application
from chalicelib.documents import cli
from chalicelib.documents.changes import commit_move
from chalicelib.documents.models import Role, Signal, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.signals.meanings import MEANINGS
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from tests.fakes.browser import Browser
from tests.fakes.documents import Room

HOUSE = Path(__file__).parents[4]
VALUES = dict.fromkeys(
    ("program", "made", "changed", "dated", "page", "font", "dots", "what", "application", "document"),
    "something-telling",
)
EVERY = tuple(Signal(code=code, values=VALUES) for code in MEANINGS)
ENDS: Mapping[str, tuple[State, str | None]] = {
    "accepted": (State.ACCEPTED, None),
    "refused": (State.REFUSED, Reason.TOO_SMALL.value),
    "needs a person": (State.NEEDS_PERSON, Reason.NOT_READ_YET.value),
}
CHANGING = re.compile(r'(name="(?:csrf|once|document)"|data-csrf=|nonce=)[^>]*>|01[0-9A-HJKMNP-TV-Z]{24}')


def shown(browser: Browser, room: Room, role: Role) -> list[str]:
    """All that an applicant can fetch about a document, without what is new each time."""
    paths = ("", "/status", "/sent", "/picture?document={id}", "/sent?document={id}", "/status?document={id}")
    current = room.documents.current(room.application_id, role)
    answers = [
        browser.get(f"/apply/documents/{role.value}{path.format(id=current.id if current else '')}")
        for path in paths
    ]
    return [f"{answer.status} {CHANGING.sub('', answer.text)}" for answer in answers]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("role", Role)
def test_pages_statuses_and_mails_are_the_same(browser: Browser, room: Room, role: Role, end: str) -> None:
    stored = room.applications.get(room.application_id)
    answers = Answers(email="a@applicant.example")
    after = Application.model_validate({**stored.state.model_dump(), "answers": answers})
    room.applications.store.save(stored, after, audit=AuditEntry("typed", SYSTEM))
    document, _ = room.scanning(role)
    state, reason = ENDS[end]
    commit_move(room.store, room.store.get(document.id), state, reason=reason)
    without = shown(browser, room, role)
    room.documents.tell_of_refusal(room.application_id, "one")

    stored_document = room.store.get(document.id)
    noted = stored_document.state.model_copy(update={"signals": EVERY})
    room.store.save(stored_document, noted, audit=AuditEntry("noticed", SYSTEM))
    assert room.now(document).signals == EVERY
    assert shown(browser, room, role) == without
    room.documents.tell_of_refusal(room.application_id, "two")

    first, second = room.post.sent
    assert first == second
    said = " ".join([*without, *first])
    assert not any(code in said or meaning.title in said for code, meaning in MEANINGS.items())
    assert "something-telling" not in said


def test_nothing_that_speaks_to_the_applicant_reads_signals() -> None:
    silent = [
        *(HOUSE / "chalicelib" / "applications").rglob("*.py"),
        *(
            HOUSE / "chalicelib" / "documents" / name
            for name in (
                "routes.py",
                "outcome.py",
                "sending.py",
                "marked_pictures.py",
                "handlers.py",
                "cli.py",
            )
        ),
        *(HOUSE / "templates" / "mail").rglob("*"),
        *(HOUSE / "templates" / "pages" / "documents").rglob("*.html"),
        *(HOUSE / "templates" / "pages" / "applications").rglob("*.html"),
    ]
    telling = re.compile(r"\bsignals?\b|" + "|".join(MEANINGS))
    assert len(silent) > 20
    assert [path.name for path in silent if path.is_file() and telling.search(path.read_text())] == []


def test_the_command_line_says_no_signal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "edited.pdf"
    file.write_bytes(b"%PDF-1.7 Producer (iLovePDF)")
    cli.main([str(file), "--as", "address", "--json"])
    printed = capsys.readouterr().out
    assert '"decision"' in printed
    assert "signal" not in printed
    assert "ilovepdf" not in printed.lower()
