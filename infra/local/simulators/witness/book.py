"""What the witness remembers of each log, and when it cosigns: every rule of `add-checkpoint`, without HTTP."""

import base64
import binascii
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from infra.local.simulators.witness.key import WitnessKey

EMPTY = sha256(b"").digest()
_MOST_HASHES = 63
_REQUEST = re.compile(r"old (0|[1-9][0-9]*)\n((?:[A-Za-z0-9+/]{43}=\n)*)\n(.+)", re.DOTALL)
_NOTE = re.compile(
    r"(([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*)\n((?:\u2014 [^\n]+\n)+)"
)
_PLAIN, _SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


class Answer(NamedTuple):
    """Status, body and content type."""

    status: HTTPStatus
    body: str = ""
    content_type: str = _PLAIN


class Seen(NamedTuple):
    """The newest checkpoint that was cosigned."""

    size: int = 0
    root: bytes = EMPTY
    note: str = ""


class RefusalError(Exception):
    """The request is answered with a status other than 200."""

    def __init__(self, status: HTTPStatus, body: str = "", content_type: str = _PLAIN) -> None:
        """Carry the answer."""
        super().__init__(body)
        self.answer = Answer(status, body, content_type)


@dataclass
class Book:
    """The witness. `log_keys` gives the raw public keys by a log's origin, or nothing for a log that is unknown."""

    key: WitnessKey
    log_keys: Callable[[str], Iterable[bytes]]
    seen: dict[str, Seen] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to a request body, exactly as the specification orders the checks."""
        try:
            with self._lock:  # the size that was checked is the size that is replaced
                return self._cosign(body)
        except RefusalError as refusal:
            return refusal.answer

    def checkpoint(self, origin_hash: str) -> Answer:
        """The newest cosigned checkpoint of a log, by the hash of its origin."""
        by_hash = {sha256(origin.encode()).hexdigest(): seen for origin, seen in self.seen.items()}
        found = by_hash.get(origin_hash)
        return Answer(HTTPStatus.OK, found.note) if found else Answer(HTTPStatus.NOT_FOUND)

    def _cosign(self, body: bytes) -> Answer:
        old, path, text, origin, size, root, lines = _read(body)
        self._require_signed(origin, text, lines)
        if old > size:
            raise RefusalError(HTTPStatus.BAD_REQUEST, "the old size is larger than the checkpoint's\n")
        before = self.seen.get(origin, Seen())
        if before.size != old:
            raise RefusalError(HTTPStatus.CONFLICT, f"{before.size}\n", _SIZE)
        if not _extends(before, size, root, path):
            raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, "the proof does not verify\n")
        line = self.key.cosign(text)
        self.seen[origin] = Seen(size, root, f"{text}\n{lines}{line}")
        return Answer(HTTPStatus.OK, line)

    def _require_signed(self, origin: str, text: str, lines: str) -> None:
        keys = {
            sha256(f"{origin}\n".encode() + b"\x01" + raw).digest()[:4]: raw for raw in self.log_keys(origin)
        }
        if not keys:
            raise RefusalError(HTTPStatus.NOT_FOUND, "unknown log\n")
        if not any(_signed_by(keys, origin, text, line) for line in lines.splitlines()):
            raise RefusalError(HTTPStatus.FORBIDDEN, "no signature of a known key\n")


def _read(body: bytes) -> tuple[int, list[bytes], str, str, int, bytes, str]:
    try:
        request = _REQUEST.fullmatch(body.decode())
        note = _NOTE.fullmatch(request[3]) if request else None
        path = [
            base64.b64decode(line, validate=True) for line in (request[2] if request else "").splitlines()
        ]
    except (ValueError, binascii.Error):
        request = note = None
    if request is None or note is None or len(path) > _MOST_HASHES:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "not a request\n")
    return int(request[1]), path, note[1], note[2], int(note[3]), base64.b64decode(note[4]), note[5]


def _signed_by(keys: Mapping[bytes, bytes], origin: str, text: str, line: str) -> bool:
    """Whether a line is a known key's; a known key's wrong signature spoils the note."""
    _, name, encoded = (*line.split(" "), "", "")[:3]
    try:
        stamp = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "not a note\n") from None
    raw = keys.get(stamp[:4])
    if name != origin or raw is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(stamp[4:], text.encode())
    except InvalidSignature:
        raise RefusalError(HTTPStatus.FORBIDDEN, "a signature is wrong\n") from None
    return True


def _extends(before: Seen, size: int, root: bytes, path: list[bytes]) -> bool:
    """RFC 6962, 2.1.2, by its own recursion: the proof read from its end, for the old and the new root at once."""
    if size == 0 and root != EMPTY:
        return False
    if before.size == 0:
        return not path
    if before.size == size:
        return not path and before.root == root
    left = list(path)
    try:
        made = _roots(before.size, size, left, before.root)
    except IndexError:
        return False
    return not left and made == (before.root, root)


def _roots(old: int, size: int, left: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """The roots over the first `old` and over all `size` leaves; `known` is the old root while we are on its edge."""
    if old == size:
        same = left.pop() if known is None else known
        return same, same
    middle = 1 << (size - 1).bit_length() - 1
    beside = left.pop()
    if old <= middle:
        before, after = _roots(old, middle, left, known)
        return before, _node(after, beside)
    before, after = _roots(old - middle, size - middle, left, None)
    return _node(beside, before), _node(beside, after)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
