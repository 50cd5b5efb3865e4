"""Keys as arrays: the same numbers as `keys.key_of` gives one by one, many at a time, and where they lie."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chalicelib.records.names.keys import MIX, SHIFT, SPREAD, Keys, Right

U64 = npt.NDArray[np.uint64]
F32 = npt.NDArray[np.float32]
U32 = npt.NDArray[np.uint32]
U16 = npt.NDArray[np.uint16]
MARK_BITS = 16


def mixed(lefts: U64, rights: U64) -> U64:
    """The keys of left and right parts, element by element."""
    keys = (lefts ^ (rights * np.uint64(SPREAD))) * np.uint64(MIX)
    return keys ^ (keys >> np.uint64(SHIFT))


@lru_cache(maxsize=4096)
def _rights(rights: tuple[Right, ...]) -> tuple[U64, F32]:
    numbers = np.array([right for right, _ in rights], dtype=np.uint64)
    return numbers * np.uint64(SPREAD), np.array([cost for _, cost in rights], dtype=np.float32)


def keys_and_costs(keys: Keys) -> tuple[U64, F32]:
    """All keys of a query and what each costs, in bits; a key may come twice."""
    found, costs = [], []
    for block in keys.blocks:
        spread, cost = _rights(block.rights)
        lefts = np.array(block.lefts, dtype=np.uint64)
        raw = ((lefts[:, None] ^ spread[None, :]) * np.uint64(MIX)).ravel()
        found.append(raw ^ (raw >> np.uint64(SHIFT)))
        costs.append(np.tile(cost, len(lefts)))
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.float32)
    return np.concatenate(found), np.concatenate(costs)


def buckets_and_marks(keys: U64, bits: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
    """Which bucket a key lies in, and what tells it from the others there."""
    buckets = (keys >> np.uint64(64 - bits)).astype(np.int64)
    marks = (keys >> np.uint64(64 - bits - MARK_BITS)).astype(np.uint16)
    return buckets, marks


def spans(starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The positions of many runs, one after the other."""
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    places: npt.NDArray[np.int64] = np.arange(total, dtype=np.int64)
    places += np.repeat(starts - (ends - lengths), lengths)
    return places


def mapped(file: Path, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A file as an array that is read when it is touched; an empty file as an empty array."""
    if file.stat().st_size == 0:
        return np.empty(0, dtype)
    return np.memmap(file, dtype=dtype, mode="r").view(np.ndarray)
