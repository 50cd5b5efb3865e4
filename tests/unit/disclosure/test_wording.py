"""A matter in the words that a certificate prints."""

import pytest

from chalicelib.disclosure.wording import KINDS, date_in_words, describe, disposal_in_words, printed_line
from chalicelib.records.models import Disposal, MatterKind
from tests.fakes.matters import PRISON, matter


def test_a_line_in_words() -> None:
    line = printed_line(
        matter(
            offence={"title": "Theft from a shop"},
            date="2012-04-03",
            offence_date="2012-02-01",
            offence_until="2012-02-11",
            court="Leeds Magistrates' Court",
            taken_into_consideration=2,
            disposals=[
                {"code": "1015", "text": "Fine", "amount": 123450},
                {"code": "1116", "text": "Community Order", "duration": "M12"},
            ],
        )
    )
    assert (line.kind, line.offence) == ("Conviction", "Theft from a shop")
    assert (line.date, line.offence_date) == ("3 April 2012", "1 February 2012 to 11 February 2012")
    assert line.court == "Leeds Magistrates' Court"
    assert line.disposal == (
        "Fine, £1,234.50; Community Order, 12 months; 2 further offences taken into consideration"
    )


@pytest.mark.parametrize(
    ("duration", "words"), [("M1", "1 month"), ("Y999", "life"), ("D28", "28 days"), ("H100", "100 hours")]
)
def test_durations_in_words(duration: str, words: str) -> None:
    assert disposal_in_words(Disposal(code="1002", text="X", duration=duration)) == f"X, {words}"


def test_what_restricts_a_sentence_and_what_became_of_it_stand_with_it() -> None:
    active = {
        "kind": "activated",
        "code": "1507",
        "text": "Implemented",
        "duration": "M3",
        "date": "2013-05-01",
    }
    qualifiers = [{"code": "S", "duration": "M12"}, {"code": "QQ"}]
    sentence = Disposal.model_validate({**PRISON, "qualifiers": qualifiers, "variations": [active]})
    assert disposal_in_words(sentence) == (
        "Imprisonment, 6 months, Wholly Suspended 12 months, QQ (activated, 1 May 2013: Implemented, 3 months)"
    )


@pytest.mark.parametrize(
    ("code", "mark", "title", "printed"),
    [
        ("TH68010", None, "Theft from a shop", "Theft from a shop"),
        ("TH68010A", None, "Theft from a shop", "Attempt: Theft from a shop"),
        ("TH68010A", None, "Attempt theft from shop", "Attempt theft from shop"),
        ("TH68010", "C", "Theft from a shop", "Conspiracy: Theft from a shop"),
        (None, "B", "Theft", "Aiding and abetting: Theft"),
        (None, "B", "Make off unpaid", "Aiding and abetting: Make off unpaid"),
        ("RT88007A", None, "Drive or attempt to drive", "Attempt: Drive or attempt to drive"),
        ("60RT014B", None, "Exceed 70 m.p.h.", "Exceed 70 m.p.h."),
        ("TH68010", None, "Theft\u202e\u200b from a shop", "Theft from a shop"),
        ("TH68010", None, "\u200b", "Offence without a name"),
        ("TH68010", None, "سرقة من متجر", "سرقة من متجر"),
    ],
)
def test_the_offence_says_what_it_was(code: str | None, mark: str | None, title: str, printed: str) -> None:
    assert printed_line(matter(code=code, offence={"title": title, "inchoate": mark})).offence == printed


def test_the_court_of_an_overseas_matter_has_its_country() -> None:
    abroad = {"jurisdiction": "overseas", "country": "FR"}
    assert printed_line(matter(**abroad, court="Tribunal de Lille")).court == "Tribunal de Lille, France"
    assert printed_line(matter(**abroad)).court == "France"
    assert printed_line(matter(**{**abroad, "country": "QZ"})).court == "QZ"


def test_partial_dates_in_words() -> None:
    assert [date_in_words(text) for text in ("2012", "2012-05", "2012-05-03")] == [
        "2012",
        "May 2012",
        "3 May 2012",
    ]


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(MatterKind)
    assert describe(matter(kind="caution", offence={"title": "Affray"})) == "Caution: Affray"
