"""What a PDF says: its words with their places, and what it tells of how it was made."""

import io

import pikepdf
import pytest

from chalicelib.documents.disarm.limits import MAX_SAID
from chalicelib.documents.models import Role
from chalicelib.documents.recognising import recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from infra.local.samples import proof_of_address
from tests.attack import bombs, hostile


def copy_of(content: bytes) -> CleanFile:
    return rewrite(recognise(content), content, Role.ADDRESS)


def typed(text: bytes, turned: int = 0, mode: int = 0, **cropped: list[int]) -> bytes:
    """An A4 page that says `text` a tenth from the left and from the top."""

    def write(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.Contents = pikepdf.Stream(
            document, b"BT /F1 20 Tf %d Tr 59.5 757.8 Td (%b) Tj ET" % (mode, text)
        )
        page.Rotate = turned
        for name, box in cropped.items():
            page[f"/{name}"] = pikepdf.Array(box)

    return hostile.pdf(change=write)


def test_words_come_in_order_and_with_their_places() -> None:
    first, second = copy_of(typed(b"Council  tax")).words
    assert (first.text, second.text) == ("Council", "tax")
    assert first.mark.page == 1
    assert (first.mark.left, first.mark.bottom) == (pytest.approx(100, abs=4), pytest.approx(100, abs=4))
    assert first.mark.top < first.mark.bottom
    assert first.mark.right < second.mark.left < second.mark.right < 400


@pytest.mark.parametrize(("turned", "left", "top"), [(90, 900, 100), (180, 750, 890), (270, 85, 785)])
def test_places_are_those_of_the_page_as_it_is_shown(turned: int, left: int, top: int) -> None:
    (word,) = copy_of(typed(b"Council", turned)).words
    assert (word.mark.left, word.mark.top) == (pytest.approx(left, abs=40), pytest.approx(top, abs=40))


def test_what_is_cut_off_the_page_is_no_word() -> None:
    copy = copy_of(typed(b"Council tax", CropBox=[0, 0, 595, 700]))
    assert copy.words == ()


def test_a_web_page_saved_as_one_long_page_is_kept_and_legible() -> None:
    copy = copy_of(hostile.sized_pdf(595, 8_000))
    with pikepdf.open(io.BytesIO(copy.content)) as paper:
        picture = paper.pages[0].Resources.XObject.Page
        assert picture.Width > 500
        assert picture.Width * picture.Height <= 4_100_000


def test_a_line_before_the_paper_begins_is_no_harm() -> None:
    assert copy_of(b"\xef\xbb\xbf\r\n" + hostile.pdf()).pages == 1


def test_words_of_later_pages_say_which() -> None:
    assert [word.mark.page for word in copy_of(hostile.pdf(3)).words] == [1, 1, 2, 2, 3, 3]


def test_a_page_of_millions_of_letters_is_read_as_far_as_a_person_would() -> None:
    assert 1000 < len(copy_of(bombs.much_text(100_000)).words) <= 10_000


def test_a_paper_says_what_made_it_and_in_which_fonts() -> None:
    said = copy_of(proof_of_address()).said
    assert said["creator"].startswith("Typst")
    assert said["revisions"] == "1"
    assert said["fonts_1"]
    assert not [name for name in said if name.startswith("unseen")]


def test_words_that_nobody_sees_are_counted() -> None:
    copy = copy_of(typed(b"Council tax", mode=3))
    assert copy.said["unseen_1"] == "1"
    assert [word.text for word in copy.words] == ["Council", "tax"]


def test_a_paper_that_was_saved_over_itself_says_so() -> None:
    content = hostile.pdf()
    again = content + b"\nxref\n0 0\ntrailer << /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        int(content.rsplit(b"startxref", 1)[1].split()[0]),
        len(content) + 1,
    )
    assert copy_of(again).said["revisions"] == "2"


def test_a_paper_for_the_web_was_saved_once() -> None:
    assert copy_of(hostile.pdf(linearize=True)).said["revisions"] == "1"


def test_what_it_says_is_short_and_printable() -> None:
    def boast(document: pikepdf.Pdf) -> None:
        document.docinfo["/Producer"] = "x\n\x07" * 500

    said = copy_of(hostile.pdf(change=boast)).said["producer"]
    assert len(said) <= MAX_SAID
    assert said.isprintable()
