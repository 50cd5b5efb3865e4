"""Driver and passport numbers, which have no check letter to repair by, and how any number is kept."""

from datetime import date

import pytest

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import Sex
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier
from chalicelib.kernel.police_identifiers.driver import read_driver_number
from chalicelib.kernel.police_identifiers.passport import check_digit, read_passport_number
from chalicelib.kernel.police_identifiers.written import Scheme, Standing, understand

TODAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("MORGA657054SM9IJ", "MORGA657054SM9IJ"),
        ("morga 657054 sm9ij 35", "MORGA657054SM9IJ"),
        ("LEE99802031J99XX", "LEE99802031J99XX"),
        ("12345678", "12345678"),
    ],
)
def test_driver_numbers_are_read(written: str, canonical: str) -> None:
    assert str(read_driver_number(written).value) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "",
        "MORGA657054SM9I",
        "M0RGA657054SM9IJ",
        "MORGA613054SM9IJ",
        "MORGA602304SM9IJ",
        "L9E99802031J99XX",
        "1234567",
    ],
)
def test_wrong_driver_numbers_are_refused_not_repaired(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        read_driver_number(written)


def test_what_a_driver_number_says_of_its_holder() -> None:
    number = read_driver_number("MORGA657054SM9IJ").value
    assert number.sex is Sex.FEMALE
    assert number.may_be_of(PartialDate("1964-07-05"))
    assert number.may_be_of(PartialDate("1964"))
    assert not number.may_be_of(PartialDate("1964-07-06"))
    irish = read_driver_number("12345678").value
    assert irish.sex is Sex.UNKNOWN
    assert irish.may_be_of(PartialDate("1990"))
    assert read_driver_number("SMITH002290J99XX").value.may_be_of(PartialDate("2000-02-29"))


def test_a_passport_number_is_tidied_and_never_guessed() -> None:
    reading = read_passport_number(" 123-456 789 ")
    assert (str(reading.value), reading.repaired) == ("123456789", False)
    assert str(read_passport_number("l898902c").value) == "L898902C"
    assert read_passport_number("000000000").value.stands_for_none
    for written in ("", "1234", "12345?789", "A" * 16):
        with pytest.raises(InvalidIdentifier):
            read_passport_number(written)


def test_the_check_digit_of_icaos_specimen() -> None:
    assert (check_digit("L898902C3"), check_digit("740812"), check_digit("D23145890")) == ("6", "2", "7")


def test_a_passport_number_is_repaired_by_its_check_digit() -> None:
    reading = read_passport_number("L8989O2C3", check="6")
    assert (str(reading.value), reading.repaired) == ("L898902C3", True)
    with pytest.raises(InvalidIdentifier, match="check digit"):
        read_passport_number("L898902C4", check="6")
    with pytest.raises(InvalidIdentifier, match="more than one way"):
        read_passport_number("OOOOOOOOO", check="8")


@pytest.mark.parametrize(
    ("scheme", "raw", "canonical", "standing"),
    [
        (Scheme.PNCID, " 79/163001b", "1979/0163001B", Standing.AS_WRITTEN),
        (Scheme.PNCID, "79/I63001B", "1979/0163001B", Standing.REPAIRED),
        (Scheme.PNCID, "2000/0448754K", "", Standing.UNREADABLE),
        (Scheme.CRO, "000000/00Z", "000000/00Z", Standing.STANDS_FOR_NONE),
        (Scheme.CRO, "65656/91H", "065656/91H", Standing.AS_WRITTEN),
        (Scheme.ASN, "2100NP0012345678901A", "", Standing.STANDS_FOR_NONE),
        (Scheme.ASN, "11/01ZD/01/410836V", "1101ZD0100000410836V", Standing.AS_WRITTEN),
        (Scheme.COURT_CASE, "97/1626/8395Q", "97/1626/8395Q", Standing.AS_WRITTEN),
        (Scheme.DRIVER, "12345678", "12345678", Standing.AS_WRITTEN),
        (Scheme.PASSPORT, "000000000", "000000000", Standing.STANDS_FOR_NONE),
    ],
)
def test_how_a_number_is_kept(scheme: Scheme, raw: str, canonical: str, standing: Standing) -> None:
    kept = understand(scheme, raw, today=TODAY)
    assert (kept.raw, kept.canonical, kept.standing) == (raw, canonical, standing)
