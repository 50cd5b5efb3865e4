"""The code: vectors that every reader shares, round trips, and one spelling only."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates import qr
from chalicelib.certificates.errors import UnreadableCode

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/qr.json").read_text())
PUBLIC_KEY = bytes.fromhex(VECTORS["public_key_hex"])

claims = st.builds(
    qr.Claims,
    serial=st.binary(min_size=10, max_size=10).map(lambda b: b.hex().upper()),
    issued_on=st.dates(),
    outcome=st.sampled_from(qr.OutcomeCode),
    holder=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=80),
    birth=st.integers(0, 99991231),
    passport_end=st.text("0123456789ABCXYZ", min_size=1, max_size=4),
    destination=st.sampled_from(["AU", "CA", "ZA"]),
    status_index=st.integers(0, (1 << 32) - 1),
    salt=st.binary(min_size=16, max_size=16),
    content_digest=st.binary(min_size=16, max_size=16),
    log_index=st.integers(0, (1 << 53) - 1),
)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_good_vectors_read_and_verify(vector):
    code = qr.disassemble(qr.read_text(vector["url"]))
    assert qr.read_text(vector["digits"]).hex() == vector["payload_hex"]
    assert code.claims_bytes.hex() == vector["claims_hex"]
    assert code.to_be_signed.hex() == vector["sig_structure_hex"]
    assert code.key_id.hex() == VECTORS["kid"] == qr.key_id(PUBLIC_KEY).hex()
    assert qr.leaf(code.claims).hex() == vector["leaf_hex"]
    assert code.claims.holder == vector["claims"]["holder"]
    assert qr.verifies(code, PUBLIC_KEY)


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda v: v["name"])
def test_bad_vectors_are_refused_by_name(vector):
    if vector["fault"] in {"bad-signature", "unknown-key"}:
        assert not qr.verifies(qr.disassemble(qr.read_text(vector["digits"])), PUBLIC_KEY)
        return
    with pytest.raises(UnreadableCode) as refused:
        qr.disassemble(qr.read_text(vector["digits"]))
    assert refused.value.fault == vector["fault"]


@given(claims)
def test_claims_survive_the_round_trip_and_have_one_spelling(subject):
    encoded = qr.encode_claims(subject)
    assert qr.decode_claims(encoded) == subject
    assert qr.encode_claims(qr.decode_claims(encoded)) == encoded


@given(st.binary(min_size=1, max_size=qr.MAX_BYTES))
def test_digits_keep_every_byte(payload):
    digits = qr.to_digits(payload)
    assert qr.from_digits(digits) == payload
    assert qr.read_text(f"https://anywhere.example/#{digits}") == payload


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(noise):
    with pytest.raises(UnreadableCode):
        qr.disassemble(noise)


@given(st.text(max_size=400))
def test_any_text_is_refused_in_words(noise):
    with pytest.raises(UnreadableCode):
        qr.disassemble(qr.read_text(noise))


@given(st.integers(0, 190), st.integers(1, 255))
def test_every_changed_byte_is_noticed(position, mask):
    payload = bytearray(bytes.fromhex(VECTORS["good"][0]["payload_hex"]))
    payload[position] ^= mask
    try:
        code = qr.disassemble(bytes(payload))
    except UnreadableCode:
        return
    assert code.key_id.hex() != VECTORS["kid"] or not qr.verifies(code, PUBLIC_KEY)


def test_the_leaf_does_not_depend_on_its_place():
    subject = qr.decode_claims(bytes.fromhex(VECTORS["good"][0]["claims_hex"]))
    assert qr.leaf(subject) == qr.leaf(subject.model_copy(update={"log_index": 7}))
    assert qr.leaf(subject) != qr.leaf(subject.model_copy(update={"issued_on": date(2026, 11, 24)}))


def test_a_name_of_22_letters_stays_within_194_signed_bytes():
    assert len(VECTORS["good"][0]["payload_hex"]) // 2 <= 194
