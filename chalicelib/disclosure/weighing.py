"""What the rules say of one matter on one day: shown, stepped down, not counted, or a person's to decide.

One thought runs through: a rule settles a matter only when every reading of the record that is possible gives the
same answer by verified rules. Where two readings differ, or a rule is not verified, a person decides.
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.disclosure.doubts import Person, doubts_of, doubts_of_dates, doubts_of_kind, weighed_offence
from chalicelib.disclosure.findings import Finding, in_doubt
from chalicelib.disclosure.models import RuleName, Treatment
from chalicelib.disclosure.rules import AgeGroup, Categorised, Category, OutcomeKind, Rules, Switches
from chalicelib.disclosure.sentences import Sentence, sentence_of
from chalicelib.disclosure.spans import Span
from chalicelib.disclosure.terms import BY_CELL, SCOTTISH, settle, term_of_cell, term_of_weeding
from chalicelib.disclosure.wording import KINDS, is_inchoate
from chalicelib.records.models import Jurisdiction, Matter, Offence


@dataclass(frozen=True)
class _Question:
    """What is asked: a matter of a person, by some rules, on a day."""

    matter: Matter
    person: Person
    rules: Rules
    on: date


def weigh(matter: Matter, person: Person, rules: Rules, switches: Switches, on: date) -> Finding:
    """What the rules by themselves say of a matter on a day."""
    if matter.kind in rules.kinds.never_counted:
        contradictions = (*doubts_of_dates(matter, on), *doubts_of_kind(matter, rules))
        return in_doubt(contradictions) if contradictions else _never_counted(rules)
    doubts = doubts_of(matter, person, rules, on)
    if doubts:
        return in_doubt(doubts)
    if matter.kind in rules.kinds.always_shown:
        return _open_proceedings(rules, switches)
    if not switches.verified:
        said = "What this certificate leaves out because of its age is not verified, so a person decides."
        return Finding(Treatment.NEEDS_PERSON, RuleName.RULE_NOT_VERIFIED, switches.source, said)
    return _by_sentence(_Question(matter, person, rules, on), switches)


def _never_counted(rules: Rules) -> Finding:
    return Finding(
        Treatment.NOT_COUNTED,
        RuleName.NEVER_ON_A_CERTIFICATE,
        rules.kinds.never_counted_source,
        "Acquittals, arrests without further action and penalty notices are never on a certificate.",
    )


def _open_proceedings(rules: Rules, switches: Switches) -> Finding:
    if not switches.open_proceedings:
        return in_doubt(["Whether this certificate shows open proceedings is a person's to decide."])
    return Finding(
        Treatment.LINE,
        RuleName.OPEN_PROCEEDINGS_ARE_SHOWN,
        rules.kinds.always_shown_source,
        "Impending prosecutions and matters under investigation are shown, whatever their age.",
    )


def _by_sentence(asked: _Question, switches: Switches) -> Finding:
    matter, rules = asked.matter, asked.rules
    sentence = _sentence(matter, rules)
    if sentence.doubts:
        return in_doubt(sentence.doubts)
    if not switches.step_down:
        said = "This certificate leaves nothing out because of its age."
        return Finding(Treatment.LINE, RuleName.STEP_DOWN_NOT_APPLIED, switches.source, said)
    if sentence.endless:
        return Finding(
            Treatment.LINE,
            RuleName.ENDLESS_SENTENCE_NEVER_STEPS_DOWN,
            rules.endless.source,
            f"“{sentence.endless}” has no end, so it never steps down.",
        )
    if sentence.outcome is None or matter.date is None:
        return in_doubt(
            [f"The day of the {KINDS[matter.kind].lower()} is not recorded, so nothing can be counted."]
        )
    decided = Span.of(matter.date)
    if matter.jurisdiction is Jurisdiction.SCOTLAND:
        may_apply = [rule for rule in rules.scotland if sentence.outcome in rule.outcomes]
        return settle(
            [term_of_weeding(rule, decided, asked.person) for rule in may_apply], asked.on, SCOTTISH
        )
    return _by_cell(asked, sentence.outcome, decided)


def _sentence(matter: Matter, rules: Rules) -> Sentence:
    if matter.kind in rules.kinds.caution:
        return Sentence(OutcomeKind.CAUTION)
    return sentence_of(matter, rules)


def _by_cell(asked: _Question, outcome: OutcomeKind, decided: Span) -> Finding:
    offence, rules = weighed_offence(asked.matter), asked.rules
    if offence is None:
        return in_doubt(["The offence of English law that comes closest is not recorded."])
    if offence.cjs_code is None:
        return in_doubt(["The offence has no code, so its category can't be told."])
    ages, of_age = _ages(asked, decided)
    if ages == (AgeGroup.ADULT,) and _youth_only(asked.matter, rules):
        return in_doubt([f"{of_age} Yet what was given is given to people under 18 only."])
    entry = _categorised(offence, rules, completed=not any(map(is_inchoate, (offence, asked.matter.offence))))
    if entry and entry.verified and _is_elsewhere_by_chapter(offence, entry, rules):
        return in_doubt([f"{offence.cjs_code} is not of the chapter of the NPCC code {offence.npcc_code}."])
    of_category = _category_in_words(offence, entry)
    sources = [entry.source] if entry and entry.verified else []
    categories = entry.categories if entry and entry.verified else tuple(Category)
    cells = [rules.cell(category, outcome, age) for age in ages for category in categories]
    terms = [term_of_cell(cell, decided, max(asked.on, rules.since)) for cell in cells]
    return settle(terms, asked.on, BY_CELL, said_first=(of_age, of_category), sources=sources)


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


def _categorised(offence: Offence, rules: Rules, *, completed: bool) -> Categorised | None:
    """The entry for an offence: by its code when it was completed, otherwise a first cut by its chapter."""
    for entry in rules.categories:
        if (completed and offence.cjs_code in entry.codes) or _chapter(offence) in entry.chapters:
            return entry
    return None


def _is_elsewhere_by_chapter(offence: Offence, entry: Categorised, rules: Rules) -> bool:
    """Whether the NPCC code lies in a chapter of other categories only, so that one of both codes is wrong."""
    chapter = _chapter(offence)
    hints = [set(hint.categories) for hint in rules.categories if chapter in hint.chapters]
    return bool(hints) and set(entry.categories).isdisjoint(*hints)


def _chapter(offence: Offence) -> str:
    return (offence.npcc_code or "").partition(".")[0].lstrip("0")


def _category_in_words(offence: Offence, entry: Categorised | None) -> str:
    if entry is None:
        return f"In which category {offence.cjs_code} is, no verified list says."
    if not entry.verified:
        return (
            f"In which category {offence.cjs_code} is, no verified list says; a first cut is {entry.named}."
        )
    return f"{offence.cjs_code} is in category {entry.named}."
