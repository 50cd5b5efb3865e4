"""The words for what became of a file: short, easy, with something to do, in English and in Welsh.

Reading age nine is measured by Flesch and Kincaid's grade (0.39 words a sentence + 11.8 syllables a word - 15.59):
grade 4 is the American school year that ends at ten. The names of file forms count as one syllable, a gap as one.
No such formula is known for Welsh; there the length of sentences and of words is held down.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.reasons import LONGEST_VALUE, REASONS, Reason, gaps, sentence, shown
from chalicelib.web.languages import catalogue

MOST_WORDS = 20
HARDEST_GRADE = 4.0
LONGEST_WELSH_WORDS = 0.3
"""Share of words of more than seven letters."""
FORMS = frozenset({"pdf", "jpeg", "png", "heic", "tiff", "gif", "webp"})
FIX = re.compile(
    r"\b(Take|Add|Save|Check|Open|Go|Lay|Hold|Stand|Turn|Move|Wipe|Use|You may|You can|Do nothing|Choose|Ask)\b"
)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w'-]*|\{\w+\}", text)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.:?!](?:\s|$)", text) if part.strip()]


def syllables(word: str) -> int:
    """By groups of vowels; a silent e at the end is none."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if plain in FORMS or not plain:
        return 1
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxzcgh]es$", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)) - bool(silent))


def grade(text: str) -> float:
    spoken = words(text)
    by_sentence = len(spoken) / len(sentences(text))
    return 0.39 * by_sentence + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


def test_the_measure_tells_easy_from_hard() -> None:
    assert grade("The cat sat on the mat. It was fat.") < 0
    hard = "Verification of documentary evidence was unsuccessful owing to insufficient illumination."
    assert grade(hard) > 20


def test_every_code_has_words() -> None:
    assert set(REASONS) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_short_and_easy_and_says_what_to_do(reason: Reason) -> None:
    said = REASONS[reason]
    assert len(words(said)) <= MOST_WORDS, said
    assert grade(said) <= HARDEST_GRADE, (round(grade(said), 1), said)
    assert FIX.search(said), said
    assert said.endswith("."), said
    assert not re.search(r"\b[Ss]en[dt]\b", said), "a file is added; an application is sent"


@pytest.mark.parametrize("reason", Reason)
def test_its_welsh_is_short_too(reason: Reason) -> None:
    said = catalogue("cy").get(REASONS[reason])
    if said is None:  # test_languages asks for it
        pytest.skip("no Welsh yet")
    spoken = words(said)
    assert len(spoken) <= MOST_WORDS, (len(spoken), said)
    assert sum(len(word) > 7 for word in spoken) <= LONGEST_WELSH_WORDS * len(spoken), said


def test_gaps_are_filled_dates_as_people_say_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REASONS, Reason.EMPTY, "We read {name} and {date}. Check it.")
    assert gaps("empty") == {"name", "date"}
    assert (
        sentence("empty", {"name": "Ana", "date": "2026-08-04"}) == "We read Ana and 4 August 2026. Check it."
    )
    assert sentence("empty") == "We read … and …. Check it."


@given(st.text())
def test_whatever_was_read_is_one_short_line(read: str) -> None:
    said = shown(read)
    assert len(said) <= LONGEST_VALUE + 1
    assert said == "" or said.isprintable()
