"""The file as a whole: header, trailer, objects as they are written, filters, output intent, attachments."""

import re
from collections.abc import Iterator
from typing import Any

from chalicelib.certificates.conformance.book import rule
from chalicelib.certificates.conformance.reading import Reading, entries

_HEADER = re.compile(rb"%PDF-1\.[0-7](?=[\r\n])")
_COMMENT = re.compile(rb"(?:\r\n|\r|\n)%[\x80-\xff]{4}")
_OBJECT = re.compile(rb"(?:\A|[\r\n])[0-9]{1,10}[\0\t\n\f\r ][0-9]{1,5}[\0\t\n\f\r ]obj\Z")
_OBJ = re.compile(rb"obj(?<![a-z]obj)(?![a-z])")
_BEFORE = 20
_STREAM = re.compile(rb">>[\0\t\n\f\r ]*stream(.{1,2})", re.DOTALL)
_BEGUN = re.compile(rb"stream(?<!endstream)\r?\n")
_LENGTH = re.compile(rb"/Length[\0\t\n\f\r ]+([0-9]{1,10})(?:[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R)?")
_CLOSED = re.compile(rb"(?:\r\n|\r|\n)?endstream")
_END_OF_STREAM = re.compile(rb"endstream\b")
_END_OF_OBJECT = re.compile(rb"endobj")
_LINE_ENDS = {b"\r", b"\n"}
_FILTERS = {
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/FlateDecode",
    "/RunLengthDecode",
    "/CCITTFaxDecode",
    "/JBIG2Decode",
    "/DCTDecode",
    "/JPXDecode",
    "/Crypt",
}
_MIME = re.compile(r"[-\w+.]+/[-\w+.]+")
_PROFILE_KINDS, _PROFILE_COLOURS = {b"prtr", b"mntr"}, {b"RGB ", b"CMYK", b"GRAY"}
_MAJOR_VERSION = 8
_NEWEST_PROFILE = 5


@rule("PDF/A", "6.1.2", 1)
def header(file: Reading) -> Iterator[str]:
    if not _HEADER.match(file.raw):
        yield "the file does not begin with its version"


@rule("PDF/A", "6.1.2", 2)
def binary_comment(file: Reading) -> Iterator[str]:
    begun = _HEADER.search(file.raw[:1024])
    if begun and not _COMMENT.match(file.raw, begun.end()):
        yield "no comment of four bytes above 127 follows the header"


@rule("PDF/A", "6.1.3", 1)
def identifier(file: Reading) -> Iterator[str]:
    if len(entries(file.opened.trailer, "/ID")) != 2 or not all(  # noqa: PLR2004 - first and last
        bytes(each) for each in entries(file.opened.trailer, "/ID")
    ):
        yield "the trailer has no file identifier"


@rule("PDF/A", "6.1.3", 2)
def not_encrypted(file: Reading) -> Iterator[str]:
    if file.opened.is_encrypted or "/Encrypt" in file.opened.trailer:
        yield "the file is encrypted"


@rule("PDF/A", "6.1.3", 3)
def nothing_after_the_end(file: Reading) -> Iterator[str]:
    rest = file.raw[file.raw.rfind(b"%%EOF") + 5 :]
    if rest not in {b"", b"\n", b"\r", b"\r\n"}:
        yield "something follows the end of the file"


@rule("PDF/A", "6.1.7.1", 1)
def stream_lengths(file: Reading) -> Iterator[str]:
    raw, seen = file.raw, file.outside_streams
    for begun in _BEGUN.finditer(seen):
        said = _LENGTH.search(seen, seen.rfind(b"obj", 0, begun.start()), begun.start())
        length = _number_said(file, said) if said else 0
        if not _CLOSED.match(raw, begun.end() + length):
            yield "a stream is not as long as it says"
            return


@rule("PDF/A", "6.1.7.1", 2)
def stream_keywords(file: Reading) -> Iterator[str]:
    for found in _STREAM.finditer(file.raw):
        if found[1][:1] != b"\n" and found[1] != b"\r\n":
            yield "the keyword stream is not followed by an end of line"
            return
    if not all(file.raw[at - 1 : at] in _LINE_ENDS for at in _places(_END_OF_STREAM, file)):
        yield "the keyword endstream does not follow an end of line"


