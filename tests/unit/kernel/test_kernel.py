"""The shared vocabulary keeps its promises."""

import json
from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.kernel.identifiers import new_id, new_reference, new_serial, new_token, read_reference
from chalicelib.kernel.people import PersonName, age_on
from chalicelib.kernel.transitions import WrongState, require_transition
from chalicelib.kernel.working_days import add_working_days, is_working_day

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_JSON)
def test_canonical_json_reads_back_and_is_stable(value) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value) -> None:
    assert content_hash(value) == content_hash(dict(reversed(value.items())))


def test_a_float_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": [1.5]})


def test_identifiers_are_distinct_and_well_formed() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_serial()) == 32
    assert len(new_token()) >= 43


def test_a_reference_survives_how_people_type_it() -> None:
    reference = new_reference()
    assert read_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert read_reference(reference.removeprefix("PC-")) == reference


def test_a_name_is_cleaned_but_never_bent() -> None:
    name = PersonName(forenames="  Zoe\u0301  Anne ", surname="O\u2019Neil-d\u2019Arcy")
    assert name.full == "Zo\u00e9 Anne O\u2019Neil-d\u2019Arcy"
    assert PersonName(surname="Sukarno").full == "Sukarno"


@pytest.mark.parametrize("surname", ["", " ", "Smi\x00th", "a\u202e\x07", "\ufffd", "x" * 301])
def test_a_name_that_cannot_be_printed_is_refused(surname) -> None:
    with pytest.raises(ValidationError):
        PersonName(forenames="A", surname=surname)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 6, 15), date(2018, 6, 15), 18),
        (date(2000, 6, 15), date(2018, 6, 14), 17),
    ],
)
def test_age(birth, day, age) -> None:
    assert age_on(birth, day) == age


def test_working_days_pass_over_weekends_and_christmas() -> None:
    assert not is_working_day(date(2025, 12, 25))
    assert add_working_days(date(2025, 12, 24), 1) == date(2025, 12, 29)
    assert add_working_days(date(2025, 12, 24), 2) == date(2025, 12, 30)
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


def test_a_transition_that_the_table_does_not_name_is_refused() -> None:
    table = {Light.RED: {Light.GREEN}}
    assert require_transition(table, Light.RED, Light.GREEN) is Light.GREEN
    with pytest.raises(WrongState, match="green"):
        require_transition(table, Light.GREEN, Light.RED)
