"""`python -m chalicelib disclose RECORD.json --on DATE`: what a certificate made on a day may say about a record."""

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from chalicelib.disclosure.errors import DecisionDoesNotFit, NoSuchRules, UnreadableRecord
from chalicelib.disclosure.meanings import MEANINGS
from chalicelib.disclosure.models import Decision, Disclosure, Entry
from chalicelib.disclosure.reading import read_decisions, read_record
from chalicelib.disclosure.rules import Rules, rules, rules_on
from chalicelib.disclosure.services import disclose
from chalicelib.kernel.outcomes import Product
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.models import Record

_DONE, _BAD, _USAGE = 0, 1, 2
T = TypeVar("T")
_FIELDS = {"id", "text", "rule", "cell", "source", "dates", "arithmetic"}


def main(arguments: Sequence[str]) -> int:
    """0 answered, whatever the answer (without an outcome a person has to decide); 1 no record, or decisions that
    do not fit it; 2 wrong usage, which a file that can't be opened is too.
    """
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        chosen = rules(given.rules) if given.rules else rules_on(given.on)
        record, decisions = _inputs(given)
        result = disclose(
            [record], rules=chosen, on=given.on, product=Product(given.product), decisions=decisions
        )
    except UnreadableRecord as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return _BAD
    except DecisionDoesNotFit as error:
        print(f"{given.record}: {error.message}", file=sys.stderr)
        return _BAD
    except NoSuchRules as error:
        print(f"disclose: {error.message}", file=sys.stderr)
        return _USAGE
    except OSError as error:
        print(f"disclose: {error.filename}: {error.strerror}", file=sys.stderr)
        return _USAGE
    _warn_of_the_past(given.on, chosen)
    print(as_json(result) if given.json else _in_words(result))
    return _DONE


def as_json(result: Disclosure) -> str:
    """The result as docs/formats/disclosure.schema.json describes it."""
    body: dict[str, Any] = {
        "outcome": result.outcome,
        **{
            name: [entry.model_dump(mode="json", include=_FIELDS) for entry in entries]
            for name, entries in (
                ("lines", result.lines),
                ("hidden", result.hidden),
                ("needs_person", result.needs_person),
            )
        },
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _inputs(given: argparse.Namespace) -> tuple[Record, tuple[Decision, ...]]:
    record = _read(read_record, given.record)
    return record, _read(read_decisions, given.decisions) if given.decisions else ()


def _read(reader: Callable[[bytes], T], path: Path) -> T:
    """What a file holds; each fault that is found in it begins with the file's name."""
    content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        return reader(content)
    except UnreadableRecord as error:
        raise UnreadableRecord([f"{path}: {problem}" for problem in error.problems]) from error


def _warn_of_the_past(on: date, chosen: Rules) -> None:
    if on < chosen.since:
        print(f"disclose: the rules of {chosen.version} were not in force yet on {on}.", file=sys.stderr)


def _in_words(result: Disclosure) -> str:
    title = MEANINGS[result.outcome].title if result.outcome else "No outcome yet: a person has to decide"
    parts = {
        "Shown": result.lines,
        "Stepped down": result.hidden,
        "Never on a certificate": result.not_counted,
        "For a person": result.needs_person,
    }
    head = f"{title} (rules of {result.rules_version}, {result.product} certificate of {result.on})"
    told = [line for what, entries in parts.items() for entry in entries for line in _told(what, entry)]
    return "\n".join([head, *told])


def _told(what: str, entry: Entry) -> list[str]:
    cell = f", {entry.cell}" if entry.cell else ""
    return [
        f"{what}: {entry.id}, {entry.text}",
        f"  {entry.rule}{cell}: {entry.arithmetic}",
        f"  Source: {entry.source}",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib disclose", description=__doc__)
    parser.add_argument(
        "record", type=Path, metavar="RECORD.json", help="one person's record; - reads it from input"
    )
    parser.add_argument(
        "--on", type=_day, required=True, metavar="DATE", help="day of the certificate, YYYY-MM-DD"
    )
    parser.add_argument(
        "--product", choices=[p.value for p in Product], default="police", help="default: police"
    )
    parser.add_argument(
        "--rules", metavar="VERSION", help="of the step-down rules; default: those in force on DATE"
    )
    parser.add_argument("--decisions", type=Path, metavar="FILE.json", help="officers' decisions on matters")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    return parser


def _day(text: str) -> date:
    try:
        day = PartialDate(text).whole
    except ValueError:
        day = None
    if day is None:
        raise argparse.ArgumentTypeError(f"not a day written YYYY-MM-DD: {text!r}")
    return day
