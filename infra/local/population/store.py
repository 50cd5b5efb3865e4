"""People built once into a folder that no git knows, keyed by seed, size and formats, and mapped in a moment later.

    people.jsonl offsets.u64    one line a person, and where each begins
    index/                      the names index of those lines

Histories lie nowhere: a record is worked out from the seed when somebody opens it.
"""

import fcntl
import hashlib
import json
import mmap
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from chalicelib.records import names
from chalicelib.records.models import Nominal, Record
from infra.local.population.histories import HISTORIES
from infra.local.population.people import FORMAT, people, record_of
from infra.local.population.records import nominal_of, whole_record

FOLDER = Path(__file__).resolve().parents[3] / ".local" / "population"
SEED = 2026
FIRST = 1000
"""Numbers below belong to the people whom tests and samples rely on."""
MOST_PEOPLE = 900_000
"""So that each has a synthetic serial of seven digits."""
_PEOPLE, _OFFSETS, _INDEX = "people.jsonl", "offsets.u64", "index"
_OFFSET = struct.Struct("<Q")
_NUMBER = "SYN-"
_KEY_MAKERS = ("keys.py", "spelling.py", "romanise.py", "subjects.py", "births.py", "frequencies.py",
               "embedded/layout.py", "embedded/build.py", "embedded/reading.py", "embedded/parts.py")  # fmt: skip
"""Code on which the files of an index depend: when it changes, they are built anew."""


def prepared(
    count: int,
    seed: int = SEED,
    folder: Path = FOLDER,
    *,
    special: Sequence[dict[str, Any]] = (),
    progress: Callable[[int], None] | None = None,
) -> "Population":
    """A population of `count` people in all, `special` lines first; built if it is not there.

    Two that build at once do not disturb each other, and a build that was interrupted leaves nothing behind that
    would be taken for whole. Raises `ValueError` for too many people.
    """
    if count > MOST_PEOPLE:
        raise ValueError(f"At most {MOST_PEOPLE} people have a synthetic serial each")
    target = folder / _name(count, seed, special)
    folder.mkdir(parents=True, exist_ok=True)
    with _one_builder(folder, target.name):
        if not target.exists():
            _build(target, chain(special, _lines(count - len(special), seed)), progress)
            _forget_older(target, f"-{seed}-{count}")
    return Population(target, seed)


def _name(count: int, seed: int, special: Sequence[dict[str, Any]]) -> str:
    told = hashlib.sha256(json.dumps(special, sort_keys=True).encode())
    for file in _KEY_MAKERS:
        told.update((Path(names.__file__).parent / file).read_bytes())
    return f"people-{FORMAT}.{HISTORIES}-{told.hexdigest()[:8]}-{seed}-{count}"


@contextmanager
def _one_builder(folder: Path, name: str) -> Iterator[None]:
    with (folder / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lines(count: int, seed: int) -> Iterator[dict[str, Any]]:
    return (record_of(person, seed) for person in people(count, seed, FIRST))


def _forget_older(target: Path, ending: str) -> None:
    """Remove populations of this seed and size by older code, but for the last: whoever has one mapped keeps it."""
    others = [path for path in target.parent.glob(f"people-*{ending}") if path != target]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(path, ignore_errors=True)


def _build(target: Path, lines: Iterable[dict[str, Any]], progress: Callable[[int], None] | None) -> None:
    from chalicelib.records.names.embedded.build import build  # noqa: PLC0415 - numpy is for those who build
    from chalicelib.records.names.model import default_model  # noqa: PLC0415 - see above

    draft = target.with_name(f".draft-{target.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with (draft / _PEOPLE).open("wb") as texts, (draft / _OFFSETS).open("wb") as offsets:

        def kept() -> Iterator[bytes]:
            for line in lines:
                text = json.dumps(line, ensure_ascii=False).encode() + b"\n"
                offsets.write(_OFFSET.pack(texts.tell()))
                texts.write(text)
                yield text

        build(kept(), draft / _INDEX, model=default_model().id, progress=progress)
    draft.replace(target)


@dataclass(frozen=True)
class Population:
    """People in a folder, read where they lie."""

    folder: Path
    seed: int

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def index_folder(self) -> Path:
        """Where the names index is."""
        return self.folder / _INDEX

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self._offsets) // _OFFSET.size

    def nominal(self, record_id: str) -> Nominal | None:
        """The person of a record id, unless there is none."""
        line = self._line_of(record_id)
        return nominal_of(line) if line else None

    def record(self, record_id: str) -> Record | None:
        """The whole record, worked out anew."""
        line = self._line_of(record_id)
        if line is None:
            return None
        (person,) = people(1, self.seed, _number_of(record_id))
        return whole_record(person, line, self.seed)

    def close(self) -> None:
        """Let the files go."""
        for held in ("_texts", "_offsets"):
            if held in vars(self):
                vars(self).pop(held).close()

    def _line_of(self, record_id: str) -> dict[str, Any] | None:
        """People have consecutive numbers and come after those who are special."""
        number = _number_of(record_id)
        place = number - FIRST + self._special
        if number < FIRST or place >= self.size:
            return None
        line = self._line(place)
        return line if line["id"] == record_id else None

    def _line(self, place: int) -> dict[str, Any]:
        (start,) = _OFFSET.unpack_from(self._offsets, place * _OFFSET.size)
        end = self._texts.find(b"\n", start)
        line: dict[str, Any] = json.loads(self._texts[start:end])
        return line

    @cached_property
    def _special(self) -> int:
        """How many come before the drawn: the last line's number says."""
        last = _number_of(self._line(self.size - 1)["id"])
        return self.size - 1 - (last - FIRST) if last >= FIRST else self.size

    @cached_property
    def _texts(self) -> mmap.mmap:
        return _mapped(self.folder / _PEOPLE)

    @cached_property
    def _offsets(self) -> mmap.mmap:
        return _mapped(self.folder / _OFFSETS)


def _number_of(record_id: str) -> int:
    digits = record_id.removeprefix(_NUMBER)
    return int(digits) if digits.isascii() and digits.isdigit() else -1


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
