"""Names as words and sounds, whatever their script and however long."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.records.names.likeness import LEVELS, RANK, level_of
from chalicelib.records.names.romanise import plain
from chalicelib.records.names.spelling import codes, sound, words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("O'Brien", ("OBRIEN",)),
        ("O\u2019Brien", ("OBRIEN",)),
        ("O Brien", ("OBRIEN",)),
        ("Mac Donald", ("MACDONALD",)),
        ("Smith-Jones", ("SMITH", "JONES")),
        ("van der Berg", ("BERG",)),
        ("Van", ("VAN",)),
        ("Müller", ("MULLER",)),
        ("Łukasz", ("LUKASZ",)),
        ("Mr J. R. Smith", ("J", "R", "SMITH")),
        ("SM1TH", ("SMITH",)),
        ("Шевченко", ("SHEVCHENKO",)),
        ("Παπαδόπουλος", ("PAPADOPOULOS",)),
        ("김민수", ("GIMMINSU",)),
        ("", ()),
        ("-'-", ()),
        ("7", ()),
    ],
)
def test_a_name_is_its_words(written, expected):
    assert words(written) == expected


@pytest.mark.parametrize(
    "pair",
    [
        "KRISTOFER/CHRISTOPHER",
        "CHOWDHURY/CHAUDHRY",
        "NOWAK/NOVAK",
        "SZYMANSKI/SHIMANSKY",
        "PHILIP/FILIP",
        "KNIGHT/NIGHT",
        "YUSUF/JUSUF",
        "MACDONALD/MCDONALD",
        "WRIGHT/RIGHT",
        "STEPHEN/STEVEN",
        "HUSSAIN/HUSSEIN",
    ],
)
def test_words_of_one_sound_have_one_code(pair):
    one, other = pair.split("/")
    assert sound(one) == sound(other)


def test_a_nickname_is_found_under_the_name_it_stands_for():
    assert sound("WILLIAM") in codes("BILL")
    assert sound("KATARZYNA") in codes("KASIA")


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("SMITH", "SMITH", "exact"),
        ("BILL", "WILLIAM", "variant"),
        ("MOHAMMED", "MUHAMMAD", "variant"),
        ("HANNON", "HANON", "sound"),
        ("PARKER", "PAEKER", "slip"),
        ("J", "JOHN", "initial"),
        ("JOHN", "MARY", "different"),
        ("", "MARY", "different"),
    ],
)
def test_two_words_agree_on_the_best_level_they_reach(a, b, level):
    assert LEVELS[level_of(a, b)] == level


def test_every_letter_of_unicode_can_be_in_a_name():
    letters = (chr(code) for code in range(sys.maxunicode + 1))
    for letter in letters:
        if unicodedata.category(letter).startswith("L"):
            assert isinstance(words(f"a{letter}b"), tuple)


@given(st.text(max_size=600))
def test_any_text_is_read_and_no_name_has_many_words(text):
    found = words(text)
    assert len(found) <= 12
    assert all(len(word) <= 40 and " " not in word for word in found)
    for word in found:
        codes(word)


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_does_not_depend_on_who_is_asked(a, b):
    a, b = plain(a).replace(" ", ""), plain(b).replace(" ", "")
    assert level_of(a, b) == level_of(b, a)
    assert level_of(a, a) == RANK["exact"]


@given(
    st.text("ABCDEIMNORST", min_size=4, max_size=6),
    st.integers(0, 3),
    st.integers(0, 5),
    st.sampled_from("ABEXZ"),
)
def test_one_slip_is_never_passed_over(word, kind, at, letter):
    """Likeness sorts out words before slips are looked for; no single slip may fall to it."""
    at %= len(word) - 1
    slipped = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[kind]
    if min(len(slipped), len(word)) >= 4:
        assert level_of(word, slipped) <= RANK["slip"]
