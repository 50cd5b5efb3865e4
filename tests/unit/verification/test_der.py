"""Strict DER: what the seal's container may look like."""

import pytest

from chalicelib.verification.der import element_length


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
