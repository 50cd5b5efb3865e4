"""What a dishonest or careless issuer could do to its own page before it seals it: the page's form is kept."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.attack.rewriting import resaved
from tests.attack.spoiled_drawings import DRAWINGS


def hidden_layer(pdf: bytes) -> bytes:
    """Shadow, hide: words of the page in a layer that a later revision would switch off."""

    def change(opened: Any) -> None:
        layer = opened.make_indirect(Dictionary(Type=Name.OCG, Name="Outcome"))
        opened.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))
        opened.pages[0].Resources.Properties = Dictionary(MC0=layer)

    return resaved(pdf, change)


def covering_form(pdf: bytes) -> bytes:
    """Shadow, hide: a form over the words, which a later revision would take away."""

    def change(opened: Any) -> None:
        form = Stream(opened, b"1 1 1 rg 0 0 500 500 re f")
        form.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 500, 500]))
        page = opened.pages[0]
        page.Resources.XObject.x7 = opened.make_indirect(form)
        page.Contents.write(page.Contents.read_bytes() + b"\nq 1 0 0 1 0 0 cm/x7 Do\nQ")

    return resaved(pdf, change)


def waiting_page(pdf: bytes) -> bytes:
    """Shadow, replace: a second page that no page tree names yet, which a later revision would show instead."""

    def change(opened: Any) -> None:
        body = opened.make_indirect(Stream(opened, b"BT /f0 40 Tf 72 600 Td (No Trace) Tj ET"))
        page = opened.pages[0].obj
        other = opened.make_indirect(
            Dictionary(
                Type=Name.Page,
                Parent=page.Parent,
                Contents=body,
                MediaBox=page.MediaBox,
                Resources=page.Resources,
            )
        )
        opened.Root.PieceInfo = Dictionary(Later=other)

    return resaved(pdf, change)


def waiting_objects(pdf: bytes) -> bytes:
    """Shadow, hide and replace: objects that nothing leads to until a later revision does."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        number = len(opened.objects) + 1
    place = pdf.rindex(b"startxref")
    return pdf[:place] + b"%d 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n" % number + pdf[place:]


def form_field_over_words(pdf: bytes) -> bytes:
    """Shadow, replace: a text field whose words any reader may change."""

    def change(opened: Any) -> None:
        field = opened.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="Outcome",
                V="No Trace",
                Rect=Array([200, 400, 500, 450]),
            )
        )
        opened.Root.AcroForm.Fields.append(field)
        opened.pages[0].Annots.append(field)

    return resaved(pdf, change)


def script(pdf: bytes) -> bytes:
    """Something that runs when the file is opened."""

    def change(opened: Any) -> None:
        opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('No Trace')")

    return resaved(pdf, change)


def standard_font(pdf: bytes) -> bytes:
    """A font that each reader takes from its own machine."""

    def change(opened: Any) -> None:
        fonts = opened.pages[0].Resources.Font
        fonts.f0 = opened.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )

    return resaved(pdf, change)


def letters_exchanged(pdf: bytes) -> bytes:
    """The table of letters says N where the glyph draws another letter: readers of text are told another word."""

    def change(opened: Any) -> None:
        table = opened.pages[0].Resources.Font.f0.ToUnicode
        said = table.read_bytes()
        codes = re.findall(rb"<([0-9A-F]{4})> <(00[4-7][0-9A-F])>\n", said)
        (one, first), (two, second) = codes[0], codes[1]
        swapped = {b"<%s> <%s>\n" % (one, first): b"<%s> <%s>\n" % (one, second)}
        swapped |= {b"<%s> <%s>\n" % (two, second): b"<%s> <%s>\n" % (two, first)}
        for old, new in swapped.items():
            said = said.replace(old, b"@" + new)
        table.write(said.replace(b"@", b""))

    return resaved(pdf, change)


