"""Lets a shared library load on an older glibc when all it needs of the newer one is an old function's new version.

glibc 2.27 gave `expf` and `logf` a second version that no longer sets errno; the first, of 2.2.5, is still in every
glibc for x86-64. libwebp's helper asks for the new one for no reason but that it was built there. The request is
rewritten in place in the library's table of needed versions (ELF gABI, `Elf64_Verneed` and `Elf64_Vernaux`).
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

OLDEST = b"GLIBC_2.2.5"
NEWER = b"GLIBC_2.27"
HARMLESS = frozenset({b"expf", b"logf", b"powf", b"exp2f", b"log2f"})
"""Functions of which 2.27 has a second version and 2.2.5 the first."""
_DYNSYM, _VERSIONS, _NEEDED = b".dynsym", b".gnu.version", b".gnu.version_r"
_SYMBOL = 24


class NotOlderError(Exception):
    """The library needs the newer glibc for something that the older one does not have."""


def ask_for_older(library: Path) -> None:
    """Rewrite a library that needs glibc 2.27 for the harmless functions alone. Raises `NotOlderError`."""
    content = bytearray(library.read_bytes())
    sections = _sections(content)
    start, size = sections[b".dynstr"]
    names = bytes(content[start : start + size])
    newer = names.index(b"\0" + NEWER + b"\0") + 1
    older = names.index(b"\0" + OLDEST + b"\0") + 1
    for place, number in _needing(content, sections, newer):
        asked = set(_asking(content, sections, names, number))
        if not asked <= HARMLESS:
            raise NotOlderError(f"{library.name} needs {sorted(asked - HARMLESS)} of {NEWER.decode()}")
        struct.pack_into("<I", content, place, _hash(OLDEST))
        struct.pack_into("<I", content, place + 8, older)
    content[start + newer : start + newer + len(NEWER)] = bytes(len(NEWER))
    library.write_bytes(content)


def _sections(content: bytes) -> Mapping[bytes, tuple[int, int]]:
    """Name -> offset and size."""
    table, entry, count, names = (
        *struct.unpack_from("<Q", content, 0x28),
        *struct.unpack_from("<HHH", content, 0x3A),
    )
    headers = [struct.unpack_from("<IIQQQQ", content, table + number * entry) for number in range(count)]
    start = headers[names][4]
    return {_text(content, start + name): (offset, size) for name, _, _, _, offset, size in headers}


def _needing(
    content: bytes, sections: Mapping[bytes, tuple[int, int]], name: int
) -> Iterator[tuple[int, int]]:
    """Where each request for the version of that name stands, and the number by which symbols refer to it."""
    library, _ = sections[_NEEDED]
    while True:
        _, count, _, first, following = struct.unpack_from("<HHIII", content, library)
        place = library + first
        for _ in range(count):
            _, _, number, asked, onward = struct.unpack_from("<IHHII", content, place)
            if asked == name:
                yield place, number
            place += onward
        if not following:
            return
        library += following


def _asking(
    content: bytes, sections: Mapping[bytes, tuple[int, int]], names: bytes, number: int
) -> Iterator[bytes]:
    """The symbols that refer to a version."""
    versions, size = sections[_VERSIONS]
    symbols, _ = sections[_DYNSYM]
    for index in range(size // 2):
        (version,) = struct.unpack_from("<H", content, versions + 2 * index)
        if version & 0x7FFF == number:
            (name,) = struct.unpack_from("<I", content, symbols + _SYMBOL * index)
            yield _text(names, name)


def _text(content: bytes, start: int) -> bytes:
    return bytes(content[start : content.index(0, start)])


def _hash(name: bytes) -> int:
    """The ELF hash of a version's name (System V ABI, 5)."""
    value = 0
    for sign in name:
        value = (value << 4) + sign
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high
    return value
