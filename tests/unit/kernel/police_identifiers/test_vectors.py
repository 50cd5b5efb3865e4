"""Published and computed examples of every police identifier: what is read, what is refused, what is the same.

The vectors are those of ministryofjustice/hmpps-person-record and bichard7-next-core, recomputed.
"""

from datetime import date

import pytest

from chalicelib.kernel.police_identifiers.asn import ASN, is_dummy, read_asn
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, full_year
from chalicelib.kernel.police_identifiers.court_case import CourtCase, read_court_case
from chalicelib.kernel.police_identifiers.cro import CRO, read_cro, standard_cro
from chalicelib.kernel.police_identifiers.pncid import PNCID, read_pncid

TODAY = date(2026, 8, 31)

PNCIDS = {
    "2002/0073319Z": "2002/0073319Z",
    "1981/0000034U": "1981/0000034U",
    "1979/0163001B": "1979/0163001B",
    "2000/0000223R": "2000/0000223R",
    "2003/0000003Y": "2003/0000003Y",
    "1967/9893091D": "1967/9893091D",
    "2024/1234567K": "2024/1234567K",
    "2005/0000012N": "2005/0000012N",
    "1999/9999999V": "1999/9999999V",
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
    "2002/73319Z": "2002/0073319Z",
    " 1979 / 163001b ": "1979/0163001B",
    "1979\\0163001B": "1979/0163001B",
    "１９７９／０１６３００１Ｂ": "1979/0163001B",  # noqa: RUF001 - as a Japanese keyboard types it
    "\u0661\u0669\u0667\u0669/0163001B": "1979/0163001B",
}
REPAIRED_PNCIDS = {
    "2OO2/OO733I9Z": "2002/0073319Z",
    "Z002/0073319Z": "2002/0073319Z",
    "2002/00733192": "2002/0073319Z",
    "1979/0I6300IB": "1979/0163001B",
    "o273319z": "2002/0073319Z",
    "200/20073319Z": "2002/0073319Z",
    "2002/0073/319Z": "2002/0073319Z",
    "2002/0073319/Z": "2002/0073319Z",
}
WRONG_LETTER = (
    *("20030011985Z", "20120052494O", "20230583843N", "2001/0171310S", "2003/0011985Z", "2012/0052494O"),
    *("2023/0583843N", "2000/0448754K", "2000/0410791W", "1980/0163001C", "1923/1Z34567A"),
)
MALFORMED = (
    *("", "TOTALLYINVALID", "1X23/1234567A", "1923[1234567A", "1923/1234567AA", "1923/12345678A", "N/A"),
    *(
        "01",
        "012",
        "0123",
        "01234",
        "012345",
        "0123567",
        "012345678",
        "0123456789",
        "01234567890",
        "01234567890123",
    ),
    *("1979/0163001", "979/0163001B", "1879/0163001B", "2079/0163001B", "½", "😀", "1979/0163001B" * 40),
)


@pytest.mark.parametrize(("written", "canonical"), PNCIDS.items())
def test_pncids_are_read(written: str, canonical: str) -> None:
    reading = read_pncid(written, today=TODAY)
    assert (str(reading.value), reading.repaired, reading.raw) == (canonical, False, written)


@pytest.mark.parametrize(("written", "canonical"), REPAIRED_PNCIDS.items())
def test_slips_in_pncids_are_repaired_and_told(written: str, canonical: str) -> None:
    reading = read_pncid(written, today=TODAY)
    assert (str(reading.value), reading.repaired, reading.raw) == (canonical, True, written)


@pytest.mark.parametrize("written", WRONG_LETTER + MALFORMED)
def test_wrong_pncids_are_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        read_pncid(written, today=TODAY)
    assert refusal.value.message.endswith(".")


def test_pncids_are_equal_when_they_mean_the_same() -> None:
    def meaning(written: str) -> PNCID:
        return read_pncid(written, today=TODAY).value

    assert meaning("19790163001B") == meaning("79/163001B")
    assert meaning("02/73319Z") == meaning("20020073319Z")
    assert PNCID(1979, 163001) != PNCID(1980, 163001)
    assert PNCID(1902, 73319) != PNCID(2002, 73319)
    assert PNCID(1902, 73319).letter == PNCID(2002, 73319).letter
    assert PNCID(2002, 73319).short == "02/73319Z"


def test_what_a_pncid_stands_for() -> None:
    assert read_pncid("2000/0000000Z", today=TODAY).value.stands_for_none
    assert not PNCID(2002, 73319).stands_for_none
    assert PNCID(1967, 9893091).is_synthetic
    assert not PNCID(2002, 73319).is_synthetic


@pytest.mark.parametrize(
    ("two_digits", "today", "year"),
    [
        (26, date(2026, 1, 1), 2026),
        (27, date(2026, 12, 31), 1927),
        (27, date(2027, 1, 1), 2027),
        (0, date(2026, 8, 31), 2000),
        (99, date(2026, 8, 31), 1999),
        (99, date(2100, 1, 1), 2099),
    ],
)
def test_the_century_of_a_short_year(two_digits: int, today: date, year: int) -> None:
    assert full_year(two_digits, today=today) == year


