"""Reads the little of a TensorFlow Lite file that a small network of convolutions needs: steps, constants, options.

The file is a FlatBuffer (flatbuffers.dev, "internals"); the fields' places are those of TensorFlow's schema.fbs,
version 3. No package for this is among ours, and none is needed.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

FORMAT = b"TFL3"
_DOTS = {0: np.float32, 1: np.float16, 2: np.int32}
"""Types of a tensor that these networks use."""
_OPERATIONS = {
    0: "ADD",
    2: "CONCATENATION",
    3: "CONV_2D",
    4: "DEPTHWISE_CONV_2D",
    6: "DEQUANTIZE",
    17: "MAX_POOL_2D",
    19: "RELU",
    22: "RESHAPE",
    23: "RESIZE_BILINEAR",
    34: "PAD",
}
_OPTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "ADD": (("relu", "b"),),
    "CONCATENATION": (("axis", "i"), ("relu", "b")),
    "CONV_2D": (("valid", "b"), ("across", "i"), ("down", "i"), ("relu", "b")),
    "DEPTHWISE_CONV_2D": (("valid", "b"), ("across", "i"), ("down", "i"), ("each", "i"), ("relu", "b")),
    "MAX_POOL_2D": (
        ("valid", "b"),
        ("across", "i"),
        ("down", "i"),
        ("wide", "i"),
        ("high", "i"),
        ("relu", "b"),
    ),
    "RESIZE_BILINEAR": (("", "i"), ("", "i"), ("corners", "b"), ("half", "b")),
}
"""What a step is told, in the order of the schema: name and type (b one byte, i four)."""


class TfliteError(Exception):
    """The file is not what this reads."""


@dataclass(frozen=True)
class Step:
    """One operation; values are known by number, and an input of -1 is left out."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, int]


@dataclass(frozen=True)
class Network:
    """Steps in the order in which they run, what is constant, and the shape of every value."""

    steps: tuple[Step, ...]
    constants: dict[int, NDArray[Any]]
    shapes: dict[int, tuple[int, ...]]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class _Table:
    content: bytes
    at: int

    def _place(self, field: int) -> int:
        listed = self.at - self._number("<i", self.at)
        if 4 + 2 * field >= self._number("<H", listed):
            return 0
        moved = self._number("<H", listed + 4 + 2 * field)
        return self.at + moved if moved else 0

    def _number(self, form: str, at: int) -> int:
        return int(struct.unpack_from(form, self.content, at)[0])

    def number(self, field: int, form: str) -> int:
        place = self._place(field)
        return self._number(f"<{form}", place) if place else 0

    def table(self, field: int) -> Self | None:
        place = self._place(field)
        return type(self)(self.content, place + self._number("<I", place)) if place else None

    def tables(self, field: int) -> Iterator[Self]:
        start, length = self._list(field)
        for at in range(start, start + 4 * length, 4):
            yield type(self)(self.content, at + self._number("<I", at))

    def numbers(self, field: int) -> tuple[int, ...]:
        start, length = self._list(field)
        return struct.unpack_from(f"<{length}i", self.content, start)

    def bytes(self, field: int) -> bytes:
        start, length = self._list(field)
        return self.content[start : start + length]

    def _list(self, field: int) -> tuple[int, int]:
        place = self._place(field)
        if not place:
            return 0, 0
        start = place + self._number("<I", place)
        return start + 4, self._number("<I", start)


def read(content: bytes) -> Network:
    """The network in the file. Raises TfliteError when it has an operation or a type that is not known here."""
    if content[4:8] != FORMAT:
        raise TfliteError("This is no TensorFlow Lite file of version 3.")
    model = _Table(content, struct.unpack_from("<I", content)[0])
    codes = [max(one.number(0, "b"), one.number(3, "i")) for one in model.tables(1)]
    buffers = [one.bytes(0) for one in model.tables(4)]
    graph = next(model.tables(2))
    tensors = list(graph.tables(0))
    return Network(
        steps=tuple(_step(one, codes) for one in graph.tables(3)),
        constants={
            number: _constant(one, data)
            for number, one in enumerate(tensors)
            if (data := buffers[one.number(2, "I")])
        },
        shapes={number: one.numbers(0) for number, one in enumerate(tensors)},
        inputs=graph.numbers(1),
        outputs=graph.numbers(2),
    )


def _step(table: _Table, codes: list[int]) -> Step:
    code = codes[table.number(0, "I")]
    if code not in _OPERATIONS:
        raise TfliteError(f"The network uses operation {code}, which is not known here.")
    name, told = _OPERATIONS[code], table.table(4)
    fields = enumerate(_OPTIONS.get(name, ()))
    options = {label: told.number(place, form) for place, (label, form) in fields} if told else {}
    return Step(name, table.numbers(1), table.numbers(2), options)


def _constant(tensor: _Table, data: bytes) -> NDArray[Any]:
    kind = tensor.number(1, "b")
    if kind not in _DOTS:
        raise TfliteError(f"The network has numbers of type {kind}, which is not known here.")
    return np.frombuffer(data, _DOTS[kind]).reshape(tensor.numbers(0))
