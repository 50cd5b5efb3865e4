"""Names and matters that no template was made for: printed whole within the margins, or left to a person."""

import unicodedata
from contextlib import suppress

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.certificates import lint
from chalicelib.certificates.errors import GlyphMissing, LintFailed, NeedsPerson
from chalicelib.certificates.models import Content, Line, Variant
from chalicelib.certificates.reading_back import missing, plain, stands
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import PersonName
from tests.fakes.issuing import ORIGIN
from tests.golden import PAYLOAD, PROOF, THEFT, content, render

MARGIN, EDGE = 22 * 72 / 25.4, 8 * 72 / 25.4
"""Points: the text's margin at either side, and what stays white above and below on every page."""
WIDTH, HEIGHT = 595.28, 841.89


def texts(pdf: bytes) -> list[str]:
    """The words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]
    finally:
        document.close()


def check(subject: Content) -> list[str]:
    """Lint it, and see that no letter leaves the margins; the words of each page."""
    pdf = render(subject)
    lint.check(pdf, subject, PAYLOAD, PROOF, ORIGIN)
    document = pypdfium2.PdfDocument(pdf)
    try:
        for sheet in document:
            words = sheet.get_textpage()
            boxes = [words.get_charbox(place) for place in range(words.count_chars())]
            assert min(box[0] for box in boxes) > MARGIN - 4
            assert max(box[2] for box in boxes) < WIDTH - MARGIN + 4
            assert min(box[1] for box in boxes) > EDGE
            assert max(box[3] for box in boxes) < HEIGHT - EDGE
    finally:
        document.close()
    return texts(pdf)


def matters(count: int, **other: str) -> tuple[Line, ...]:
    return tuple(THEFT.model_copy(update={"id": str(number), **other}) for number in range(count))


SCRIPTS = {
    "arabic": "محمد عبد الله الحسيني",
    "arabic with joined letters": "علاء لالا ليلى عبدالسلام",
    "persian": "پژمان می\u200c\u062e\u0648\u0627\u0647\u062f",
    "hebrew": "יִצְחָק בן־צבי",
    "devanagari": "प्रियंका शर्मा क्षत्रिय",
    "bengali": "শ্রীমতী রহমান",
    "tamil": "க்ஷேமா",
    "thai": "สมชาย ใจดี",
    "chinese": "王小明",
    "traditional": "陳麗華",
    "japanese": "髙橋 はなこ",
    "korean": "김철수",
    "cyrillic": "Ждан Ковальчук",
    "greek": "Νικόλαος Παπαδόπουλος",
    "georgian": "ნინო",
    "armenian": "Արամ",
    "ethiopic": "አበበ በቀለ",
    "vietnamese": "Nguyễn Thị Mỹ",
    "yoruba": "Adébáyọ̀ Ọláolúwa",
    "marks": "A\u0328\u0301ndr\u0302\u0323e",
    "both ways": "Amal (أمل) Haddad",
}


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_is_printed_and_read_back(name):
    other = PersonName(forenames="Amal", surname=name)
    words = "".join(check(content(name=PersonName(surname=name), former_names=(other,), birth_place=name)))
    assert all(stands(part, plain(words)) for part in name.replace("(", " ").replace(")", " ").split())


@pytest.mark.parametrize("read", ["محدم", "عالاء", "عالء ", "علء"])
def test_letters_in_another_order_are_another_name(read):
    assert not stands("محمد", read)
    assert stands("علاء", read) is (read == "عالء ")


@pytest.mark.parametrize(
    "surname", ["\U0001f642", "\u16a0\u16b1", "\U00013000", "A\u0301\u2603", "\U00020bb8"]
)
def test_a_letter_that_no_font_has_is_an_error_and_never_a_box(surname):
    with pytest.raises(GlyphMissing, match="letters that the certificate can't print"):
        render(content(name=PersonName(forenames="Amelia", surname=surname)))


@pytest.mark.parametrize("sign", ["\u202e", "\u200f", "\u2066", "\u200b", "\u00ad", "\ufeff", "\U000e0041"])
def test_signs_that_nobody_sees_are_left_to_a_person(sign):
    with pytest.raises(NeedsPerson, match="invisible signs"):
        render(content(name=PersonName(surname=f"Har{sign}greaves")))


@pytest.mark.parametrize(
    "name",
    [
        PersonName(forenames="Maximiliana " * 24, surname="Wolfeschlegelsteinhausen"),
        PersonName(forenames="A" * 300, surname="i" * 300),
        PersonName(surname="W" * 300),
        PersonName(forenames="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", surname="Jones"),
        PersonName(forenames="وَ" * 60, surname="王" * 100),
    ],
    ids=["words", "two words", "wide", "place", "scripts"],
)
@pytest.mark.parametrize("lines", [0, 3])
def test_names_of_300_letters_stay_within_the_margins(name, lines):
    known = {"outcome": Outcome.TRACE, "lines": matters(lines)} if lines else {}
    check(content(name=name, birth_place=name.surname[:300], former_names=(name,), **known))


def test_a_name_that_no_page_holds_is_left_to_a_person():
    everything = "W" * 300
    name = PersonName(forenames=everything, surname=everything)
    with pytest.raises(NeedsPerson):
        check(content(name=name, birth_place=everything, product=Product.ICPC, variant=Variant.LEGALISATION))


def test_200_matters_are_all_there_in_order_and_every_page_is_bound():
    lines = tuple(
        line.model_copy(update={"date": f"{1000 + number} BC"}) for number, line in enumerate(matters(200))
    )
    words = check(content(Outcome.TRACE, lines=lines))
    assert 12 < len(words) < 30
    found = [plain("".join(words)).index(plain(line.date)) for line in lines]
    assert found == sorted(found)
    assert "End of the list: 200 matters." in words[-1]


def test_a_matter_longer_than_a_page_goes_on_on_the_next():
    long = THEFT.model_copy(update={"disposal": "Fine, £10.00; " * 400, "offence": "Theft " * 160})
    assert len(check(content(Outcome.TRACE, lines=(long, THEFT)))) > 3


def test_a_page_of_another_certificate_or_place_is_noticed():
    mine, theirs = (
        content(Outcome.TRACE, lines=matters(12)),
        content(Outcome.TRACE, lines=matters(12, court="Hull")),
    )
    first, second, third = texts(render(mine))
    assert missing([first, second, third], mine, ORIGIN) is None
    assert "page 2" in str(missing([first, texts(render(theirs))[1], third], mine, ORIGIN))
    assert "page 2" in str(missing([first, third, second], mine, ORIGIN))
    assert "page 1" in str(missing([first, second], mine, ORIGIN))
    renumbered = second.replace("2 of 3", "2 of 2")
    assert "page 1" in str(missing([first, renumbered], mine, ORIGIN))
    assert "page 2" in str(missing([first.replace("1 of 3", "1 of 2"), renumbered], mine, ORIGIN))


def test_markup_is_only_text():
    check(content(birth_place='#panic() $x$ *b* _i_ <l> @r "q" \\ // /* -- ~ &amp; \\u{41}'))


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=60)
LETTERS = st.text(st.sampled_from("aWqÅéжΩحمדहि王 -'\u2019.,()&#$*_<>@\\/\"~`|0¼ß"), min_size=1, max_size=300)
AWKWARD = st.one_of(WORDS, LETTERS).map(str.strip).filter(bool)


@settings(max_examples=120)
@given(
    surname=AWKWARD, forenames=AWKWARD, place=AWKWARD, others=st.lists(AWKWARD, max_size=4),
    offence=AWKWARD, date=AWKWARD, court=AWKWARD, disposal=AWKWARD, count=st.integers(0, 3),
)  # fmt: skip
def test_whatever_is_typed_is_printed_whole_or_left_to_a_person(  # noqa: PLR0917 - a place each
    surname, forenames, place, others, offence, date, court, disposal, count
):
    try:
        line = Line(id="1", offence=offence, kind="Conviction", date=date, court=court, disposal=disposal)
        subject = content(
            Outcome.TRACE if count else Outcome.NO_TRACE,
            photo=False,
            name=PersonName(forenames=forenames, surname=surname),
            birth_place=place,
            former_names=tuple(PersonName(surname=other) for other in others),
            lines=(line,) * count,
        )
    except ValueError:
        return  # the form and the record refuse it already
    try:
        pdf = render(subject)
    except NeedsPerson:  # GlyphMissing is one
        return
    if not any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in subject.attachment.decode()):
        # Both directions in one line may be read back in an order of the reader's own: the lint asks a person then.
        assert missing(texts(pdf), subject, ORIGIN) is None
    with suppress(LintFailed):  # a first page that is too full loses its square, and a person decides
        check(subject)
