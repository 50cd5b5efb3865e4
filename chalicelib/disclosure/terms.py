"""The rules that may apply to a matter, each counted out, and the one answer that all of them give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.disclosure.doubts import Person
from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import RuleName, Treatment
from chalicelib.disclosure.rules import AgeGroup, Cell, OutcomeKind, Weeding
from chalicelib.disclosure.spans import Span


@dataclass(frozen=True)
class Names:
    """What a kind of period is called while it runs and when it is over."""

    running: RuleName
    over: RuleName


@dataclass(frozen=True)
class Term:
    """One rule that may be the one that applies."""

    name: str
    subject: str
    """What it is about; several that say the same are told together."""
    verified: bool
    source: str
    says: str
    """The count in words."""
    end: Span | None = None
    """When it steps down; None when never, or when the rule is not verified."""


BY_CELL = Names(RuleName.PERIOD_RUNNING, RuleName.PERIOD_OVER)
SCOTTISH = Names(RuleName.SCOTTISH_PERIOD_RUNNING, RuleName.SCOTTISH_PERIOD_OVER)


def term_of_cell(cell: Cell, decided: Span, day: date) -> Term:
    """What a cell of the model says on a day of a matter that was decided then."""
    what = f"{_OUTCOMES[cell.outcome]}, {_AGES[cell.age]}"
    subject, source = f"category {cell.category}", cell.source
    if not cell.verified or not cell.holds_on(day):
        note = f" {cell.note}." if cell.note else ""
        return Term(cell.name, subject, verified=False, source=source, says=f"{what}: not verified.{note}")
    if cell.years is None:
        return Term(cell.name, subject, verified=True, source=source, says=f"{what}: never steps down.")
    end = decided.plus(cell.years)
    says = f"{what}: {decided} + {cell.years} years = {end}."
    return Term(cell.name, subject, verified=True, source=source, says=says, end=end)


def term_of_weeding(rule: Weeding, decided: Span, person: Person) -> Term:
    """What a Scottish rule says of a matter: the person's age and its own, of which the later counts."""
    aged = person.born.plus(rule.age) if person.born else None
    past = decided.plus(rule.years)
    born = f"{person.born} + {rule.age} years = {aged}" if aged else "the birth date is not known"
    says = f"{decided} + {rule.years} years = {past}, and {born}; the later counts."
    if not rule.verified:
        says += " The rule is not verified."
    end = aged.with_later(past) if aged else None
    sure = rule.verified and end is not None
    return Term(rule.name, rule.name, verified=sure, source=rule.source, says=says, end=end)


def settle(
    terms: Sequence[Term],
    on: date,
    names: Names,
    said_first: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Finding:
    """The one answer that every rule that may apply gives, or a person's."""
    said = " ".join((*said_first, *_told_together(terms)))
    ends = [term.end for term in terms]
    window = _window(terms)
    come = {end.has_come(on) if end else False for end in ends}
    several = len(set(ends)) > 1
    treatment, name, verdict = Treatment.NEEDS_PERSON, RuleName.READINGS_DIFFER, _DIFFERS
    if not all(term.verified for term in terms):
        name, verdict = RuleName.RULE_NOT_VERIFIED, _NOT_VERIFIED
    elif come == {True}:
        treatment, name, verdict = Treatment.HIDDEN, names.over, _OVER[several]
    elif come == {False} and not any(ends):
        treatment, name, verdict = Treatment.LINE, RuleName.NEVER_STEPS_DOWN, "It is shown."
    elif come == {False}:
        treatment, name, verdict = Treatment.LINE, names.running, _RUNNING[several]
    return Finding(
        treatment,
        name,
        "; ".join(dict.fromkeys((*sources, *(term.source for term in terms)))),
        f"{said} {verdict}",
        "; ".join(term.name for term in terms),
        window,
    )


def _told_together(terms: Sequence[Term]) -> Iterator[str]:
    """`Category A, category B: ...`, each thing that is said once."""
    for says in dict.fromkeys(term.says for term in terms):
        subjects = ", ".join(term.subject for term in terms if term.says == says)
        yield f"{subjects[0].upper()}{subjects[1:]}: {says}"


def _window(terms: Sequence[Term]) -> Span | None:
    """From the first day on which any rule steps it down to the day by which all do."""
    ends = [term.end for term in terms if term.end]
    if len(ends) < len(terms) or not all(term.verified for term in terms):
        return None
    return Span(min(end.earliest for end in ends), max(end.latest for end in ends))


_OUTCOMES: Mapping[OutcomeKind, str] = {
    OutcomeKind.CUSTODIAL: "custodial sentence",
    OutcomeKind.SUSPENDED: "suspended sentence",
    OutcomeKind.NON_CUSTODIAL: "sentence without custody",
    OutcomeKind.CAUTION: "caution, reprimand or warning",
}
_AGES: Mapping[AgeGroup, str] = {AgeGroup.ADULT: "adult", AgeGroup.UNDER_18: "under 18"}
_OVER = ("That day has come, so it is stepped down.", "Each of these days has come, so it is stepped down.")
_RUNNING = ("That day has not come, so it is shown.", "None of these days has come, so it is shown.")
_DIFFERS = "The possible readings give different answers, so a person decides."
_NOT_VERIFIED = "A rule that is not verified settles nothing, so a person decides."
