"""The XMP packet, and what the catalog says of the document."""

import re
from collections.abc import Iterator

from chalicelib.certificates.conformance.book import rule
from chalicelib.certificates.conformance.reading import Reading

_PDFA, _PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PACKET = re.compile(rb"<\?xpacket (?!end)[^?]*\?>")
_PART, _CONFORMANCE = "3", "A"


@rule("PDF/A", "6.6.2.1", 1)
@rule("PDF/UA", "7.1", 8)
def there_is_metadata(file: Reading) -> Iterator[str]:
    if file.metadata is None:
        yield "the document has no metadata"


@rule("PDF/A", "6.6.2.1", 2, 3)
def old_packet_attributes(file: Reading) -> Iterator[str]:
    packet = _PACKET.search(file.metadata or b"")
    if packet and (b" bytes=" in packet[0] or b" encoding=" in packet[0]):
        yield "the metadata's packet has attributes that are no longer used"


@rule("PDF/A", "6.6.2.1", 4, 5)
def metadata_can_be_read(file: Reading) -> Iterator[str]:
    if file.metadata is not None and (file.xmp is None or not _is_utf8(file.metadata)):
        yield "the metadata can't be read"


@rule("PDF/A", "6.6.4", 1, 2, 3)
def archive_mark(file: Reading) -> Iterator[str]:
    if file.property(_PDFA, "part") != _PART or file.property(_PDFA, "conformance") != _CONFORMANCE:
        yield "the document is not marked as PDF/A-3a"


@rule("PDF/A", "6.6.4", 4, 5)
def archive_prefix(file: Reading) -> Iterator[str]:
    if _other_prefix(file, _PDFA, b"pdfaid"):
        yield "the archive mark has another prefix"


@rule("PDF/UA", "5", 1, 2)
def accessibility_mark(file: Reading) -> Iterator[str]:
    if file.property(_PDFUA, "part") != "1":
        yield "the document is not marked as PDF/UA-1"


@rule("PDF/UA", "5", 3, 4, 5)
def accessibility_prefix(file: Reading) -> Iterator[str]:
    if _other_prefix(file, _PDFUA, b"pdfuaid"):
        yield "the accessibility mark has another prefix"


@rule("PDF/UA", "7.1", 9)
def title(file: Reading) -> Iterator[str]:
    found = file.xmp.find(f".//{_TITLE}") if file.xmp is not None else None
    if found is None or not "".join(found.itertext()).strip():
        yield "the document has no title"


@rule("PDF/UA", "7.1", 10)
def title_is_shown(file: Reading) -> Iterator[str]:
    if not bool(file.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "the title would not be shown"


def _other_prefix(file: Reading, namespace: str, wanted: bytes) -> bool:
    """Whether a property of the namespace is written with any other prefix."""
    packet = file.metadata or b""
    bound = re.findall(rb"""xmlns:(\w+)\s*=\s*['"]%s['"]""" % re.escape(namespace.encode()), packet)
    others = {prefix for prefix in bound if prefix != wanted}
    return any(re.search(rb"[<\s]%s:(part|conformance|amd|corr)\b" % prefix, packet) for prefix in others)


def _is_utf8(packet: bytes) -> bool:
    try:
        packet.decode()
    except UnicodeDecodeError:
        return False
    return True
