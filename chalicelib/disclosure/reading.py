"""Reads a record and officers' decisions from JSON files, and says exactly what is wrong with one that is none."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from chalicelib.disclosure.errors import UnreadableRecord
from chalicelib.disclosure.models import Decision
from chalicelib.records.models import Record

_MOST_BYTES = 16 * 1024 * 1024
"""Far more than any record; what is longer is refused before it is read."""
_MOST_PROBLEMS = 20
_MOST_SHOWN = 80
"""Characters of what was given that an answer repeats."""

T = TypeVar("T")


def read_record(content: bytes) -> Record:
    """The record of docs/formats/record.schema.json; raises `UnreadableRecord`."""
    return _validated(TypeAdapter(Record), content)


def read_decisions(content: bytes) -> tuple[Decision, ...]:
    """A list of objects with the fields of `Decision`; raises `UnreadableRecord`."""
    return _validated(TypeAdapter(tuple[Decision, ...]), content)


def _validated(adapter: TypeAdapter[T], content: bytes) -> T:
    _require_json(content)
    try:
        return adapter.validate_json(content.removeprefix(_BOM), strict=True)
    except ValidationError as error:
        raise UnreadableRecord(_problems(error)) from error


def _require_json(content: bytes) -> None:
    """Raises `UnreadableRecord` for what is no JSON, and for a name that stands twice: one of them would be lost."""
    if len(content) > _MOST_BYTES:
        raise UnreadableRecord(["The file is longer than 16 MB, which no record is."])
    try:
        json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except UnicodeDecodeError as error:
        raise UnreadableRecord(["The file is not text in UTF-8."]) from error
    except RecursionError as error:
        raise UnreadableRecord(["The file is nested deeper than any record."]) from error
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise UnreadableRecord([f"The file is not JSON: {error.msg} at {at}."]) from error
    except ValueError as error:
        raise UnreadableRecord(["The file holds a number that is longer than any record's."]) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableRecord(
            [f"The name {twice!r} stands twice in one object, so one value would be lost."]
        )
    return found


def _problems(error: ValidationError) -> list[str]:
    every = error.errors(include_url=False)
    places = [one["loc"] for one in every]
    found = [
        f"{_path(one['loc'])}: {_sentence(one)}"
        for one in every
        if not (one["type"] == "too_short" and _has_inner(one["loc"], places))
    ]
    more = len(found) - _MOST_PROBLEMS
    return found[:_MOST_PROBLEMS] + ([f"There are {more} more."] if more > 0 else [])


def _has_inner(place: tuple[int | str, ...], places: Sequence[tuple[int | str, ...]]) -> bool:
    """Whether an entry of a list is wrong itself, so that the list only looks too short."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _path(location: Sequence[int | str]) -> str:
    """`matters[0].offence.title`; the record itself where there is no place."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in location)
    return path.removeprefix(".") or "the record"


def _shown(text: str) -> str:
    """What somebody else wrote, so that it neither fills nor steers a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text[:_MOST_SHOWN])


def _sentence(problem: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    given = problem.get("ctx", {})
    known = {
        "missing": "it is missing.",
        "extra_forbidden": "a record has no such field; check how it is spelled.",
        "string_pattern_mismatch": f"{_shown(str(problem['input']))!r} is not written as it should be"
        f" (pattern {given.get('pattern')}).",
        "too_short": "it is empty.",
        "too_long": f"it is longer than {given.get('max_length')}.",
    }
    message = str(problem["msg"]).removeprefix("Value error, ")
    return known.get(problem["type"], f"{message[0].lower()}{message[1:]}.")


_BOM = b"\xef\xbb\xbf"
