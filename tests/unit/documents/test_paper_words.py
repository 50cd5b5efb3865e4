"""The applicant's page knows words for whatever a proof of address is taken for, and says how old it may be."""

import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.documents import address
from chalicelib.documents.outcome import KINDS
from chalicelib.platform import clock


def test_every_kind_of_paper_has_words() -> None:
    facts = json.loads((Path(address.__file__).with_name("papers.json")).read_text())
    assert {kind["code"] for kind in facts["kinds"]} == set(KINDS)


def test_the_page_says_from_which_day_a_paper_may_be(browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    page = "/apply/documents/address"
    assert "a day from 24 August 2026 on" in browser.get(page).text
    assert "24 Awst 2026" in browser.get(f"{page}?lang=cy").text
