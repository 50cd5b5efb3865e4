"""Strict DER: what a container may look like, and how one is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.der import children, element, element_length, set_of, value


@pytest.mark.parametrize(
    "sound",
    [
        "0500",
        "020100",
        "0201ff",
        "02020080",
        "0101ff",
        "3003020105",
        "3106020101020102",
        "04810180".replace("8101", "01"),
    ],
)
def test_der_is_measured(sound: str) -> None:
    encoded = bytes.fromhex(sound)
    assert element_length(encoded + b"\0\0") == len(encoded)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("048101ff", "long length for a short one"),
        ("0482000100", "length with a leading zero"),
        ("3080020100" + "0000", "indefinite length"),
        ("02020001", "integer with a leading zero"),
        ("0202ffff", "negative integer with a leading byte of ones"),
        ("0200", "empty integer"),
        ("010101", "a truth value that is neither"),
        ("3106020102020101", "a set out of order"),
        ("3003020205", "an element longer than its container"),
        ("1f8101" + "0100", "a long tag"),
        ("30" * 1, "nothing after the tag"),
        ("", "nothing"),
    ],
)
def test_anything_else_is_not_der(wrong: str, why: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        element_length(bytes.fromhex(wrong))


def test_depth_is_bounded() -> None:
    nested = b"\x05\x00"
    for _ in range(60):
        nested = b"\x30" + bytes([len(nested)]) + nested if len(nested) < 128 else nested
    with pytest.raises(ValueError, match="deeply"):
        element_length(nested)


@given(st.binary(max_size=70_000))
def test_what_is_written_is_read_back(content: bytes) -> None:
    written = element(0x04, content)
    assert element_length(written) == len(written)
    assert value(written) == content


@given(st.lists(st.binary(max_size=300), max_size=9))
def test_a_set_is_written_in_its_order(contents: list[bytes]) -> None:
    elements = [element(0x04, content) for content in contents]
    written = set_of(*elements)
    assert element_length(written) == len(written)
    assert children(written) == sorted(elements)
