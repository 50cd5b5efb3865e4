"""The decision on a paper, from the words that stand on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.documents.address.checking import check_paper
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Judged, Mark
from chalicelib.documents.models import Kind
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile, Word
from tests.unit.documents.address import words

TODAY = date(2026, 11, 24)
ANNA = Claims(
    forenames="Anna Maria",
    surname="Eriksson",
    address=("Flat 3B", "14 Larch Road", "Harrowgate"),
    postcode="ZZ99 3WZ",
)
BILL = """Utopia Water

{name}
{unit}
{street}
Harrowgate                                       Bill date        {dated}
{postcode}                                       Please pay by    {due}

Water and sewerage, meter 77
Charges from 1 July 2026 to 30 September 2026
Standing charge  £11.40
Registered office: 9 Elm Grove, Kingsport BN2 1AA. Licence granted 1 April 2003."""


def bill(today: date = TODAY, claims: Claims = ANNA, page: str = BILL, **changed: str) -> Judged:
    facts = {
        "name": "Mrs Anna Eriksson",
        "unit": "Flat 3B",
        "street": "14 Larch Rd",
        "dated": "2 November 2026",
        "due": "20 November 2026",
        "postcode": "ZZ99 3WZ",
    }
    return check_paper(CleanFile(Kind.PDF, 1, b"", words(page.format(**facts | changed))), claims, today)


def test_a_paper_that_agrees_is_accepted_with_what_was_read_and_where() -> None:
    found = bill()
    assert (found.decision, found.notes) == (Decision.ACCEPTED, ())
    assert {name: field.value for name, field in found.fields.items()} == {
        "kind": "utility_bill",
        "date": "2026-11-02",
        "name": "Mrs Anna Eriksson",
        "address": "Flat 3B, 14 Larch Rd, Harrowgate, ZZ99 3WZ",
        "postcode": "ZZ99 3WZ",
    }
    assert all(field.mark and field.mark.page == 1 for field in found.fields.values())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "Mr Per Eriksson"}, Reason.PAPER_NO_NAME),
        ({"name": "Mrs Anna Berg"}, Reason.PAPER_NO_NAME),
        ({"unit": "Flat 3"}, Reason.PAPER_NO_ADDRESS),
        ({"unit": "Flat 4B"}, Reason.PAPER_NO_ADDRESS),
        ({"unit": "Harrow House"}, Reason.PAPER_NO_ADDRESS),
        ({"street": "14A Larch Road"}, Reason.PAPER_NO_ADDRESS),
        ({"street": "16 Larch Road"}, Reason.PAPER_NO_ADDRESS),
        ({"street": "14 Birch Crescent"}, Reason.PAPER_NO_ADDRESS),
        ({"postcode": "ZZ99 3WX"}, Reason.PAPER_NO_ADDRESS),
        ({"dated": "23 August 2026"}, Reason.PAPER_OLD),
        ({"dated": "2 November 2025"}, Reason.PAPER_OLD),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, str], reason: Reason) -> None:
    found = bill(**changed)
    assert (found.decision, found.reasons) == (Decision.RETAKE, (reason,))


def test_an_old_paper_is_told_its_day_and_the_earliest_that_will_do() -> None:
    (note,) = bill(dated="23 August 2026").notes
    assert note.values == {"date": "2026-08-23", "earliest": "2026-08-24"}
    assert note.mark is not None


def test_the_missing_flat_is_named() -> None:
    (note,) = bill(unit="Flat 4B").notes
    assert note.values == {"missing": "Flat 3B"}


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Mrs A Eriksson"},
        {"name": "Anna Eriksson c/o Berg"},
        {"dated": "25 November 2026"},
        {"dated": "11/13/2026"},
    ],
)
def test_a_person_looks_at_what_is_unsure(changed: dict[str, str]) -> None:
    found = bill(**changed)
    assert (found.decision, found.reasons) == (Decision.PERSON, (Reason.PAPER_UNSURE,))
    assert found.fields["address"].mark


@given(st.dates(date(2021, 1, 1), date(2099, 1, 1)), st.integers(-400, 400))
@settings(max_examples=25, deadline=None)
def test_the_day_of_the_bill_decides_and_no_later_day_on_it(today: date, off: int) -> None:
    """However old: days to pay by, and days of other things, never make an old paper new."""
    from chalicelib.documents.address.ages import earliest_day  # noqa: PLC0415 - beside its use

    dated = earliest_day(today) + timedelta(days=off)
    page = BILL.replace("Charges from 1 July 2026 to 30 September 2026", "")
    found = bill(today, page=page, dated=f"{dated:%d/%m/%Y}", due=f"{dated + timedelta(days=21):%d/%m/%Y}")
    if dated > today:
        assert found.decision is Decision.PERSON
    else:
        assert found.decision is (Decision.ACCEPTED if off >= 0 else Decision.RETAKE)


def test_a_mobile_phone_bill_is_not_taken() -> None:
    page = BILL.replace("Water and sewerage, meter 77", "Your mobile bill: pay monthly, airtime, handset")
    found = bill(page=page.replace("Utopia Water", "Utopia Talk").replace("Standing charge", "Line"))
    assert (found.decision, found.reasons) == (Decision.RETAKE, (Reason.PAPER_MOBILE,))


def test_a_statement_printed_again_years_later_is_looked_at() -> None:
    found = bill(
        page=BILL.replace("30 September 2026", "31 July 2026").replace("Charges from", "Billing period")
    )
    assert found.decision is Decision.PERSON


def test_a_bill_to_another_for_the_typed_address_is_not_enough() -> None:
    page = """Utopia Water

