"""The log's tree: against RFC 6962's own shape, and proofs that prove only what they should."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates import merkle
from chalicelib.certificates.errors import LogBusy
from chalicelib.certificates.log import CHECKPOINT, LEAVES, Log
from chalicelib.certificates.models import LogEntry
from tests.fakes.objects import MemoryObjects
from tests.fakes.signer import MemorySigner

# The leaves and roots of the test vectors that Certificate Transparency implementations share.
CT_ENTRIES = [
    bytes.fromhex(entry) for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
}
VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/log.json").read_text())

hashes = st.binary(min_size=32, max_size=32)
leaf_lists = st.lists(hashes, min_size=1, max_size=40, unique=True)


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def test_the_empty_tree():
    assert merkle.root([]) == sha256(b"").digest()


@pytest.mark.parametrize("size", CT_ROOTS)
def test_roots_of_certificate_transparency(size):
    assert merkle.root([leaf_hash(e) for e in CT_ENTRIES[:size]]).hex() == CT_ROOTS[size]


def test_published_vectors():
    leaves = [bytes.fromhex(leaf) for leaf in VECTORS["leaves_hex"]]
    for size, head in enumerate(VECTORS["roots_hex"]):
        assert merkle.root(leaves[:size]).hex() == head
    for index, path in enumerate(VECTORS["proofs_hex"]):
        assert [value.hex() for value in merkle.proof(leaves, index)] == path
    path = [bytes.fromhex(value) for value in VECTORS["proofs_hex"][3]]
    assert merkle.write_proof(3, path, VECTORS["checkpoint"]) == VECTORS["tlog_proof_of_leaf_3"]


@given(leaf_lists, st.data())
def test_every_proof_proves_its_leaf_and_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    path, head = merkle.proof(leaves, index), merkle.root(leaves)
    assert merkle.proves(leaves[index], index, len(leaves), path, head)
    assert merkle.proves(leaves[other], index, len(leaves), path, head) == (other == index)
    assert not merkle.proves(leaves[index], index, len(leaves), [*path, b"\x00" * 32], head)


@pytest.fixture
def log():
    return Log(MemoryObjects(), MemorySigner(), "log", "verify.probity.example/log")


def test_a_leaf_gets_a_place_a_signed_checkpoint_and_a_proof(log):
    leaves = [leaf_hash(e) for e in CT_ENTRIES]
    entries = [log.append(leaf) for leaf in leaves]
    assert [entry.index for entry in entries] == list(range(7))
    last = merkle.read_checkpoint(entries[-1].checkpoint)
    assert (last.size, last.root.hex()) == (7, CT_ROOTS[7])
    for leaf, entry in zip(leaves, entries, strict=True):
        then = merkle.read_checkpoint(entry.checkpoint)
        path = [bytes.fromhex(value) for value in entry.proof]
        assert merkle.proves(leaf, entry.index, then.size, path, then.root)


def test_the_checkpoint_is_a_signed_note(log):
    note = log.append(leaf_hash(b"one")).checkpoint
    text, _, signatures = note.partition("\n\n")
    dash, name, stamp = signatures.strip().split(" ")
    raw = base64.b64decode(stamp)
    public = log.signer.public_key("log")[-32:]
    assert (dash, name) == ("\N{EM DASH}", "verify.probity.example/log")
    assert raw[:4] == sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    ed25519.Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{text}\n".encode())


def test_the_register_keeps_the_checkpoint_to_the_last_byte(log):
    entry = log.append(leaf_hash(b"one"))
    kept = LogEntry.model_validate_json(entry.model_dump_json())
    assert kept.checkpoint.encode() == log.files.get(CHECKPOINT)
    assert merkle.write_proof(0, [], kept.checkpoint).endswith("=\n")


def test_the_same_leaf_is_never_added_twice(log):
    first = log.append(leaf_hash(b"one"))
    log.append(leaf_hash(b"two"))
    again = log.append(leaf_hash(b"one"))
    assert again.index == first.index
    assert len(log.files.get(LEAVES)) == 64


def test_a_leaf_left_beyond_the_checkpoint_is_taken_in(log):
    log.append(leaf_hash(b"one"))
    info = log.files.head(LEAVES)
    log.files.replace(LEAVES, log.files.get(LEAVES) + leaf_hash(b"cut off"), "x", etag=info.etag)
    assert log.append(leaf_hash(b"three")).index == 2
    assert merkle.read_checkpoint(log.files.get(CHECKPOINT).decode()).size == 3


def test_a_log_that_never_settles_gives_up_in_words(log, monkeypatch):
    monkeypatch.setattr(Log, "_try_replace", lambda *_, **__: None)
    with pytest.raises(LogBusy, match="finished soon"):
        log.append(leaf_hash(b"one"))
