"""A whole names table at once: its items worked out through files, so that memory does not grow with the people.

Keys are gathered in parts by their first bits, each part sorted by itself. `write_parts` writes DynamoDB JSON for the
import from S3 (docs/operations/names-load.md); `HostedIndex.load` puts the same items one by one.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Self

from chalicelib.platform.items import ItemMap, Key
from chalicelib.records.names import hosted_items
from chalicelib.records.names.frequencies import terms_of
from chalicelib.records.names.keys import WORD, id_key, key_of, record_keys
from chalicelib.records.names.subjects import Subject, read_line, to_body

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

_PART_BITS = 8
_PARTS = 1 << _PART_BITS
_HELD = 1_000_000
"""Keys in memory before they go to their files."""
_ITEMS_A_FILE = 500_000

Item = tuple[Key, ItemMap]


def write_parts(
    records: Iterable[Subject], out: Path, *, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Write the items of these records as gzip'd files of DynamoDB JSON into a new folder; how many there are."""
    out.mkdir(parents=True)
    total = 0
    with TemporaryDirectory(dir=out.parent) as work:
        items = items_of(records, Path(work), progress=progress)
        for number, first in enumerate(items):
            with gzip.open(
                out / f"part-{number:05d}.json.gz", "wt", encoding="utf-8", compresslevel=1
            ) as file:
                for item in chain([first], islice(items, _ITEMS_A_FILE - 1)):
                    file.write(_as_line(item))
                    total += 1
    return total


def items_of(
    records: Iterable[Subject], work: Path, *, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Item]:
    """Every item of an index of these records, each once; of records with one id the last counts.

    `work` is an empty folder for the files in between: some 700 bytes a record.
    """
    with _Spill(work) as spill:
        for number, record in enumerate(records, start=1):
            spill.add(record)
            progress(number)
        spill.flush()
        people = 0
        for people, record in enumerate(spill.people(), start=1):  # noqa: B007 - counted to the end
            yield hosted_items.record_key(record.id), hosted_items.record_item(record)
        yield from spill.keys()
        yield from spill.terms()
        yield hosted_items.ABOUT_ALL, hosted_items.about_item(people)


class _Spill:
    """What does not stay in memory: records by their id's part, keys and terms by their own first bits."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._count = 0
        self._lots: dict[str, list[int]] = {"k": [], "n": [], "t": []}

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self._files = {
            (kind, part): self._open.enter_context((self._work / f"{kind}{part}").open("wb"))
            for kind in "kntr"
            for part in range(_PARTS)
        }
        self._ids: IO[bytes] = self._open.enter_context((self._work / "ids").open("wb"))
        self._starts: IO[bytes] = self._open.enter_context((self._work / "starts").open("wb"))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, record: Subject) -> None:
        lines = self._files["r", id_key(record.id) >> (64 - _PART_BITS)]
        lines.write(json.dumps(to_body(record)).encode() + b"\n")
        self._starts.write(self._ids.tell().to_bytes(8, "little"))
        self._ids.write(record.id.encode() + b"\n")
        keys = {key_of(left, right) & WORD for left, right in record_keys(record)}
        self._lots["k"] += keys
        self._lots["n"] += [self._count] * len(keys)
        self._lots["t"] += [hosted_items.term_number(*term) for term in terms_of(record)]
        self._count += 1
        if len(self._lots["k"]) >= _HELD:
            self._settle()

    def flush(self) -> None:
        """Nothing more comes."""
        self._settle()
        self._open.close()

    def people(self) -> Iterator[Subject]:
        """The records, the last of each id."""
        for part in range(_PARTS):
            with (self._work / f"r{part}").open(encoding="utf-8") as lines:
                yield from {record.id: record for record in map(read_line, lines)}.values()

    def keys(self) -> Iterator[Item]:
        import numpy as np  # noqa: PLC0415 - no function of AWS loads a table

        ids = (
            (self._work / "ids").read_bytes() if not self._count else np.memmap(self._work / "ids", mode="r")
        )
        starts = np.fromfile(self._work / "starts", dtype=np.uint64)
        for part in range(_PARTS):
            keys = np.fromfile(self._work / f"k{part}", dtype=np.uint64)
            numbers = np.fromfile(self._work / f"n{part}", dtype=np.uint64)
            order = np.argsort(keys, kind="stable")
            found, firsts = np.unique(keys[order], return_index=True)
            ends = [*firsts[1:].tolist(), len(order)][: len(found)]
            owners = starts[numbers[order]].tolist()
            for key, first, end in zip(found.tolist(), firsts.tolist(), ends, strict=True):
                held = dict.fromkeys(_id_at(ids, start) for start in owners[first:end])
                yield from hosted_items.parts_of(key, tuple(held))

    def terms(self) -> Iterator[Item]:
        """Counts of terms that more than one person has."""
        import numpy as np  # noqa: PLC0415 - see keys

        for part in range(_PARTS):
            found, times = np.unique(
                np.fromfile(self._work / f"t{part}", dtype=np.uint64), return_counts=True
            )
            for number, count in zip(found[times > 1].tolist(), times[times > 1].tolist(), strict=True):
                yield hosted_items.term_key(number), {"count": count}

    def _settle(self) -> None:
        import numpy as np  # noqa: PLC0415 - see keys

        lots = {kind: np.array(lot, dtype=np.uint64) for kind, lot in self._lots.items()}
        order = np.argsort(lots["k"], kind="stable")
        self._write("k", lots["k"][order], lots["k"][order])
        self._write("n", lots["k"][order], lots["n"][order])
        terms = np.sort(lots["t"])
        self._write("t", terms, terms)
        self._lots = {kind: [] for kind in self._lots}

    def _write(self, kind: str, ordered: "Words", values: "Words") -> None:
        """Each value into the file of its key's part."""
        import numpy as np  # noqa: PLC0415 - see keys

        limits = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(64 - _PART_BITS)
        edges = [0, *np.searchsorted(ordered, limits).tolist(), len(ordered)]
        for part in range(_PARTS):
            self._files[kind, part].write(values[edges[part] : edges[part + 1]].tobytes())


def _id_at(ids: Any, start: int) -> str:  # noqa: ANN401 - bytes or a mapped file
    """The id that begins there and ends with its line."""
    most = bytes(ids[start : start + 1024])
    return most[: most.index(b"\n")].decode()


def _as_line(item: Item) -> str:
    key, values = item
    body = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
    body |= {name: _typed(value) for name, value in values.items()}
    return json.dumps({"Item": body}, ensure_ascii=False) + "\n"


def _typed(value: object) -> dict[str, str]:
    """A value as DynamoDB JSON has it."""
    if isinstance(value, bytes):
        return {"B": b64encode(value).decode()}
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}