Mr Per Berg
9 Elm Grove
Kingsport
BN2 1AA

Bill date: 2 November 2026
Supply address: Flat 3B, 14 Larch Road, Harrowgate, ZZ99 3WZ
Water and sewerage for Anna Maria Eriksson"""
    assert bill(page=page).reasons == (Reason.PAPER_NO_NAME,)


def test_a_tenancy_names_its_tenant_by_label() -> None:
    page = """Assured shorthold tenancy agreement

This agreement is dated 2 November 2026

Landlord:    Mr Per Berg
             9 Elm Grove, Kingsport, BN2 1AA
Tenant:      Mrs Anna Eriksson
Property:    Flat 3B, 14 Larch Road, Harrowgate, ZZ99 3WZ
Term:        12 months from 9 November 2026"""
    assert bill(page=page).decision is Decision.ACCEPTED
    assert bill(page=page.replace("Mrs Anna Eriksson", "Mr Per Eriksson")).reasons == (Reason.PAPER_NO_NAME,)


def test_what_was_not_typed_cannot_agree() -> None:
    for claims in (
        Claims(),
        Claims(forenames="Anna", surname="Eriksson"),
        ANNA.model_copy(update={"surname": None}),
    ):
        assert bill(claims=claims).decision is not Decision.ACCEPTED


def test_an_address_abroad_has_no_postcode() -> None:
    claims = ANNA.model_copy(update={"postcode": None})
    assert bill(claims=claims, postcode="Utopia").decision is Decision.ACCEPTED
    assert bill(claims=claims, postcode="Utopia", street="15 Larch Road").decision is Decision.RETAKE


_WORD = st.builds(
    lambda text, left, top, wide, high: Word(
        text, Mark(left=left, top=top, right=min(left + wide, 1000), bottom=min(top + high, 1000))
    ),
    st.text(max_size=12) | st.sampled_from(["ZZ99", "3WZ", "ZZ993WZ", "Flat", "3B", "14", "Larch", "Road", "Anna",
                                            "Eriksson", "Date:", "2/11/2026", "to", "Tenant:", "bank", "&"]),
    st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 90), st.integers(0, 30),
)  # fmt: skip

_PLAIN = words("so many words that the page counts as one with text of its own beside")


@given(st.lists(_WORD, min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_page_of_junk_is_too_odd(page: list[Word]) -> None:
    found: Any = check_paper(CleanFile(Kind.PDF, 1, b"", (*page, *_PLAIN)), ANNA, TODAY)
    assert isinstance(found, Judged)
