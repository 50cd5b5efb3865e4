"""The index of a made-up population: built once for a seed, a size and both formats, opened at once afterwards."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.model import default_model
from infra.local.population.people import FORMAT, people, record_of

FOLDER = Path(".local/names")


def prepare(
    count: int, seed: int, folder: Path = FOLDER, progress: Callable[[int], None] | None = None
) -> Path:
    """The folder of the index, built if it is not there."""
    target = folder_of(count, seed, folder)
    if not (target / layout.MANIFEST).exists():
        build(lines(count, seed), target, model=default_model().id, progress=progress)
    return target


def folder_of(count: int, seed: int, folder: Path = FOLDER) -> Path:
    """Where the index of such a population is kept."""
    return folder / f"people-{FORMAT}-{layout.FORMAT}-{seed}-{count}"


def opened(count: int, seed: int, folder: Path = FOLDER) -> EmbeddedIndex:
    """The index itself."""
    return EmbeddedIndex(prepare(count, seed, folder))


def lines(count: int, seed: int) -> Iterator[bytes]:
    """The records, one JSON object a line, as `names build` reads them."""
    for person in people(count, seed):
        yield json.dumps(record_of(person, seed), ensure_ascii=False).encode() + b"\n"
