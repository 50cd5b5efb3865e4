"""The printed certificate number: vectors, and which slips of the pen it notices."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates.short_code import ALPHABET, LENGTH, grouped, read_short_code, short_code

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/short-code.json").read_text())
serials = st.binary(min_size=16, max_size=16).map(bytes.hex)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["serial"])
def test_good_vectors(vector):
    assert short_code(vector["serial"]) == vector["code"]
    assert grouped(vector["code"]) == vector["printed"]


@pytest.mark.parametrize("vector", VECTORS["typed"], ids=lambda v: v["typed"])
def test_typed_vectors(vector):
    assert read_short_code(vector["typed"]) == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda v: v["why"])
def test_bad_vectors(vector):
    assert read_short_code(vector["typed"]) is None


@given(serials)
def test_a_printed_number_reads_back(serial):
    code = short_code(serial)
    assert len(code) == LENGTH
    spelt = grouped(code).lower().replace("1", "l").replace("0", "o")
    assert read_short_code(spelt) == code


@given(serials)
def test_every_wrong_character_and_every_swap_is_noticed(serial):
    code = short_code(serial)
    for place in range(LENGTH):
        others = set(ALPHABET) - {code[place]}
        assert not any(read_short_code(code[:place] + other + code[place + 1 :]) for other in others)
        for earlier in range(place):
            swapped = list(code)
            swapped[place], swapped[earlier] = swapped[earlier], swapped[place]
            assert swapped == list(code) or read_short_code("".join(swapped)) is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(noise):
    found = read_short_code(noise)
    assert found is None or len(found) == LENGTH
