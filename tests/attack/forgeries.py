"""What forgers do to a sealed certificate: each function takes its bytes and gives a file that must be refused."""

import io
import re
import zlib

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.attack import forged_signatures
from tests.attack.places import numbers


def append_bytes(pdf: bytes) -> bytes:
    return pdf + b"\n% nothing to see"


def append_one_newline(pdf: bytes) -> bytes:
    return pdf + b"\n"


def prepend_bytes(pdf: bytes) -> bytes:
    return b"\n" + pdf


def cut_the_end(pdf: bytes) -> bytes:
    return pdf[:-2]


def append_empty_revision(pdf: bytes) -> bytes:
    """An incremental update that changes nothing visible."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    writer.root["/PieceInfo"] = generic.DictionaryObject()
    writer.update_root()
    return _written(writer)


def replace_page(pdf: bytes) -> bytes:
    """Incremental saving attack: a further revision paints another outcome over the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    forged = generic.StreamObject(stream_data=b"BT /F1 40 Tf 72 600 Td (No Trace) Tj ET")
    page["/Contents"] = writer.add_object(forged)
    writer.update_container(page)
    return _written(writer)


def replace_page_without_trailer(pdf: bytes) -> bytes:
    """ISA without cross-reference table or trailer: lenient viewers still find the last object of a number."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        reference = b"%d" % opened.pages[0].Contents.objgen[0]
    body = b"BT /F1 40 Tf 72 600 Td (No Trace) Tj ET"
    forged = b"\n%s 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (reference, len(body), body)
    return pdf + forged


def replace_page_and_copy_seal(pdf: bytes) -> bytes:
    """ISA with the seal's own dictionary copied into the new revision, so that it is the newest of its number."""
    changed = replace_page(pdf)
    seal = re.search(rb"\d+ 0 obj\n<< /Type /Sig .*?endobj", pdf, re.DOTALL)
    assert seal
    return changed + b"\n" + seal[0]


def shadow_annotation(pdf: bytes) -> bytes:
    """Evil annotation: a white box with other words, added as an annotation."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 500, 500)),
            generic.pdf_name("/Contents"): generic.pdf_string("No Trace"),
        }
    )
    page.setdefault("/Annots", generic.ArrayObject()).append(writer.add_object(note))
    writer.update_container(page)
    return _written(writer)


def sneaky_seal(pdf: bytes) -> bytes:
    """Sneaky signature: a further visible signature field whose picture covers the page's words."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    name = generic.pdf_name
    shown = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 500 500 re f")
    shown[name("/Type")], shown[name("/Subtype")] = name("/XObject"), name("/Form")
    shown[name("/BBox")] = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 500, 500))
    widget = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Sig"),
            name("/T"): generic.pdf_string("Second"),
            name("/Rect"): generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 500, 500)),
            name("/AP"): generic.DictionaryObject({name("/N"): writer.add_object(shown)}),
        }
    )
    added = writer.add_object(widget)
    page.setdefault("/Annots", generic.ArrayObject()).append(added)
    writer.root["/AcroForm"]["/Fields"].append(added)
    writer.update_container(page)
    writer.update_root()
    return _written(writer)


def edited_font(pdf: bytes) -> bytes:
    """One byte of an embedded font's program exchanged."""
    place = pdf.index(b"stream\n", pdf.index(b"/CIDFontType0C")) + 90
    return pdf[:place] + bytes((pdf[place] ^ 1,)) + pdf[place + 1 :]


def edited_colour(pdf: bytes) -> bytes:
    """The page's drawing packed anew with its ink in white, in the room of the old one."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        contents = opened.pages[0].Contents
        raw, drawn = contents.read_raw_bytes(), contents.read_bytes()
    white = zlib.compress(drawn.replace(b"0.07450981 0.13725491 0.22745098", b"1 1 1"), 9)
    assert len(white) <= len(raw)
    return pdf.replace(raw, white.ljust(len(raw), b"\0"))


def swapped_pages(pdf: bytes) -> bytes:
    """Pages in another order, or the one page twice."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.pages.append(opened.pages[0])
        opened.pages.reverse()
        opened.save(out)
    return out.getvalue()


def save_anew(pdf: bytes) -> bytes:
    """The whole file rewritten, as "print to PDF" or a repair tool does; the seal stays in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def remove_seal(pdf: bytes) -> bytes:
    """Saved without its form: no seal is left."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for field in opened.Root.AcroForm.Fields:
            del field.V
        del opened.Root.AcroForm
        del opened.Root.Perms
        del opened.pages[0].Annots
        opened.save(out)
    return out.getvalue()


def first_revision_only(pdf: bytes) -> bytes:
    """Cut back to what was there before the seal."""
    return pdf[: pdf.index(b"%%EOF") + 6]


def remove_archive_stamp(pdf: bytes) -> bytes:
    """Cut back to the seal: what the time stamp over the whole file covers is gone."""
    _, end, rest = numbers(pdf)
    return pdf[: end + rest]


def other_evidence(pdf: bytes) -> bytes:
    """The proof that the certificates were good exchanged for another, in place."""
    place = pdf.index(b"stream\n", pdf.index(b"/Type /DSS")) + 7
    return pdf[:place] + bytes(byte ^ 0x55 for byte in pdf[place : place + 40]) + pdf[place + 40 :]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _public(names: dict[str, object], module: str) -> dict[str, object]:
    return {
        name: thing
        for name, thing in names.items()
        if callable(thing) and getattr(thing, "__module__", "") == module and not name.startswith("_")
    }


FORGERIES = _public(globals(), __name__) | _public(vars(forged_signatures), forged_signatures.__name__)
