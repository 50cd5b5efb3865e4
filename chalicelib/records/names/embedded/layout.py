"""The files of an index: which there are, their format's version, and how a record lies in them.

DIR/manifest.json       format, model, counts and sizes; replaced in one step when a build is complete
DIR/<generation>/       starts.u32 marks.u16 numbers.u32   keys, see docs/formats/names-index.md
                        records.bin offsets.u64            records as text
                        terms.u64 counts.u32               how often names, dates and places occur
                        removed.u32                        numbers that a later line of the batch replaced
                        traits.16                          what candidates are put in order by, see traits.py
DIR/<generation>/journal.jsonl                             changes since the build, one a line
"""

import json
import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from chalicelib.kernel.models import Model
from chalicelib.records.names.errors import IndexRefused
from chalicelib.records.names.frequencies import BESIDE, NAMESAKE
from chalicelib.records.names.keys import key_of, left_of, number_of
from chalicelib.records.names.subjects import Subject

FORMAT = 2
MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
STARTS, MARKS, NUMBERS = "starts.u32", "marks.u16", "numbers.u32"
RECORDS, OFFSETS = "records.bin", "offsets.u64"
TERMS, COUNTS, REMOVED, TRAITS = "terms.u64", "counts.u32", "removed.u32", "traits.16"
FILES = (STARTS, MARKS, NUMBERS, RECORDS, OFFSETS, TERMS, COUNTS, REMOVED, TRAITS)
BESIDE_FAMILY = f"t{BESIDE}"
"""Of the parts of a pair's term, of which its number is the key."""
_FIELD, _NAME, _PART = "\x1f", "\x1e", "\x1d"
_MARKS = str.maketrans(dict.fromkeys((_FIELD, _NAME, _PART), " "))


class Manifest(Model):
    """What a folder holds."""

    format: int
    generation: str
    model: str
    people: int
    slots: int
    """Record numbers given out, with those of refused lines."""
    bits: int
    """Of a key that choose its bucket."""
    sizes: Mapping[str, int]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index; raises `IndexRefused` when there is none or it is of another format."""
    try:
        body = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise IndexRefused(f"There is no names index in {folder}. Build one with `names build`.") from None
    except ValueError as error:
        raise IndexRefused(f"The manifest of the index in {folder} is damaged. Build it again.") from error
    version = body.get("format") if isinstance(body, dict) else None
    if version != FORMAT:
        raise IndexRefused(
            f"The index in {folder} has format {version}; this program reads {FORMAT}. Build it again."
        )
    try:
        manifest = Manifest.model_validate(body)
    except ValidationError as error:
        raise IndexRefused(f"The manifest of the index in {folder} is damaged. Build it again.") from error
    _require_sizes(folder / manifest.generation, manifest)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place in one step, so that a reader sees the old index or the new one."""
    draft = folder / f".{MANIFEST}.{os.getpid()}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MANIFEST)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_sizes(folder: Path, manifest: Manifest) -> None:
    for name in FILES:
        file = folder / name
        size = file.stat().st_size if file.exists() else -1
        if size != manifest.sizes.get(name):
            raise IndexRefused(f"The index file {file} is cut short or missing. Build the index again.")


def packed(subject: Subject) -> bytes:
    """A record as text, a third of its JSON."""
    alone: tuple[str, ...] = (subject.id, subject.sex, subject.birth_place, subject.pncid, subject.cro)
    lists: tuple[tuple[str, ...], ...] = (subject.birth_texts, subject.postcodes, *subject.given)
    if not "".join(chain(alone, *lists)).isprintable():
        alone, lists = _cleaned(alone), tuple(map(_cleaned, lists))
    births, postcodes, *names = lists
    joined = _NAME.join(births), _NAME.join(postcodes), *alone[3:], _NAME.join(map(_PART.join, names))
    return _FIELD.join((*alone[:3], *joined)).encode()


def unpacked(raw: bytes) -> Subject:
    """The record that `packed` packed."""
    record_id, sex, place, births, postcodes, pncid, cro, names = raw.decode().split(_FIELD)
    subject = Subject(
        id=record_id,
        given=tuple([_name(n) for n in names.split(_NAME)] if names else ()),
        birth_texts=tuple(births.split(_NAME)) if births else (),
        sex=sex,
        birth_place=place,
        postcodes=tuple(postcodes.split(_NAME)) if postcodes else (),
        pncid=pncid,
        cro=cro,
    )
    subject.prepare()
    return subject


def _name(text: str) -> tuple[str, str, str]:
    forenames, surname, kind = text.split(_PART)
    return forenames, surname, kind


def _cleaned(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([text.translate(_MARKS) for text in texts])


def term_number(kind: str, text: str) -> int:
    """Under which number a term's count is kept; a pair's mixes those of its parts, which come often."""
    if kind == BESIDE:
        one, _, other = text.rpartition("|")
        return key_of(left_of(BESIDE_FAMILY, one), left_of(BESIDE_FAMILY, other))
    number = number_of if kind == NAMESAKE else left_of
    return number(f"t{kind}", text)
