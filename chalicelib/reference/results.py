"""Disposals: the codes of what a court or the police decided, and the qualifiers that may stand with them.

Beware: 1017 is absolute, 1018 conditional discharge; 2006 is Dismissed. A caution has no code here: it is a kind of
event, not a disposal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from chalicelib.reference.tables import table


class ResultType(StrEnum):
    """As the CJS result code list marks it; the list does not explain its letters."""

    FINAL = "F"
    INTERIM = "I"
    P = "P"
    """Stands with a final one, judging by its codes: 3011 costs, 3052 sex offenders notice."""
    UNMARKED = ""


@dataclass(frozen=True)
class Result:
    """A disposal (result) code."""

    code: str
    """Four digits: 1 sentences, 2 no conviction and the like, 3 ancillary, 4 interim, 5 and 8 directions."""
    text: str
    type: ResultType
    qualifiers: tuple[str, ...]
    """Those that the list allows; a few of them are not in the list of qualifiers itself."""


def find_result(code: str) -> Result | None:
    """What a disposal code means; None when it is not known."""
    return _results().get(code)


def results() -> Iterator[Result]:
    """Every disposal code in order."""
    return iter(_results().values())


def find_qualifier(code: str) -> str | None:
    """What a qualifier of one or two letters means, such as C, concurrent; None when it is not known."""
    return _qualifiers().get(code)


def qualifiers() -> dict[str, str]:
    """Every qualifier and its meaning."""
    return dict(_qualifiers())


def pnc_code_of(code: str, *, adjudicated: bool) -> str:
    """The disposal under which PNC records a court's result, which is mostly the same code.

    `adjudicated` is whether there is a verdict: an adjournment before it is carried forward (2059).
    """
    before, after = _pnc_codes().get(code, (code, code))
    return after if adjudicated else before


@cache
def _results() -> dict[str, Result]:
    return {
        code: Result(code, text, ResultType(kind), tuple(allowed.split()))
        for code, kind, allowed, text in table("results").rows()
    }


@cache
def _qualifiers() -> dict[str, str]:
    return {code: text for code, text in table("qualifiers").rows()}  # noqa: C416 - rows are lists, not pairs


@cache
def _pnc_codes() -> dict[str, tuple[str, str]]:
    return {code: (before, after) for code, before, after in table("pnc-disposals").rows()}
