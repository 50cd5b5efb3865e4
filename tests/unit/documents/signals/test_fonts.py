"""A fact in a font that stands nowhere else on its page is noticed; a font that the paper uses is not."""

import io

import pikepdf
import pytest

from chalicelib.documents.judging import Decision, Field, Judged, Mark, judged
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.rewriting import Word, rewrite
from chalicelib.documents.signals.fonts import family, signals_of_fonts

NAME, ADDRESS = Mark(left=100, top=100, right=400, bottom=115), Mark(left=100, top=120, right=400, bottom=160)


def line(top: int, font: str, words: int = 3) -> list[Word]:
    places = (Mark(left=100 + 100 * n, top=top, right=190 + 100 * n, bottom=top + 12) for n in range(words))
    return [Word("word", place, font) for place in places]


def paper(
    name: str = "ABCDEF+Sans-Bold", address: str = "GHIJKL+Sans", rest: str = "GHIJKL+Sans"
) -> list[Word]:
    """A name, an address of two lines, and much else."""
    body = [word for top in range(200, 400, 15) for word in line(top, rest)]
    return [*line(102, name), *line(122, address), *line(140, address), *line(65, rest), *body]


READ = judged(
    Decision.ACCEPTED,
    fields={
        "name": Field(value="A Name", confidence=1, mark=NAME),
        "address": Field(value="1 Road", confidence=1, mark=ADDRESS),
        "kind": Field(value="bank", confidence=1),
    },
)


def noticed(words: list[Word], read: Judged = READ) -> list[tuple[str, str]]:
    found = list(signals_of_fonts(words, read))
    assert all(signal.mark for signal in found)
    return [(signal.values["what"], signal.values["font"]) for signal in found]


def test_weight_and_subset_make_no_other_font() -> None:
    assert noticed(paper()) == []


def test_a_name_in_a_font_of_its_own_is_noticed() -> None:
    assert noticed(paper(name="ArialMT")) == [("name", "ArialMT")]


def test_one_word_of_an_address_in_another_font_is_noticed() -> None:
    words = paper()
    words[4] = Word("14", words[4].mark, "ZZZZZZ+Verdana")
    assert noticed(words) == [("address", "Verdana")]


def test_a_window_in_a_font_of_its_own_is_not() -> None:
    assert noticed(paper(name="Courier", address="Courier")) == []


def test_too_little_text_and_unknown_fonts_tell_nothing() -> None:
    assert noticed(paper(name="ArialMT")[:12]) == []
    assert noticed([Word(word.text, word.mark) for word in paper(name="ArialMT")]) == []
    assert noticed(paper(name="ArialMT"), judged(Decision.PERSON)) == []


@pytest.mark.parametrize(
    ("font", "of"),
    [
        ("ABCDEF+SourceSansPro-Regular", "sourcesanspro"),
        ("Arial-BoldMT", "arial"),
        ("ArialMT", "arial"),
        ("TimesNewRomanPS-BoldItalicMT", "timesnewromanps"),
        ("Verdana,Bold", "verdana"),
        ("Helvetica", "helvetica"),
        ("Bold", "bold"),
    ],
)
def test_families(font: str, of: str) -> None:
    assert family(font) == of


def test_the_words_of_a_pdf_bring_their_fonts() -> None:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 500))
    fonts = {"/F1": "/Helvetica", "/F2": "/Times-Roman"}
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary({key: _font(name) for key, name in fonts.items()})
    )
    text = b"BT /F1 20 Tf 50 450 Td (Two words) Tj /F2 20 Tf 0 -50 Td (Two words) Tj ET"
    page.Contents = pikepdf.Stream(document, text)
    out = io.BytesIO()
    document.save(out)
    found = rewrite(Kind.PDF, out.getvalue(), Role.ADDRESS)
    assert [(word.text, family(word.font)) for word in found.words] == [
        ("Two", "helvetica"),
        ("words", "helvetica"),
        ("Two", "times"),
        ("words", "times"),
    ]


def _font(name: str) -> pikepdf.Dictionary:
    kind = pikepdf.Name.Font
    return pikepdf.Dictionary(Type=kind, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(name))
