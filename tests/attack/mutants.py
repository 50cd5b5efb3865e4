"""Random and field-wise mutants of a sealed certificate: small changes anywhere, changes to one field at a time."""

from __future__ import annotations

import random  # noqa: TID251 - repeatable choices, no secret
import re
from collections.abc import Callable, Iterator

from tests.attack.places import seal_place

_NUMBERS = re.compile(rb"(?<=[ \[/<(])[0-9]{1,10}(?=[ \]>)\n])")
_NAMES = re.compile(rb"/[A-Za-z][A-Za-z0-9.]{1,20}")
_STREAMS = re.compile(rb"stream\n")
_WORDS = (b"null", b"true", b"0", b"-1", b"[]", b"<<>>", b"()", b"99999999999", b"% ", b"/JavaScript", b"obj")
Mutation = Callable[[random.Random, bytes], bytes]


def mutants(pdf: bytes, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many changed files, each with the name of the change; none is the file itself."""
    dice = random.Random(seed)  # noqa: S311 - as above
    made = 0
    while made < count:
        mutation = MUTATIONS[made % len(MUTATIONS)]
        changed = mutation(dice, pdf)
        if changed != pdf:
            made += 1
            yield mutation.__name__, changed


def one_bit(dice: random.Random, pdf: bytes) -> bytes:
    place = dice.randrange(len(pdf))
    return pdf[:place] + bytes((pdf[place] ^ 1 << dice.randrange(8),)) + pdf[place + 1 :]


def some_bytes(dice: random.Random, pdf: bytes) -> bytes:
    place = dice.randrange(len(pdf))
    return pdf[:place] + dice.randbytes(dice.randrange(1, 9)) + pdf[place + 8 :]


def bytes_gone(dice: random.Random, pdf: bytes) -> bytes:
    place = dice.randrange(len(pdf))
    return pdf[:place] + pdf[place + dice.randrange(1, 200) :]


def bytes_more(dice: random.Random, pdf: bytes) -> bytes:
    place = dice.randrange(len(pdf) + 1)
    return pdf[:place] + dice.choice((b" ", b"\n", b"\0", b"%\n", dice.randbytes(20))) + pdf[place:]


def bytes_twice(dice: random.Random, pdf: bytes) -> bytes:
    place = dice.randrange(len(pdf))
    return pdf[:place] + pdf[place : place + dice.randrange(1, 4000)] * 2 + pdf[place + 4000 :]


def another_number(dice: random.Random, pdf: bytes) -> bytes:
    found = dice.choice(list(_NUMBERS.finditer(pdf)))
    other = b"%d" % max(0, int(found[0]) + dice.choice((-1, 1, 10, 1000)))
    return pdf[: found.start()] + other.rjust(len(found[0]), b"0") + pdf[found.end() :]


def another_name(dice: random.Random, pdf: bytes) -> bytes:
    found = dice.choice(list(_NAMES.finditer(pdf)))
    other = dice.choice(_NAMES.findall(pdf))
    return pdf[: found.start()] + other.ljust(len(found[0])) + pdf[found.end() :]


def another_value(dice: random.Random, pdf: bytes) -> bytes:
    found = dice.choice([*_NAMES.finditer(pdf), *_NUMBERS.finditer(pdf)])
    return pdf[: found.start()] + dice.choice(_WORDS) + pdf[found.end() :]


def another_stream(dice: random.Random, pdf: bytes) -> bytes:
    one, two = (found.end() for found in dice.sample(list(_STREAMS.finditer(pdf)), 2))
    length = dice.randrange(4, 300)
    return pdf[:one] + pdf[two : two + length] + pdf[one + length :]


def in_a_signature(dice: random.Random, pdf: bytes) -> bytes:
    """A byte of the seal's or the stamp's container; or two exchanged, or one left out and padded."""
    start, end = seal_place(pdf, last=dice.random() < 0.5)
    contents = bytearray.fromhex(pdf[start + 1 : end - 1].decode())
    used = len(bytes(contents).rstrip(b"\0"))
    place = dice.randrange(used)
    match dice.randrange(4):
        case 0:
            contents[place] = dice.randrange(256)
        case 1:
            other = dice.randrange(used)
            contents[place], contents[other] = contents[other], contents[place]
        case 2:
            contents = contents[:place] + contents[place + 1 :] + b"\0"
        case _:
            contents = (contents[:place] + dice.randbytes(1) + contents[place:])[: len(contents)]
    return pdf[: start + 1] + bytes(contents).hex().upper().encode() + pdf[end - 1 :]


def spelt_otherwise(dice: random.Random, pdf: bytes) -> bytes:
    """One digit of a signature in another case."""
    start, end = seal_place(pdf, last=dice.random() < 0.5)
    places = [place for place in range(start, end) if pdf[place : place + 1] in b"ABCDEF"]
    place = dice.choice(places)
    return pdf[:place] + pdf[place : place + 1].lower() + pdf[place + 1 :]


MUTATIONS: tuple[Mutation, ...] = (
    one_bit,
    some_bytes,
    bytes_gone,
    bytes_more,
    bytes_twice,
    another_number,
    another_name,
    another_value,
    another_stream,
    in_a_signature,
    spelt_otherwise,
)
