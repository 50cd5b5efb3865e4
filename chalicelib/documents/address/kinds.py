"""What kind of paper a page is, and which are taken: dated facts in `papers.json`, each with its source."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.documents.address.folding import fold
from chalicelib.documents.address.words import Cell, Seen

_FACTS = Path(__file__).with_name("papers.json")
_ENOUGH = 4
"""Points of a kind's words below which a page is of no kind."""
_HEADLINE = 2
"""Heights of the usual word above which words count double."""


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper as the page shows it."""

    code: str
    accepted: bool
    confidence: float
    words: tuple[Seen, ...]
    """Those that gave it away first."""


def kind_of(cells: Sequence[Cell]) -> PaperKind | None:
    """The kind whose words the page has most of; None when there are too few of any."""
    texts = [(cell, fold(cell.text)) for cell in cells]
    whole = " \n ".join(text for _, text in texts)
    points = {
        code: sum(weight for pattern, weight in words if pattern.search(whole)) for code, _, words in _kinds()
    }
    best = max(points, key=lambda code: points[code])
    if points[best] < _ENOUGH:
        return None
    accepted, words = next((accepted, words) for code, accepted, words in _kinds() if code == best)
    strongest = max((one for one in words if one[0].search(whole)), key=lambda one: one[1])[0]
    shown = next((cell.words for cell, text in texts if strongest.search(text)), cells[0].words)
    second = max(value for code, value in points.items() if code != best)
    return PaperKind(best, accepted, round(points[best] / (points[best] + second), 3), shown)


def months_on(today: date, *, is_second: bool = False) -> int:
    """How many months old a paper may be on a day: the first of two is to be recent, the second current."""
    rules = [rule for rule in _facts()["rules"] if rule["from"] <= today.isoformat()]
    rule = (rules or _facts()["rules"])[-1]
    return int(rule["months_of_second" if is_second else "months"])


@cache
def _kinds() -> tuple[tuple[str, bool, tuple[tuple[re.Pattern[str], int], ...]], ...]:
    return tuple(
        (
            kind["code"],
            kind["accepted"],
            tuple(
                (re.compile(rf"\b{re.escape(fold(text))}\b"), points)
                for text, points in kind["words"].items()
            ),
        )
        for kind in _facts()["kinds"]
    )


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_FACTS.read_text(encoding="utf-8"))
    return facts
