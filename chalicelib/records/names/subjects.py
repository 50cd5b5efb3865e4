"""Who is recorded or asked for, read from a line of JSON and prepared for comparing."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, check_letter
from chalicelib.kernel.police_identifiers.cro import read_cro
from chalicelib.kernel.police_identifiers.pncid import read_pncid
from chalicelib.platform import clock
from chalicelib.records.names.births import Birth, read_birth
from chalicelib.records.names.errors import BadLine
from chalicelib.records.names.romanise import plain
from chalicelib.records.names.spelling import words

MOST_TEXT = 500
"""Letters of one part of a name that are kept."""
_ID_LETTERS = 200
_PNCID = re.compile(r"^[12]\d{3}/(?!0{7})\d{7}[A-HJ-NP-RT-Z]$")
_CRO = re.compile(r"^(?!0{6})([0-9]{6})/([0-9]{2})([A-HJ-NP-RT-Z])$")
"""Canonical already: what most records hold."""


class Name(NamedTuple):
    """A name as words; `kind` is main, alias or maiden."""

    forenames: tuple[str, ...]
    surname: tuple[str, ...]
    kind: str
    shown: str


@dataclass(frozen=True)
class Subject:
    """A person as one line describes them: texts as given, and words and dates to compare by."""

    id: str
    given: tuple[tuple[str, str, str], ...]
    """Forenames, surname and kind of each name, as given."""
    birth_texts: tuple[str, ...] = ()
    sex: str = ""
    birth_place: str = ""
    postcodes: tuple[str, ...] = ()
    pncid: str = ""
    cro: str = ""

    def prepare(self) -> None:
        """Work out at once what is otherwise worked out at its first use: cheaper when all of it is needed."""
        vars(self).update(
            names=_names_of(self.given), births=_births_of(self.birth_texts), place=plain(self.birth_place)
        )

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name that has a word in it, the same words once, main names first."""
        return _names_of(self.given)

    @cached_property
    def births(self) -> tuple[Birth, ...]:
        return _births_of(self.birth_texts)

    @property
    def has_whole_date(self) -> bool:
        """Whether any birth date is known to the day."""
        return any(birth.day for birth in self.births)

    @cached_property
    def place(self) -> str:
        return plain(self.birth_place)


def _names_of(given: Iterable[tuple[str, str, str]]) -> tuple[Name, ...]:
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Name] = {}
    for forenames, surname, kind in given:
        shown = f"{forenames} {surname}".strip()
        first, last = words(forenames), words(surname)
        if first and last:
            found.setdefault((first, last), Name(first, last, kind, shown))
            continue
        for name in _readings(first or last, kind, shown):
            found.setdefault((name.forenames, name.surname), name)
    return tuple(found.values())


def _births_of(texts: Iterable[str]) -> tuple[Birth, ...]:
    return tuple(dict.fromkeys(b for b in map(read_birth, texts) if b))


def read_line(line: str | bytes) -> Subject:
    """A record or a query from its JSON; raises `BadLine` saying what is wrong. Unknown fields are ignored."""
    try:
        body = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("it is not JSON") from error
    return read_subject(body)


def read_subject(body: object) -> Subject:
    """As `read_line`, of what JSON holds. Only `id` must be there."""
    if not isinstance(body, dict):
        raise BadLine("it is not a JSON object")
    found_id = body.get("id")
    if isinstance(found_id, bool) or not isinstance(found_id, str | int) or not str(found_id).strip():
        raise BadLine("it has no `id`")
    if len(str(found_id)) > _ID_LETTERS:
        raise BadLine(f"its `id` is longer than {_ID_LETTERS} letters")
    sex = _text(body, "sex").strip().upper()[:1]
    return Subject(
        id=str(found_id),
        given=_names(_list(body, "names")),
        birth_texts=tuple(_texts(_list(body, "birth_dates"), "birth_dates")),
        sex=sex if sex in {"M", "F"} else "",
        birth_place=_text(body, "birth_place")[:MOST_TEXT].strip(),
        postcodes=tuple(filter(None, map(postcode, _texts(_list(body, "postcodes"), "postcodes")))),
        pncid=canonical_pncid(_text(body, "pncid")),
        cro=canonical_cro(_text(body, "cro")),
    )


def to_body(subject: Subject) -> dict[str, Any]:
    """The line's JSON again; `read_subject` of it is the same subject."""
    return {
        "id": subject.id,
        "names": [{"forenames": f, "surname": s, "kind": k} for f, s, k in subject.given],
        "birth_dates": list(subject.birth_texts),
        "sex": subject.sex or None,
        "birth_place": subject.birth_place or None,
        "postcodes": list(subject.postcodes),
        "pncid": subject.pncid or None,
        "cro": subject.cro or None,
    }


def postcode(text: str) -> str:
    """Capitals and digits only, at most seven; empty for a text that has none."""
    closed = text.replace(" ", "")
    if closed.isascii() and closed.isalnum():
        return closed.upper()[:7]
    return "".join([c for c in text.upper() if c.isascii() and c.isalnum()])[:7]


def canonical_pncid(text: str) -> str:
    """The canonical PNCID, or its letters and digits when the check letter does not fit."""
    if not text or _PNCID.match(text):
        return text
    try:
        found = read_pncid(text, today=clock.today()).value
    except InvalidIdentifier:
        return _bare(text)
    return "" if found.stands_for_none else str(found)


def canonical_cro(text: str) -> str:
    """The canonical CRO number, likewise; empty for `000000/00Z`, which stands for none."""
    if not text:
        return text
    canonical = _CRO.match(text)
    if canonical and check_letter(int(canonical[2] + canonical[1])) == canonical[3]:
        return text
    try:
        found = read_cro(text).value
    except InvalidIdentifier:
        return _bare(text)
    return "" if found.stands_for_none else str(found)


def _readings(only: tuple[str, ...], kind: str, shown: str) -> Iterable[Name]:
    """A name that came whole in either part has its surname at its end, or at its beginning."""
    if only:
        yield Name(only[:-1], only[-1:], kind, shown)
    if len(only) > 1:
        yield Name(only[1:], only[:1], kind, shown)


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())[:20]


def _names(entries: Iterable[object]) -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise BadLine("`names` holds something that is not a name")
        forenames, surname = (_text(entry, part)[:MOST_TEXT].strip() for part in ("forenames", "surname"))
        found.append((forenames, surname, _text(entry, "kind") or "main"))
    return tuple(sorted(found, key=lambda name: name[2] != "main"))


def _list(body: Mapping[str, Any], name: str) -> list[object]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadLine(f"`{name}` is not a list")
    return value


def _texts(values: Iterable[object], name: str) -> Iterable[str]:
    for value in values:
        if value is not None and not isinstance(value, str):
            raise BadLine(f"`{name}` holds something that is not text")
        if value:
            yield value


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"`{name}` is not text")
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
