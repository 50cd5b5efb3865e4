"""What a file says beside its pages: title, headings and texts for those who listen, metadata, and its photograph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from chalicelib.certificates import metadata
from chalicelib.certificates.reading_back import plain
from chalicelib.certificates.view import titled, view
from chalicelib.verification.errors import NotGenuine

if TYPE_CHECKING:
    from chalicelib.certificates.models import Content
    from chalicelib.verification.shape.objects import Shaped

_STRING = rb"(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)"
_SPOKEN = re.compile(rb"/(?:Alt|T|Title|ActualText) ?" + _STRING, re.DOTALL)
_INFO = re.compile(rb"<< /Author %s .* /Subject %s /Title %s >>" % (_STRING, _STRING, _STRING))
_PART, _ATTRIBUTES = re.compile(r"<[^>]+>|[^<]+"), re.compile(r"[^\s=<>]+(?:=\"[^\"]*\")?")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BETWEEN = "\u00b7"
"""Stands between a label in English and in Welsh."""


def require_labels(shaped: Shaped, content: Content) -> None:
    """Raises `NotGenuine` (text-and-content-disagree, photograph-wrong) unless all of it is the content's."""
    if not (_is_described(shaped, content) and _is_spoken(shaped, content)):
        raise NotGenuine("text-and-content-disagree")
    shown = [sha256(held.data or b"").hexdigest() for held in shaped.of("photograph").values()]
    if shown != [digest for digest in [content.holder.photo] if digest]:
        raise NotGenuine("photograph-wrong")


def _is_described(shaped: Shaped, content: Content) -> bool:
    """Whether the file's title, subject and author, in both places, are those of this content."""
    named = titled(content)
    (info,), (packet,) = shaped.of("info").values(), shaped.of("metadata").values()
    said = _INFO.fullmatch(info.text)
    described = metadata.write(named.title, named.description, content.issuer, content.issued_on)
    expected = [content.issuer, named.description, named.title]
    return (
        said is not None
        and [text_of(each) for each in said.groups()] == expected
        and _tokens(packet.data or b"") == _tokens(described)
    )


def _tokens(packet: bytes) -> list[object]:
    """XML as its tags and texts in order: writers break lines and order a tag's attributes as they like."""
    parts = (part.strip() for part in _PART.findall(packet.decode()))
    return [sorted(_ATTRIBUTES.findall(part)) if part.startswith("<") else part for part in parts if part]


def _is_spoken(shaped: Shaped, content: Content) -> bool:
    """Whether each heading, alternative text and spelling for listeners is made of what the template was given."""
    given = plain("\n".join(_leaves(view(content, ""))))
    texts = [held.text for kind in ("element", "outline") for held in shaped.of(kind).values()]
    texts += [held.unpacked for held in shaped.of("drawing").values()]
    spoken = {text_of(found) for text in texts for found in _SPOKEN.findall(text)}
    return all(plain(part) in given for words in spoken for part in words.split(_BETWEEN))


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - a view is made of what JSON is made of
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _each(value.values())
    elif isinstance(value, list | tuple):
        yield from _each(value)


def _each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _leaves(value)


def text_of(written: bytes) -> str:
    """A text string of a PDF (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with their marks, or ASCII."""
    raw = (
        bytes.fromhex(written[1:-1].decode())
        if written[:1] == b"<"
        else _ESCAPE.sub(_unescaped, written[1:-1])
    )
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes((int(said, 8) & 0xFF,)) if said.isdigit() else _PLAIN_ESCAPES.get(said, said)
