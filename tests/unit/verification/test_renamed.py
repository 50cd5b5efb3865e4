"""A country or an outcome that is renamed: older certificates stand with the older words, newer ones say the new."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.certificates import view, words
from chalicelib.disclosure.meanings import MEANINGS, Meaning
from chalicelib.kernel.outcomes import Outcome
from chalicelib.reference import countries
from chalicelib.verification.models import Verdict
from tests.attack.workshop import content
from tests.unit.verification.conftest import Judge, names

TODAY = datetime.now(UTC).date()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
EARLIER = {
    "countries": {"AU": [{"until": TOMORROW, "words": "Australia"}]},
    "outcome-names": {"no_trace": [{"until": TOMORROW, "words": "No Trace"}]},
    "outcome-meanings": {"no_trace": [{"until": TOMORROW, "words": MEANINGS[Outcome.NO_TRACE].sentence}]},
}


@pytest.fixture
def renamed(certificate: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After the certificate was made."""
    monkeypatch.setitem(countries._PLAIN_NAMES, "AU", "New Holland")
    monkeypatch.setitem(
        MEANINGS, Outcome.NO_TRACE, Meaning(title="Nothing Held", sentence="Nothing is held.")
    )
    view.view.cache_clear()
    yield
    view.view.cache_clear()


@pytest.mark.usefixtures("renamed")
def test_what_was_issued_before_stands_when_the_earlier_words_are_kept(
    certificate: bytes, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judge(certificate).verdict is not Verdict.GENUINE
    monkeypatch.setattr(words, "earlier_words", lambda: EARLIER)
    view.view.cache_clear()
    found = judge(certificate)
    assert found.verdict is Verdict.GENUINE, names(found)


@pytest.mark.usefixtures("renamed")
def test_what_is_issued_afterwards_says_the_new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "earlier_words", lambda: EARLIER)
    shown = [
        view.view(content(issued_on=TODAY + timedelta(days=days)), "https://v.example") for days in (0, 1)
    ]
    assert [one["destination"] for one in shown] == ["Australia", "New Holland"]
    assert [one["outcome"]["name"] for one in shown] == ["No Trace", "Nothing Held"]
