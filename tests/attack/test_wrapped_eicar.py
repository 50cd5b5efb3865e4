"""The industry's test file in every wrapping: a real scanner finds it, or nothing of it is in what staff open."""

from collections.abc import Iterator

import pytest

from chalicelib.documents.models import Role
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from infra.local.simulators.scanner import clamav
from infra.local.simulators.scanner.__main__ import best_scanner
from infra.local.simulators.scanner.clamav import ClamAv, finding
from infra.local.simulators.scanner.scan import CLEAN, EICAR, FAILED, LOCKED, UNREADABLE, OneWord, infected
from tests.attack import hostile, wrappings
from tests.attack.wrappings import WRAPPINGS

HIDDEN_FROM_CLAMAV = {
    "packed text of a PNG",
    "base64 in a PDF's text",
    "script of a PDF",
    "packed attachment of a PDF",
}
"""It does not unpack these, the last for the order of its keys; the rewriter throws them away."""


@pytest.fixture(scope="module")
def scanner() -> Iterator[ClamAv]:
    if not clamav.is_here():
        pytest.skip("ClamAV's daemon is not installed here: `apt-get install clamav-daemon`")
    with clamav.running() as daemon:
        yield daemon


def harmless(content: bytes) -> CleanFile | None:
    """What staff would open, were the scanner blind; None when the file is refused."""
    try:
        return rewrite(recognise(content), content, Role.PASSPORT)
    except NotTaken:
        return None


@pytest.mark.parametrize("name", sorted(WRAPPINGS.keys() - HIDDEN_FROM_CLAMAV))
def test_the_scanner_finds_it(scanner: ClamAv, name: str) -> None:
    assert scanner.examine(WRAPPINGS[name]()).result == "THREATS_FOUND"


@pytest.mark.parametrize("name", WRAPPINGS)
def test_a_blind_scanner_lets_nothing_of_it_through(name: str) -> None:
    copy = harmless(WRAPPINGS[name]())
    if copy is not None:
        assert EICAR not in copy.content
        assert EICAR[:12] not in copy.content


def test_copies_are_clean_for_the_scanner_too(scanner: ClamAv) -> None:
    copies = [copy for copy in map(harmless, (make() for make in WRAPPINGS.values())) if copy]
    assert len(copies) > 10
    assert {scanner.examine(copy.content) for copy in copies} == {CLEAN}


@pytest.mark.parametrize("name", wrappings.LOCKED)
def test_what_a_password_locks_is_told_apart(scanner: ClamAv, name: str) -> None:
    assert scanner.examine(wrappings.LOCKED[name]()) == LOCKED


@pytest.mark.parametrize("make", [hostile.owner_locked_pdf, hostile.pdf, hostile.jpeg, hostile.heic])
def test_what_opens_without_a_password_is_clean(scanner: ClamAv, make) -> None:
    assert scanner.examine(make()) == CLEAN


def test_what_is_more_than_the_scanner_looks_through_is_not_clean(scanner: ClamAv) -> None:
    nested = EICAR
    for _ in range(20):
        nested = wrappings.zipped(nested)
    assert scanner.examine(nested) == UNREADABLE


def test_a_scanner_that_is_gone_has_failed(tmp_path) -> None:
    assert ClamAv(tmp_path / "nobody").examine(b"file") == FAILED


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("stream: OK", CLEAN),
        ("stream: Local.X FOUND", infected("Local.X")),
        ("stream: Heuristics.Encrypted.PDF FOUND", LOCKED),
        ("stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND", UNREADABLE),
        ("INSTREAM size limit exceeded. ERROR", FAILED),
        ("", FAILED),
    ],
)
def test_only_one_answer_means_clean(answer: str, found) -> None:
    assert finding(answer) == found


def test_the_fake_knows_a_file_in_plain_sight_and_a_locked_paper() -> None:
    assert OneWord().examine(EICAR).result == "THREATS_FOUND"
    assert OneWord().examine(hostile.locked_pdf()) == LOCKED
    assert OneWord().examine(hostile.owner_locked_pdf()) == CLEAN


def test_where_it_is_not_installed_the_fake_takes_its_place_and_says_so(monkeypatch, capsys) -> None:
    monkeypatch.setattr(clamav, "_program", lambda: None)
    with best_scanner() as scanner:
        assert isinstance(scanner, OneWord)
    assert "FAKE" in scanner.label
    assert "ClamAV does not run here" in capsys.readouterr().out
