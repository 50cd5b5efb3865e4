"""Two whole names against each other: scripts, order, slips, and what speaks against."""

# ruff: noqa: RUF001 - names in other scripts are the matter here

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.records.cli import main
from chalicelib.records.names.whole_names import compare_whole_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Maria Kowalska", "KOWALSKA, Anna Maria"),
        ("Bill Archer", "William Archer"),
        ("Тарас Бойко", "Taras Boyko"),
        ("ნინო ბერიძე", "Nino Beridze"),
        ("Mary-Anne O'Dell", "Mary Anne ODell"),
        ("J. Hargreaves", "Jonathan Hargreaves"),
        ("Jonathon Hargeaves", "Jonathan Hargreaves"),
        ("Ana Lucia Pereira da Costa", "Ana Pereira Costa"),
    ],
)
def test_one_person_written_twice(one: str, other: str) -> None:
    assert compare_whole_names(one, other).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peter Archer", "Simon Archer"),
        ("Peter Archer", "Peter Walsh"),
        ("陈伟明", "陈伟铭"),
        ("Ahmed Khalid al-Masri", "Ahmed Yusuf al-Masri"),
        ("", "Peter Archer"),
        ("", ""),
        ("123", "456"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not compare_whole_names(one, other).same


@given(st.text(max_size=60), st.text(max_size=60))
def test_parts_add_up_and_order_does_not_matter(one: str, other: str) -> None:
    forth, back = compare_whole_names(one, other), compare_whole_names(other, one)
    assert forth.bits == sum(part.bits for part in forth.parts)
    assert forth.bits == back.bits


@given(st.lists(st.sampled_from(["ANNA", "PETROVA", "LEE", "OKAFOR", "王", "كريم"]), min_size=1, max_size=5))
def test_a_name_is_like_itself(parts: list[str]) -> None:
    assert compare_whole_names(" ".join(parts), " ".join(parts)).same


def test_command_line_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Bill Archer", "William Archer"]) == 0
    assert "stand for one name" in capsys.readouterr().out
    assert main(["compare", "Peter Archer", "Simon Archer", "--json"]) == 1
    assert '"same": false' in capsys.readouterr().out
