"""What holds for every number: it reads back, no slip passes for another number in silence, a repair is unique."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.police_identifiers.asn import ASN, read_asn
from chalicelib.kernel.police_identifiers.core import LETTERS, InvalidIdentifier, Reading
from chalicelib.kernel.police_identifiers.court_case import CourtCase, read_court_case
from chalicelib.kernel.police_identifiers.cro import CRO, read_cro, standard_cro
from chalicelib.kernel.police_identifiers.passport import check_digit, read_passport_number
from chalicelib.kernel.police_identifiers.pncid import PNCID, read_pncid
from chalicelib.kernel.police_identifiers.written import Scheme, Standing, understand

TODAY = date(2026, 8, 31)
LOOKALIKES = {"0": "O", "1": "I", "5": "S", "2": "Z", "Z": "2"}

_two = st.integers(0, 99)
_codes = st.from_regex(r"\A[0-9]{2}\Z").filter(str.isascii) | st.from_regex(r"\A[A-Z]{2}\Z")
PNCIDS = st.builds(PNCID, st.integers(1900, 2026), st.integers(1, 9_999_999))
CROS = st.builds(standard_cro, st.integers(1, 999_999), _two)
SMALL_FILES = st.builds(lambda y, n: CRO(y, str(n), small_file=True), _two, st.integers(1, 999_999))
STATIONS = st.from_regex(r"\A[0-9A-Z]{2}\Z")
ASNS = st.builds(
    ASN, _two, _codes, STATIONS, _codes, st.integers(1, 99_999_999_999), st.sampled_from(["", "B", "C"])
)
CASES = st.builds(CourtCase, _two, st.from_regex(r"\A[0-9]{4}\Z"), st.integers(1, 999_999))
NUMBERS = PNCIDS | CROS | SMALL_FILES | ASNS | CASES


def reader(value: Any) -> Callable[[str], Reading[Any]]:
    if isinstance(value, PNCID):
        return lambda text: read_pncid(text, today=TODAY)
    return {CRO: read_cro, ASN: read_asn, CourtCase: read_court_case}[type(value)]


def outcome(value: Any, written: str) -> Reading[Any] | None:
    try:
        return reader(value)(written)
    except InvalidIdentifier:
        return None


def is_covered(value: Any, place: int) -> bool:
    """An arrest/summons number's check letter leaves out the station, the court's letter and codes of letters."""
    if not isinstance(value, ASN):
        return True
    start = 2 + len(value.top)
    pairs = {start: value.force, start + 4: value.system}
    codes = {first + offset: code for first, code in pairs.items() for offset in (0, 1)}
    uncovered = {start + 2, start + 3, *(p for p, code in codes.items() if not code.isdigit())}
    return place not in uncovered and not (value.top and place == 2)


@given(NUMBERS)
def test_the_canonical_form_reads_back(value: Any) -> None:
    reading = reader(value)(str(value))
    assert (reading.value, reading.repaired) == (value, False)
    assert reader(value)(f" {str(value).lower()} ").value == value


@given(PNCIDS)
def test_short_pncids_read_back(value: PNCID) -> None:
    again = read_pncid(value.short, today=TODAY).value
    assert (again.year % 100, again.serial) == (value.year % 100, value.serial)
    assert read_pncid(str(value).replace("/", ""), today=TODAY).value == value


@given(ASNS)
def test_short_arrest_summons_numbers_read_back(value: ASN) -> None:
    assert read_asn(value.short).value == value


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_refused_or_told(value: Any, data: st.DataObject) -> None:
    right = str(value)
    place = data.draw(
        st.sampled_from([i for i, c in enumerate(right) if c.isdigit() and is_covered(value, i)])
    )
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != right[place]]))
    reading = outcome(value, right[:place] + digit + right[place + 1 :])
    assert reading is None or reading.repaired


@given(NUMBERS, st.data())
def test_two_neighbours_exchanged_are_refused_or_told(value: Any, data: st.DataObject) -> None:
    right = str(value)
    pairs = [
        i
        for i in range(len(right) - 1)
        if right[i] != right[i + 1] and is_covered(value, i) and is_covered(value, i + 1)
    ]
    place = data.draw(st.sampled_from(pairs))
    reading = outcome(value, right[:place] + right[place + 1] + right[place] + right[place + 2 :])
    assert reading is None or reading.repaired


@given(NUMBERS, st.sampled_from(LETTERS))
def test_only_one_letter_fits(value: Any, letter: str) -> None:
    reading = outcome(value, str(value)[:-1] + letter)
    right = letter == str(value)[-1]
    assert (reading is not None and not reading.repaired) == right


@given(PNCIDS | CROS | SMALL_FILES | CASES, st.data())
def test_lookalikes_are_repaired_to_the_true_number(value: Any, data: st.DataObject) -> None:
    right = str(value)
    places = [i for i, c in enumerate(right) if c in LOOKALIKES]
    chosen = data.draw(st.sets(st.sampled_from(places), min_size=1)) if places else set()
    written = "".join(LOOKALIKES[c] if i in chosen else c for i, c in enumerate(right))
    reading = reader(value)(written)
    assert (reading.value, reading.repaired, reading.raw) == (value, bool(chosen), written)


@given(ASNS, st.data())
def test_lookalikes_in_an_arrest_summons_number_never_make_another(value: ASN, data: st.DataObject) -> None:
    right = str(value)
    places = [i for i, c in enumerate(right) if c in "0125" and is_covered(value, i)] or [len(right)]
    place = data.draw(st.sampled_from(places))
    written = right[:place] + LOOKALIKES.get(right[place : place + 1], "") + right[place + 1 :]
    reading = outcome(value, written)
    assert reading is None or reading.value == value


@given(st.from_regex(r"\A[A-Z0-9]{9}\Z"), st.data())
def test_a_passport_number_is_repaired_only_when_one_number_fits(number: str, data: st.DataObject) -> None:
    check = check_digit(number)
    assert read_passport_number(number, check=check).value.number == number
    places = [i for i, c in enumerate(number) if c in LOOKALIKES]
    if places:
        place = data.draw(st.sampled_from(places))
        written = number[:place] + LOOKALIKES[number[place]] + number[place + 1 :]
        try:
            reading = read_passport_number(written, check=check)
        except InvalidIdentifier:
            return
        assert reading.value.number == number or not reading.repaired or check_digit(written) == check


@given(st.sampled_from(Scheme), st.text() | st.from_regex(r"[0-9OISZA/F ]{1,24}"))
def test_nothing_written_is_ever_lost(scheme: Scheme, raw: str) -> None:
    kept = understand(scheme, raw, today=TODAY)
    assert kept.raw == raw
    assert kept.identifies == (kept.standing in {Standing.AS_WRITTEN, Standing.REPAIRED})
    assert bool(kept.canonical) or not kept.identifies
    assert (kept.why != "") == (kept.standing is Standing.UNREADABLE)
    if kept.identifies:
        again = understand(scheme, kept.canonical, today=TODAY)
        assert (again.canonical, again.standing) == (kept.canonical, Standing.AS_WRITTEN)
