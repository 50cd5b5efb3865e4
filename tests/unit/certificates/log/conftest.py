"""A log in memory with real keys and the simulator as its witness."""

from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.notes import Kind, Note, Proof, VerifierKey, write_proof
from chalicelib.certificates.log.stored import CHECKPOINT, HEAD, Head
from chalicelib.certificates.log.tree import includes
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.certificates.models import LogEntry
from tests.fakes.objects import MemoryObjects
from tests.fakes.signer import MemorySigner
from tests.fakes.witness import MemoryWitness
from tests.unit.certificates.log import naive

ORIGIN = "verify.probity.example/log"


def leaf(number: int) -> bytes:
    return sha256(b"\x00 made up %d" % number).digest()


@dataclass
class LogRoom:
    """A log with everything around it, to be looked at and broken."""

    files: MemoryObjects = field(default_factory=MemoryObjects)
    signer: MemorySigner = field(default_factory=MemorySigner)

    def __post_init__(self) -> None:
        self.key = VerifierKey(ORIGIN, Kind.LOG, self.signer.public_key("log")[-32:])
        self.witness = MemoryWitness(lambda origin: [self.key.raw] if origin == ORIGIN else [])
        self.witness_key = VerifierKey.read(self.witness.book.key.vkey)

    def log(self, witnesses: Witnesses | None = None) -> Log:
        """A new process's log."""
        return Log(self.files, self.signer, "log", ORIGIN, witnesses or self.witness.alone())

    def published(self) -> Note:
        return Note.read(self.files.get(CHECKPOINT).decode())

    def require_proved(self, value: bytes, entry: LogEntry) -> None:
        """The entry's proof holds as a stranger checks it: from its text alone."""
        path = [bytes.fromhex(each) for each in entry.proof]
        proof = Proof.read(write_proof(entry.index, path, entry.checkpoint))
        said = proof.note.checkpoint
        assert includes(value, proof.place, said.size, proof.path, said.root)
        assert self.key.signed(proof.note)
        assert self.witness_key.signed(proof.note)


@pytest.fixture
def room() -> LogRoom:
    return LogRoom()


def require_whole(room: LogRoom, leaves: list[bytes]) -> None:
    """The published log holds these leaves and nothing else, its tiles are the definition's, its head agrees."""
    note = room.published()
    assert note.checkpoint.size == len(leaves)
    assert note.checkpoint.root == naive.mth(leaves)
    assert room.key.signed(note)
    assert room.witness_key.signed(note)
    stored = {key.removeprefix("log/"): room.files.get(key) for key in room.files.versions if "/tile/" in key}
    wanted = naive.tiles(leaves)
    assert {name: stored.get(name) for name in wanted} == wanted
    assert Head.model_validate_json(room.files.get(HEAD)).size == len(leaves)
