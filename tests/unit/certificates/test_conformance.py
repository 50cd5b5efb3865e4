"""Our PDF/A-3a and PDF/UA-1 rules: silent on our own files, and loud about each thing that signing could break."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from chalicelib.certificates.conformance import DISCLAIMER, Reading, breaches
from chalicelib.certificates.conformance.book import BOOK
from tests.fakes.issuing import Workshop, ordered

Change = Callable[[pikepdf.Pdf], Any]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="module")
def sealed(workshop) -> bytes:
    return workshop.files.get(workshop.service.issue(workshop.order()).stored.key)


def rules(pdf: bytes) -> set[str]:
    return {breach.rule.name for breach in breaches(Reading.of(pdf))}


def changed(pdf: bytes, change: Change, **options: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out, **options)
    return out.getvalue()


@pytest.mark.parametrize("matters", [0, 12])
def test_our_own_sealed_files_break_nothing(workshop, matters):
    made = workshop.service.issue(workshop.order(ordered(matters=matters)))
    assert rules(workshop.files.get(made.stored.key)) == set()


def test_what_a_stream_holds_is_never_taken_for_keywords(sealed):
    def add_noise(opened: pikepdf.Pdf) -> None:
        opened.pages[0].obj.PieceInfo = Dictionary(
            Noise=opened.make_stream(b"\xe9obj\xe9 endobj\xe9 5 0 obj")
        )

    plain = changed(sealed, lambda _: None, compress_streams=False)
    assert rules(changed(sealed, add_noise, compress_streams=False)) == rules(plain)


def test_an_object_badly_set_off_after_streams_is_seen(sealed):
    last = sealed.rindex(b"\nendobj")
    assert "PDF/A 6.1.9 t1/2/3/4" in rules(sealed[:last] + b" endobj" + sealed[last + len(b"\nendobj") :])


def test_nobody_is_told_that_verapdf_said_so():
    assert "not" in DISCLAIMER


def test_every_rule_names_its_clause():
    assert len(BOOK) > 60
    assert all(rule.clause and rule.tests for rule in BOOK)


def widget(opened: pikepdf.Pdf) -> Any:
    return opened.Root.AcroForm.Fields[0]


def form_element(opened: pikepdf.Pdf) -> Any:
    nums = opened.Root.StructTreeRoot.ParentTree.Nums
    pairs = {int(key): value for key, value in zip(list(nums)[::2], list(nums)[1::2], strict=True)}
    return pairs[int(widget(opened).StructParent)]


CHANGES: dict[str, tuple[Change, str]] = {
    "no tab order": (lambda o: o.pages[0].obj.__delitem__("/Tabs"), "PDF/UA 7.18.3 t1"),
    "no description": (lambda o: widget(o).__delitem__("/TU"), "PDF/UA 7.18.1 t3"),
    "not tagged": (lambda o: widget(o).__delitem__("/StructParent"), "PDF/UA 7.18.4 t1"),
    "tagged as a paragraph": (lambda o: setattr(form_element(o), "S", Name.P), "PDF/UA 7.18.4 t1"),
    "an empty form element": (lambda o: form_element(o).__delitem__("/K"), "PDF/UA 7.18.4 t2"),
    "hidden": (lambda o: setattr(widget(o), "F", 2), "PDF/A 6.3.2 t1/2"),
    "no flags": (lambda o: widget(o).__delitem__("/F"), "PDF/A 6.3.2 t1/2"),
    "a size and no appearance": (
        lambda o: setattr(widget(o), "Rect", Array([0, 0, 9, 9])),
        "PDF/A 6.3.3 t1/2/3/4",
    ),
    "drawn by viewers": (lambda o: setattr(o.Root.AcroForm, "NeedAppearances", True), "PDF/A 6.4.1 t3"),
    "an action": (
        lambda o: setattr(widget(o), "A", Dictionary(S=Name.JavaScript, JS=String("x"))),
        "PDF/A 6.5.1 t1",
    ),
    "an action by itself": (lambda o: setattr(o.Root, "AA", Dictionary()), "PDF/A 6.5.2 t1/2"),
    "further permissions": (
        lambda o: setattr(o.Root, "Perms", Dictionary(Other=Dictionary())),
        "PDF/A 6.1.12 t1",
    ),
    "no structure": (lambda o: o.Root.__delitem__("/StructTreeRoot"), "PDF/UA 7.1 t11"),
    "not marked": (lambda o: o.Root.__delitem__("/MarkInfo"), "PDF/A 6.7.2.2 t1"),
    "no title": (lambda o: o.Root.__delitem__("/ViewerPreferences"), "PDF/UA 7.1 t10"),
    "no language code": (lambda o: setattr(o.Root, "Lang", String("not a code")), "PDF/UA 7.2 t29"),
    "no metadata": (lambda o: o.Root.__delitem__("/Metadata"), "PDF/UA 7.1 t8"),
    "no purpose of an attachment": (
        lambda o: o.Root.AF[0].__delitem__("/AFRelationship"),
        "PDF/A 6.8 t3",
    ),
    "an attachment by itself": (lambda o: o.Root.__delitem__("/AF"), "PDF/A 6.8 t4"),
    "another output intent": (
        lambda o: setattr(o.Root.OutputIntents[0], "S", Name.GTS_PDFX),
        "PDF/A 6.2.3 t3",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_breaks_a_rule_is_found_by_that_rule(sealed, name):
    change, rule = CHANGES[name]
    assert rule in rules(changed(sealed, change))


def test_a_locked_file_is_found(sealed):
    locked = changed(sealed, lambda _: None, encryption=pikepdf.Encryption(owner="o", user=""))
    assert "PDF/A 6.1.3 t2" in rules(locked)


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda pdf: b"\n" + pdf, "PDF/A 6.1.2 t1"),
        (lambda pdf: pdf + b"more", "PDF/A 6.1.3 t3"),
        (lambda pdf: pdf.replace(b" 0 obj\n", b" 0  obj", 1), "PDF/A 6.1.9 t1/2/3/4"),
        (lambda pdf: pdf.replace(b"\nendstream", b" endstream"), "PDF/A 6.1.7.1 t2"),
        (lambda pdf: pdf.replace(b"/Length ", b"/Length 1", 1), "PDF/A 6.1.7.1 t1"),
        (lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [1 "), "PDF/A 6.4.3 t1"),
    ],
)
def test_careless_bytes_are_found(sealed, damage, rule):
    assert rule in rules(damage(sealed))


def test_what_a_later_revision_breaks_is_found_by_looking_at_it_alone(sealed):
    assert breaches(replace(Reading.of(sealed), as_appended=True)) == []
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/AA"] = generic.DictionaryObject()
    writer.root["/NeedsRendering"] = generic.BooleanObject(True)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    found = {breach.rule.clause for breach in breaches(replace(Reading.of(out.getvalue()), as_appended=True))}
    assert {"6.5.2", "6.4.2"} <= found
