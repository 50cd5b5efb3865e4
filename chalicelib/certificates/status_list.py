"""Status lists: bits to a signed token and back (docs/formats/status-list.md). Pure."""

import secrets
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from chalicelib.certificates import cose

ENTRIES = 1 << 24
"""Entries of one list."""
OPEN_LIST = 1
"""The list in which entries are drawn now; at ten million certificates the next one opens."""
EVERY = timedelta(hours=12)
LIFETIME = timedelta(hours=48)
TYPE = "application/statuslist+cwt"
_BYTES = ENTRIES // 8
_MEMORY = 9
"""The most that zlib may use to find a short form."""
_SUBJECT, _EXPIRES, _ISSUED, _LIST, _TTL = 2, 4, 6, 65533, 65534


class Place(NamedTuple):
    """Where a status index lies: the list's number and the entry in it."""

    list_number: int
    entry: int


class StatusList(NamedTuple):
    """What a token says; nothing about its signature is verified yet."""

    subject: str
    issued_at: datetime
    expires_at: datetime
    bits: bytes

    @property
    def list_number(self) -> str:
        """The number at the end of the subject, as text."""
        return self.subject.rpartition("/status/")[2]

    def is_revoked(self, entry: int) -> bool:
        """Whether the bit of an entry is set."""
        return bool(self.bits[entry // 8] >> (entry % 8) & 1)

    @property
    def revoked(self) -> set[int]:
        """Every entry whose bit is set."""
        marked = (place for place, byte in enumerate(self.bits) if byte)
        return {place * 8 + bit for place in marked for bit in range(8) if self.bits[place] >> bit & 1}

    @classmethod
    def read(cls, claims_bytes: bytes) -> Self:
        """The claims of a token; raises `cose.Malformed` or `cose.NotCanonical`."""
        match cose.decode(claims_bytes):
            case {
                2: str(subject),
                4: int(expires),
                6: int(issued),
                65533: {"bits": 1, "lst": bytes(packed)},
                65534: int(ttl),
                **rest,
            } if ttl > 0 and not rest:
                return cls(subject, _moment(issued), _moment(expires), _unpack(packed))
        raise cose.Malformed("not the claims of a status list")


def place_of(status_index: int) -> Place:
    """The list and the entry of a certificate's status index."""
    return Place(1 + status_index // ENTRIES, status_index % ENTRIES)


def draw() -> int:
    """A status index at random in the open list; whoever keeps it makes sure that nobody else has it."""
    return (OPEN_LIST - 1) * ENTRIES + secrets.randbelow(ENTRIES)


def draw_several(count: int) -> tuple[int, ...]:
    """So many different indices; nothing tells that they belong together."""
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        drawn[draw()] = None
    return tuple(drawn)


def encode(origin: str, list_number: int, revoked: Iterable[int], issued_at: datetime) -> bytes:
    """The claims of a token in which the entries `revoked` are set."""
    bits = bytearray(_BYTES)
    for entry in revoked:
        bits[entry // 8] |= 1 << (entry % 8)
    issued = int(issued_at.timestamp())
    return cose.encode(
        {
            _SUBJECT: f"{origin}/status/{list_number}",
            _EXPIRES: issued + int(LIFETIME.total_seconds()),
            _ISSUED: issued,
            _LIST: {"bits": 1, "lst": _pack(bytes(bits))},
            _TTL: int(EVERY.total_seconds()),
        }
    )


def protected_header(key: bytes) -> bytes:
    """The protected header of a token by the key with that id."""
    return cose.protected_header(key, {cose.TYPE: TYPE})


def disassemble(token: bytes) -> tuple[cose.Sign1, StatusList]:
    """A token taken apart; raises `cose.Malformed` or `cose.NotCanonical`. The signature is not verified."""
    signed = cose.disassemble(token)
    if signed.header != {cose.ALGORITHM: cose.ES256, cose.KEY_ID: signed.key_id, cose.TYPE: TYPE}:
        raise cose.Malformed("not the header of a status list")
    return signed, StatusList.read(signed.payload)


def _pack(bits: bytes) -> bytes:
    """Runs of zeros and little else: what zlib calls RLE packs them smallest."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, _MEMORY, zlib.Z_RLE)
    return packer.compress(bits) + packer.flush()


def _unpack(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        bits = reader.decompress(packed, _BYTES + 1)
    except zlib.error as broken:
        raise cose.Malformed("not a zlib stream") from broken
    if len(bits) != _BYTES or not reader.eof or reader.unused_data:
        raise cose.Malformed("not as many entries as a list has")
    return bits


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError) as broken:
        raise cose.Malformed("not a moment") from broken
