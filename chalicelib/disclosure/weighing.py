"""What the rules say of one matter on one day: shown, stepped down, not counted, or a person's to decide.

One thought runs through: a rule settles a matter only when every reading of the record that is possible gives the
same answer by verified rules. Where two readings differ, or a rule is not verified, a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.disclosure.doubts import Person, doubts_of, doubts_of_kind, weighed_offence
from chalicelib.disclosure.models import Dates, RuleName, Treatment
from chalicelib.disclosure.rules import AgeGroup, Categorised, Category, Cell, OutcomeKind, Rules, Switches
from chalicelib.disclosure.sentences import Sentence, sentence_of
from chalicelib.disclosure.spans import Span
from chalicelib.disclosure.wording import KINDS
from chalicelib.records.models import Jurisdiction, Matter, Offence
from chalicelib.reference.offences import find_offence

OURS = "Rule of this office: what is contradictory or unknown is a person's to decide (docs/disclosure.md)"


@dataclass(frozen=True)
class Finding:
    """What the rules say of a matter, and all that it rests on."""

    treatment: Treatment
    rule: RuleName
    source: str
    arithmetic: str
    cell: str | None = None
    steps_down: Span | None = None
    """When; None when never, or when nobody knows."""

    def dates(self, matter: Matter) -> Dates:
        """The days that it rests on."""
        return Dates(
            decided=matter.date,
            offence=matter.offence_date,
            steps_down_from=self.steps_down.earliest if self.steps_down else None,
            steps_down_by=self.steps_down.latest if self.steps_down else None,
        )


@dataclass(frozen=True)
class _Question:
    """What is asked: a matter of a person, by some rules, on a day."""

    matter: Matter
    person: Person
    rules: Rules
    on: date


@dataclass(frozen=True)
class _Names:
    """What a kind of period is called while it runs and when it is over."""

    running: RuleName
    over: RuleName


@dataclass(frozen=True)
class _Term:
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


def weigh(matter: Matter, person: Person, rules: Rules, switches: Switches, on: date) -> Finding:
    """What the rules by themselves say of a matter on a day."""
    if matter.kind in rules.kinds.never_counted:
        contradictions = tuple(doubts_of_kind(matter, rules))
        return _in_doubt(contradictions) if contradictions else _never_counted(rules)
    doubts = doubts_of(matter, person, rules, on)
    if doubts:
        return _in_doubt(doubts)
    if matter.kind in rules.kinds.always_shown:
        return _open_proceedings(rules, switches)
    sentence = _sentence(matter, rules)
    if sentence.doubts:
        return _in_doubt(sentence.doubts)
    if not switches.step_down:
        return Finding(
            Treatment.LINE,
            RuleName.STEP_DOWN_NOT_APPLIED,
            switches.source,
            "This certificate leaves nothing out because of its age.",
        )
    return _by_sentence(_Question(matter, person, rules, on), sentence)


def _never_counted(rules: Rules) -> Finding:
    return Finding(
        Treatment.NOT_COUNTED,
        RuleName.NEVER_ON_A_CERTIFICATE,
        rules.kinds.never_counted_source,
        "Acquittals, arrests without further action and penalty notices are never on a certificate.",
    )


def _open_proceedings(rules: Rules, switches: Switches) -> Finding:
    if not switches.open_proceedings:
        return _in_doubt(["Whether this certificate shows open proceedings is a person's to decide."])
    return Finding(
        Treatment.LINE,
        RuleName.OPEN_PROCEEDINGS_ARE_SHOWN,
        rules.kinds.always_shown_source,
        "Impending prosecutions and matters under investigation are shown, whatever their age.",
    )


def _by_sentence(asked: _Question, sentence: Sentence) -> Finding:
    matter, rules = asked.matter, asked.rules
    if sentence.endless:
        return Finding(
            Treatment.LINE,
            RuleName.ENDLESS_SENTENCE_NEVER_STEPS_DOWN,
            rules.endless.source,
            f"“{sentence.endless}” has no end, so it never steps down.",
        )
    if sentence.outcome is None or matter.date is None:
        return _in_doubt(
            [f"The day of the {KINDS[matter.kind].lower()} is not recorded, so nothing can be counted."]
        )
    decided = Span.of(matter.date)
    if matter.jurisdiction is Jurisdiction.SCOTLAND:
        return _settle(_scottish(asked, sentence.outcome, decided), asked.on, _SCOTTISH)
    return _by_cell(asked, sentence.outcome, decided)


def _sentence(matter: Matter, rules: Rules) -> Sentence:
    if matter.kind in rules.kinds.caution:
        return Sentence(OutcomeKind.CAUTION)
    return sentence_of(matter, rules)


def _by_cell(asked: _Question, outcome: OutcomeKind, decided: Span) -> Finding:
    offence, rules = weighed_offence(asked.matter), asked.rules
    if offence is None:
        return _in_doubt(["The offence of English law that comes closest is not recorded."])
    if offence.cjs_code is None:
        return _in_doubt(["The offence has no code, so its category can't be told."])
    ages, of_age = _ages(asked, decided)
    if ages == (AgeGroup.ADULT,) and _youth_only(asked.matter, rules):
        return _in_doubt([f"{of_age} Yet what was given is given to people under 18 only."])
    entry = _categorised(offence, rules)
    of_category = _category_in_words(offence, entry)
    sources = [entry.source] if entry and entry.verified else []
    categories = entry.categories if entry and entry.verified else tuple(Category)
    cells = [rules.cell(category, outcome, age) for age in ages for category in categories]
    terms = [_of_cell(cell, decided, max(asked.on, rules.since)) for cell in cells]
    return _settle(terms, asked.on, _BY_CELL, said_first=(of_age, of_category), sources=sources)


def _ages(asked: _Question, decided: Span) -> tuple[tuple[AgeGroup, ...], str]:
    """The age groups that are possible, and why in words.

    An adult was one on the day of the offence and on that of the decision.
    """
    matter, person, rules = asked.matter, asked.person, asked.rules
    if person.born is None:
        return tuple(AgeGroup), "When the person was born is not known, so they may have been under 18."
    wanted, day, when = rules.adult.age, decided, "when it was decided; the offence's day is not recorded"
    if matter.offence_date:
        day, when = Span.of(matter.offence_date), "at the offence"
    else:
        wanted = rules.adult.without_offence_date
    youngest, oldest = person.ages_on(day) or (0, 0)
    if youngest >= wanted:
        return (AgeGroup.ADULT,), f"Adult: {_years(youngest, oldest)} {when}."
    if oldest < rules.adult.age:
        return (AgeGroup.UNDER_18,), f"Under 18: {_years(youngest, oldest)} {when}."
    return tuple(AgeGroup), f"The person may have been under 18: {_years(youngest, oldest)} {when}."


def _years(youngest: int, oldest: int) -> str:
    return f"{youngest} years old" if youngest == oldest else f"between {youngest} and {oldest} years old"


def _youth_only(matter: Matter, rules: Rules) -> bool:
    return any(disposal.code in rules.sentences.youth_only for disposal in matter.disposals)


def _categorised(offence: Offence, rules: Rules) -> Categorised | None:
    """The entry for an offence: by its code when it was completed, otherwise a first cut by its chapter."""
    known = find_offence(offence.cjs_code or "")
    complete = offence.inchoate is None and known is not None and known.inchoate is None
    chapter = (offence.npcc_code or "").partition(".")[0].lstrip("0")
    for entry in rules.categories:
        if (complete and offence.cjs_code in entry.codes) or chapter in entry.chapters:
            return entry
    return None


def _category_in_words(offence: Offence, entry: Categorised | None) -> str:
    if entry is None:
        return f"In which category {offence.cjs_code} is, no verified list says."
    if not entry.verified:
        return (
            f"In which category {offence.cjs_code} is, no verified list says; a first cut is {entry.named}."
        )
    return f"{offence.cjs_code} is in category {entry.named}."


def _of_cell(cell: Cell, decided: Span, day: date) -> _Term:
    what = f"{_OUTCOMES[cell.outcome]}, {_AGES[cell.age]}"
    subject, source = f"category {cell.category}", cell.source
    if not cell.verified or not cell.holds_on(day):
        note = f" {cell.note}." if cell.note else ""
        return _Term(cell.name, subject, verified=False, source=source, says=f"{what}: not verified.{note}")
    if cell.years is None:
        return _Term(cell.name, subject, verified=True, source=source, says=f"{what}: never steps down.")
    end = decided.plus(cell.years)
    says = f"{what}: {decided} + {cell.years} years = {end}."
    return _Term(cell.name, subject, verified=True, source=source, says=says, end=end)


def _scottish(asked: _Question, outcome: OutcomeKind, decided: Span) -> list[_Term]:
    """The weeding rules that may apply: which of two it is may depend on what no record says."""
    person = asked.person
    terms = []
    for rule in asked.rules.scotland:
        if outcome not in rule.outcomes:
            continue
        aged = person.born.plus(rule.age) if person.born else None
        past = decided.plus(rule.years)
        born = f"{person.born} + {rule.age} years = {aged}" if aged else "the birth date is not recorded"
        says = f"{decided} + {rule.years} years = {past}, and {born}; the later counts."
        if not rule.verified:
            says += " The rule is not verified."
        end = aged.with_later(past) if aged else None
        sure = rule.verified and end is not None
        terms.append(_Term(rule.name, rule.name, verified=sure, source=rule.source, says=says, end=end))
    return terms


def _settle(
    terms: Sequence[_Term],
    on: date,
    names: _Names,
    said_first: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Finding:
    """The one answer that every rule that may apply gives, or a person's."""
    said = " ".join((*said_first, *_told_together(terms)))
    ends = [term.end for term in terms]
    window = _window(terms)
    come = {end.has_come(on) if end else False for end in ends}
    treatment, name, verdict = Treatment.NEEDS_PERSON, RuleName.READINGS_DIFFER, _DIFFERS
    if not all(term.verified for term in terms):
        name, verdict = RuleName.RULE_NOT_VERIFIED, _NOT_VERIFIED
    elif come == {True}:
        treatment, name, verdict = Treatment.HIDDEN, names.over, _OVER
    elif come == {False} and not any(ends):
        treatment, name, verdict = Treatment.LINE, RuleName.NEVER_STEPS_DOWN, "It is shown."
    elif come == {False}:
        treatment, name, verdict = Treatment.LINE, names.running, _RUNNING
    return Finding(
        treatment,
        name,
        "; ".join(dict.fromkeys((*sources, *(term.source for term in terms)))),
        f"{said} {verdict}",
        "; ".join(term.name for term in terms),
        window,
    )


