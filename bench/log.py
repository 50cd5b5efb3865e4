"""The transparency log: batches onto disk, one certificate to its cosigned proof, and proofs at ten million leaves.

Promised: 20,000 leaves a second of one core in batches with tiles on disk; a single append to cosigned proof in
200 ms at the 95th percentile, key service and store at 20 ms a call; a proof of 1.7 KB or less at ten million leaves.
`python -m bench.log [--leaves N] [--large N] [--singles N]`; exit 1 when a promise is broken. pymerkle runs beside it
when it is there (`pip install --target .local/peers pymerkle`; its licence is the GPL, so nothing of ours needs it).
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.certificates.adapters.witness import HttpWitness
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.notes import Kind, Proof, VerifierKey, write_proof
from chalicelib.certificates.log.policy import Policy
from chalicelib.certificates.log.stored import TileFiles
from chalicelib.certificates.log.tiles import Edge, Tiles
from chalicelib.certificates.log.tree import includes
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.certificates.models import LogEntry
from chalicelib.platform.objects import ObjectExists, ObjectInfo, ObjectMissing
from infra.local.simulators.witness.book import Book
from infra.local.simulators.witness.key import WitnessKey, policy
from infra.local.simulators.witness.server import running

LEAVES_A_SECOND, SINGLE_MS, PROOF_BYTES = 20_000, 200.0, 1_700
ORIGIN = "verify.probity.example/log"
CALL = 0.02
"""Seconds that a call of the key service or the object store takes, simulated."""
_BATCH = 4_096
_ROOT = Path(__file__).parents[1]


@dataclass
class DiskObjects:
    """`Objects` in a folder, as far as the log needs them: each file appears whole; `wait` is added to every call."""

    folder: Path
    wait: float = 0.0
    calls: int = 0

    def get(self, key: str, version: str | None = None) -> bytes:  # noqa: ARG002 - one version
        self._called()
        try:
            return (self.folder / key).read_bytes()
        except FileNotFoundError:
            raise ObjectMissing(key) from None

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        body = self.get(key)
        return body, sha256(body).hexdigest()

    def put_once(self, key: str, body: bytes, content_type: str) -> str:  # noqa: ARG002 - files have none
        self._called()
        path = self.folder / key
        if path.exists():
            raise ObjectExists(key)
        return self._write(path, body)

    def replace(self, key: str, body: bytes, content_type: str, *, etag: str | None) -> str:  # noqa: ARG002 - as above
        self._called()
        path = self.folder / key
        there = sha256(path.read_bytes()).hexdigest() if path.exists() else None
        if there != etag:
            raise ObjectExists(key)
        return self._write(path, body)

    def head(self, key: str, version: str | None = None) -> ObjectInfo:
        raise NotImplementedError

    def _called(self) -> None:
        self.calls += 1
        if self.wait:
            time.sleep(self.wait)

    def _write(self, path: Path, body: bytes) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}")
        beside.write_bytes(body)
        beside.rename(path)
        return ""


@dataclass
class Keys:
    """`Signer` with one Ed25519 key; `wait` is added to every signature."""

    wait: float = 0.0
    key: ed25519.Ed25519PrivateKey = field(default_factory=ed25519.Ed25519PrivateKey.generate)

    def sign_raw(self, key_id: str, message: bytes, algorithm: str) -> bytes:  # noqa: ARG002 - it has one
        time.sleep(self.wait)
        return self.key.sign(message)

    def public_key(self, key_id: str) -> bytes:  # noqa: ARG002 - as above
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def leaf(number: int) -> bytes:
    """A leaf like a commitment: 32 bytes that nobody can predict."""
    return sha256(number.to_bytes(8, "big")).digest()


def main() -> int:
    """Measure all; 0 when every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=200_000, help="appended in batches, with everything")
    parser.add_argument(
        "--large", type=int, default=10_000_000, help="tree for sizes of proofs; tiles on disk"
    )
    parser.add_argument("--singles", type=int, default=200)
    wanted = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(dir=_disk()) as folder:
        kept = [
            batches(Path(folder) / "batches", wanted.leaves),
            large(Path(folder) / "large", wanted.large),
            singles(Path(folder) / "singles", wanted.singles),
        ]
    peer(wanted.leaves)
    return 0 if all(kept) else 1


