"""The structure tree: marked, complete, of standard types in their order, with languages."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from chalicelib.certificates.conformance.book import Finder, rule
from chalicelib.certificates.conformance.reading import STANDARD_TYPES, Element, Reading

_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_IN_CONTENT = re.compile(rb"/Lang\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)")
_ROWS = {"THead", "TBody", "TFoot"}


@rule("PDF/A", "6.7.2.2", 1)
def marked(file: Reading) -> Iterator[str]:
    if not bool(file.root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "the document does not say that it is tagged"


@rule("PDF/UA", "7.1", 4)
def nothing_suspect(file: Reading) -> Iterator[str]:
    if bool(file.root.get("/MarkInfo", {}).get("/Suspects", False)):
        yield "the tags are called suspect"


@rule("PDF/A", "6.7.3.3", 1)
@rule("PDF/UA", "7.1", 11)
def there_is_a_tree(file: Reading) -> Iterator[str]:
    if "/StructTreeRoot" not in file.root:
        yield "the document has no structure"


@rule("PDF/A", "6.7.3.4", 1)
@rule("PDF/UA", "7.1", 5)
def types_are_mapped(file: Reading) -> Iterator[str]:
    for element in file.elements:
        if element.kind not in STANDARD_TYPES:
            yield f"the type {element.written} is not mapped to a standard one"


@rule("PDF/A", "6.7.3.4", 2)
@rule("PDF/UA", "7.1", 6)
def mappings_end(file: Reading) -> Iterator[str]:
    if any(_circular(file, element.written) for element in file.elements):
        yield "types are mapped in a circle"


@rule("PDF/A", "6.7.3.4", 3)
@rule("PDF/UA", "7.1", 7)
def standard_types_stay(file: Reading) -> Iterator[str]:
    if any(name in STANDARD_TYPES for name in file.mapping):
        yield "a standard type is mapped to another"


@rule("PDF/UA", "7.1", 12)
def elements_have_parents(file: Reading) -> Iterator[str]:
    if any("/P" not in element.item for element in file.elements):
        yield "an element does not name its parent"


@rule("PDF/A", "6.7.4", 1)
def languages_are_codes_or_unknown(file: Reading) -> Iterator[str]:
    if any(language and not _LANGUAGE.fullmatch(language) for language in _languages(file)):
        yield "a language is not a language code"


@rule("PDF/UA", "7.2", 29)
def languages_are_codes(file: Reading) -> Iterator[str]:
    if any(not _LANGUAGE.fullmatch(language) for language in _languages(file)):
        yield "a language is not a language code"


Test = Callable[[Element], bool]


def _inside(kind: str, allowed: set[str]) -> Test:
    """Elements of a type belong into certain others."""
    return lambda element: element.kind != kind or element.parent in allowed


def _holding(kind: str, allowed: set[str]) -> Test:
    """Elements of a type hold certain others only, and a caption where it belongs."""
    return lambda element: element.kind != kind or _holds(element, allowed)


def _counting(kind: str, sound: Callable[[tuple[str, ...]], bool]) -> Test:
    return lambda element: element.kind != kind or sound(element.kids)


def _holds(element: Element, allowed: set[str]) -> bool:
    """A caption begins; a table's may also end."""
    kids = element.kids
    places = [place for place, kid in enumerate(kids) if kid == "Caption"]
    ends = {0, len(kids) - 1} if element.kind == "Table" else {0}
    return set(kids) <= allowed and len(places) <= 1 and set(places) <= ends


_ORDER: dict[int, Test] = {
    3: _holding("Table", {"TR", "Caption", *_ROWS}),
    4: _inside("TR", {"Table", *_ROWS}),
    5: _inside("THead", {"Table"}),
    6: _inside("TBody", {"Table"}),
    7: _inside("TFoot", {"Table"}),
    8: _inside("TH", {"TR"}),
    9: _inside("TD", {"TR"}),
    10: _holding("TR", {"TH", "TD"}),
    11: _counting("Table", lambda kids: kids.count("THead") <= 1),
    12: _counting("Table", lambda kids: kids.count("TFoot") <= 1),
    13: _counting("Table", lambda kids: "TFoot" not in kids or "TBody" in kids),
    14: _counting("Table", lambda kids: "THead" not in kids or "TBody" in kids),
    17: _inside("LI", {"L"}),
    18: _inside("LBody", {"LI"}),
    19: _holding("L", {"L", "LI", "Caption"}),
    20: _holding("LI", {"Lbl", "LBody"}),
    26: _inside("TOCI", {"TOC"}),
    27: _holding("TOC", {"TOC", "TOCI", "Caption"}),
    36: _holding("THead", {"TR"}),
    37: _holding("TBody", {"TR"}),
    38: _holding("TFoot", {"TR"}),
}
"""ISO 14289-1, 7.2, by the numbers of veraPDF's tests."""


