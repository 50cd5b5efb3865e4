"""A PDF as the rules look at it: read once, its parts by kind."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    import pikepdf

_TYPES = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6
L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot
Ruby RB RT RP Warichu WT WP Figure Formula Form
"""
STANDARD_TYPES = frozenset(_TYPES.split())
"""ISO 32000-1, 14.8.4."""
_DEEPEST = 500
_STREAM = re.compile(rb"stream(?<!endstream)\r?\n")
_NUMBERED = re.compile(rb"\n([0-9]{1,7}) 0 obj\n")


@dataclass(frozen=True)
class Element:
    """A structure element, its type after the role map, and its place in the tree."""

    item: Any
    kind: str
    written: str
    parent: str
    parent_language: bool
    kids: tuple[str, ...]
    """Types of the elements below it."""


@dataclass(frozen=True)
class Reading:
    """The bytes and the opened file; everything else is read when first asked for."""

    raw: bytes
    opened: pikepdf.Pdf
    as_appended: bool = False
    """Whether only what later revisions hold is looked at: the first was looked at before they were appended."""

    @classmethod
    @lru_cache(maxsize=3)
    def of(cls, raw: bytes) -> Reading:
        """The file, opened once for all who look at it now.

        Raises `pikepdf.PdfError` for what is no PDF, and for one that is locked.
        """
        import pikepdf  # noqa: PLC0415 - a layer's library

        return cls(raw, pikepdf.open(io.BytesIO(raw)))

    @cached_property
    def outside_streams(self) -> bytes:
        """The file with zeros for what streams hold: there, bytes may look like keywords and are none."""
        parts, at = [], 0
        while (begun := _STREAM.search(self.raw, at)) and (
            end := self.raw.find(b"endstream", begun.end())
        ) >= 0:
            parts += [self.raw[at : begun.end()], bytes(end - begun.end())]
            at = end
        return b"".join([*parts, self.raw[at:]])

    @cached_property
    def root(self) -> Any:  # noqa: ANN401 - pikepdf's objects are dynamic
        return self.opened.Root

    @cached_property
    def streams(self) -> list[Any]:
        return self._parts[0]

    def having(self, key: str) -> list[Any]:
        """Every dictionary and stream of the file with that key, also those inside others."""
        return self._parts[1].get(key, [])

    @cached_property
    def _parts(self) -> tuple[list[Any], dict[str, list[Any]]]:
        import pikepdf  # noqa: PLC0415 - see of

        array, dictionary, stream = (
            getattr(pikepdf.ObjectType, k) for k in ("array", "dictionary", "stream")
        )
        streams: list[Any] = []
        having: dict[str, list[Any]] = defaultdict(list)
        waiting = list(self.appended if self.as_appended else self.opened.objects)
        while waiting:
            thing = waiting.pop()
            kind, inner = _object_kind(thing), []
            if kind is array:
                inner = list(thing)
            elif kind is dictionary or kind is stream:
                for key, value in thing.items():
                    having[key].append(thing)
                    inner.append(value)
            if kind is stream:
                streams.append(thing)
            waiting += [each for each in inner if type(each) is pikepdf.Object and not each.is_indirect]
        return streams, having

    @property
    def appended(self) -> list[Any]:
        """The objects that stand after the first revision's end."""
        begun = self.raw.find(b"%%EOF")
        numbers = {int(found) for found in _NUMBERED.findall(self.raw, begun)}
        return [self.opened.get_object(number, 0) for number in sorted(numbers)]

    @cached_property
    def pages(self) -> list[Any]:
        return [page.obj for page in self.opened.pages]

    @cached_property
    def annotations(self) -> list[tuple[Any, Any]]:
        """Each page with each of its annotations."""
        return [(page, each) for page in self.pages for each in entries(page, "/Annots")]

    @cached_property
    def widgets(self) -> list[tuple[Any, Any]]:
        return [pair for pair in self.annotations if pair[1].get("/Subtype") == "/Widget"]

    @cached_property
    def fields(self) -> list[Any]:
        """Form fields, whole trees of them."""
        form = self.root.get("/AcroForm")
        return [] if form is None else list(_fields(form.get("/Fields"), 0))

    @cached_property
    def elements(self) -> list[Element]:
        tree = self.root.get("/StructTreeRoot")
        return [] if tree is None else list(_elements(tree, self._roles))

    @cached_property
    def parents(self) -> dict[int, Any]:
        """What the parent tree gives for each key (ISO 32000-1, 14.7.4.4)."""
        tree = self.root.get("/StructTreeRoot")
        found: dict[int, Any] = {}
        if tree is not None and "/ParentTree" in tree:
            _number_tree(tree.ParentTree, found, 0)
        return found

    def holder(self, item: Any) -> Any | None:  # noqa: ANN401 - see root
        """The structure element that holds an annotation."""
        import pikepdf  # noqa: PLC0415 - see of

        key = number(item, "/StructParent")
        holder = self.parents.get(key) if key is not None else None
        return holder if isinstance(holder, pikepdf.Dictionary) else None

    def parent_type(self, item: Any) -> str | None:  # noqa: ANN401 - see root
        """The standard type of the element that holds an annotation."""
        holder = self.holder(item)
        return None if holder is None or "/S" not in holder else _kind(holder, self._roles)

    @cached_property
    def mapping(self) -> dict[str, str]:
        """The role map: a type and what it is mapped to."""
        tree = self.root.get("/StructTreeRoot", {})
        return {name[1:]: str(target)[1:] for name, target in tree.get("/RoleMap", {}).items()}

    @cached_property
    def _roles(self) -> dict[str, str]:
        """Each mapped type with the type at the end of its mappings."""
        return {name: _end_of(name, self.mapping) for name in self.mapping}

    @cached_property
    def metadata(self) -> bytes | None:
        """The catalog's XMP packet."""
        stream = self.root.get("/Metadata")
        return None if stream is None or not hasattr(stream, "read_bytes") else bytes(stream.read_bytes())

    @cached_property
    def xmp(self) -> ET.Element | None:
        """The packet as XML; None when there is none or it can't be read."""
        try:
            packet = (self.metadata or b"").strip(b"\0 \r\n\t")
            return ET.fromstring(packet) if packet else None  # noqa: S314 - our own file, and expat limits bombs
        except (ET.ParseError, ValueError, LookupError):
            return None

    def property(self, namespace: str, name: str) -> str | None:
        """A simple XMP property, written as an attribute or as an element."""
        wanted = f"{{{namespace}}}{name}"
        for element in self.xmp.iter() if self.xmp is not None else ():
            if wanted in element.attrib:
                return element.attrib[wanted]
            if element.tag == wanted:
                return element.text or ""
        return None

    @cached_property
    def language(self) -> str:
        """The catalog's language, empty when it has none."""
        return str(self.root.get("/Lang", ""))


