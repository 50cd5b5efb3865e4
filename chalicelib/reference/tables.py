"""Reads a reference file: gzip'd lines of tab-separated text under a head that says where they come from."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
FORMAT = "1"
"""Of the files; a file of another format is refused."""

_HEAD = "# "


class UnreadableReference(Exception):  # noqa: N818 - a file of ours is broken: nobody can act on it but us
    """A reference file is not one, or of a format that this program does not know."""


@dataclass(frozen=True)
class Provenance:
    """Where a file comes from."""

    title: str
    sources: tuple[str, ...]
    """Package or repository, version or commit, and path in it."""
    dated: str
    """Day of the newest source, `YYYY-MM-DD`."""
    licence: str
    """Its name, whose copyright, and the file that holds its text."""
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file's rows as text; `row` takes one apart."""

    provenance: Provenance
    lines: tuple[str, ...]

    def rows(self) -> Iterator[list[str]]:
        """Every row's fields, in the order of the file."""
        return (line.split("\t") for line in self.lines)

    def by_first(self) -> dict[str, str]:
        """Every line by its first field; fields are taken apart when they are needed."""
        return {line.partition("\t")[0]: line for line in self.lines}


def names() -> tuple[str, ...]:
    """The reference files that there are."""
    return tuple(sorted(path.name.removesuffix(".tsv.gz") for path in FOLDER.glob("*.tsv.gz")))


@cache
def table(name: str) -> Table:
    """A file by its name, such as `offences`; it is read once. Raises `UnreadableReference`."""
    try:
        text = gzip.decompress((FOLDER / f"{name}.tsv.gz").read_bytes()).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UnreadableReference(f"The reference file {name} can't be read.") from error
    head, _, body = text.partition("\n\n")
    provenance = _provenance(name, head)
    lines = tuple(body.rstrip("\n").split("\n"))
    if len(lines) != provenance.rows:
        raise UnreadableReference(f"The reference file {name} has {len(lines)} rows, not {provenance.rows}.")
    return Table(provenance, lines)


def _provenance(name: str, head: str) -> Provenance:
    facts: dict[str, list[str]] = {}
    for line in head.split("\n"):
        key, _, value = line.removeprefix(_HEAD).partition(": ")
        facts.setdefault(key, []).append(value)
    if facts.get("format") != [FORMAT]:
        raise UnreadableReference(f"The reference file {name} is not of format {FORMAT}.")
    return Provenance(
        title=facts["title"][0],
        sources=tuple(facts["source"]),
        dated=facts["dated"][0],
        licence=facts["licence"][0],
        rows=int(facts["rows"][0]),
        columns=tuple(facts["columns"][0].split()),
    )
