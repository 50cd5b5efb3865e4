"""Passports in PDFs, several documents on a page, and where on the page things stand."""

import io
import random  # noqa: TID251 - seeded: the same pictures every time
from datetime import date

import pytest
from PIL import Image, ImageDraw, ImageFont

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Mark
from chalicelib.documents.models import Kind
from chalicelib.documents.mrz.layouts import MRV_A, TD1, TD3
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.zone_reader import read_passport
from infra import reading_models
from infra.local.travel.pages import SANS, page
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 24)
ELEANOR = Written(TD3)
OTHER = Written(
    TD1, code="I", issuer="IRL", nationality="IRL", names="OKAFOR<<JOHN", number="7412AB", birth="750101"
)
BLANK = Image.new("RGB", (900, 640), "white")
DPI = 150


@pytest.fixture(autouse=True, scope="module")
def _networks() -> None:
    reading_models.ensure()


def _page(written: Written) -> Image.Image:
    return page(written, random.Random(1), DPI)  # noqa: S311 - made-up people


def _below(*pictures: Image.Image) -> Image.Image:
    """The pictures one under another on a table."""
    table = Image.new("RGB", (900, sum(one.height + 40 for one in pictures)), (120, 110, 100))
    top = 20
    for one in pictures:
        table.paste(one, (60, top))
        top += one.height + 40
    return table


def _jpeg(picture: Image.Image) -> CleanFile:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return CleanFile(Kind.JPEG, 1, out.getvalue())


def _pdf(*pictures: Image.Image) -> CleanFile:
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=DPI)
    return CleanFile(Kind.PDF, len(pictures), out.getvalue())


def test_the_first_page_of_a_pdf_that_has_a_zone() -> None:
    found = read_passport(_pdf(BLANK, _page(ELEANOR)), Claims(number="900000123"), TODAY)
    assert (found.decision, found.reasons) == (Decision.ACCEPTED, ())
    assert found.fields["number"].mark is not None
    assert found.fields["number"].mark.page == 2


def test_a_pdf_without_a_zone() -> None:
    assert read_passport(_pdf(BLANK), Claims(), TODAY).reasons == (Reason.NO_ZONE,)


def test_two_documents_on_a_page() -> None:
    found = read_passport(_jpeg(_below(_page(ELEANOR), _page(OTHER))), Claims(), TODAY)
    assert (found.decision, found.reasons) == (Decision.RETAKE, (Reason.TWO_PASSPORTS,))
    assert found.notes[0].mark is not None
    assert found.notes[0].mark.top > 500


def test_a_visa_beside_the_passport_does_not_count() -> None:
    visa = Written(MRV_A, code="V", number="V1234567")
    found = read_passport(_jpeg(_below(_page(visa), _page(ELEANOR))), Claims(), TODAY)
    assert found.decision is Decision.ACCEPTED
    assert found.fields["number"].value == "900000123"


def test_the_same_document_twice_is_one() -> None:
    found = read_passport(_jpeg(_below(_page(ELEANOR), _page(ELEANOR))), Claims(), TODAY)
    assert found.decision is Decision.ACCEPTED


def test_a_visa_alone() -> None:
    found = read_passport(_jpeg(_page(Written(MRV_A, code="V"))), Claims(), TODAY)
    assert (found.decision, found.reasons) == (Decision.REFUSED, (Reason.VISA,))


def test_a_residence_permit() -> None:
    found = read_passport(_jpeg(_page(Written(TD1, code="IR"))), Claims(), TODAY)
    assert (found.decision, found.reasons) == (Decision.RETAKE, (Reason.RESIDENCE_PERMIT,))


@pytest.mark.parametrize("turn", [0, 180])
def test_what_differs_is_marked_where_it_stands(turn: int) -> None:
    """The number is the first nine of 44 letters of the lower row, which ends 2 mm above the foot of 88 mm."""
    found = read_passport(_jpeg(_page(ELEANOR).rotate(turn)), Claims(number="900000124"), TODAY)
    assert (found.decision, found.reasons) == (Decision.PERSON, (Reason.OTHER_NUMBER,))
    expected = Mark(left=53, top=905, right=235, bottom=960)
    if turn:
        expected = Mark(left=765, top=40, right=947, bottom=95)
    mark = found.notes[0].mark
    assert mark is not None
    assert mark == found.fields["number"].mark
    sides = zip(mark.model_dump().values(), expected.model_dump().values(), strict=True)
    assert all(abs(side - wanted) < 20 for side, wanted in sides)


def _card(*lines: str) -> Image.Image:
    """A card of 86 by 54 mm with lines of print."""
    card = Image.new("RGB", (860, 540), (214, 226, 238))
    draw = ImageDraw.Draw(card)
    for row, line in enumerate(lines):
        draw.text(
            (250, 30 + row * 62),
            line,
            font=ImageFont.truetype(str(SANS), 34 if row else 42),
            fill=(20, 30, 60),
        )
    draw.rectangle((30, 120, 220, 380), fill=(120, 130, 140))
    return card


@pytest.mark.parametrize(
    ("heading", "reason", "turn"),
    [
        ("DRIVING LICENCE", Reason.DRIVING_LICENCE, 185),
        ("FÜHRERSCHEIN", Reason.DRIVING_LICENCE, 0),
        ("RESIDENCE PERMIT", Reason.RESIDENCE_PERMIT, 0),
        ("LIBRARY CARD", Reason.NO_ZONE, 0),
    ],
)
def test_other_papers_are_called_by_their_name(heading: str, reason: Reason, turn: int) -> None:
    card = _card(heading, "1. FAIRWEATHER", "2. ELEANOR RUTH", "3. 23.01.1968 ZENITH", "5. 900000 SYNTHETIC")
    found = read_passport(_jpeg(card.rotate(turn, expand=True, fillcolor=(120, 110, 100))), Claims(), TODAY)
    assert (found.decision, found.reasons) == (Decision.RETAKE, (reason,))
    assert (found.notes[0].mark is None) == (reason is Reason.NO_ZONE)
