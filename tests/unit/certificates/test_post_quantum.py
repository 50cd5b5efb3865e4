"""The second signature: what it is over, that it holds, and that nothing else passes for it."""

from hashlib import sha256

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates import cose, post_quantum
from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.trust import SigningKey
from tests.fakes.signer import MemorySigner

CONTENT = b'{"holder":"synthetic"}'


@pytest.fixture(scope="module")
def signer() -> MemorySigner:
    return MemorySigner()


@pytest.fixture(scope="module")
def key(signer: MemorySigner) -> SigningKey:
    return SigningKey("pq", signer.public_key("pq"), (b"certificate",))


def test_it_is_a_cose_sign1_that_another_library_reads(signer, key):
    protected, unprotected, digest, signature = cbor2.loads(post_quantum.sign(CONTENT, key, signer))
    assert cbor2.loads(protected) == {1: -48, 4: key.kid, 258: -16, 259: "application/json"}
    assert (unprotected, digest, len(signature)) == ({}, sha256(CONTENT).digest(), 2420)
    signed = cbor2.dumps(["Signature1", protected, b"", digest])
    signer.keys["pq"].public_key().verify(signature, signed)


def test_it_fits_into_one_raw_message_of_the_key_service(signer, key):
    made = post_quantum.read(post_quantum.sign(CONTENT * 1000, key, signer))
    assert len(made.to_be_signed) < 4096
    assert made.digest == sha256(CONTENT * 1000).digest()


def test_another_key_does_not_hold(signer, key):
    made = post_quantum.read(post_quantum.sign(CONTENT, key, signer))
    assert made.holds(key.public_key)
    assert not made.holds(MemorySigner().public_key("pq"))
    assert not made.holds(signer.public_key("seal"))
    assert not made.holds(b"no key")


def test_a_key_service_that_signs_with_another_key_is_found(signer, key):
    other = SigningKey("pq", MemorySigner().public_key("pq"), ())
    with pytest.raises(LintFailed):
        post_quantum.sign(CONTENT, other, signer)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_passes(place, change):
    signer = _SIGNER
    key = SigningKey("pq", signer.public_key("pq"), ())
    made = bytearray(_MADE)
    made[place % len(made)] ^= change
    try:
        read = post_quantum.read(bytes(made))
    except ValueError:
        return
    known = read.key_id == key.kid and read.digest == sha256(CONTENT).digest()
    assert not (known and read.holds(key.public_key))


def test_other_headers_are_refused(signer, key):
    header = cose.encode({1: -48, 4: key.kid, 258: -16})
    digest = sha256(CONTENT).digest()
    signature = signer.keys["pq"].sign(cose.sig_structure(header, digest))
    with pytest.raises(cose.Malformed):
        post_quantum.read(cose.assemble(header, digest, signature))


_SIGNER = MemorySigner()
_MADE = post_quantum.sign(CONTENT, SigningKey("pq", _SIGNER.public_key("pq"), ()), _SIGNER)


def test_the_fake_keys_are_of_the_kind_that_the_key_service_has():
    assert isinstance(_SIGNER.keys["pq"], mldsa.MLDSA44PrivateKey)