def _in_order(sound: Test) -> Finder:
    def find(file: Reading) -> Iterator[str]:
        return (
            f"a {element.kind} element is not where or what it should be"
            for element in file.elements
            if not sound(element)
        )

    return find


for _test, _sound in _ORDER.items():
    rule("PDF/UA", "7.2", _test)(_in_order(_sound))


@rule("PDF/UA", "7.2", 21, 22, 23)
def texts_have_a_language(file: Reading) -> Iterator[str]:
    if file.language:
        return
    for element in file.elements:
        told = "/Lang" in element.item or element.parent_language
        if not told and {"/ActualText", "/Alt", "/E"} & set(element.item.keys()):
            yield "a text for readers has no language"


@rule("PDF/UA", "7.2", 24, 25)
def descriptions_have_a_language(file: Reading) -> Iterator[str]:
    if file.language:
        return
    for _, annotation in file.annotations:
        if {"/Contents", "/TU"} & set(annotation.keys()) and not _told(file, annotation):
            yield "a description has no language"


@rule("PDF/UA", "7.9", 1)
def notes_have_names(file: Reading) -> Iterator[str]:
    if any(not str(element.item.get("/ID", "")) for element in _notes(file)):
        yield "a note has no name"


@rule("PDF/UA", "7.9", 2)
def notes_have_their_own_names(file: Reading) -> Iterator[str]:
    names = [str(element.item.ID) for element in _notes(file) if "/ID" in element.item]
    if len(set(names)) != len(names):
        yield "two notes have one name"


@rule("PDF/UA", "7.18.4", 2)
def forms_hold_one_widget(file: Reading) -> Iterator[str]:
    for element in file.elements:
        if element.kind == "Form" and not _has_role(element.item) and _objects_below(element.item) != 1:
            yield "a form element does not hold one field"


def _notes(file: Reading) -> list[Element]:
    return [element for element in file.elements if element.kind == "Note"]


def _told(file: Reading, annotation: Any) -> bool:  # noqa: ANN401 - pikepdf's objects are dynamic
    holder = file.holder(annotation)
    return "/Lang" in annotation or (holder is not None and "/Lang" in holder)


def _languages(file: Reading) -> Iterator[str]:
    """Told by the catalog, by elements and by properties, also by those that stand in the pages' contents."""
    import pikepdf  # noqa: PLC0415 - a layer's library

    yield from (str(each.Lang) for each in file.having("/Lang") if _is_text(each.Lang))
    for page in file.opened.pages:
        page.contents_coalesce()
        for written in _IN_CONTENT.findall(
            page.obj.Contents.read_bytes() if "/Contents" in page.obj else b""
        ):
            yield str(pikepdf.Object.parse(written))


def _circular(file: Reading, name: str) -> bool:
    mapping, seen = file.mapping, {name}
    while name in mapping:
        name = mapping[name]
        if name in seen:
            return True
        seen.add(name)
    return False


def _is_text(value: object) -> bool:
    import pikepdf  # noqa: PLC0415 - a layer's library

    return isinstance(value, (pikepdf.String, str))


def _has_role(item: Any) -> bool:  # noqa: ANN401 - see _told
    import pikepdf  # noqa: PLC0415 - see _is_text

    attributes = item.get("/A")
    listed = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(isinstance(each, pikepdf.Dictionary) and "/Role" in each for each in listed)


def _objects_below(item: Any) -> int:  # noqa: ANN401 - see _told
    import pikepdf  # noqa: PLC0415 - see _is_text

    kids = item.get("/K")
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return sum(isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/OBJR" for each in listed)
