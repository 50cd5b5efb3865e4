"""Languages of our pages: which is chosen, and that every catalogue says every sentence, with the same slots."""

import re
from types import SimpleNamespace

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.languages import (
    DOMAINS,
    ENGLISH,
    LANGUAGES,
    LOCALE,
    choice_cookie,
    dated,
    language_of,
    said,
    script_words,
)
from infra import words

OTHERS = [
    pytest.param(domain, language.code, id=f"{language.code}-{domain}")
    for domain, languages in DOMAINS.items()
    for language in languages
    if language is not ENGLISH
]


def _request(lang: str = "", cookie: str = "", accepts: str = "") -> SimpleNamespace:
    headers = {"cookie": cookie, "accept-language": accepts}
    return SimpleNamespace(query_params={"lang": lang} if lang else None, headers=headers)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (_request(), "en"),
        (_request(accepts="fr-CA,fr;q=0.9,en;q=0.5"), "fr"),
        (_request(accepts="nl, pl;q=0.3, de;q=0.7"), "de"),
        (_request(accepts="zh-TW;q=1"), "zh"),
        (_request(accepts="fr;q=0, ,;q=x, es"), "es"),
        (_request(cookie="a=b; language=ar; c=d", accepts="fr"), "ar"),
        (_request(lang="hi", cookie="language=ar"), "hi"),
        (_request(lang="xx", cookie="language=yy"), "en"),
    ],
)
def test_whose_wish_counts(request_: SimpleNamespace, code: str) -> None:
    assert language_of(request_).code == code


def test_a_page_in_two_languages_is_in_no_third() -> None:
    assert language_of(_request(lang="fr", cookie="language=cy"), DOMAINS["apply"]).code == "cy"
    assert language_of(_request(accepts="fr, cy;q=0.2"), DOMAINS["apply"]).code == "cy"
    assert language_of(_request(lang="fr", accepts="fr"), DOMAINS["apply"]).code == "en"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_is_read(accepts: str, cookie: str) -> None:
    assert language_of(_request(accepts=accepts, cookie=cookie)) in LANGUAGES.values()


def test_a_choice_is_kept_and_nothing_else_is() -> None:
    assert choice_cookie(_request(lang="fr"), secure=True) == (
        "language=fr; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"
    )
    assert choice_cookie(_request(lang="fr;x"), secure=True) is None
    assert choice_cookie(_request(), secure=True) is None


# ---- catalogues ----


@pytest.fixture(scope="module")
def sentences() -> dict[str, set[str]]:
    return {domain: set(words.found(domain)) for domain in DOMAINS}


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_template_is_up_to_date(sentences: dict[str, set[str]], domain: str) -> None:
    assert {entry.msgid for entry in polib.pofile(str(LOCALE / f"{domain}.pot"))} == sentences[domain], (
        "python -m infra.words"
    )


def _catalogue(domain: str, code: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / code / "LC_MESSAGES" / f"{domain}.po"))


def _slots(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|<[^>]+>", text))


@pytest.mark.parametrize(("domain", "code"), OTHERS)
def test_every_sentence_is_there_with_its_slots_and_tags(
    domain: str, code: str, sentences: dict[str, set[str]]
) -> None:
    entries = {entry.msgid: entry for entry in _catalogue(domain, code)}
    assert set(entries) == sentences[domain]
    assert [entry.msgid for entry in entries.values() if not entry.msgstr or entry.fuzzy] == []
    assert [key for key, entry in entries.items() if _slots(key) != _slots(entry.msgstr)] == []


@pytest.mark.parametrize(("domain", "code"), OTHERS)
def test_a_translation_is_none_of_the_english(domain: str, code: str) -> None:
    """A sentence of six words or more is never the same in another language."""
    assert [
        entry.msgid
        for entry in _catalogue(domain, code)
        if entry.msgid == entry.msgstr and len(entry.msgid.split()) > 5
    ] == []


def test_catalogues_agree_on_what_they_share() -> None:
    verify, apply = ({one.msgid: one.msgstr for one in _catalogue(domain, "cy")} for domain in DOMAINS)
    assert {key: said for key, said in apply.items() if verify.get(key, said) != said} == {}


def test_scripts_get_their_own_sentences_alone() -> None:
    assert "Hold the square in the frame." in script_words("fr")
    assert "You have the PDF" not in script_words("fr")


def test_facts_and_dates() -> None:
    assert said("en", "{n} days", {"n": 3}) == "3 days"
    assert said("en", "Nothing of ours {n}", {"m": 3}) == "Nothing of ours {n}"
    assert dated("de", "17 April 1990") == "17. April 1990"
    assert dated("de", "April 1990") == "April 1990"
    assert dated("fr", "17 Avril 1990") == "17 Avril 1990"
    assert dated("fr", "Stop") == "Stop"
