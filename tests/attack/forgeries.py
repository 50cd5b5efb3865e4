"""What forgers do to a sealed certificate: each function takes its bytes and gives a file that must be refused."""

import io
import re
import zlib

import pikepdf
from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from chalicelib.certificates.sealing import container
from chalicelib.kernel.der import element, element_length
from chalicelib.verification import cms as read_cms

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CONTENTS = re.compile(rb"/Contents <([0-9A-F]+)>")
_RANGE = re.compile(rb"/ByteRange \[[0-9 ]+\]")


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


def empty_seal(pdf: bytes) -> bytes:
    """Universal signature forgery: `/Contents` full of zeros."""
    return _CONTENTS.sub(lambda found: b"/Contents <" + b"0" * len(found[1]) + b">", pdf)


def null_seal(pdf: bytes) -> bytes:
    """Universal signature forgery: no `/Contents` at all, length kept."""
    return _CONTENTS.sub(lambda found: b"/Contents null".ljust(len(found[0])), pdf)


def no_byte_range(pdf: bytes) -> bytes:
    """Universal signature forgery: no byte range, length kept."""
    return _RANGE.sub(lambda found: b"/ByteRange null".ljust(len(found[0])), pdf)


def negative_byte_range(pdf: bytes) -> bytes:
    return _range(pdf, b"0 -10 10 20")


def empty_byte_range(pdf: bytes) -> bytes:
    return _range(pdf, b"0 0 0 0")


def five_numbers(pdf: bytes) -> bytes:
    start, end, rest = _numbers(pdf)
    return _range(pdf, b"0 %d %d %d 0" % (start, end, rest))


def byte_range_overlaps(pdf: bytes) -> bytes:
    """The second part begins inside the first; the lengths still add up to the file."""
    start, end, rest = _numbers(pdf)
    return _range(pdf, b"0 %d %d %d" % (end + 10, start, rest))


def wider_gap(pdf: bytes) -> bytes:
    """Signature wrapping: the gap takes in bytes before the hexadecimal."""
    start, end, rest = _numbers(pdf)
    return _range(pdf, b"0 %d %d %d" % (start - 12, end, rest))


def wrapped_object(pdf: bytes) -> bytes:
    """Signature wrapping: an object of the forger's lies in the gap, where the digest doesn't look."""
    start, _, _ = _numbers(pdf)
    forged = b"> /Forged (yes) /More <"
    return pdf[: start + 100] + forged + pdf[start + 100 + len(forged) :]


def second_byte_range(pdf: bytes) -> bytes:
    """A decoy byte range in a comment."""
    return pdf.replace(b"%%EOF", b"%/ByteRange [0 1 2 3]\n%%EOF", 1)


def lower_case_seal(pdf: bytes) -> bytes:
    """The same seal spelt in other letters."""
    return _CONTENTS.sub(lambda found: b"/Contents <" + found[1].lower() + b">", pdf)


def words_in_the_padding(pdf: bytes) -> bytes:
    """Something hidden in the zeros after the seal."""
    end = _numbers(pdf)[1]
    return pdf[: end - 9] + b"DEADBEEF" + pdf[end - 1 :]


def space_in_the_seal(pdf: bytes) -> bytes:
    """White space in the hexadecimal, which PDF parsers skip."""
    end = _numbers(pdf)[1]
    return pdf[: end - 2] + b" " + pdf[end - 1 :]


def another_unsigned_attribute(pdf: bytes) -> bytes:
    """A second unsigned attribute in the CMS, which no signature covers."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        attributes = list(signer["unsigned_attrs"])
        extra = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.UTF8String("hidden")]})
        signer["unsigned_attrs"] = cms.CMSAttributes([*attributes, extra])

    return change_seal(pdf, change)


def further_fields(pdf: bytes) -> bytes:
    """The outermost length made larger, so that the padding becomes further fields that readers skip."""
    start = _numbers(pdf)[0]
    length = int(pdf[start + 5 : start + 9], 16)
    return pdf[: start + 5] + b"%04X" % (length + 256) + pdf[start + 9 :]


def remove_archive_stamp(pdf: bytes) -> bytes:
    """Cut back to the seal: what the time stamp over the whole file covers is gone."""
    _, end, rest = _numbers(pdf)
    return pdf[: end + rest]


def seal_turned_round(pdf: bytes) -> bytes:
    """The seal's s turned round: the signature holds as well, and the file is another one."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        signer["signature"] = _turned_round(signer["signature"].native)

    return change_seal(pdf, change)


def archive_stamp_turned_round(pdf: bytes) -> bytes:
    """The same with the last signature of the file, which nothing else covers."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        signer["signature"] = _turned_round(signer["signature"].native)

    return change_seal(pdf, change, last=True)


def unsigned_attribute_in_the_archive_stamp(pdf: bytes) -> bytes:
    """Something that nothing signs in the last container of the file."""

    def change(held: cms.ContentInfo) -> None:
        extra = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.UTF8String("hidden")]})
        held["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([extra])

    return change_seal(pdf, change, last=True)


def authority_spelt_otherwise(pdf: bytes) -> bytes:
    """An authority's certificate whose own signature is turned round, in a container that nothing covers."""

    def change(held: cms.ContentInfo) -> None:
        listed = [choice.chosen for choice in held["content"]["certificates"]]
        for certificate in listed:
            if certificate.ca:
                certificate["signature_value"] = _turned_round(certificate["signature_value"].native)
        held["content"]["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", certificate) for certificate in listed]
        )

    return change_seal(pdf, change, last=True)


