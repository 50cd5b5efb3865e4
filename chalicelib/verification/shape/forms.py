"""The allow-list of `forms.txt`, compiled: what each object may look like, and to what kinds of objects it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

_LIST = Path(__file__).with_name("forms.txt")

_STRING = rb"(?:\((?:[^()\\\r\n]|\\[^\r\n])*\)|<(?:[0-9a-f]{2})*>)"
_WHOLE, _NUMBER = rb"(?:0|-?[1-9][0-9]{0,8})", rb"-?(?:0|[1-9][0-9]{0,6})?(?:\.[0-9]{1,8}|(?<=[0-9]))"
_ATTRIBUTE = (
    rb"/BBox \[ (?:" + _NUMBER + rb" ){4}\]"
    rb"|/BorderColor \[ (?:" + _NUMBER + rb" |\[ (?:" + _NUMBER + rb" ){3}\] ){3,4}\]"
    rb"|/BorderStyle \[ (?:/(?:None|Solid) ){4}\]|/BorderThickness \[ (?:" + _NUMBER + rb" ){4}\]"
    rb"|/Headers \[ (?:"
    + _STRING
    + rb" )*\]|/ListNumbering /(?:Decimal|Circle|None)|/O /(?:Layout|List|Table)"
    rb"|/Placement /Block|/Scope /Column"
)
_WORDS = {
    "n": _WHOLE,
    "x": _NUMBER,
    "xs": rb"(?:" + _NUMBER + rb" )+",
    "s": _STRING,
    "moment": rb"\(D:[0-9]{14}Z\)",
    "subset": rb"[A-Z]{6}\+",
    "family": rb"(?:Source(?:Serif|Sans)Pro|NotoSans[A-Za-z]{0,12})-Regular",
    "tag": rb"(?:Document|Div|P|Span|H[1-3]|L|LI|Lbl|LBody|Table|THead|TBody|TR|TH|TD|Figure)",
    "attributes": rb"(?:<< (?:(?:" + _ATTRIBUTE + rb") )+>> )+",
    "widths": rb"(?:" + _WHOLE + rb" (?:\[ (?:" + _NUMBER + rb" )+\]|" + _WHOLE + rb" " + _NUMBER + rb") )+",
}
_REFERENCE = rb"[1-9][0-9]{0,5} 0 R"
_LISTS = {
    "kids": (
        rb"(?:"
        + _WHOLE
        + rb" |"
        + _REFERENCE
        + rb" |<< /MCID "
        + _WHOLE
        + rb" /Pg "
        + _REFERENCE
        + rb" /Type /MCR >> )*",
        ("element", "page"),
    ),
    "headers": (rb"(?:" + _STRING + rb" " + _REFERENCE + rb" )+", ("element",)),
    "parents": (rb"(?:" + _WHOLE + rb" " + _REFERENCE + rb" )+", ("parents", "element")),
    "fonts": (rb"(?:/f[0-9]{1,2} " + _REFERENCE + rb" )+", ("font",)),
    "pictures": (rb"(?:/x[0-9]{1,2} " + _REFERENCE + rb" )+", ("picture", "photograph")),
}
"""Lists that hold references, and the kinds that those lead to."""


@dataclass(frozen=True)
class Form:
    """A form that objects are compared with."""

    kinds: frozenset[str]
    pattern: re.Pattern[bytes]
    leads: tuple[tuple[str, frozenset[str]], ...]
    """Groups of the pattern that hold references, each with the kinds that they lead to."""


@cache
def forms() -> dict[bytes, tuple[Form, ...]]:
    """All forms by `ending`, so that an object is compared with the few that it may have."""
    found: dict[bytes, tuple[Form, ...]] = {}
    for kinds, written in _listed(_LIST.read_text()):
        form, end = _compiled(kinds, written), ending(_END_OF_LENGTH.sub("/Length 0 >>", written).encode())
        found[end] = (*found.get(end, ()), form)
    return found


def _listed(text: str) -> Iterator[tuple[str, str]]:
    for block in text.split("\n\n")[1:]:
        kinds, *lines = block.strip().split("\n")
        yield kinds.removesuffix(":"), " ".join(line.strip() for line in lines)


def ending(text: bytes) -> bytes:
    """The name that a dictionary ends with; nothing when it ends otherwise."""
    found = _ENDING.search(text[-24:])
    return found[1] if found else b""


_ENDING = re.compile(rb"/Type /([A-Za-z]+) >>\Z")
_END_OF_LENGTH = re.compile(r"/Length \{n\}.*\Z")


_PIECE = re.compile("\\{([a-z|-]+)(\\*?)\\}|(\u2039)|(\u203a)|([^{\u2039\u203a]+)")


def _compiled(kinds: str, written: str) -> Form:
    numbers, leads, parts = count(), [], []
    for name, several, opens, closes, literal in _PIECE.findall(written):
        if literal:
            parts.append(re.escape(literal.encode()))
        elif opens or closes:
            parts.append(b"(?:" if opens else b")?")
        elif name in _WORDS:
            parts.append(_WORDS[name])
        else:
            group = f"to{next(numbers)}"
            pattern, to = _LISTS.get(name) or _references(name, several)
            parts.append(b"(?P<%s>%s)" % (group.encode(), pattern))
            leads.append((group, frozenset(to)))
    return Form(frozenset(kinds.split("|")), re.compile(b"".join(parts)), tuple(leads))


def _references(name: str, several: str) -> tuple[bytes, tuple[str, ...]]:
    pattern = rb"(?:" + _REFERENCE + rb" )+" if several else _REFERENCE
    return pattern, tuple(name.split("|"))
