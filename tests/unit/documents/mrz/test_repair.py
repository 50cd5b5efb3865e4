"""Repairs of what a reader saw: fillers, places, doubts; and that a tampered digit is never made right."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.mrz.layouts import TD1, TD3
from chalicelib.documents.mrz.repair import Why, repair
from chalicelib.documents.mrz.zones import read_zone
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 23)
TRUE = Written(TD3, number="AO0I12345", optional="ZE184226B").rows


def _with(row: int, place: int, character: str) -> tuple[str, ...]:
    text = TRUE[row]
    changed = text[:place] + character + text[place + 1 :]
    return tuple(changed if number == row else other for number, other in enumerate(TRUE))


def test_what_is_right_stays() -> None:
    repaired = repair(TRUE, {(1, 1): "0"})
    assert repaired is not None
    assert repaired.rows == TRUE
    assert repaired.corrections == ()


def test_spaces_case_and_quotation_marks() -> None:
    repaired = repair([f" {TRUE[0].lower()[:20]} {TRUE[0][20:].replace('<<', '«')}", TRUE[1]])
    assert repaired is not None
    assert repaired.rows == TRUE


def test_fillers_lost_or_added() -> None:
    for row in (TRUE[0][:-3], TRUE[0] + "<<"):
        repaired = repair([row, TRUE[1]])
        assert repaired is not None
        assert repaired.rows == TRUE
        assert [one.why for one in repaired.corrections] == [Why.FILLERS]


def test_a_letter_among_digits() -> None:
    repaired = repair(_with(1, 14, "B"))
    assert repaired is not None
    assert repaired.rows == TRUE
    assert [(one.read, one.taken, one.why) for one in repaired.corrections] == [("B", "8", Why.PLACE)]


def test_a_doubt_that_the_check_digits_settle() -> None:
    repaired = repair(_with(1, 1, "0"), {(1, 1): "O", (1, 3): "1"})
    assert repaired is not None
    assert repaired.rows == TRUE
    assert [one.why for one in repaired.corrections] == [Why.CHECK_DIGITS]


def test_without_a_doubt_nothing_is_chosen() -> None:
    read = _with(1, 1, "0")
    repaired = repair(read)
    assert repaired is not None
    assert repaired.rows == read


def test_optional_data_of_a_card_is_never_changed_to_please_the_digit_over_all() -> None:
    rows = Written(TD1, code="I", optional="OAB12").rows
    read = (rows[0][:15] + "0" + rows[0][16:], *rows[1:])
    repaired = repair(read, {(0, 15): "O"})
    assert repaired is not None
    assert repaired.rows == read


@given(place=st.sampled_from([2, 4, 5, 6, 7, 8, 9, *range(13, 20), *range(21, 28), 43]), by=st.integers(1, 9))
def test_a_tampered_digit_stays_wrong(place: int, by: int) -> None:
    """Whatever else was in doubt in other fields, and though the digit itself was said to be in doubt."""
    true = TRUE[1][place]
    read = _with(1, place, str((int(true) + by) % 10))
    repaired = repair(read, {(1, place): true, (0, 7): "1", (1, 28): "2", (1, 10): "6"})
    assert repaired is not None
    assert repaired.rows[1][place] != true
    assert not read_zone(repaired.rows, TODAY).is_proved


@given(
    st.lists(st.text(max_size=50), max_size=4),
    st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 50)), st.sampled_from("0O1I<")),
)
def test_any_text_is_taken(rows: list[str], doubts: dict[tuple[int, int], str]) -> None:
    repaired = repair(rows, doubts)
    assert repaired is None or len(repaired.rows) in {2, 3}
