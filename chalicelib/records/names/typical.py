"""Typical frequencies, for scoring what another system found: how common names are in a large population.

They come from made-up people (`python -m bench.names.typical`), not from records: a name is as common here as the
lists of infra/local/population make it. What is not listed counts for less than the rarest that is; two things that
are not listed beside each other are taken to have nothing to do with each other.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from chalicelib.records.names.frequencies import BESIDE, DATE, PLACE
from chalicelib.records.names.model import FOLDER, ScoringModel, default_model
from chalicelib.records.names.ports import Answer, ranked
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.subjects import Subject

PEOPLE = 13_000_000
"""Nominals on PNC, about: the prior is one among them."""
FILE = FOLDER / "typical.json"
_BIRTHDAYS = 22_000
_BIRTHPLACE = 0.002


@dataclass(frozen=True)
class TypicalFrequencies:
    """`Frequencies` per million people, scaled."""

    per_million: dict[str, dict[str, int]]
    people: int = PEOPLE

    def count(self, kind: str, text: str) -> int:
        if kind == DATE:
            return self.people // _BIRTHDAYS
        known = self.per_million.get(kind, {})
        if kind == PLACE and text not in known:
            return round(self.people * _BIRTHPLACE)
        if kind == BESIDE and text not in known:
            return 1
        return known.get(text, _LEAST) * self.people // 1_000_000


_LEAST = 5
"""Per million: what anything that is not listed counts for."""


@cache
def typical_scorer() -> Scorer:
    """Scores under the shipped model and typical frequencies."""
    return scorer_under(default_model())


def scorer_under(model: ScoringModel) -> Scorer:
    """As `typical_scorer`, under another model: to replay an old answer."""
    return Scorer(model, TypicalFrequencies(json.loads(FILE.read_text("utf-8"))))


def rescored(query: Subject, found: Iterable[Subject], *, truncated: bool = False) -> Answer:
    """Everybody whom a record system returned, in the order of our own scores, with reasons; nobody is dropped.

    A truncated answer is not complete, so its band is 'possible' at the least.
    """
    everybody = tuple(found)
    why = "the record system gave as many as it gives at once; somebody may be missing" if truncated else ""
    return ranked(typical_scorer(), query, everybody, top=len(everybody), why_incomplete=why)
