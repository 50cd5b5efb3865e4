"""`python -m chalicelib names`: build and search a names index in a folder, from lines of JSON; compare two names."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from chalicelib.records.names.embedded.build import Built, build
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.errors import BadLine, IndexRefused
from chalicelib.records.names.model import ScoringModel, default_model
from chalicelib.records.names.ports import Answer, Found
from chalicelib.records.names.subjects import Subject, read_line
from chalicelib.records.names.whole_names import compare_whole_names

_DONE, _BAD_LINES, _USAGE = 0, 1, 2
_NEGATIVE = 1
_BAR = 30


def main(argv: Sequence[str]) -> int:
    """0 done, 1 when lines were left out or names are not alike, 2 for wrong usage or an unusable index."""
    given = _parser().parse_args(argv)
    try:
        return _VERBS[given.verb](given)
    except IndexRefused as refused:
        print(f"names {given.verb}: {refused.message}", file=sys.stderr)
    except OSError as error:
        print(f"names {given.verb}: {error.filename}: {error.strerror}", file=sys.stderr)
    return _USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib names", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    builder = verbs.add_parser("build", help="make the index of a file of records")
    builder.add_argument("--records", type=Path, required=True, metavar="FILE.jsonl")
    builder.add_argument("--index", type=Path, required=True, metavar="DIR")
    builder.add_argument("--processes", type=int, default=2, help="that read the records (default 2)")
    searcher = verbs.add_parser("search", help="find the people of a file of queries")
    searcher.add_argument("--index", type=Path, required=True, metavar="DIR")
    searcher.add_argument("--queries", type=Path, required=True, metavar="FILE.jsonl")
    searcher.add_argument("--top", type=_count, default=50, help="candidates at most (default 50)")
    searcher.add_argument("--json", action="store_true", help="one JSON object a query")
    loader = verbs.add_parser("table", help="make the items of a names table, for the import from S3")
    loader.add_argument("--records", type=Path, required=True, metavar="FILE.jsonl")
    loader.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    comparer = verbs.add_parser("compare", help="say whether two whole names may be one person's")
    comparer.add_argument("names", nargs=2, metavar="NAME")
    comparer.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"not a number of candidates: {text!r}")
    return int(text)


def _build(given: argparse.Namespace) -> int:
    model = default_model()
    with given.records.open("rb") as records:
        bar = _Bar("building", given.records.stat().st_size, records.tell)
        built = build(_each(records), given.index, model=model.id, processes=given.processes, progress=bar.at)
    bar.end()
    for refusal in built.refused:
        print(f"line {refusal.line}: {refusal.reason}; left out", file=sys.stderr)
    _print_built(built, model)
    return _BAD_LINES if built.refused else _DONE


def _print_built(built: Built, model: ScoringModel) -> None:
    bands = model.bands
    print(f"N {built.manifest.people}")
    print(f"model {built.manifest.model}")
    print(f"bands possible from {bands.possible} bits, strong from {bands.strong} bits")
    if built.replaced:
        print(f"{built.replaced} records were replaced by a later line with the same id")
    if built.refused:
        print(f"{len(built.refused)} lines were left out")


def _table(given: argparse.Namespace) -> int:
    from chalicelib.records.names.hosted_load import write_parts  # noqa: PLC0415 - for this verb alone

    bad: list[int] = []
    with given.records.open("rb") as records:
        bar = _Bar("reading", given.records.stat().st_size, records.tell)
        items = write_parts(_readable(records, bad), given.out, progress=bar.at)
    bar.end()
    print(f"{items} items in {given.out}")
    return _BAD_LINES if bad else _DONE


def _readable(file: BinaryIO, bad: list[int]) -> Iterator[Subject]:
    """The records of the lines that can be read; the others are reported and their numbers gathered."""
    for number, line in enumerate(_each(file), start=1):
        if not line.strip():
            continue
        try:
            yield read_line(line)
        except BadLine as error:
            bad.append(number)
            print(f"line {number}: {error.message}; left out", file=sys.stderr)


def _search(given: argparse.Namespace) -> int:
    index = EmbeddedIndex(given.index)
    bad = 0
    with given.queries.open("rb") as queries:
        bar = _Bar("searching", given.queries.stat().st_size, queries.tell)
        for number, line in enumerate(_each(queries), start=1):
            if not line.strip():
                continue
            try:
                query = read_line(line)
            except BadLine as error:
                bad += 1
                print(f"line {number}: {error.message}; left out", file=sys.stderr)
                continue
            answer = index.search(query, top=given.top)
            print(_as_json(query.id, answer) if given.json else _in_words(query.id, answer))
            bar.at(number)
    bar.end()
    index.close()
    return _BAD_LINES if bad else _DONE


def _compare(given: argparse.Namespace) -> int:
    likeness = compare_whole_names(*given.names)
    if given.json:
        body = likeness._asdict() | {"parts": [part._asdict() for part in likeness.parts]}
        print(json.dumps(body, ensure_ascii=False))
    else:
        print(f"{'may be one person' if likeness.same else 'not alike'}: {likeness.bits:+.2f} bits")
        for part in likeness.parts:
            print(f"  {part.bits:+8.2f}  {part.text}" + (f" ({part.times} times)" if part.times > 1 else ""))
    return _DONE if likeness.same else _NEGATIVE


_VERBS = {"build": _build, "search": _search, "compare": _compare, "table": _table}


def _each(file: BinaryIO) -> Iterator[bytes]:
    """Lines by `readline`, so that `tell` says how far one is."""
    return iter(file.readline, b"")


def _as_json(query_id: str, answer: Answer) -> str:
    body: dict[str, Any] = {
        "query_id": query_id,
        "band": answer.band,
        "complete": answer.complete,
        "candidates": [_candidate(found) for found in answer.candidates],
    }
    if not answer.complete:
        body["why_incomplete"] = answer.why_incomplete
    return json.dumps(body, ensure_ascii=False)


def _candidate(found: Found) -> dict[str, Any]:
    return {
        "record_id": found.record_id,
        "score": found.scored.score,
        "band": found.scored.band,
        "namesakes": found.namesakes,
        "weights": [
            {"field": w.field, "level": w.level, "bits": w.bits, "text": w.text} for w in found.scored.weights
        ],
    }


def _in_words(query_id: str, answer: Answer) -> str:
    lines = [f"{query_id}: {answer.band}" + (f" ({answer.why_incomplete})" if not answer.complete else "")]
    for found in answer.candidates:
        lines.append(f"  {found.record_id}  {found.scored.score:+.2f} bits, {found.scored.band}")
        lines += [f"      {weight.bits:+8.2f}  {weight.text}" for weight in found.scored.weights]
    return "\n".join(lines)


class _Bar:
    """How far a file is read, on the terminal and only there."""

    def __init__(self, what: str, size: int, tell: Callable[[], int]) -> None:
        self._what, self._size, self._tell = what, max(size, 1), tell
        self._shown = -1
        self._on = sys.stderr.isatty()

    def at(self, count: int) -> None:
        if not self._on:
            return
        done = min(int(self._tell() / self._size * _BAR), _BAR)
        if done != self._shown:
            self._shown = done
            bar = "#" * done + "." * (_BAR - done)
            print(f"\r{self._what} [{bar}] {count:,}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._on:
            print(file=sys.stderr)