@rule("PDF/A", "6.1.7.1", 3)
def streams_inside(file: Reading) -> Iterator[str]:
    if any({"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()) for stream in file.streams):
        yield "a stream lies outside the file"


@rule("PDF/A", "6.1.7.2", 1)
def filters(file: Reading) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415 - a layer's library

    for stream in file.streams:
        named = stream.get("/Filter")
        listed = [named] if isinstance(named, pikepdf.Name) else entries(stream, "/Filter")
        if not {str(each) for each in listed} <= _FILTERS:
            yield "a stream has a filter that is not allowed"
            return


@rule("PDF/A", "6.1.9", 1, 2, 3, 4)
def object_spacing(file: Reading) -> Iterator[str]:
    for at in _places(_OBJ, file):
        alone = _OBJECT.search(file.raw, max(0, at - _BEFORE), at + 3)
        if alone is None or file.raw[at + 3 : at + 4] not in _LINE_ENDS:
            yield "an object is not set off as it should be"
            return
    for at in _places(_END_OF_OBJECT, file):
        if not {file.raw[at - 1 : at], file.raw[at + 6 : at + 7]} <= _LINE_ENDS:
            yield "the keyword endobj does not stand on its own line"
            return


@rule("PDF/A", "6.2.3", 1)
def output_profile(file: Reading) -> Iterator[str]:
    for intent in entries(file.root, "/OutputIntents"):
        profile = intent.get("/DestOutputProfile")
        if profile is None:
            continue
        head = bytes(profile.read_bytes())[:128]
        kind, colours, version = head[12:16], head[16:20], head[_MAJOR_VERSION : _MAJOR_VERSION + 1]
        if (
            kind not in _PROFILE_KINDS
            or colours not in _PROFILE_COLOURS
            or version >= bytes((_NEWEST_PROFILE,))
        ):
            yield "the output profile is not of a printer or a monitor"


@rule("PDF/A", "6.2.3", 3)
def output_intent(file: Reading) -> Iterator[str]:
    intents = entries(file.root, "/OutputIntents")
    if intents and not any(intent.get("/S") == "/GTS_PDFA1" for intent in intents):
        yield "no output intent is for the archive"


@rule("PDF/A", "6.2.3", 2)
def one_output_profile(file: Reading) -> Iterator[str]:
    profiles = [intent.get("/DestOutputProfile") for intent in entries(file.root, "/OutputIntents")]
    if len({profile.objgen for profile in profiles if profile is not None}) > 1:
        yield "output intents have different profiles"


@rule("PDF/A", "6.8", 1)
def attachments_have_a_type(file: Reading) -> Iterator[str]:
    for stream in file.streams:
        if stream.get("/Type") == "/EmbeddedFile" and not _MIME.fullmatch(
            str(stream.get("/Subtype", ""))[1:]
        ):
            yield "an attached file has no media type"


@rule("PDF/A", "6.8", 2)
def attachments_are_named(file: Reading) -> Iterator[str]:
    for specification in _specifications(file):
        if "/F" not in specification or "/UF" not in specification:
            yield "an attached file is not named twice"


@rule("PDF/A", "6.8", 3)
def attachments_have_a_purpose(file: Reading) -> Iterator[str]:
    for specification in _specifications(file):
        if "/AFRelationship" not in specification:
            yield "an attached file does not say what it is to the document"


@rule("PDF/A", "6.8", 4)
def attachments_are_associated(file: Reading) -> Iterator[str]:
    listed = {each.objgen for holder in file.having("/AF") for each in entries(holder, "/AF")}
    for specification in _specifications(file):
        if specification.objgen not in listed:
            yield "an attached file is not associated with anything"


@rule("PDF/UA", "7.11", 1)
def attachments_are_named_for_readers(file: Reading) -> Iterator[str]:
    for specification in _specifications(file):
        if not str(specification.get("/F", "")) or not str(specification.get("/UF", "")):
            yield "an attached file is not named twice"


@rule("PDF/UA", "7.16", 1)
def readers_may_extract(file: Reading) -> Iterator[str]:
    locked = file.opened.trailer.get("/Encrypt")
    if locked is not None and not int(locked.get("/P", 0)) & 512:
        yield "the file is locked against screen readers"


def _places(wanted: re.Pattern[bytes], file: Reading) -> list[int]:
    return [found.start() for found in wanted.finditer(file.outside_streams)]


def _number_said(file: Reading, said: re.Match[bytes]) -> int:
    """The number in place or, when another object holds it, that object's."""
    if said[2] is None:
        return int(said[1])
    held: Any = file.opened.get_object(int(said[1]), int(said[2]))
    return held if isinstance(held, int) else -1


def _specifications(file: Reading) -> list[Any]:
    return file.having("/EF")
