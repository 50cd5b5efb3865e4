"""Identifiers as models keep them: what was written beside what it means; older stored texts are read too."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import ValidationError

from chalicelib.kernel.models import Model
from chalicelib.kernel.police_identifiers.written import (
    Scheme,
    Standing,
    WrittenIdentifier,
    understand,
    written,
)

TODAY = date(2026, 11, 23)


class Held(Model):
    pncid: Annotated[WrittenIdentifier | None, written(Scheme.PNCID)] = None
    case: Annotated[WrittenIdentifier, written(Scheme.COURT_CASE)]


CASE = "97/1626/8395Q"


def test_a_canonical_number_is_stored_as_the_text_that_it_always_was() -> None:
    held = Held(pncid="1979/0163001B", case=CASE)
    assert held.model_dump(mode="json") == {"pncid": "1979/0163001B", "case": CASE}
    assert Held.model_validate(held.model_dump(mode="json")) == held


@pytest.mark.parametrize(
    ("raw", "standing", "shown"),
    [
        ("79/163001b", Standing.AS_WRITTEN, "1979/0163001B"),
        ("1979/O163001B", Standing.REPAIRED, "1979/0163001B"),
        ("2000/0448754K", Standing.UNREADABLE, "2000/0448754K"),
    ],
)
def test_what_was_written_is_kept_beside_what_it_means(raw: str, standing: Standing, shown: str) -> None:
    held = Held(pncid=understand(Scheme.PNCID, raw, today=TODAY), case=CASE)
    again = Held.model_validate_json(held.model_dump_json())
    assert again == held
    assert again.pncid
    assert (again.pncid.raw, again.pncid.standing, str(again.pncid)) == (raw, standing, shown)


def test_a_text_whose_century_depends_on_the_day_is_not_guessed() -> None:
    held = Held(pncid="79/163001B", case=CASE)
    assert held.pncid
    assert held.pncid.standing is Standing.UNREADABLE
    assert "century" in held.pncid.why


def test_nothing_written_is_no_number_and_a_number_that_must_be_there_must_be_there() -> None:
    assert Held(pncid=" ", case=CASE).pncid is None
    with pytest.raises(ValidationError):
        Held(case="")


def test_two_writings_of_one_number_have_one_key_and_a_wire_gets_what_was_written() -> None:
    one, other = (understand(Scheme.COURT_CASE, text, today=TODAY) for text in (CASE, "97 1626 008395q"))
    assert one.key == other.key
    assert one != other
    sent = Held(case=other).model_dump(mode="json", context={"identifiers": "text"})
    assert sent["case"] == "97 1626 008395q"
    assert understand(Scheme.ASN, "no number", today=TODAY).key == "NONUMBER"
