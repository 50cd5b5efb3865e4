"""RFC 6962, tlog-tiles and signed notes word by word and slowly, sharing nothing with the code under test."""

import base64
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Leaves = list[bytes]


def mth(d: Leaves) -> bytes:
    """Merkle Tree Hash over leaf hashes (2.1)."""
    if not d:
        return sha256().digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Leaves) -> Leaves:
    """PATH(m, D[n]) (2.1.1)."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Leaves) -> Leaves:
    """PROOF(m, D[n]) (2.1.2)."""
    return subproof(m, d, known=True)


def subproof(m: int, d: Leaves, *, known: bool) -> Leaves:
    if m == len(d):
        return [] if known else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], known=known), mth(d[k:])]
    return [*subproof(m - k, d[k:], known=False), mth(d[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def tiles(d: Leaves) -> dict[str, bytes]:
    """Every tile of the tree by its path, from the definition in tlog-tiles."""
    found = {}
    for level in range(8):
        count = len(d) // 256**level
        for n in range(0, count, 256):
            width = min(256, count - n)
            body = b"".join(mth(d[(n + i) * 256**level : (n + i + 1) * 256**level]) for i in range(width))
            name = digits(n // 256) + ("" if width == 256 else f".p/{width}")
            found[f"tile/{level}/{name}"] = body
    return found


def digits(n: int) -> str:
    text = f"{n:03d}"
    text = text.zfill(-(-len(text) // 3) * 3)
    groups = [text[i : i + 3] for i in range(0, len(text), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode()


def text(origin: str, d: Leaves) -> str:
    return f"{origin}\n{len(d)}\n{base64_of(mth(d))}\n"


def log_line(origin: str, key: Ed25519PrivateKey, body: str) -> str:
    key_id = sha256(origin.encode() + b"\n\x01" + raw(key)).digest()[:4]
    return f"\u2014 {origin} {base64_of(key_id + key.sign(body.encode()))}\n"


def witness_line(name: str, key: Ed25519PrivateKey, body: str, moment: int) -> str:
    key_id = sha256(name.encode() + b"\n\x04" + raw(key)).digest()[:4]
    signature = key.sign(f"cosignature/v1\ntime {moment}\n{body}".encode())
    return f"\u2014 {name} {base64_of(key_id + moment.to_bytes(8, 'big') + signature)}\n"


def vkey(name: str, kind: int, key: Ed25519PrivateKey) -> str:
    body = bytes([kind]) + raw(key)
    key_id = sha256(name.encode() + b"\n" + body).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64_of(body)}"


def tlog_proof(place: int, hashes: Leaves, note: str) -> str:
    lines = "".join(f"{base64_of(value)}\n" for value in hashes)
    return f"c2sp.org/tlog-proof@v1\nindex {place}\n{lines}\n{note}"
