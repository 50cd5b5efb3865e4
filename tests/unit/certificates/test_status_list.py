"""Status lists: vectors that every reader shares, bits that survive, and streams that are not what they say."""

import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycose.messages import Sign1Message

from chalicelib.certificates import cose, status_list
from chalicelib.certificates.status_list import ENTRIES, Place, StatusList, place_of
from tests.unit.certificates.test_cose_independent import key_of

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/status-list.json").read_text())
KEY = bytes.fromhex(VECTORS["public_key_hex"])
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_good_vectors(vector):
    signed, said = status_list.disassemble(bytes.fromhex(vector["token_hex"]))
    assert cose.verifies(signed.to_be_signed, signed.signature, KEY)
    assert said.revoked == set(vector["revoked"])
    assert said.subject == vector["subject"]
    assert said.issued_at == datetime.fromisoformat(vector["issued_at"])
    assert said.expires_at == datetime.fromisoformat(vector["expires_at"])


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda v: v["name"])
def test_bad_vectors(vector):
    try:
        signed, _ = status_list.disassemble(bytes.fromhex(vector["token_hex"]))
    except (cose.Malformed, cose.NotCanonical):
        assert vector["fault"] == "form"
        return
    assert vector["fault"] == "signature"
    assert not cose.verifies(signed.to_be_signed, signed.signature, KEY)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_another_library_reads_them(vector):
    """Another library for the signature, the standard library for the bits, as the draft's section 4 has them."""
    message = Sign1Message.from_cose_obj(
        list(cbor2.loads(bytes.fromhex(vector["token_hex"]))), allow_unknown_attributes=True
    )
    message.key = key_of(KEY)
    assert message.verify_signature()
    claims = cbor2.loads(message.payload)
    assert (claims[65533]["bits"], claims[65534]) == (1, 43_200)
    bits = zlib.decompress(claims[65533]["lst"])
    assert {i for i in vector["revoked"] if bits[i // 8] >> (i % 8) & 1} == set(vector["revoked"])
    assert sum(byte.bit_count() for byte in bits) == len(vector["revoked"])


@given(st.sets(st.integers(0, ENTRIES - 1), max_size=40))
@settings(max_examples=20, deadline=None)
def test_bits_survive(revoked):
    said = StatusList.read(status_list.encode("https://v.example", 1, revoked, NOON))
    assert said.revoked == revoked
    assert all(said.is_revoked(entry) for entry in revoked)


@pytest.mark.parametrize("size", [0, 1, ENTRIES // 8 - 1, ENTRIES // 8 + 1, 50_000_000])
def test_a_list_of_another_size_is_refused(size):
    claims = cbor2.loads(status_list.encode("https://v.example", 1, (), NOON))
    claims[65533]["lst"] = zlib.compress(bytes(size))
    with pytest.raises(cose.Malformed):
        StatusList.read(cbor2.dumps(claims, canonical=True))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(noise):
    with pytest.raises((cose.Malformed, cose.NotCanonical)):
        status_list.disassemble(noise)


def test_places():
    assert place_of(0) == Place(1, 0)
    assert place_of(ENTRIES - 1) == Place(1, ENTRIES - 1)
    assert place_of(ENTRIES) == Place(2, 0)
    assert {place_of(status_list.draw()).list_number for _ in range(50)} == {status_list.OPEN_LIST}


def test_ten_million_at_a_thousandth_fit_25_kilobytes():
    import random  # noqa: PLC0415, TID251 - a seeded draw

    revoked = random.Random(7).sample(range(ENTRIES), 10_000)  # noqa: S311 - not a secret
    claims = status_list.encode("https://verify.police.example", 1, revoked, NOON)
    token = cose.assemble(status_list.protected_header(bytes(4)), claims, bytes(64))
    assert len(token) <= 25_000
