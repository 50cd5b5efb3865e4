"""Repairs of what a reader saw: fillers, places, doubts; and that a tampered digit is never made right."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision
from chalicelib.documents.mrz.layouts import TD1, TD2, TD3
from chalicelib.documents.mrz.repair import Why, repair
from chalicelib.documents.mrz.zones import read_zone
from chalicelib.documents.passports import SeenZone, judge_passport
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


_FORMS = {"TD1": TD1, "TD2": TD2, "TD3": TD3}
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_documents = st.builds(
    lambda name, number, optional, birth, sex: Written(
        _FORMS[name],
        code="P" if name == "TD3" else "I",
        number=number,
        optional=optional,
        birth=f"{birth:%y%m%d}",
        sex=sex,
    ),
    st.sampled_from(sorted(_FORMS)),
    st.from_regex(r"[A-Z0-9]{6,9}", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{0,7}", fullmatch=True),
    st.dates(date(1927, 1, 1), date(2026, 1, 1)),
    st.sampled_from("MF<"),
)
_doubts = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 43)), st.sampled_from(_SIGNS), max_size=40
)


@given(_documents, st.data(), st.integers(1, 9), _doubts)
def test_a_tampered_digit_is_never_accepted(
    written: Written, data: st.DataObject, by: int, doubts: dict[tuple[int, int], str]
) -> None:
    """Whatever the reader doubted, and though the applicant typed what was true before."""
    digits = [
        (row, place)
        for row, text in enumerate(written.rows)
        for place, sign in enumerate(text)
        if sign.isdigit()
    ]
    row, place = data.draw(st.sampled_from(digits))
    true = written.rows[row][place]
    read = [text[:place] + str((int(true) + by) % 10) + text[place + 1 :] if at == row else text
            for at, text in enumerate(written.rows)]  # fmt: skip
    repaired = repair(read, doubts | {(row, place): true})
    assert repaired is not None
    assert repaired.rows[row][place] != true
    before = read_zone(written.rows, TODAY)
    typed = Claims(
        number=before.number, birth_date=date.fromisoformat(str(before.birth)), expires=before.expiry
    )
    sure = {field.name: 1.0 for field in before.layout.fields}
    seen = SeenZone(read_zone(repaired.rows, TODAY), repaired.corrections, sure, ())
    assert judge_passport([seen], typed, TODAY).decision is not Decision.ACCEPTED


@given(_documents, _doubts)
def test_every_change_is_reported_and_between_signs_that_look_alike(
    written: Written, doubts: dict[tuple[int, int], str]
) -> None:
    """Letters at all doubtful places instead of digits, the other way round, and so on: whatever becomes of it."""
    read = ["".join(doubts.get((row, place), sign) for place, sign in enumerate(text))
            for row, text in enumerate(written.rows)]  # fmt: skip
    repaired = repair(read, {(row, place): written.rows[row][place] for row, place in doubts if row < len(read)
                             and place < len(read[row])})  # fmt: skip
    assert repaired is not None
    rebuilt = [list(row) for row in read]
    for one in repaired.corrections:
        assert rebuilt[one.row][one.place] == one.read
        assert {one.read, one.taken} in _CONFUSED
        assert not (one.read.isdigit() and one.taken.isdigit())
        rebuilt[one.row][one.place] = one.taken
    assert tuple("".join(row) for row in rebuilt) == repaired.rows


_CONFUSED = [
    {one, other}
    for signs in (
        "0ODQ",
        "1ILT",
        "2Z7",
        "4A",
        "5S",
        "6G",
        "8B",
        "CG",
        "CKL<",
        "EF",
        "HMNW",
        "KX",
        "PR",
        "UVY",
    )
    for one in signs
    for other in signs
    if one != other
]


def test_a_doubt_between_signs_that_differ_plainly_is_no_choice() -> None:
    """W for 2 would agree with every digit; nobody confuses them."""
    read = _with(1, 5, "M")
    repaired = repair(read, {(1, 5): "2"})
    assert repaired is not None
    assert repaired.rows == read


@given(
    st.lists(st.text(max_size=50), max_size=4),
    st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 50)), st.sampled_from("0O1I<")),
)
def test_any_text_is_taken(rows: list[str], doubts: dict[tuple[int, int], str]) -> None:
    repaired = repair(rows, doubts)
    assert repaired is None or len(repaired.rows) in {2, 3}
