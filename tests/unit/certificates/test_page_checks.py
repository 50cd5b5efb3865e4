"""The page check: the same for everybody who has read the square, another for every place and certificate."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates.page_checks import page_check

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/page-check.json").read_text())


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors(vector):
    content = bytes.fromhex(vector["content_hex"])
    assert page_check(content, vector["page"], is_last=vector["last"]) == vector["check"]


@given(st.binary(min_size=32, max_size=32), st.integers(1, 500), st.booleans())
def test_the_sixteen_bytes_of_the_code_are_enough(digest, page, is_last):
    whole = page_check(digest, page, is_last=is_last)
    assert page_check(digest[:16], page, is_last=is_last) == whole
    assert page_check(digest, page + 1, is_last=is_last) != whole
    assert page_check(digest, page, is_last=not is_last) != whole
    assert page_check(bytes([digest[0] ^ 1]) + digest[1:], page, is_last=is_last) != whole
