"""Our PDF/A-3 and PDF/UA-1 rules against veraPDF's public corpus: `python -m bench.conformance FOLDER`.

FOLDER is a local copy of github.com/veraPDF/veraPDF-corpus (never part of this repository). Every file there is
named after the clause and test that it breaks or keeps. PDF/A-3 shares these clauses with PDF/A-2, whose folders
hold most of the files. Printed: for each rule of the book how many of its files are judged as their names say,
and how many other sound files of the same standard it wrongly accuses.
"""

import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chalicelib.certificates.conformance import DISCLAIMER, Reading
from chalicelib.certificates.conformance.book import BOOK, Rule

FOLDERS = {"PDF/A": ("PDF_A-2a", "PDF_A-2b", "PDF_A-2u", "PDF_A-3b"), "PDF/UA": ("PDF_UA-1",)}
_NAMED = re.compile(r"(\d+(?:[.-]\d+)*)-t(\d+)-(pass|fail)-\w+\.pdf")
OURS_ALONE = ("PDF/A", "6.6.4")
"""PDF/A-2 marks itself otherwise, so this is not held against it."""


class Case(NamedTuple):
    """A file of the corpus and what its name says."""

    path: Path
    standard: str
    clause: str
    test: int
    sound: bool


class Tally(NamedTuple):
    """How a rule fared."""

    found: int
    broken: int
    left_alone: int
    sound: int
    accused: int


def cases(corpus: Path) -> Iterator[Case]:
    """The files whose names say what they test."""
    for standard, folders in FOLDERS.items():
        for folder in folders:
            for path in sorted((corpus / folder).rglob("*.pdf")):
                named = _NAMED.search(path.name)
                if named:
                    clause = named[1].replace("-", ".")
                    yield Case(path, standard, clause, int(named[2]), named[3] == "pass")


def accused(path: Path) -> set[int] | None:
    """The places in the book of the rules that the file breaks, by us; None when it can't be opened."""
    import pikepdf  # noqa: PLC0415 - heavy

    try:
        reading = Reading.of(path.read_bytes())
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return None
    return {place for place, rule in enumerate(BOOK) if broken(rule, reading, path)}


def broken(rule: Rule, reading: Reading, path: Path) -> bool:
    """Whether the rule finds anything; what it can't read, it finds broken, and says so."""
    import pikepdf  # noqa: PLC0415 - heavy

    try:
        return any(True for _ in rule.find(reading))
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError) as odd:
        print(f"{rule.name} on {path.name}: {odd!r}", file=sys.stderr)
        return True


def tally(rules: dict[int, Rule], judged: list[tuple[Case, set[int]]]) -> Tally:
    """Hold the rules of one clause against its files and all sound files of its standard."""
    one = next(iter(rules.values()))
    own = [(case, bool(said & set(rules))) for case, said in judged if _speaks_of(case, rules)]
    others = [
        said for case, said in judged if case.sound and case.clause != one.clause and _applies(case, one)
    ]
    return Tally(
        found=sum(said for case, said in own if not case.sound),
        broken=sum(not case.sound for case, _ in own),
        left_alone=sum(not said for case, said in own if case.sound),
        sound=sum(case.sound for case, _ in own),
        accused=sum(bool(said & set(rules)) for said in others),
    )


def _speaks_of(case: Case, rules: dict[int, Rule]) -> bool:
    """PDF/A's files bear older numbers of tests, so there the clause alone decides, but for glyphs, not read here."""
    one = next(iter(rules.values()))
    tests = {test for rule in rules.values() for test in rule.tests}
    numbered = case.test in tests or (case.standard == "PDF/A" and not case.clause.startswith("6.2.11"))
    return case.clause == one.clause and numbered and _applies(case, one)


def _applies(case: Case, rule: Rule) -> bool:
    """Levels B and U have no structure, and only PDF/A-3 may attach anything."""
    folders = {"6.7": "PDF_A-2a", "6.8": "PDF_A-3b"}
    needed = folders.get(rule.clause[:3], "") if rule.standard == "PDF/A" else ""
    return case.standard == rule.standard and needed in str(case.path)


def chapters() -> dict[str, dict[int, Rule]]:
    """The rules to be held together: of PDF/UA one by one, of PDF/A by clause."""
    found: dict[str, dict[int, Rule]] = {}
    for place, rule in enumerate(BOOK):
        if (rule.standard, rule.clause) != OURS_ALONE:
            name = rule.name if rule.standard == "PDF/UA" else f"PDF/A {rule.clause}"
            found.setdefault(name, {})[place] = rule
    return dict(sorted(found.items(), key=lambda item: [int(n) for n in re.findall(r"\d+", item[0])]))


def main() -> int:
    """Print the table; 1 when the whole agrees with fewer than 99 files in a hundred."""
    warnings.simplefilter("ignore")
    read = [(case, accused(case.path)) for case in cases(Path(sys.argv[1]))]
    unread = sum(said is None for _, said in read)
    print(f"{len(read)} files, {unread} could not be opened; our output is {DISCLAIMER}\n")
    print(
        "| rules of | broken files found | sound files left alone | other sound files accused |\n|---|---|---|---|"
    )
    totals = []
    judged = [(case, said) for case, said in read if said is not None]
    for name, rules in chapters().items():
        one = tally(rules, judged)
        totals.append(one)
        print(f"| {name} | {one.found} of {one.broken} | {one.left_alone} of {one.sound} | {one.accused} |")
    return _sum_up(totals, sum(case.sound for case, said in read if said is not None))


def _sum_up(totals: list[Tally], sound: int) -> int:
    right = sum(one.found + one.left_alone for one in totals)
    whole = sum(one.broken + one.sound for one in totals)
    false_alarms = sum(one.accused for one in totals)
    print(
        f"\nagreement {right} of {whole} ({right / whole:.2%}); {false_alarms} accusations of {sound} sound files"
    )
    return 0 if right / whole >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())
