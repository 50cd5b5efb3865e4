"""The witness simulator by the words of tlog-witness, and our client over its socket, with every fault."""

import base64
import json
from collections.abc import Callable, Iterator
from hashlib import sha256

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.certificates.adapters import witness as adapter
from chalicelib.certificates.adapters.witness import HttpWitness
from chalicelib.certificates.log.errors import WitnessElsewhere, WitnessRefused, WitnessSilent
from chalicelib.certificates.log.notes import Note, VerifierKey
from infra.local.simulators.witness.book import Book
from infra.local.simulators.witness.key import WitnessKey, policy, prepare
from infra.local.simulators.witness.server import WitnessServer, running
from tests.unit.certificates.log import make_vectors, naive

ORIGIN = "log.example/one"
LEAVES = make_vectors.leaves(300)
LOG = Ed25519PrivateKey.generate()


def note(size: int, key: Ed25519PrivateKey = LOG, origin: str = ORIGIN) -> str:
    text = naive.text(origin, LEAVES[:size])
    return f"{text}\n{naive.log_line(origin, key, text)}"


def request(old: int, size: int, **other: object) -> bytes:
    path = naive.proof(old, LEAVES[:size]) if old else []
    lines = "".join(f"{naive.base64_of(value)}\n" for value in path)
    return f"old {old}\n{lines}\n{note(size, **other)}".encode()


@pytest.fixture
def server() -> Iterator[WitnessServer]:
    def keys(origin: str) -> list[bytes]:
        return [naive.raw(LOG)] if origin == ORIGIN else []

    with running(Book(WitnessKey(Ed25519PrivateKey.generate()), keys)) as server:
        yield server


@pytest.fixture
def ask(server: WitnessServer) -> Callable[[bytes], httpx.Response]:
    return lambda body: httpx.post(f"{server.url}/add-checkpoint", content=body)


@pytest.fixture
def reach() -> Iterator[Callable[[str], HttpWitness]]:
    """Our client at an address, its connections closed at the end."""
    made: list[HttpWitness] = []

    def at(url: str) -> HttpWitness:
        made.append(HttpWitness(url))
        return made[-1]

    yield at
    for witness in made:
        witness._connection.close()


def key_of(server: WitnessServer) -> VerifierKey:
    return VerifierKey.read(server.book.key.vkey)


def test_it_cosigns_what_extends_what_it_saw(server, ask):
    for old, size in ((0, 3), (3, 3), (3, 7), (7, 256), (256, 300)):
        answer = ask(request(old, size))
        assert answer.status_code == 200
        assert answer.text.startswith("\u2014 ")
        assert answer.text.endswith("\n")
        assert key_of(server).signed(Note.read(note(size) + answer.text))


def test_each_refusal_has_its_status(ask):
    ask(request(0, 7))
    same_size = note(7).replace(naive.base64_of(naive.mth(LEAVES[:7])), naive.base64_of(bytes(32)))
    forged = note(8)[:-10] + "AAAAAAAA=\n"
    wrong_root = naive.text(ORIGIN, LEAVES[1:9])
    wrong = f"{wrong_root}\n{naive.log_line(ORIGIN, LOG, wrong_root)}"
    rival_text = naive.text(ORIGIN, LEAVES[1:8])
    rival = f"{rival_text}\n{naive.log_line(ORIGIN, LOG, rival_text)}"
    proof = "".join(f"{naive.base64_of(value)}\n" for value in naive.proof(7, LEAVES[:8]))
    for body, status in (
        (request(7, 8, origin="other.example/log"), 404),
        (request(7, 8, key=Ed25519PrivateKey.generate()), 403),
        (f"old 7\n{proof}\n{forged}".encode(), 403),
        (f"old 7\n\n{same_size}".encode(), 403),
        (f"old 9\n\n{note(8)}".encode(), 400),
        (request(7, 8).replace(b"old 7", b"old 07"), 400),
        (b"", 400),
        (request(6, 8), 409),
        (request(0, 8), 409),
        (f"old 7\n\n{note(8)}".encode(), 422),
        (f"old 7\n\n{rival}".encode(), 422),
        (f"old 7\n{proof}{proof}\n{note(8)}".encode(), 422),
        (f"old 7\n{proof}\n{wrong}".encode(), 422),
        (request(7, 8), 200),
    ):
        assert ask(body).status_code == status, body


def test_a_conflict_says_the_size(ask):
    ask(request(0, 7))
    answer = ask(request(0, 8))
    assert (answer.status_code, answer.text) == (409, "7\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"


def test_an_empty_tree_has_the_empty_root(ask):
    assert ask(request(0, 0)).status_code == 200
    text = f"{ORIGIN}\n0\n{naive.base64_of(bytes(32))}\n"
    assert ask(f"old 0\n\n{text}\n{naive.log_line(ORIGIN, LOG, text)}".encode()).status_code == 422


def test_it_serves_the_newest_checkpoint_of_a_log(server, ask, reach):
    name = sha256(ORIGIN.encode()).hexdigest()
    assert httpx.get(f"{server.url}/{name}/checkpoint").status_code == 404
    ask(request(0, 7))
    seen = Note.read(httpx.get(f"{server.url}/{name}/checkpoint").text)
    assert seen.checkpoint.size == 7
    assert key_of(server).signed(seen)
    witness = reach(server.url)
    assert witness.seen(ORIGIN) == str(seen)
    assert witness.seen("other.example") is None


def test_our_client_gets_a_cosignature(server, reach):
    witness, key = reach(server.url), key_of(server)
    for old, size in ((0, 3), (3, 8)):
        path = naive.proof(old, LEAVES[:size]) if old else []
        (stamp,) = witness.add_checkpoint(old, path, note(size))
        assert key.signed(Note.read(note(size)).with_stamps([stamp]))
    with pytest.raises(WitnessElsewhere) as elsewhere:
        witness.add_checkpoint(0, [], note(9))
    assert elsewhere.value.size == 8


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("down", WitnessSilent),
        ("drop", WitnessSilent),
        ("slow", WitnessSilent),
        ("refuses", WitnessRefused),
        ("garbled", WitnessRefused),
        ("conflict", WitnessElsewhere),
    ],
)
def test_every_fault_is_an_error_of_ours(server, reach, monkeypatch, fault, error):
    monkeypatch.setattr(adapter, "_ANSWER", 0.2)
    switched = httpx.post(
        f"{server.url}/_faults", content=json.dumps({"mode": fault, "seconds": 1, "times": 1})
    )
    assert switched.status_code == 200
    witness = reach(server.url)
    with pytest.raises(error):
        witness.add_checkpoint(0, [], note(3))
    monkeypatch.setattr(adapter, "_ANSWER", 3.0)
    if fault != "slow":  # it cosigns in the end, for nobody
        assert reach(server.url).add_checkpoint(0, [], note(3))


def test_nobody_there_is_silence(reach):
    with pytest.raises(WitnessSilent):
        reach("http://127.0.0.1:9").add_checkpoint(0, [], note(3))
    assert reach("http://127.0.0.1:9").seen(ORIGIN) is None


def test_the_key_is_made_once_and_named_in_a_policy(tmp_path):
    first, again = prepare(tmp_path / "witness"), prepare(tmp_path / "witness")
    assert first.vkey == again.vkey
    assert (tmp_path / "witness" / "key.pem").stat().st_mode & 0o077 == 0
    assert base64.b64decode(first.vkey.split("+", 2)[2])[0] == 4
    assert policy(first, "http://w").splitlines() == [f"witness w1 {first.vkey} http://w", "quorum w1"]
