"""Annotations: kinds, flags, appearances, and how they hang in the structure."""

from collections.abc import Iterator
from typing import Any

from chalicelib.certificates.conformance.book import rule
from chalicelib.certificates.conformance.reading import Reading, number

_KINDS_NAMES = """
Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp
Caret Ink Popup FileAttachment Widget PrinterMark TrapNet Watermark Redact
"""
_KINDS = {f"/{name}" for name in _KINDS_NAMES.split()}
_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW, _TOGGLE = 1, 2, 4, 32, 256
_CORNERS = 4


@rule("PDF/A", "6.3.1", 1)
def kinds(file: Reading) -> Iterator[str]:
    for _, annotation in file.annotations:
        if str(annotation.get("/Subtype")) not in _KINDS:
            yield f"an annotation of the kind {annotation.get('/Subtype')}"


@rule("PDF/A", "6.3.2", 1, 2)
def flags(file: Reading) -> Iterator[str]:
    for _, annotation in file.annotations:
        said = number(annotation, "/F")
        if said is None:
            if annotation.get("/Subtype") != "/Popup":
                yield "an annotation without flags"
        elif not said & _PRINT or said & (_INVISIBLE | _HIDDEN | _NO_VIEW | _TOGGLE):
            yield "an annotation that would not be printed or shown"


@rule("PDF/A", "6.3.3", 1, 2, 3, 4)
def appearances(file: Reading) -> Iterator[str]:
    for _, annotation in file.annotations:
        shown = annotation.get("/AP")
        if shown is None:
            if _sized(annotation) and annotation.get("/Subtype") not in {"/Popup", "/Link"}:
                yield "an annotation without an appearance"
        elif set(shown.keys()) != {"/N"} or not _sound(annotation, shown.N):
            yield "an annotation with an appearance of another kind"


@rule("PDF/UA", "7.18.1", 1)
def annotations_are_tagged(file: Reading) -> Iterator[str]:
    for page, annotation in file.annotations:
        free = annotation.get("/Subtype") in {"/Widget", "/PrinterMark", "/Link", "/Popup"}
        if not free and _shown(page, annotation) and file.parent_type(annotation) != "Annot":
            yield "an annotation is not tagged"


@rule("PDF/UA", "7.18.1", 2)
def annotations_are_described(file: Reading) -> Iterator[str]:
    for page, annotation in file.annotations:
        free = annotation.get("/Subtype") in {"/Widget", "/Popup"}
        if not free and _shown(page, annotation) and not _described(file, annotation, "/Contents"):
            yield "an annotation is not described"


@rule("PDF/UA", "7.18.1", 3)
def widgets_are_described(file: Reading) -> Iterator[str]:
    for page, widget in file.widgets:
        field = widget if "/T" in widget or "/Parent" not in widget else widget.Parent
        if _shown(page, widget) and not str(field.get("/TU", "")) and not _alternate(file, widget):
            yield "a form field is not described"


@rule("PDF/UA", "7.18.2", 1)
def no_trap_nets(file: Reading) -> Iterator[str]:
    for page, annotation in file.annotations:
        if annotation.get("/Subtype") == "/TrapNet" and _shown(page, annotation):
            yield "an annotation for trapping"


@rule("PDF/UA", "7.18.3", 1)
def tab_order(file: Reading) -> Iterator[str]:
    for page in file.pages:
        if "/Annots" in page and len(page.Annots) and page.get("/Tabs") != "/S":
            yield "a page's tab order is not that of its structure"


@rule("PDF/UA", "7.18.4", 1)
def widgets_are_tagged(file: Reading) -> Iterator[str]:
    for page, widget in file.widgets:
        if _shown(page, widget) and file.parent_type(widget) != "Form":
            yield "a form field is not inside a form element"


@rule("PDF/UA", "7.18.5", 1)
def links_are_tagged(file: Reading) -> Iterator[str]:
    for page, link in _links(file):
        if _shown(page, link) and file.parent_type(link) != "Link":
            yield "a link is not inside a link element"


@rule("PDF/UA", "7.18.5", 2)
def links_are_described(file: Reading) -> Iterator[str]:
    for page, link in _links(file):
        if _shown(page, link) and not str(link.get("/Contents", "")):
            yield "a link is not described"


@rule("PDF/UA", "7.18.8", 1)
def printers_marks_are_not_tagged(file: Reading) -> Iterator[str]:
    for page, mark in file.annotations:
        if mark.get("/Subtype") == "/PrinterMark" and _shown(page, mark) and file.parent_type(mark):
            yield "a printer's mark is tagged"


def _links(file: Reading) -> list[tuple[Any, Any]]:
    return [pair for pair in file.annotations if pair[1].get("/Subtype") == "/Link"]


def _sized(annotation: Any) -> bool:  # noqa: ANN401 - pikepdf's objects are dynamic
    left, bottom, right, top = _box(annotation, "/Rect") or (0.0, 0.0, 1.0, 1.0)
    return left != right or bottom != top


def _sound(annotation: Any, normal: Any) -> bool:  # noqa: ANN401 - see _sized
    import pikepdf  # noqa: PLC0415 - a layer's library

    field = annotation if "/FT" in annotation or "/Parent" not in annotation else annotation.Parent
    if annotation.get("/Subtype") == "/Widget" and field.get("/FT") == "/Btn":
        return isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream)
    return isinstance(normal, pikepdf.Stream)


def _shown(page: Any, annotation: Any) -> bool:  # noqa: ANN401 - see _sized
    """Neither hidden nor outside the crop box."""
    if (number(annotation, "/F") or 0) & _HIDDEN:
        return False
    box, crop = _box(annotation, "/Rect"), _box(page, "/CropBox") or _box(page, "/MediaBox")
    if box is None or crop is None:
        return True
    return not (box[2] < crop[0] or box[0] > crop[2] or box[3] < crop[1] or box[1] > crop[3])


def _box(holder: Any, name: str) -> tuple[float, float, float, float] | None:  # noqa: ANN401 - see _sized
    listed = holder.get(name)
    if listed is None or len(listed) != _CORNERS:
        return None
    one, two, three, four = (float(each) for each in listed)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _described(file: Reading, item: Any, name: str) -> bool:  # noqa: ANN401 - see _sized
    """By its own entry, or by the alternate text of the element that holds it."""
    return bool(str(item.get(name, ""))) or _alternate(file, item)


def _alternate(file: Reading, item: Any) -> bool:  # noqa: ANN401 - see _sized
    holder = file.holder(item)
    return holder is not None and bool(str(holder.get("/Alt", "")))