def _told_together(terms: Sequence[_Term]) -> Iterator[str]:
    """`Category A, category B: ...`, each thing that is said once."""
    for says in dict.fromkeys(term.says for term in terms):
        subjects = ", ".join(term.subject for term in terms if term.says == says)
        yield f"{subjects[0].upper()}{subjects[1:]}: {says}"


def _window(terms: Sequence[_Term]) -> Span | None:
    """From the first day on which any rule steps it down to the day by which all do."""
    ends = [term.end for term in terms if term.end]
    if len(ends) < len(terms) or not all(term.verified for term in terms):
        return None
    return Span(min(end.earliest for end in ends), max(end.latest for end in ends))


def _in_doubt(doubts: Sequence[str]) -> Finding:
    return Finding(Treatment.NEEDS_PERSON, RuleName.RECORD_IN_DOUBT, OURS, " ".join(doubts))


_BY_CELL = _Names(RuleName.PERIOD_RUNNING, RuleName.PERIOD_OVER)
_SCOTTISH = _Names(RuleName.SCOTTISH_PERIOD_RUNNING, RuleName.SCOTTISH_PERIOD_OVER)
_OUTCOMES: Mapping[OutcomeKind, str] = {
    OutcomeKind.CUSTODIAL: "custodial sentence",
    OutcomeKind.SUSPENDED: "suspended sentence",
    OutcomeKind.NON_CUSTODIAL: "sentence without custody",
    OutcomeKind.CAUTION: "caution, reprimand or warning",
}
_AGES: Mapping[AgeGroup, str] = {AgeGroup.ADULT: "adult", AgeGroup.UNDER_18: "under 18"}
_OVER = "That day has come, so it is stepped down."
_RUNNING = "That day has not come, so it is shown."
_DIFFERS = "The possible readings give different answers, so a person decides."
_NOT_VERIFIED = "A rule that is not verified settles nothing, so a person decides."
