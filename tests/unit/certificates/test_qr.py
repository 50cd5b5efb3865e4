"""The code: vectors that every reader shares, round trips, and one spelling only."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates import cose, qr
from chalicelib.certificates.claimed_name import MARK, MAX_BYTES, claimed_name, is_shortened
from chalicelib.certificates.errors import UnreadableCode
from chalicelib.kernel.people import PersonName

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/qr.json").read_text())
PUBLIC_KEY = bytes.fromhex(VECTORS["public_key_hex"])

LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\ufffd")
claims = st.builds(
    qr.Claims,
    issuer=st.integers(0, 65535),
    serial=st.binary(min_size=16, max_size=16).map(lambda b: b.hex().upper()),
    issued_on=st.dates(),
    outcome=st.sampled_from(qr.OutcomeCode),
    holder=st.text(LETTERS, min_size=1, max_size=30).map(lambda text: claimed_name(PersonName(surname=text))),
    birth=st.integers(0, 99991231),
    passport_end=st.text("0123456789ABCXYZ", min_size=1, max_size=4),
    status_index=st.integers(0, (1 << 32) - 1),
    content_digest=st.binary(min_size=16, max_size=16),
    log_index=st.integers(0, (1 << 53) - 1),
)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_good_vectors_read_and_verify(vector):
    code = qr.disassemble(qr.read_text(vector["url"]))
    assert qr.read_text(vector["digits"]).hex() == vector["payload_hex"]
    assert code.claims_bytes.hex() == vector["claims_hex"]
    assert code.to_be_signed.hex() == vector["sig_structure_hex"]
    assert code.key_id.hex() == VECTORS["kid"] == cose.key_id(PUBLIC_KEY).hex()
    assert qr.leaf(code.claims).hex() == vector["leaf_hex"]
    assert qr.log_record(code.claims).hex() == vector["record_hex"]
    assert code.claims.number == vector["number"]
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


@given(st.integers(0, 168), st.integers(1, 255))
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


PREFIX = "https://verify.police.example/#"


def version(payload: bytes) -> int:
    """The version of the smallest square at level M, as the writer tells it."""
    made = zxingcpp.create_barcode(
        qr.to_url(PREFIX.removesuffix("/#"), payload), zxingcpp.BarcodeFormat.QRCode, ec_level="M"
    )
    modules = memoryview(made.to_image(scale=1, add_quiet_zones=False)).shape[0]
    return (modules - 17) // 4


def largest(holder: str) -> bytes:
    """A payload as large as a name makes it: every number as long as a register of thousands of millions needs."""
    subject = qr.decode_claims(bytes.fromhex(VECTORS["good"][0]["claims_hex"]))
    numbers = {"status_index": (1 << 32) - 1, "log_index": (1 << 32) - 1, "holder": holder}
    encoded = qr.encode_claims(qr.Claims.model_validate(subject.model_dump() | numbers))
    return qr.assemble(bytes(4), encoded, bytes(64))


def test_a_name_of_22_letters_fits_version_10_and_the_longest_name_version_11():
    assert len(PREFIX) == 31
    assert len(largest("A" * 22)) <= 179
    assert version(largest("A" * 22)) <= 10
    assert version(largest("A" * 23)) <= 10
    assert len(largest("A" * MAX_BYTES)) <= 217
    assert version(largest("A" * MAX_BYTES)) <= 11


@given(st.text(LETTERS, max_size=150), st.text(LETTERS, min_size=1, max_size=150))
def test_any_name_fits_and_is_cut_between_letters(forenames, surname):
    name = PersonName(forenames=forenames.replace(MARK, ""), surname=surname.replace(MARK, "") or "A")
    held = claimed_name(name)
    assert 0 < len(held.encode()) <= MAX_BYTES
    assert held == unicodedata.normalize("NFC", held)
    assert is_shortened(held) == (held != name.full)
    if is_shortened(held):
        assert len(name.full.encode()) > MAX_BYTES
        for part, whole in zip(cut_into_two(held, name), (name.forenames, name.surname), strict=True):
            assert part == whole or whole.startswith(part.removesuffix(MARK))
            assert part == whole or ends_between_letters(part, whole) or is_inside_one_letter(part)


def cut_into_two(held: str, name: PersonName) -> tuple[str, str]:
    """The forenames and the surname in a shortened name."""
    if not name.forenames:
        return "", held
    surname = next(
        held[-length:]
        for length in range(len(held), 0, -1)
        if name.surname.startswith(held[-length:].removesuffix(MARK)) and held[-length - 1 : -length] == " "
    )
    return held[: -len(surname) - 1], surname


def ends_between_letters(part: str, whole: str) -> bool:
    """Whether no combining mark was torn from its letter."""
    return not is_mark(whole[len(part.removesuffix(MARK)) :].lstrip()[0])


def is_inside_one_letter(part: str) -> bool:
    """Whether there was no room for even one letter with all its marks."""
    return all(map(is_mark, part.removesuffix(MARK)[1:]))


def is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"}


def test_a_letter_with_more_marks_than_there_is_room_for_is_cut_inside():
    held = claimed_name(PersonName(surname="q" + "\u0323" * 100))
    assert held == "q" + "\u0323" * 28 + MARK


def test_marks_stay_with_their_letter_where_the_name_is_cut():
    surname = "A" * 55 + "q\u0323\u0331" + "B" * 20
    assert claimed_name(PersonName(surname=surname)) == "A" * 55 + MARK


def test_a_long_name_keeps_its_surname():
    name = PersonName(forenames="Maximiliana Wilhelmina Alexandra", surname="Featherstonehaugh-Cholmondeley")
    assert claimed_name(name) == f"Maximiliana Wilhelmina Ale{MARK} Featherstonehaugh-Cholmondeley"


def test_marks_that_turn_letters_around_are_left_out():
    assert claimed_name(PersonName(forenames="Amelia", surname="\u202esevaergraH")) == "Amelia sevaergraH"
