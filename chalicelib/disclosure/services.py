"""What a certificate may say about a person: what the rules settle, and what follows from officers' decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.disclosure.doubts import Person
from chalicelib.disclosure.errors import DecisionDoesNotFit
from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import (
    Choice,
    Decision,
    Disclosure,
    Entry,
    Line,
    RuleName,
    Treatment,
    outcome_of,
)
from chalicelib.disclosure.reopening import reopened
from chalicelib.disclosure.rules import Rules
from chalicelib.disclosure.weighing import weigh
from chalicelib.disclosure.wording import describe, printed_line
from chalicelib.kernel.outcomes import Product
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.models import Matter, Record


@dataclass(frozen=True)
class Weighed:
    """A matter, what the rules say of it, and what becomes of it with the officer's decision."""

    matter: Matter
    ruled: Finding
    decision: Decision | None
    final: Finding


def disclose(
    records: Sequence[Record],
    *,
    rules: Rules,
    on: date,
    product: Product = Product.POLICE,
    decisions: Iterable[Decision] = (),
    born: PartialDate | None = None,
) -> Disclosure:
    """What a certificate made on a day may say about the person of these records; its outcome may be None.

    `born` is when the person says they were born; it counts beside what the records say.
    Lines stand by date, then identifier; a matter without a date stands first. Raises `DecisionDoesNotFit` for a
    decision on an unknown matter or on one that never counts, two decisions for one matter, and matters that
    share an identifier.
    """
    return _disclosure(
        weigh_all(records, rules=rules, on=on, product=product, decisions=decisions, born=born),
        rules,
        on,
        product,
    )


def _disclosure(found: Sequence[Weighed], rules: Rules, on: date, product: Product) -> Disclosure:
    lines = tuple(
        Line(**_entry(one).model_dump(), printed=printed_line(one.matter))
        for one in found
        if one.final.treatment is Treatment.LINE
    )
    others = {
        treatment: tuple(_entry(one) for one in found if one.final.treatment is treatment)
        for treatment in (Treatment.HIDDEN, Treatment.NOT_COUNTED, Treatment.NEEDS_PERSON)
    }
    missing = others[Treatment.NEEDS_PERSON]
    return Disclosure(
        product=product,
        rules_version=rules.version,
        rules_digest=rules.digest,
        on=on,
        outcome=None if missing else outcome_of(shown=bool(lines), hidden=bool(others[Treatment.HIDDEN])),
        lines=lines,
        hidden=others[Treatment.HIDDEN],
        not_counted=others[Treatment.NOT_COUNTED],
        needs_person=missing,
    )


def weigh_all(
    records: Sequence[Record],
    *,
    rules: Rules,
    on: date,
    product: Product = Product.POLICE,
    decisions: Iterable[Decision] = (),
    born: PartialDate | None = None,
) -> list[Weighed]:
    """Every matter with the rules' word and the officer's, by date; raises as `disclose`."""
    matters = sorted((m for record in records for m in record.matters), key=_by_date)
    recorded = [b for record in records for b in record.nominal.birth_dates if not b.is_default]
    person = Person(tuple(recorded) + ((born,) if born else ()))
    switches = rules.products[product]
    ruled = {matter.id: weigh(matter, person, rules, switches, on) for matter in matters}
    if len(ruled) != len(matters):
        raise DecisionDoesNotFit("Two matters have the same identifier, so no decision can be told apart.")
    ruled = reopened(matters, ruled, rules)
    chosen = _fitting(ruled, decisions)
    return [_decided(matter, ruled[matter.id], chosen.get(matter.id)) for matter in matters]


def is_against(decision: Decision, ruled: Finding) -> bool:
    """Whether a decision says otherwise than the rules by themselves."""
    settled = {Treatment.LINE: Choice.INCLUDE, Treatment.HIDDEN: Choice.LEAVE_OUT}.get(ruled.treatment)
    return settled not in {None, decision.choice}


def _decided(matter: Matter, ruled: Finding, decision: Decision | None) -> Weighed:
    if decision is None or (
        ruled.treatment is not Treatment.NEEDS_PERSON and not is_against(decision, ruled)
    ):
        return Weighed(matter, ruled, decision, ruled)
    if is_against(decision, ruled) and (not decision.ground or decision.ground.choice is not decision.choice):
        return Weighed(matter, ruled, decision, _overtaken(ruled))
    included = decision.choice is Choice.INCLUDE
    final = Finding(
        Treatment.LINE if included else Treatment.HIDDEN,
        RuleName.OFFICER_INCLUDED if included else RuleName.OFFICER_LEFT_OUT,
        "Decision of an officer of this office, with a reason that can be disputed",
        f"Decided by an officer: {decision.reason} What the rules say by themselves: {ruled.arithmetic}",
        ruled.cell,
        ruled.steps_down,
    )
    return Weighed(matter, ruled, decision, final)


def _overtaken(ruled: Finding) -> Finding:
    """A decision that was made while no rule settled the matter, and that a rule contradicts now."""
    return Finding(
        Treatment.NEEDS_PERSON,
        RuleName.DECISION_AGAINST_THE_RULES,
        ruled.source,
        f"An officer's decision says otherwise than the rules and names no ground for it. {ruled.arithmetic}",
        ruled.cell,
        ruled.steps_down,
    )


def _fitting(ruled: Mapping[str, Finding], decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    choices: dict[str, Decision] = {}
    for decision in decisions:
        if decision.matter_id not in ruled:
            raise DecisionDoesNotFit("The record has changed: a decision is for a matter that is not on it.")
        if ruled[decision.matter_id].treatment is Treatment.NOT_COUNTED:
            raise DecisionDoesNotFit("A matter that is never on a certificate can't be decided.")
        if decision.matter_id in choices:
            raise DecisionDoesNotFit("A matter has two decisions. Choose one.")
        choices[decision.matter_id] = decision
    return choices


def _entry(one: Weighed) -> Entry:
    final = one.final
    return Entry(
        id=one.matter.id,
        text=describe(one.matter),
        rule=final.rule,
        cell=final.cell,
        source=final.source,
        dates=final.dates(one.matter),
        arithmetic=final.arithmetic,
    )


def _by_date(matter: Matter) -> tuple[str, str]:
    return matter.date or "", matter.id