def entries(holder: Any, name: str) -> list[Any]:  # noqa: ANN401 - see Reading.root
    """The members of an array entry; empty when there is none."""
    import pikepdf  # noqa: PLC0415 - see Reading.of

    found = holder.get(name)
    return [each for each in found if each is not None] if isinstance(found, pikepdf.Array) else []


def number(holder: Any, name: str) -> int | None:  # noqa: ANN401 - see Reading.root
    found = holder.get(name)
    return int(found) if isinstance(found, int) else None


def _object_kind(value: Any) -> Any:  # noqa: ANN401 - see Reading.root
    """The kind of a PDF object; None for Python's own values. `isinstance` takes ten times as long to ask it."""
    return getattr(value, "_type_code", None)


def _fields(listed: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - see Reading.root
    for field in listed if listed is not None and depth < _DEEPEST else ():
        yield field
        yield from _fields(field.get("/Kids"), depth + 1)


def _end_of(name: str, mapping: dict[str, str]) -> str:
    at, steps = mapping[name], 0
    while at in mapping and at not in STANDARD_TYPES and steps <= len(mapping):
        at, steps = mapping[at], steps + 1
    return at


def _elements(tree: Any, roles: dict[str, str]) -> Iterator[Element]:  # noqa: ANN401 - see Reading.root
    waiting = [(item, "", False) for item in reversed(_kids(tree))]
    while waiting:
        item, parent, language = waiting.pop()
        written = str(item.S)[1:]
        kind = roles.get(written, written) if written not in STANDARD_TYPES else written
        below = _kids(item)
        kinds = tuple(_kind(each, roles) for each in below)
        yield Element(item, kind, written, parent, language, kinds)
        told = language or "/Lang" in item
        waiting += [(each, kind, told) for each in reversed(below)]


def _kind(item: Any, roles: dict[str, str]) -> str:  # noqa: ANN401 - see Reading.root
    written = str(item.S)[1:]
    return written if written in STANDARD_TYPES else roles.get(written, written)


def _kids(item: Any) -> list[Any]:  # noqa: ANN401 - see Reading.root
    import pikepdf  # noqa: PLC0415 - see Reading.of

    kids, kinds = item.get("/K"), pikepdf.ObjectType
    listed = list(kids) if _object_kind(kids) is kinds.array else [kids]
    return [each for each in listed if _object_kind(each) is kinds.dictionary and "/S" in each]


def _number_tree(node: Any, found: dict[int, Any], depth: int) -> None:  # noqa: ANN401 - see Reading.root
    pairs = entries(node, "/Nums") if depth < _DEEPEST else []
    found.update((int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
    for kid in entries(node, "/Kids") if depth < _DEEPEST else ():
        _number_tree(kid, found, depth + 1)
