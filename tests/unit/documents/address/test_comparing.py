"""A paper's stored name and address against what is typed later."""

from datetime import date

import pytest

from chalicelib.documents.address.comparing import differs
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Field
from chalicelib.documents.reasons import Reason

TODAY = date(2026, 11, 24)
ELEANOR = Claims(
    forenames="Eleanor Ruth",
    surname="Fairweather",
    address=("14 Larch Road", "Harrowgate"),
    postcode="ZZ99 3WZ",
)


def _fields(name: str, address: str) -> dict[str, Field]:
    return {"name": Field(value=name, confidence=1), "address": Field(value=address, confidence=1)}


READ = _fields("Mrs E R Fairweather", "14 Larch Road, Harrowgate, ZZ99 3WZ")


def test_what_was_accepted_agrees_with_what_was_typed() -> None:
    assert differs(READ, ELEANOR, TODAY) == ()
    flat = _fields("Eleanor Fairweather", "Flat 2, 14 Larch Road, Harrowgate, ZZ99 3WZ")
    lives = ELEANOR.model_copy(update={"address": ("Flat 2", "14 Larch Road", "Harrowgate")})
    assert differs(flat, lives, TODAY) == ()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"surname": "Okafor"}, Reason.PAPER_NO_NAME),
        ({"forenames": "Joan"}, Reason.PAPER_NO_NAME),
        ({"postcode": "ZZ99 3WA"}, Reason.PAPER_NO_ADDRESS),
        ({"address": ("15 Larch Road", "Harrowgate")}, Reason.PAPER_NO_ADDRESS),
        ({"address": ("Flat 2", "14 Larch Road", "Harrowgate")}, Reason.PAPER_NO_ADDRESS),
    ],
)
def test_what_was_typed_since_is_told_apart(typed: dict[str, object], reason: Reason) -> None:
    (found,) = differs(READ, ELEANOR.model_copy(update=typed), TODAY)
    assert found.reason is reason
    assert found.values


def test_a_paper_of_which_nothing_was_kept_agrees() -> None:
    assert differs({}, ELEANOR, TODAY) == ()
