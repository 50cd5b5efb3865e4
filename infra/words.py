"""Collects the sentences of pages in several languages and brings the catalogues up to them: `python -m infra.words`.

Sentences stand in templates (`{% trans %}` and `_()`), in scripts (texts of the modules that hold words, and `tr()`),
and in Python tables (`infra.words_tables`). New ones come into every catalogue empty; those that are gone go.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib

from chalicelib.web.languages import DOMAINS, ENGLISH, LOCALE, Language
from infra import words_tables

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates" / "pages"
STATIC = ROOT / "chalicelib" / "web" / "static"


@dataclass(frozen=True)
class Domain:
    """Where the sentences of one catalogue stand."""

    templates: tuple[str, ...]
    scripts: str
    """A folder of `web/static`."""
    tables: Iterable[tuple[str, str]]


def _all_of(folder: str) -> Iterator[str]:
    return (f"{folder}/{path.name}" for path in sorted((TEMPLATES / folder).glob("*.html")))


PLACES: Mapping[str, Domain] = {
    "verify": Domain(
        templates=(
            "base.html",
            "error.html",
            "components/fields.html",
            *(f"embassy/{name}.html" for name in ("batch", "home", "layout", "sign-in")),
            *_all_of("verify"),
        ),
        scripts="verify",
        tables=tuple(words_tables.verify()),
    ),
    "apply": Domain(
        templates=tuple(_all_of("documents")), scripts="upload", tables=tuple(words_tables.apply())
    ),
}
WORD_FILES = ("reasons.js", "words.js", "facts.js", "age.js")
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\s*\+\s*"((?:[^"\\]|\\.)*)")*')
_ONE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CALL = re.compile(r'\btr\(\s*("(?:[^"\\]|\\.)*")')


def found(domain: str) -> dict[str, set[str]]:
    """Every sentence of a catalogue, with the files that say it."""
    place = PLACES[domain]
    sentences: dict[str, set[str]] = {}
    for source, sentence in (*_in_templates(place), *_in_scripts(place), *place.tables):
        sentences.setdefault(sentence, set()).add(source)
    return sentences


def _in_templates(place: Domain) -> Iterator[tuple[str, str]]:
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - only here

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    for name in place.templates:
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        for _, _, message in environment.extract_translations(source):
            if isinstance(message, str):
                yield f"templates/pages/{name}", message


def _in_scripts(place: Domain) -> Iterator[tuple[str, str]]:
    for path in sorted((STATIC / place.scripts).glob("*.js")):
        text = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        pattern = _STRINGS if path.name in WORD_FILES else _CALL
        for match in pattern.finditer(text):
            sentence = "".join(_ONE.findall(match[0])).replace('\\"', '"')
            if path.name not in WORD_FILES or _is_sentence(sentence):
                yield f"chalicelib/web/static/{place.scripts}/{path.name}", sentence


def _is_sentence(text: str) -> bool:
    """Words for people: not names of reasons, files, tags or forms of dates."""
    return any(sign.isalpha() for sign in text) and (text[:1].isupper() or " " in text or "{" in text)


def main() -> int:
    """Write the templates and the catalogues; say how many sentences each lacks."""
    LOCALE.mkdir(exist_ok=True)
    for domain, languages in DOMAINS.items():
        pot = _template(found(domain))
        pot.save(str(LOCALE / f"{domain}.pot"))
        for language in languages:
            if language is not ENGLISH:
                lacking = _merge(domain, language, pot)
                print(f"{domain}, {language.code}: {len(pot)} sentences, {lacking} without a translation")
    return 0


def _template(sentences: Mapping[str, set[str]]) -> polib.POFile:
    pot = polib.POFile(wrapwidth=110)
    pot.metadata = {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
    for sentence in sorted(sentences):
        pot.append(
            polib.POEntry(msgid=sentence, occurrences=[(file, "") for file in sorted(sentences[sentence])])
        )
    return pot


def _merge(domain: str, language: Language, pot: polib.POFile) -> int:
    path = LOCALE / language.code / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    kept.metadata = {**pot.metadata, "Language": language.tag}
    kept.merge(pot)
    for entry in [one for one in kept if one.obsolete]:
        kept.remove(entry)
    kept.sort(key=lambda entry: entry.msgid)
    kept.save(str(path))
    return sum(not entry.msgstr for entry in kept)


if __name__ == "__main__":
    sys.exit(main())