CROS = {
    "65656/91H": "065656/91H",
    "065656/91H": "065656/91H",
    "065656/91h": "065656/91H",
    " 65656 / 91 H": "065656/91H",
    "6565691H": "065656/91H",
    "SF05/482703J": "SF05/482703J",
    "sf05/482703j": "SF05/482703J",
    "SF05482703J": "SF05/482703J",
    "SF83/50058Z": "SF83/50058Z",
}
REPAIRED_CROS = {
    "656S6/9IH": "065656/91H",
    "5F05/482703J": "SF05/482703J",
    "SFO5/48Z703J": "SF05/482703J",
    "SF83/500582": "SF83/50058Z",
    "SF83/050058Z": "SF83/50058Z",
    "65656/9/1H": "065656/91H",
}


@pytest.mark.parametrize(("written", "canonical"), CROS.items())
def test_cro_numbers_are_read(written: str, canonical: str) -> None:
    reading = read_cro(written)
    assert (str(reading.value), reading.repaired, reading.raw) == (canonical, False, written)


@pytest.mark.parametrize(("written", "canonical"), REPAIRED_CROS.items())
def test_slips_in_cro_numbers_are_repaired_and_told(written: str, canonical: str) -> None:
    reading = read_cro(written)
    assert (str(reading.value), reading.repaired) == (canonical, True)


@pytest.mark.parametrize(
    "written",
    [
        "85227/65G",
        "SF83/50058B",
        "",
        "SF",
        "65656",
        "65656/91",
        "65656/1991H",
        "1234567/91H",
        "SF05/4827030J",
        "/91H",
    ],
)
def test_wrong_cro_numbers_are_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        read_cro(written)


def test_the_default_cro_number_passes_its_check_and_stands_for_none() -> None:
    assert read_cro("000000/00Z").value.stands_for_none
    assert not read_cro("65656/91H").value.stands_for_none
    assert standard_cro(65656, 1991) == CRO(91, "065656") == read_cro("65656/91H").value


ASNS = {
    "1101ZD0100000410836V": "11/01ZD/01/410836V",
    "2005FF0500000000555P": "20/05FF/05/555P",
    "9700000000000123456K": "97/0000/00/123456K",
    "22FD112200001234560X": "22/FD11/22/1234560X",
}


@pytest.mark.parametrize(("long", "short"), ASNS.items())
def test_arrest_summons_numbers_in_both_forms(long: str, short: str) -> None:
    for written in (
        long,
        long.lower(),
        f" {long[:4]} {long[4:]}",
        short,
        f"{long[:2]}/{long[2:6]}/{long[6:8]}/{long[8:]}",
    ):
        reading = read_asn(written)
        assert (str(reading.value), reading.repaired, reading.raw) == (long, False, written)
    assert read_asn(long).value.short == short


def test_the_21_character_form_keeps_its_court_letter() -> None:
    value = read_asn("11B01ZD0100000410836V").value
    assert (value.top, value.force, value.station, value.system, value.sequence) == (
        "B",
        "01",
        "ZD",
        "01",
        410836,
    )
    assert str(value) == "11B01ZD0100000410836V"
    assert read_asn(value.short).value == value
    assert value != read_asn("1101ZD0100000410836V").value


@pytest.mark.parametrize(
    "written", ["IIO1ZD0100000410836V", "1101ZDO1OOOOO4IO836V", "1101ZD01000004I0836V", "11/0IZD/01/410836V"]
)
def test_slips_in_arrest_summons_numbers_are_repaired(written: str) -> None:
    reading = read_asn(written)
    assert (reading.value, reading.repaired) == (read_asn("1101ZD0100000410836V").value, True)


def test_a_station_is_never_guessed() -> None:
    assert read_asn("11012D0100000410836V").value.station == "2D"


@pytest.mark.parametrize("written", ["", "1101ZD0100000410836W", "1101ZD010000041083V", "11/01ZD/410836V"])
def test_wrong_arrest_summons_numbers_are_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        read_asn(written)


@pytest.mark.parametrize(
    "written",
    [
        "0800NP0112345678901A",
        "0800PP0112345678901Z",
        "2163NRPR12345678901A",
        "2112LN0012345678901A",
        "2100NP0012345678901A",
        "2163001234567890123A",
        "2106SS1212345678901A",
        "2100XX1212345678901A",
        "215011AB12345678901A",
        "2150SJ1212345678901a",
        "21/00NP/00/12345678901A",
    ],
)
def test_dummies_are_told_apart(written: str) -> None:
    assert is_dummy(written)


def test_true_and_made_up_numbers_are_no_dummies() -> None:
    assert not any(is_dummy(number) for number in ASNS)
    assert not ASN(26, "00", "ZZ", "00", 1).stands_for_none
    assert ASN(21, "00", "NP", "00", 1).stands_for_none


CASES = {
    "97/1626/8395Q": "97/1626/8395Q",
    "21/2732/4L": "21/2732/4L",
    "09/0413/445H": "09/0413/445H",
    "09/0413/000445h": "09/0413/445H",
    "090413445H": "09/0413/445H",
}


@pytest.mark.parametrize(("written", "canonical"), CASES.items())
def test_court_case_references_are_read(written: str, canonical: str) -> None:
    reading = read_court_case(written)
    assert (str(reading.value), reading.repaired) == (canonical, False)


def test_court_case_references_are_repaired_or_refused() -> None:
    reading = read_court_case("O9/O4I3/44SH")
    assert (str(reading.value), reading.repaired) == ("09/0413/445H", True)
    assert str(read_court_case("97/16260/8395Q").value) == "97/1626/8395Q"
    assert reading.value.full_year(today=TODAY) == 2009
    assert CourtCase(21, "2732", 0).stands_for_none
    for written in ("97/1626/8395R", "97/1626", "9/1626/8395Q", ""):
        with pytest.raises(InvalidIdentifier):
            read_court_case(written)
