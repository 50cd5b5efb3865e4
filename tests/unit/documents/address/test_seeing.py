"""Words of a page that is only a picture, whichever way it lies."""

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from chalicelib.documents.address.checking import check_paper
from chalicelib.documents.address.seeing import see_page
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision
from chalicelib.documents.models import Kind
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile
from infra import reading_models

FONT = ImageFont.truetype(Path(__file__).parents[4] / "templates/certificate/fonts/NotoSans-Regular.ttf", 24)
LIVES = ("Flat 3B", "14 Larch Road", "Harrowgate")
ZOE = Claims(forenames="Zoë", surname="Brontë", address=LIVES, postcode="ZZ99 3WZ")
LINES = ("Utopia Water", "", "Ms Zoë Brontë", "Flat 3B", "14 Larch Road", "Harrowgate", "ZZ99 3WZ", "",
         "Bill date: 2 November 2026", "Standing charge £11.40, meter 77, sewerage")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _networks() -> None:
    reading_models.ensure()


@pytest.fixture(scope="module")
def page() -> Image.Image:
    drawn = Image.new("RGB", (640, 620), "white")
    for row, line in enumerate(LINES):
        ImageDraw.Draw(drawn).text((50, 40 + row * 44), line, font=FONT, fill="black")
    return drawn


@pytest.mark.parametrize("turn", [0, 90, 183, 270])
def test_every_word_is_seen_with_its_accents_and_its_place(page: Image.Image, turn: int) -> None:
    seen = see_page(page.rotate(turn, expand=True, fillcolor="white"))
    assert {word.text for word in seen} >= {"Zoë", "Brontë", "14", "Larch", "ZZ99", "3WZ", "2026", "£11.40,"}
    (first,) = (word for word in seen if word.text == "Brontë")
    assert first.sure > 0.9
    if not turn:
        assert 150 < first.mark.left < first.mark.right < 350
        assert 180 < first.mark.top < first.mark.bottom < 280


def test_a_picture_is_judged_as_a_text_is(page: Image.Image) -> None:
    def judged(picture: Image.Image) -> tuple[Decision, tuple[Reason, ...]]:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        found = check_paper(CleanFile(Kind.JPEG, 1, out.getvalue()), ZOE, date(2026, 11, 24))
        return found.decision, found.reasons

    assert judged(page) == (Decision.ACCEPTED, ())
    assert judged(Image.new("RGB", (640, 620), "white")) == (Decision.RETAKE, (Reason.PAPER_UNCLEAR,))
