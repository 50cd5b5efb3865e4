"""The book of rules: each with its standard, clause and test numbers, and a function that finds what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from chalicelib.certificates.conformance.reading import Reading

Standard = Literal["PDF/A", "PDF/UA"]
Finder = Callable[[Reading], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """One rule of a standard."""

    standard: Standard
    clause: str
    tests: tuple[int, ...]
    find: Finder

    @property
    def chapter(self) -> str:
        """The module that holds it."""
        return self.find.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        return f"{self.standard} {self.clause} t{'/'.join(map(str, self.tests))}"


@dataclass(frozen=True)
class Breach:
    """A rule that a file breaks, and how."""

    rule: Rule
    what: str

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.what}"


BOOK: list[Rule] = []
_UNTOUCHED = {"fonts", "structure"}
"""By a seal's revisions."""


def rule(standard: Standard, clause: str, *tests: int) -> Callable[[Finder], Finder]:
    """Adds a function to the book: it gives a sentence for each breach that it finds."""

    def add(find: Finder) -> Finder:
        BOOK.append(Rule(standard, clause, tests, find))
        return find

    return add


def breaches(reading: Reading) -> list[Breach]:
    """Everything in the file that breaks a rule of the book; empty when nothing does.

    Of a file to which a seal was appended, the rules of fonts and structure are left out: it adds to neither.
    """
    rules = [each for each in BOOK if not (reading.as_appended and each.chapter in _UNTOUCHED)]
    return [Breach(each, what) for each in rules for what in each.find(reading)]
