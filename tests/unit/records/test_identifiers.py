"""The vectors of the reference for PNCIDs and arrest/summons numbers."""

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.records.errors import InvalidIdentifier
from chalicelib.records.identifiers import LETTERS, asn, pncid, read_asn, read_pncid

CANONICAL = [
    "2002/0073319Z",
    "1981/0000034U",
    "1979/0163001B",
    "2000/0000223R",
    "2003/0000003Y",
    "1967/9893091D",
]
CANONICAL += ["2024/1234567K", "2005/0000012N", "1999/9999999V"]
OTHER_FORMS = {
    "81/34U": "1981/0000034U",
    "02/73319Z": "2002/0073319Z",
    "00/223R": "2000/0000223R",
    "79/163001B": "1979/0163001B",
    "0273319Z": "2002/0073319Z",
    "79163001B": "1979/0163001B",
    "033Y": "2003/0000003Y",
    "67/9893091D": "1967/9893091D",
    "20020073319Z": "2002/0073319Z",
    "19790163001B": "1979/0163001B",
    " 1979/163001b ": "1979/0163001B",
}
WRONG = ["2003/0011985Z", "2012/0052494O", "2023/0583843N", "2001/0171310S", "2000/0448754K", "2000/0410791W"]
WRONG += [
    "",
    "TOTALLYINVALID",
    "1X23/1234567A",
    "1923[1234567A",
    "1923/1Z34567A",
    "1923/1234567AA",
    "012345678",
]


@pytest.mark.parametrize("identifier", CANONICAL)
def test_canonical_pncids_stand(identifier: str) -> None:
    assert read_pncid(identifier) == identifier


@freeze_time("2026-08-31")
@pytest.mark.parametrize(("written", "canonical"), OTHER_FORMS.items())
def test_other_forms_are_read(written: str, canonical: str) -> None:
    assert read_pncid(written) == canonical


@pytest.mark.parametrize("identifier", WRONG)
def test_wrong_pncids_are_refused(identifier: str) -> None:
    with pytest.raises(InvalidIdentifier):
        read_pncid(identifier)


@given(st.integers(1950, 2049), st.integers(0, 9_999_999), st.integers(5, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(year: int, serial: int, place: int, shift: int) -> None:
    right = pncid(year, serial)
    digit = str((int(right[place]) + shift) % 10)
    with pytest.raises(InvalidIdentifier):
        read_pncid(right[:place] + digit + right[place + 1 :])


@given(st.integers(1950, 2049), st.integers(0, 9_999_999), st.sampled_from(LETTERS))
def test_only_one_letter_fits(year: int, serial: int, letter: str) -> None:
    right = pncid(year, serial)
    if letter == right[-1]:
        assert read_pncid(right) == right
    else:
        with pytest.raises(InvalidIdentifier):
            read_pncid(right[:-1] + letter)


@pytest.mark.parametrize(
    "number", ["1101ZD0100000410836V", "2005FF0500000000555P", "9700000000000123456K", "22FD112200001234560X"]
)
def test_arrest_summons_numbers(number: str) -> None:
    assert read_asn(number) == number
    assert asn(int(number[:2]), number[2:4], number[4:6], number[6:8], int(number[8:19])) == number
    with pytest.raises(InvalidIdentifier):
        read_asn(number[:-1] + ("A" if number[-1] != "A" else "B"))
