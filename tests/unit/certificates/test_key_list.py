"""Signed lists of keys: which a reader takes after which, and another library's view of them."""

import json
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycose.headers import KID
from pycose.messages import SignMessage

from chalicelib.certificates import key_list
from chalicelib.certificates.key_list import ListNotTaken
from tests.unit.certificates.test_cose_independent import key_of

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/trust.json").read_text())
ROOT = bytes.fromhex(VECTORS["root_public_key_hex"])


def take(vector: dict) -> bytes:
    held = vector["held"].encode() if vector["held"] else None
    return key_list.accept(held, ROOT, bytes.fromhex(vector["message_hex"]))


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_good_lists_are_taken(vector):
    body = take(vector)
    assert key_list.disassemble(bytes.fromhex(vector["message_hex"])).body == body


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda v: v["name"])
def test_bad_lists_are_refused_by_name(vector):
    with pytest.raises(ListNotTaken) as refused:
        take(vector)
    assert refused.value.fault == vector["fault"]


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_another_library_verifies_the_roots_signature(vector):
    parts = list(cbor2.loads(bytes.fromhex(vector["message_hex"])))
    message = SignMessage.from_cose_obj(parts, allow_unknown_attributes=True)
    first = message.signers[0]
    first.key = key_of(ROOT)
    assert first.phdr[KID] == bytes.fromhex(VECTORS["root_public_key_hex"]) or len(first.phdr[KID]) == 4
    assert first.verify_signature()


@given(st.integers(0, 5000), st.integers(1, 255))
def test_every_changed_byte_is_refused(place, mask):
    vector = VECTORS["good"][2]
    message = bytearray(bytes.fromhex(vector["message_hex"]))
    message[place % len(message)] ^= mask
    with pytest.raises(ListNotTaken):
        key_list.accept(vector["held"].encode(), ROOT, bytes(message))