def words_after_the_archive_stamp(pdf: bytes) -> bytes:
    """Something hidden in the zeros after the last signature."""
    _, end, _ = _numbers(pdf, last=True)
    return pdf[: end - 9] + b"DEADBEEF" + pdf[end - 1 :]


def archive_stamp_in_other_letters(pdf: bytes) -> bytes:
    start, end, _ = _numbers(pdf, last=True)
    return pdf[:start] + pdf[start:end].lower() + pdf[end:]


def archive_stamp_with_an_algorithm_spelt_otherwise(pdf: bytes) -> bytes:
    """A NULL more or less after an algorithm's name, which no signature covers: the same stamp in other bytes."""
    start, end, _ = _numbers(pdf, last=True)
    token = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    signed = container.read(token[: element_length(token)])
    digest, algorithm = read_cms._algorithms(token)
    spelt = (signed.digest_algorithm, signed.digest_algorithm + b"\x05\x00")
    other = next(each for each in (element(0x30, one) for one in spelt) if each != digest)
    written = read_cms._write_stamp(signed, other, algorithm).hex().upper().encode()
    return pdf[: start + 1] + written.ljust(end - start - 2, b"0") + pdf[end - 1 :]


def archive_stamp_without_its_authority(pdf: bytes) -> bytes:
    """The authority's certificate left out of the last container: the file's store has it as well."""

    def change(held: cms.ContentInfo) -> None:
        listed = [choice.chosen for choice in held["content"]["certificates"]]
        held["content"]["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", each) for each in listed if not each.ca]
        )

    return change_seal(pdf, change, last=True)


def archive_stamp_over_a_part(pdf: bytes) -> bytes:
    """Its byte range ends before the file does."""
    start, end, rest = _numbers(pdf, last=True)
    written = b"/ByteRange [0 %d %d %d]" % (start, end, rest)
    return pdf.replace(written, (b"/ByteRange [0 %d %d %d]" % (start, end, rest - 9)).ljust(len(written)))


def seals_of_the_two_exchanged(pdf: bytes) -> bytes:
    """The time stamp's container where the seal's should be."""
    first, last = _numbers(pdf), _numbers(pdf, last=True)
    token = pdf[last[0] + 1 : last[1] - 1]
    room = first[1] - first[0] - 2
    return pdf[: first[0] + 1] + token.ljust(room, b"0") + pdf[first[1] - 1 :]


def other_evidence(pdf: bytes) -> bytes:
    """The proof that the certificates were good exchanged for another, in place."""
    place = pdf.index(b"stream\n", pdf.index(b"/Type /DSS")) + 7
    return pdf[:place] + bytes(byte ^ 0x55 for byte in pdf[place : place + 40]) + pdf[place + 40 :]


def without_timestamp(pdf: bytes) -> bytes:
    """The time stamp taken out: the seal's time would be what it says of itself."""

    def change(held: cms.ContentInfo) -> None:
        held["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])

    return change_seal(pdf, change)


def certificate_twice(pdf: bytes) -> bytes:
    """A certificate too many, which no signature covers."""

    def change(held: cms.ContentInfo) -> None:
        listed = list(held["content"]["certificates"])
        held["content"]["certificates"] = cms.CertificateSet([*listed, listed[0]])

    return change_seal(pdf, change)


def change_seal(pdf: bytes, change: object, *, last: bool = False) -> bytes:
    """The file with its seal's container (or its last) changed in place and padded again."""
    start, end, _ = _numbers(pdf, last=last)
    raw = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    held = cms.ContentInfo.load(raw)
    change(held)
    written = held.dump(force=True).hex().upper().encode()
    room = end - start - 2
    assert len(written) <= room
    return pdf[: start + 1] + written.ljust(room, b"0") + pdf[end - 1 :]


def change_numbers(pdf: bytes, start: int, width: int) -> bytes:
    """The seal's byte range written for a gap of that width; its last part ends where the file does."""
    numbers = b"0 %d %d %d" % (start, start + width, len(pdf) - start - width)
    return _RANGE.sub(lambda _: b"/ByteRange [" + numbers + b"]", pdf)


def seal_place(pdf: bytes, *, last: bool = False) -> tuple[int, int]:
    """Where the hexadecimal of the seal (or of the last signature) begins and ends, brackets included."""
    start, end, _ = _numbers(pdf, last=last)
    return start, end


def _numbers(pdf: bytes, *, last: bool = False) -> tuple[int, int, int]:
    found = re.findall(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)[-1 if last else 0]
    return int(found[0]), int(found[1]), int(found[2])


def _turned_round(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, _ORDER - s)


def _range(pdf: bytes, numbers: bytes) -> bytes:
    """The seal's byte range exchanged for another of the same length."""
    return _RANGE.sub(
        count=1, string=pdf, repl=lambda found: (b"/ByteRange [" + numbers + b"]").ljust(len(found[0]))
    )


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


FORGERIES = {
    name: thing
    for name, thing in list(globals().items())
    if callable(thing)
    and getattr(thing, "__module__", "") == __name__
    and not name.startswith("_")
    and name not in {"change_seal", "change_numbers", "seal_place"}
}
