"""Fonts: inside the file, and readable back to letters."""

from collections.abc import Iterator
from typing import Any

from chalicelib.certificates.conformance.book import rule
from chalicelib.certificates.conformance.reading import Reading, entries

_PROGRAMS = {"/FontFile", "/FontFile2", "/FontFile3"}
_SIMPLE = {"/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2"}
_KNOWN_ENCODINGS = {"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding"}
_NONSYMBOLIC = 32
_KNOWN_COLLECTIONS = {"GB1", "CNS1", "Japan1", "Korea1"}


@rule("PDF/A", "6.2.11.4.1", 1)
@rule("PDF/UA", "7.21.4.1", 1)
def embedded(file: Reading) -> Iterator[str]:
    for font in _fonts(file):
        descriptor = font.get("/FontDescriptor", {})
        if font.get("/Subtype") in _SIMPLE and not _PROGRAMS & set(descriptor.keys()):
            yield f"the font {font.get('/BaseFont')} is not embedded"


@rule("PDF/A", "6.2.11.7.2", 1)
@rule("PDF/UA", "7.21.7", 1)
def readable(file: Reading) -> Iterator[str]:
    for font in _fonts(file):
        if font.get("/Subtype") not in {"/CIDFontType0", "/CIDFontType2"} and not _is_readable(font):
            yield f"the letters of the font {font.get('/BaseFont')} can't be read back"


def _fonts(file: Reading) -> list[Any]:
    """The fonts that pages and what they draw can use, with the parts of composite ones."""
    waiting, seen, found = [_resources(page) for page in file.pages], set(), []
    waiting += [_resources(annotation) for _, annotation in file.annotations]
    while waiting:
        resources = waiting.pop()
        for font in _members(resources, "/Font"):
            found += [font, *entries(font, "/DescendantFonts")]
        for drawn in (*_members(resources, "/XObject"), *_members(resources, "/Pattern")):
            if drawn is not None and drawn.objgen not in seen:
                seen.add(drawn.objgen)
                waiting.append(_resources(drawn))
    return found


def _members(resources: Any, name: str) -> list[Any]:  # noqa: ANN401 - pikepdf's objects are dynamic
    return [value for _, value in resources.get(name, {}).items()]


def _resources(holder: Any) -> Any:  # noqa: ANN401 - see _members
    while "/Resources" not in holder and "/Parent" in holder:
        holder = holder.Parent
    return holder.get("/Resources", {})


def _is_readable(font: Any) -> bool:  # noqa: ANN401 - pikepdf's objects are dynamic
    """By a map to Unicode, or by names or a collection that everybody knows (ISO 19005-2, 6.2.11.7.2)."""
    import pikepdf  # noqa: PLC0415 - a layer's library

    if "/ToUnicode" in font:
        return True
    if font.get("/Subtype") == "/Type0":
        described = entries(font, "/DescendantFonts")[0].get("/CIDSystemInfo", {})
        return str(described.get("/Ordering")) in _KNOWN_COLLECTIONS
    encoding = font.get("/Encoding")
    if encoding is None:
        return bool(int(font.get("/FontDescriptor", {}).get("/Flags", _NONSYMBOLIC)) & _NONSYMBOLIC)
    if isinstance(encoding, pikepdf.Dictionary):
        return "/Differences" in encoding or str(encoding.get("/BaseEncoding")) in _KNOWN_ENCODINGS
    return str(encoding) in _KNOWN_ENCODINGS
