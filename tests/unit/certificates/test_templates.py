"""Every template, product, language and layout: whole on its pages, and as it looked when a person looked at it."""

import io
import itertools

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from chalicelib.certificates import lint
from chalicelib.certificates.models import Content, Language, Variant
from chalicelib.certificates.words import wording
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import PersonName
from tests.fakes.issuing import ORIGIN
from tests.golden import DRAWN, INFORMATION, PAYLOAD, PROOF, content, kept, pictures, render

MOST_DIFFERENT = 40
"""Of 255, for any square of about five millimetres; a shifted line or a lost word makes 60 and more."""
OTHERS = tuple(
    PersonName(forenames=first, surname=last)
    for first, last in (("Amelia Jane", "Whitcombe-Ashworth"), ("Millie", "Hargreaves-Cole"))
)


def check(subject: Content) -> int:
    """Lint it; how many pages it has."""
    pdf = render(subject)
    lint.check(pdf, subject, PAYLOAD, PROOF, ORIGIN)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@pytest.mark.parametrize(
    ("product", "language", "variant", "outcome"),
    list(itertools.product(Product, Language, Variant, Outcome)),
)
@pytest.mark.parametrize("more", [{}, {"former_names": OTHERS, "photo": False}], ids=["plain", "more"])
def test_the_first_page_stays_whole_in_every_kind(product, language, variant, outcome, more):
    known = {"product": product, "language": language, "variant": variant}
    if product is Product.ICPC:
        known["information"] = INFORMATION
    check(content(outcome, **known, **more))


@pytest.mark.parametrize("birth_place", ["A", "Bangor", "Aberystwyth", "Llanfair Pwllgwyngyll"])
def test_the_first_page_stays_whole_however_full_it_is(birth_place):
    known = {"product": Product.ICPC, "language": Language.ENGLISH_AND_WELSH}
    check(content(**known, name=PersonName(surname="王明"), birth_place=birth_place))


@pytest.mark.parametrize(
    ("known", "pages"),
    [
        ({}, 1),
        ({"variant": Variant.LEGALISATION}, 2),
        ({"outcome": Outcome.TRACE}, 2),
        ({"product": Product.ICPC}, 1),
        ({"product": Product.ICPC, "information": INFORMATION}, 2),
        ({"former_names": OTHERS * 4}, 2),
    ],
)
def test_pages_follow_only_for_what_stands_on_them(known, pages):
    assert check(content(**known)) == pages


@pytest.mark.parametrize("name", DRAWN)
def test_it_looks_as_it_did_when_somebody_looked(name):
    golden = [Image.open(path).convert("L") for path in kept(name)]
    drawn = list(pictures(DRAWN[name]()))
    assert [picture.size for picture in drawn] == [picture.size for picture in golden]
    for now, then in zip(drawn, golden, strict=True):
        assert _most_different(now, then) < MOST_DIFFERENT


def test_a_picture_with_one_word_more_is_noticed():
    golden = Image.open(kept("no-trace")[0]).convert("L")
    other = next(pictures(render(content(birth_place="Leeds upon Tyne"))))
    assert _most_different(other, golden) > MOST_DIFFERENT


def test_welsh_is_marked_as_welsh_and_as_unconfirmed():
    assert wording()["welsh"]["verified"] is False
    languages = set()
    with pikepdf.open(io.BytesIO(render(content(language=Language.ENGLISH_AND_WELSH)))) as opened:
        for thing in opened.objects:
            if (
                isinstance(thing, pikepdf.Dictionary)
                and thing.get("/Type") != "/Catalog"
                and "/Lang" in thing
            ):
                languages.add(str(thing.Lang))
    assert languages == {"cy-GB"}


def test_tables_have_heads_and_pictures_have_words():
    with pikepdf.open(io.BytesIO(render(content(Outcome.TRACE)))) as opened:
        tags = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
        kinds = [str(tag.S) for tag in tags]
        assert kinds.count("/TH") == 4
        assert kinds.count("/TD") == 3 * 4
        assert all("/Alt" in tag for tag in tags if pikepdf.Name.Figure == tag.S)
        assert kinds.count("/Figure") == 2


@pytest.mark.parametrize("variant", Variant)
def test_the_code_is_as_large_as_a_scanner_wants_it(variant):
    document = pypdfium2.PdfDocument(render(content(photo=False, variant=variant)))
    try:
        (box,) = (thing.get_bounds() for thing in document[0].get_objects() if thing.type == 3)
    finally:
        document.close()
    left, bottom, right, top = (edge * 25.4 / 72 for edge in box)
    side = {Variant.STANDARD: 40, Variant.LEGALISATION: 50}[variant]
    assert right - left == pytest.approx(side, abs=0.1)
    assert top - bottom == pytest.approx(side, abs=0.1)
    assert left == pytest.approx(22, abs=0.1)


def test_no_viewer_is_told_to_refuse_anything():
    with pikepdf.open(io.BytesIO(render(content(variant=Variant.LEGALISATION)))) as opened:
        assert not opened.is_encrypted
        assert "/Perms" not in opened.Root


def test_a_no_trace_leaves_room_for_its_seal_in_45_kilobytes():
    assert len(render(content(photo=False))) < 26_000


def _most_different(one: Image.Image, other: Image.Image) -> float:
    difference = ImageChops.difference(one, other)
    small = difference.resize((difference.width // 10, difference.height // 10), Image.Resampling.BOX)
    return ImageStat.Stat(small).extrema[0][1]
