"""Lists as embassies' spreadsheets write them, and as nobody should."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.bulk.errors import NotReadable
from chalicelib.verification.bulk.models import ROWS_IN_A_LOT
from chalicelib.verification.bulk.names import LONGEST, cell, clean_name
from chalicelib.verification.bulk.rows import MOST_BYTES, Row, read_csv


def codes(text: str) -> list[str]:
    return [row.code for row in read_csv(text.encode())]


@pytest.mark.parametrize(
    "text", ["123\n456\n", "code\n123\n456", "\ufeffCode\r\n123\r\n\r\n456\r\n", '"123"\n"456"']
)
def test_one_column_with_a_title_or_without(text):
    assert codes(text) == ["123", "456"]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_what_the_columns_mean_is_in_their_titles(between):
    text = "reference,code,passport_last4,birth_year\nA-1,7K3M9Q2T4XWBC,1821,1990\n".replace(",", between)
    (row,) = read_csv(text.encode())
    assert (row.code, row.birth_year, row.passport_end, row.reference) == (
        "7K3M9Q2T4XWBC", "1990", "1821", "A-1",
    )  # fmt: skip
    assert row.is_described


def test_without_titles_the_order_is_code_year_ending_reference():
    (row,) = read_csv(b"7K3M9Q2T4XWBC,1990,1821,A-1")
    assert (row.birth_year, row.passport_end, row.reference) == ("1990", "1821", "A-1")


@pytest.mark.parametrize("code", ["1.23457E+429", "1,2E+400", "9E+429"])
def test_a_code_that_a_spreadsheet_rounded_is_known_as_such(code):
    assert Row(code=code).is_rounded


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"code\n",
        b"\xff\xfe1\x002\x00",
        b"1\x002",
        b'"123\n456',
        b"1" * (MOST_BYTES + 1),
        b"9" * 40_000,
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(body):
    with pytest.raises(NotReadable) as refused:
        read_csv(body)
    assert refused.value.message.endswith(".")


def test_a_lot_has_at_most_so_many_rows():
    assert len(codes("1\n" * ROWS_IN_A_LOT)) == ROWS_IN_A_LOT
    with pytest.raises(NotReadable):
        read_csv(b"1\n" * (ROWS_IN_A_LOT + 1))


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(body):
    try:
        rows = read_csv(body)
    except NotReadable:
        return
    assert 0 < len(rows) <= ROWS_IN_A_LOT


@given(st.text(max_size=400))
def test_a_name_is_one_line_of_signs_that_can_be_seen(given_name):
    name = clean_name(given_name)
    assert len(name) <= LONGEST
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name)
    assert clean_name(name) == name


@given(st.text(alphabet="=+-@|%a\t\r\n\"',; é", min_size=1, max_size=20))
def test_no_cell_of_ours_is_a_formula(text):
    written = io.StringIO()
    csv.writer(written).writerow([cell(text), "end"])
    (again,) = csv.reader(io.StringIO(written.getvalue(), newline=""))
    assert again[0][:1] not in set("=+-@\t\r|%")
    assert again[1] == "end"
