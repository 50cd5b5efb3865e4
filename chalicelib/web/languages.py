"""The languages of our pages: which one a visitor reads, and what a sentence is in it.

Catalogues are gettext's (`locale/<code>/LC_MESSAGES/<domain>.po`, kept up by `python -m infra.words`): `verify` for
the verify site, `apply` for the applicant's documents, each in its own languages. The English sentence is the key.
A sentence without a translation is shown in English: a test keeps the catalogues whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalice.app import Request

LOCALE = Path(__file__).with_name("locale")
COOKIE = "language"
_YEAR = 365 * 24 * 3600
_DATE = re.compile(r"(?:(\d{1,2}) )?(?:([A-Z][a-z]+) )?(\d{4})")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """A language by its code in our addresses, its BCP 47 tag, its own name and its direction of writing."""

    code: str
    tag: str
    name: str
    direction: str = "ltr"


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("en", "en-GB", "English"),
        Language("cy", "cy", "Cymraeg"),
        Language("fr", "fr", "Français"),
        Language("es", "es", "Español"),
        Language("pt", "pt", "Português"),
        Language("de", "de", "Deutsch"),
        Language("it", "it", "Italiano"),
        Language("pl", "pl", "Polski"),
        Language("ar", "ar", "العربية", "rtl"),
        Language("zh", "zh-Hans", "简体中文"),
        Language("hi", "hi", "हिन्दी"),
        Language("ru", "ru", "Русский"),
    )
}
ENGLISH = LANGUAGES["en"]
DOMAINS: Mapping[str, Collection[Language]] = {
    "verify": tuple(LANGUAGES.values()),
    "apply": (ENGLISH, LANGUAGES["cy"]),
}
"""Who speaks what: a catalogue's name to the languages that it is kept in."""


def language_of(request: Request, offered: Collection[Language] = DOMAINS["verify"]) -> Language:
    """What the visitor chose by `?lang=`, else chose before, else asks for by the browser, else English."""
    chosen = str(dict(request.query_params or {}).get("lang", ""))
    kept = re.search(rf"(?:^|;\s*){COOKIE}=([a-z]+)", str(request.headers.get("cookie", "")))
    for code in (chosen, kept[1] if kept else ""):
        if LANGUAGES.get(code) in offered:
            return LANGUAGES[code]
    return _asked_for(str(request.headers.get("accept-language", "")), {each.code for each in offered})


def choice_cookie(request: Request, *, secure: bool) -> str | None:
    """The `Set-Cookie` that keeps a choice for a year; None when none was made."""
    chosen = str(dict(request.query_params or {}).get("lang", ""))
    if chosen not in LANGUAGES:
        return None
    return f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def _asked_for(header: str, offered: Collection[str]) -> Language:
    """By RFC 9110, 12.5.4: the wanted language of most weight that we have; the first of equals."""
    wanted = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    best = sorted((pair for pair in wanted if pair[1] in offered and pair[0] > 0), key=lambda pair: -pair[0])
    return LANGUAGES[best[0][1]] if best else ENGLISH


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """English sentence to sentence; empty for English."""
    return {entry: said for domain in DOMAINS for entry, (said, _) in _entries(code, domain).items()}


@cache
def script_words(code: str, domain: str = "verify") -> Mapping[str, str]:
    """Those sentences that the pages' scripts say."""
    return {entry: said for entry, (said, by_script) in _entries(code, domain).items() if by_script}


@cache
def _entries(code: str, domain: str) -> Mapping[str, tuple[str, bool]]:
    path = LOCALE / code / "LC_MESSAGES" / f"{domain}.po"
    if code == ENGLISH.code or not path.exists():
        return {}
    from polib import pofile  # noqa: PLC0415 - for those who read another language

    return {
        entry.msgid: (entry.msgstr, any(source.endswith(".js") for source, _ in entry.occurrences))
        for entry in pofile(str(path))
        if entry.msgstr and not entry.obsolete
    }


def said(code: str, sentence: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence in that language, `{name}` in it replaced by facts; dates as `17 April 1990` are turned too.

    What is no sentence of ours comes back as it is.
    """
    words = catalogue(code)
    found = words[sentence] if sentence in words else dated(code, sentence)
    return _SLOT.sub(lambda slot: str((facts or {}).get(slot[1], slot[0])), found) if facts else found


def dated(code: str, text: str) -> str:
    """A date such as `17 April 1990` or `April 1990` in that language; any other text as it is."""
    parts, words = _DATE.fullmatch(text), catalogue(code)
    if not parts or not parts[2] or parts[2] not in words:
        return text
    facts = {"day": parts[1], "month": words[parts[2]], "year": parts[3]}
    return said(code, "{day} {month} {year}" if parts[1] else "{month} {year}", facts)