def redrawn_glyph(pdf: bytes) -> bytes:
    """A glyph of the embedded font drawn otherwise."""

    def change(opened: Any) -> None:
        program = opened.pages[0].Resources.Font.f0.DescendantFonts[0].FontDescriptor.FontFile3
        changed = bytearray(program.read_bytes())
        changed[len(changed) // 2] ^= 1
        program.write(bytes(changed))

    return resaved(pdf, change)


def other_profile(pdf: bytes) -> bytes:
    """A colour profile that shows everything in white."""

    def change(opened: Any) -> None:
        profile = opened.Root.OutputIntents[0].DestOutputProfile
        profile.write(profile.read_bytes()[:-1] + b"\xff")

    return resaved(pdf, change)


def larger_page(pdf: bytes) -> bytes:
    """Words outside the part that is shown."""

    def change(opened: Any) -> None:
        opened.pages[0].MediaBox = Array([0, 0, 595.2756, 400])

    return resaved(pdf, change)


def page_twice(pdf: bytes) -> bytes:
    def change(opened: Any) -> None:
        opened.Root.Pages.Kids.append(opened.pages[0].obj)
        opened.Root.Pages.Count = len(opened.Root.Pages.Kids)

    return resaved(pdf, change)


def between_objects(pdf: bytes) -> bytes:
    """A comment between two objects: nothing that a reader shows, and room for what another one might."""
    place = pdf.index(b"endobj\n") + 7
    return pdf[:place] + b"%hidden\n" + pdf[place:]


def table_of_other_places(pdf: bytes) -> bytes:
    """One row of the table of places changed: readers that trust it, and readers that look for objects, disagree."""
    place = pdf.rindex(b"/Type /XRef")
    begin = pdf.index(b"stream\n", place) + 7
    rows = bytearray(zlib.decompress(pdf[begin : pdf.index(b"\nendstream", begin)]))
    rows[-2] ^= 1
    packed = zlib.compress(bytes(rows), 9)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), pdf[place:begin], count=1)
    return pdf[:place] + head + packed + pdf[pdf.index(b"\nendstream", begin) :]


def table_elsewhere(pdf: bytes) -> bytes:
    """The place of the table named wrongly by one."""
    return re.sub(rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + 1), pdf)


def another_version(pdf: bytes) -> bytes:
    """The first line of another kind of file, in as many letters."""
    return pdf.replace(b"%PDF-1.7", b"%PDF-2.0", 1)


def hybrid_table(pdf: bytes) -> bytes:
    """A second way to find objects, for readers that look for it."""
    return pdf.replace(b"/Type /XRef ", b"/Type /XRef /XRefStm 15 ", 1)


def bomb(pdf: bytes) -> bytes:
    """A drawing that unpacks to a gigabyte."""
    packed = zlib.compress(b" " * 64_000_000, 9)

    def change(opened: Any) -> None:
        opened.pages[0].Contents.write(packed, filter=Name.FlateDecode)

    return resaved(pdf, change)


SPOILS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "hidden layer": (hidden_layer, "structure-damaged"),
    "covering form": (covering_form, "structure-damaged"),
    "waiting page": (waiting_page, "structure-damaged"),
    "waiting objects": (waiting_objects, "structure-damaged"),
    "form field over words": (form_field_over_words, "structure-damaged"),
    "script": (script, "structure-damaged"),
    "standard font": (standard_font, "structure-damaged"),
    "other profile": (other_profile, "structure-damaged"),
    "smaller page": (larger_page, "structure-damaged"),
    "page twice": (page_twice, "structure-damaged"),
    "between objects": (between_objects, "structure-damaged"),
    "another version": (another_version, "structure-damaged"),
    "table of other places": (table_of_other_places, "structure-damaged"),
    "table elsewhere": (table_elsewhere, "structure-damaged"),
    "hybrid table": (hybrid_table, "structure-damaged"),
    "bomb": (bomb, "structure-damaged"),
    "letters exchanged": (letters_exchanged, "font-not-ours"),
    "redrawn glyph": (redrawn_glyph, "font-not-ours"),
} | DRAWINGS
"""By name: the change, and the reason that it must meet."""
