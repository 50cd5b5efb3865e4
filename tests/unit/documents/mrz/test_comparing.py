"""A zone against what was typed: spellings of zones, names that go on, unknown days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.claims import Claims
from chalicelib.documents.mrz.comparing import differences, same_name
from chalicelib.documents.mrz.layouts import TD1, TD3
from chalicelib.documents.mrz.zones import read_zone
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 23)
ELEANOR = Claims(
    surname="Fairweather",
    forenames="Eleanor Ruth",
    birth_date=date(1968, 1, 23),
    number="900000123",
    country="GB",
    expires=date(2031, 5, 19),
)


def _zone(**fields: str) -> object:
    return read_zone(Written(TD3, **fields).rows, TODAY)


def test_the_same_person() -> None:
    assert differences(_zone(), ELEANOR) == ()


@pytest.mark.parametrize(
    ("field", "zone"),
    [
        ("surname", {"names": "FAIRWEATHERS<<ELEANOR<RUTH"}),
        ("forenames", {"names": "FAIRWEATHER<<ELEANORA<RUTH"}),
        ("birth_date", {"birth": "680124"}),
        ("number", {"number": "900000132"}),
        ("country", {"issuer": "IRL"}),
        ("expires", {"expiry": "310520"}),
    ],
)
def test_each_difference_has_its_name(field: str, zone: dict[str, str]) -> None:
    assert differences(_zone(**zone), ELEANOR) == (field,)


@pytest.mark.parametrize(
    ("typed", "of_zone"),
    [
        ("Müller", "MUELLER"), ("Müller", "MULLER"), ("Müller", "MUXXLLER"), ("Núñez", "NUNEZ"),
        ("O'Brien", "OBRIEN"),
        ("van der Berg", "VAN DER BERG"), ("Smith-Jones", "SMITH JONES"), ("Łukasz", "LUKASZ"), ("Straße", "STRASSE"),
        ("Þórsdóttir", "THORSDOTTIR"), ("Øster", "OESTER"), ("İnönü", "INONU"),
    ],
)  # fmt: skip
def test_spellings_of_zones(typed: str, of_zone: str) -> None:
    assert same_name(of_zone, typed, may_be_cut=False)


@pytest.mark.parametrize(
    ("typed", "of_zone"), [("Muller", "MUELLER"), ("Ann", "ANNE"), ("Lee", "LI"), ("Müller", "MILLER")]
)
def test_other_names(typed: str, of_zone: str) -> None:
    assert not same_name(of_zone, typed, may_be_cut=False)


def test_a_name_that_goes_on() -> None:
    assert same_name("JONATHAN ALEX", "Jonathan Alexander", may_be_cut=True)
    assert not same_name("JONATHAN ALEX", "Jonathan Alexander", may_be_cut=False)


def test_one_name_only_typed_in_either_box() -> None:
    for claimed in (Claims(surname="Suparman"), Claims(forenames="Suparman")):
        assert differences(_zone(names="SUPARMAN"), claimed) == ()


def test_a_zone_with_a_year_alone_agrees_with_any_day_of_it() -> None:
    assert differences(_zone(birth="68<<<<"), ELEANOR) == ()


def test_british_and_german_codes() -> None:
    assert differences(_zone(issuer="GBN"), ELEANOR) == ()
    assert differences(_zone(issuer="D<<"), Claims(country="DE")) == ()
    assert differences(_zone(issuer="RKS"), Claims(country="XK")) == ()


def test_a_card_s_long_number() -> None:
    zone = read_zone(Written(TD1, code="I", number="D23145890734").rows, TODAY)
    assert differences(zone, Claims(number="D23145890734")) == ()


@given(st.text(max_size=40), st.from_regex(r"[A-Z ]{1,30}", fullmatch=True))
def test_any_text_is_compared(typed: str, of_zone: str) -> None:
    assert isinstance(same_name(of_zone, typed, may_be_cut=True), bool)


@given(st.text("ÄÖÜÅÑ", min_size=20, max_size=40))
def test_many_umlauts_take_no_time(typed: str) -> None:
    assert not same_name("SMITH", typed, may_be_cut=False)
