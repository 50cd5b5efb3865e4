"""EICAR in everything that a file can be wrapped in; put together at run time, and nothing is stored."""

import base64
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, PngImagePlugin

from infra.local.simulators.scanner.scan import EICAR
from tests.attack import hostile


def zipped(content: bytes = EICAR, name: str = "passport.jpg") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        facts = tarfile.TarInfo("passport.jpg")
        facts.size = len(EICAR)
        archive.addfile(facts, io.BytesIO(EICAR))
    return out.getvalue()


def _pdf_stream() -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        document.Root.Hidden = document.make_indirect(Stream(document, EICAR))

    return hostile.pdf(change=arm)


def _pdf_twice_packed() -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        stream = Stream(document, b"")
        twice = zlib.compress(zlib.compress(EICAR))
        stream.write(twice, filter=Array([Name.FlateDecode, Name.FlateDecode]))
        document.Root.Hidden = document.make_indirect(stream)

    return hostile.pdf(change=arm)


def _pdf_hex() -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        stream = Stream(document, b"")
        stream.write(EICAR.hex().encode() + b">", filter=Name.ASCIIHexDecode)
        document.Root.Hidden = document.make_indirect(stream)

    return hostile.pdf(change=arm, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _pdf_attachment(content: bytes = EICAR, *, packed: bool = False) -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        document.attachments["bill.exe"] = content

    return hostile.pdf(change=arm, compress_streams=packed)


def _pdf_script() -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(EICAR.decode()))

    return hostile.pdf(change=arm)


def _exif() -> bytes:
    facts = Image.Exif()
    facts[0x010E] = EICAR.decode()
    return hostile.jpeg(exif=facts)


def _png_text(*, packed: bool = False) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("note", EICAR.decode(), zip=packed)
    return hostile.png(pnginfo=notes)


def _tiff_tag() -> bytes:
    facts = Image.Exif()
    facts[0x010E] = EICAR.decode()
    return hostile.encoded(hostile.picture(), "TIFF", exif=facts)


def _webp_chunk() -> bytes:
    plain = hostile.encoded(hostile.picture(), "WEBP")
    body = plain[8:] + b"JUNK" + struct.pack("<I", len(EICAR)) + EICAR
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _heic_box() -> bytes:
    return hostile.heic() + struct.pack(">I", 8 + len(EICAR)) + b"free" + EICAR


def _locked_zip() -> bytes:
    """The flag of an encrypted entry is set: nobody can look inside."""
    content = bytearray(zipped())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


WRAPPINGS: Mapping[str, Callable[[], bytes]] = {
    "bare": lambda: EICAR,
    "zip": zipped,
    "zip in a zip": lambda: zipped(zipped()),
    "five zips": lambda: zipped(zipped(zipped(zipped(zipped())))),
    "tar, packed": _tarred,
    "stream of a PDF": _pdf_stream,
    "stream of a PDF, packed twice": _pdf_twice_packed,
    "stream of a PDF, in hexadecimal": _pdf_hex,
    "attachment of a PDF": _pdf_attachment,
    "packed attachment of a PDF": lambda: _pdf_attachment(packed=True),
    "zip attached to a PDF": lambda: _pdf_attachment(zipped()),
    "script of a PDF": _pdf_script,
    "after the end of a PDF": lambda: hostile.pdf() + EICAR,
    "after a JPEG": lambda: hostile.jpeg() + EICAR,
    "zip after a JPEG": lambda: hostile.jpeg() + zipped(),
    "after a PNG": lambda: hostile.png() + EICAR,
    "comment of a JPEG": lambda: hostile.jpeg(comment=EICAR),
    "EXIF": _exif,
    "colour profile": lambda: hostile.jpeg(icc_profile=EICAR),
    "text of a PNG": _png_text,
    "packed text of a PNG": lambda: _png_text(packed=True),
    "tag of a TIFF": _tiff_tag,
    "comment of a GIF": lambda: hostile.encoded(hostile.picture(), "GIF", comment=EICAR),
    "chunk of a WebP": _webp_chunk,
    "box of a HEIC": _heic_box,
    "JPEG that is a PDF": lambda: hostile.jpeg(comment=hostile.pdf()) + EICAR,
    "base64 in a PDF's text": lambda: hostile.pdf() + base64.b64encode(EICAR),
}
LOCKED: Mapping[str, Callable[[], bytes]] = {"PDF": hostile.locked_pdf, "zip": _locked_zip}