def batches(folder: Path, count: int) -> bool:
    """Leaves a second in batches: taken in, tiles written, checkpoint signed and cosigned over HTTP, proofs made."""
    with _log(folder) as log:
        leaves = [leaf(number) for number in range(count)]
        begun, cpu = time.perf_counter(), time.process_time()
        size = 0
        while size < count:
            log.append_all(leaves[size : size + _BATCH], since=size)
            size += _BATCH
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    rate = count / seconds
    print(
        f"batches of {_BATCH}: {count:,} leaves in {seconds:.1f} s, {rate:,.0f} a second "
        f"({count / cpu:,.0f} a second of processor time), every leaf with its proof"
    )
    return count / cpu >= LEAVES_A_SECOND


def large(folder: Path, count: int) -> bool:
    """Tiles of a large tree on disk, then single appends to it: size and cost of their proofs."""
    files = DiskObjects(folder)
    edge, begun = Edge(), time.perf_counter()
    writer = TileFiles(files)  # type: ignore[arg-type] - as much of a bucket as the log needs
    while edge.size < count:
        edge, made = edge.extended(
            [leaf(number) for number in range(edge.size, min(count, edge.size + 65_536))]
        )
        writer.write(made)
    seconds = time.perf_counter() - begun
    print(f"tree of {count:,} leaves, tiles alone: {seconds:.0f} s, {count / seconds:,.0f} leaves a second")
    with _log(folder, edge) as log:
        entries = [log.append(leaf(count + number), since=count) for number in range(20)]
        texts = [_text(entry) for entry in entries]
        tiles = Tiles(count, TileFiles(files))  # type: ignore[arg-type] - as above
        some = range(0, count, max(1, count // 50))
        for place in some:
            entry = LogEntry(
                index=place,
                proof=tuple(value.hex() for value in tiles.inclusion(place)),
                checkpoint=entries[0].checkpoint,
            )
            texts.append(_text(entry))
    longest = max(len(text.encode()) for text in texts)
    print(f"proof at {count:,} leaves, one signature, one cosignature: {longest} bytes at most")
    _verifying(entries[-1], leaf(count + len(entries) - 1), log)
    return longest <= PROOF_BYTES


def _verifying(entry: LogEntry, value: bytes, log: Log) -> None:
    text = _text(entry)
    (witness,) = log.witnesses.policy.witnesses
    key = VerifierKey(ORIGIN, Kind.LOG, log.signer.public_key("")[-32:])

    def read() -> Proof:
        return Proof.read(text)

    proof = read()
    said = proof.note.checkpoint

    def path() -> bool:
        return includes(value, proof.place, said.size, proof.path, said.root)

    def signatures() -> bool:
        return key.signed(proof.note) and witness.key.signed(proof.note)

    assert path()
    assert signatures()
    parts = {"reading": read, "audit path": path, "two signatures": signatures}
    print("verifying: " + ", ".join(f"{name} {_micro(step):.0f} us" for name, step in parts.items()))


def singles(folder: Path, count: int) -> bool:
    """One certificate after the other, each with store and key service at 20 ms a call and the witness over HTTP."""
    times, calls = [], []
    with _log(folder, wait=CALL) as log:
        files = log.files
        assert isinstance(files, DiskObjects)
        for number in range(count):
            before, begun = files.calls, time.perf_counter()
            log.append(leaf(number), since=number)
            times.append((time.perf_counter() - begun) * 1000)
            calls.append(files.calls - before)
    own = [total - (made + 1) * CALL * 1000 for total, made in zip(times, calls, strict=True)]
    print(
        f"single append to cosigned proof, {count} in a row: median {statistics.median(times):.0f} ms, "
        f"p95 {_p95(times):.0f} ms; of it {statistics.median(calls):.0f} calls of the store (at most {max(calls)}) "
        f"and one signature at {CALL * 1000:.0f} ms each; own and witness median {statistics.median(own):.1f} ms, "
        f"p95 {_p95(own):.1f} ms"
    )
    return _p95(times) <= SINGLE_MS


def peer(count: int) -> None:
    """Pymerkle's tree in memory on the same leaves: appends, and one proof and its verification."""
    sys.path.append(str(_ROOT / ".local" / "peers"))
    try:
        from pymerkle import InmemoryTree, verify_inclusion  # noqa: PLC0415 - only where it is installed
    except ImportError:
        print("pymerkle is not here")
        return
    entries = [number.to_bytes(8, "big") for number in range(count)]
    tree = InmemoryTree(algorithm="sha256")
    begun = time.perf_counter()
    for entry in entries:
        tree.append_entry(entry)
    theirs = count / (time.perf_counter() - begun)
    begun, edge = time.perf_counter(), Edge()
    for start in range(0, count, _BATCH):
        batch = [sha256(b"\x00" + entry).digest() for entry in entries[start : start + _BATCH]]
        edge, _ = edge.extended(batch)
    ours = count / (time.perf_counter() - begun)
    assert tree.get_root() == edge.root
    proof = tree.prove_inclusion(count // 3)
    base = tree.get_leaf(count // 3)
    verifying = _micro(lambda: verify_inclusion(base, edge.root, proof))
    print(
        f"pymerkle, in memory: {theirs:,.0f} appends a second, verifying {verifying:.0f} us; "
        f"ours in memory, tiles made: {ours:,.0f} a second, {ours / theirs:.1f} times"
    )


class _log:  # noqa: N801 - reads as a function
    """A log in a folder with a witness over HTTP, begun at an edge whose tiles are there."""

    def __init__(self, folder: Path, edge: Edge | None = None, wait: float = 0.0) -> None:
        self.folder, self.edge, self.wait = folder, edge, wait

    def __enter__(self) -> Log:
        signer = Keys(self.wait)
        book = Book(
            WitnessKey(ed25519.Ed25519PrivateKey.generate(), "witness.probity.example/w1"), self._keys(signer)
        )
        self._server = running(book)
        server = self._server.__enter__()
        rules = Policy.read(policy(book.key, server.url))
        witness = HttpWitness(server.url)
        files = DiskObjects(self.folder, self.wait)
        if self.edge:
            head = f'{{"size": {self.edge.size}, "root": "{self.edge.root.hex()}"}}'
            files.replace("log/head", head.encode(), "", etag=None)
        return Log(files, signer, "", ORIGIN, Witnesses(rules, lambda _: witness))  # type: ignore[arg-type] - see large

    def __exit__(self, *_: object) -> None:
        self._server.__exit__(None, None, None)

    @staticmethod
    def _keys(signer: Keys) -> Callable[[str], list[bytes]]:
        return lambda origin: [signer.public_key("")[-32:]] if origin == ORIGIN else []


def _text(entry: LogEntry) -> str:
    return write_proof(entry.index, [bytes.fromhex(value) for value in entry.proof], entry.checkpoint)


def _micro(step: Callable[[], object], times: int = 2_000) -> float:
    """Microseconds of one step, the best of five rounds."""
    return min(_rounds(step, times)) * 1_000_000


def _rounds(step: Callable[[], object], times: int) -> Iterator[float]:
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(times):
            step()
        yield (time.perf_counter() - begun) / times


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _disk() -> Path:
    """A folder on the disk that the checkout is on, not in memory."""
    folder = _ROOT / ".local" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("log-*"):
        shutil.rmtree(left, ignore_errors=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
