"""Makes hostile and odd files for the tests: bombs, polyglots, files with scripts in them. Nothing is stored."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, PngImagePlugin

GIGABYTE = 1024**3


def picture(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """A plain picture; `mode` as Pillow's."""
    return Image.new(mode, (width, height), 1 if mode == "1" else 120)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(**options: Any) -> bytes:
    return encoded(picture(), "JPEG", **options)


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    return encoded(image or picture(), "PNG", **options)


def heic() -> bytes:
    """800 by 600 dots in red and green, with a camera's name: our own drawing, made once by libheif."""
    return (Path(__file__).parents[1] / "fixtures" / "pictures" / "plain.heic").read_bytes()


def pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], None] = lambda _: None, **options: Any) -> bytes:
    """A PDF of pages with a word on each; `change` may add to it what it likes."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(document, b"BT /F1 24 Tf 100 700 Td (Council tax) Tj ET")
    change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def locked_pdf() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="o", user="u"))


def owner_locked_pdf() -> bytes:
    """Opens without a password, as bank statements that only forbid editing do."""
    return pdf(encryption=pikepdf.Encryption(owner="o", user=""))


def active_pdf() -> bytes:
    """Script, launch action, attachment, web link, form and metadata in one file."""

    def arm(document: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert('SECRET-SCRIPT')"))
        launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
        link = Dictionary(S=Name.URI, URI=String("http://evil.example/SECRET-LINK"))
        document.Root.OpenAction = document.make_indirect(script)
        document.Root.AA = Dictionary(WC=launch)
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 99, 99]), A=link)
        document.pages[0].Annots = Array([document.make_indirect(note)])
        document.attachments["secret.txt"] = b"SECRET-ATTACHMENT"
        document.docinfo["/Author"] = "SECRET-AUTHOR"

    return pdf(change=arm, compress_streams=False)


def flate_bomb(size: int = GIGABYTE) -> bytes:
    """A page whose content unpacks to a gigabyte."""
    return _with_content(_deflated(b"0 0 m 1 1 l S\n", size))


def double_flate_bomb(size: int = GIGABYTE) -> bytes:
    """A stream packed twice: a few kilobytes that unpack to a gigabyte."""
    twice = zlib.compress(_deflated(b"0 0 m 1 1 l S\n", size), 9)
    return _with_content(twice, [Name.FlateDecode, Name.FlateDecode])


def recursive_form() -> bytes:
    """A form that draws itself, and twice at that."""

    def arm(document: pikepdf.Pdf) -> None:
        form = Stream(document, b"/X Do /X Do")
        form.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        form.Resources = Dictionary(XObject=Dictionary(X=form))
        page = document.pages[0]
        page.Resources = Dictionary(XObject=Dictionary(X=form))
        page.Contents = Stream(document, b"/X Do")

    return pdf(change=arm)


def huge_image_pdf() -> bytes:
    """A page with a picture of 60,000 by 60,000 dots, all one colour."""

    def arm(document: pikepdf.Pdf) -> None:
        dots = Stream(document, b"")
        dots.write(_deflated(b"\0" * 14, 60_000 * 60_000 // 8), filter=Name.FlateDecode)
        dots.stream_dict.update(
            Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=60_000, Height=60_000, BitsPerComponent=1)
        )
        dots.ColorSpace = Name.DeviceGray
        page = document.pages[0]
        page.Resources = Dictionary(XObject=Dictionary(I=dots))
        page.Contents = Stream(document, b"595 0 0 842 0 0 cm /I Do")

    return pdf(change=arm, compress_streams=False)


def sized_pdf(width: float, height: float) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(100, 100)).MediaBox = Array([0, 0, width, height])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def looping_pages() -> bytes:
    """A page tree whose node is its own child."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header claims a size and whose pixels are not there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size than it has."""
    content = bytearray(jpeg())
    frame = content.index(b"\xff\xc0") + 5
    content[frame : frame + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def png_text_bomb(size: int = 80_000_000) -> bytes:
    """A compressed comment that unpacks to 80 MB."""
    notes = PngImagePlugin.PngInfo()
    notes.add(b"zTXt", b"note\0\0" + zlib.compress(b"\0" * size, 9))
    return png(pnginfo=notes)


def png_profile_bomb(size: int = 80_000_000) -> bytes:
    """A colour profile that unpacks to 80 MB."""
    plain = png()
    profile = chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * size, 9))
    return plain[:33] + profile + plain[33:]


def animated_png() -> bytes:
    return png(save_all=True, append_images=[Image.new("RGB", (800, 600), "red")])


def phone_photo() -> bytes:
    """A JPEG with a second picture in it, as phones add a map of depth or light."""
    return encoded(picture(), "MPO", save_all=True, append_images=[picture(200, 150)])


def tracked_jpeg() -> bytes:
    """A photo that says where it was taken, lying on its side."""
    facts = Image.Exif()
    facts[0x0112] = 6
    facts[0x010F] = "SECRET-CAMERA"
    facts.get_ifd(0x8825)[1] = "N"
    return jpeg(exif=facts, comment=b"SECRET-COMMENT", icc_profile=b"SECRET-PROFILE" * 20)


def _with_content(packed: bytes, filters: list[Name] | None = None) -> bytes:
    def arm(document: pikepdf.Pdf) -> None:
        stream = Stream(document, b"")
        stream.write(packed, filter=Array(filters) if filters else Name.FlateDecode)
        document.pages[0].Contents = stream

    return pdf(change=arm, compress_streams=False)


def _deflated(pattern: bytes, size: int) -> bytes:
    """Zlib's form of a long repetition, made without packing it all: one block, flushed, is repeated."""
    block = pattern * (1024 * 1024 // len(pattern))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    count, checksum = size // len(block), 1
    for _ in range(count):
        checksum = zlib.adler32(block, checksum)
    return b"\x78\xda" + packed * count + packer.flush() + struct.pack(">I", checksum)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
