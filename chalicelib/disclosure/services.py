"""What a certificate may say about a record: what the rules settle, and what follows from officers' decisions.

No step-down period stands here yet, so nothing is ever stepped down by itself: a person decides.
"""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.disclosure.errors import DecisionDoesNotFit
from chalicelib.disclosure.models import (
    Choice,
    Decision,
    Disclosure,
    Hidden,
    Proposal,
    Treatment,
    outcome_of,
)
from chalicelib.disclosure.wording import describe, line_of
from chalicelib.records.models import Matter, MatterKind

NEVER_SHOWN = frozenset({MatterKind.ACQUITTAL, MatterKind.NO_FURTHER_ACTION, MatterKind.PENALTY_NOTICE})
"""Arrests without further action, not-guilty verdicts and penalty notices belong to subject access, not to a
certificate (ACRO; askthe.police.uk). That a penalty notice for disorder is among them is inferred: it is a
police record, but is not named among what is disclosed."""


def propose(matters: Iterable[Matter]) -> tuple[Proposal, ...]:
    """For each matter, what the rules settle: it never counts, or a person has to decide."""
    return tuple(_proposal(matter) for matter in matters)


def decide(matters: Sequence[Matter], decisions: Iterable[Decision]) -> Disclosure:
    """What the certificate may say; its outcome is None while a matter lacks its decision.

    Lines stand by date, then identifier; a matter without a date stands first. Raises `DecisionDoesNotFit`
    for a decision on an unknown matter or on one that never counts, two decisions for one matter, and
    matters that share an identifier.
    """
    choices = _fitting(matters, decisions)
    counted = sorted((m for m in matters if m.kind not in NEVER_SHOWN), key=_by_date)
    lines = tuple(line_of(m, choices[m.id].reason) for m in counted if _chose(choices, m, Choice.INCLUDE))
    hidden = tuple(
        _hidden(m, "officer-left-out", choices[m.id].reason)
        for m in counted
        if _chose(choices, m, Choice.LEAVE_OUT)
    )
    missing = tuple(m.id for m in counted if m.id not in choices)
    return Disclosure(
        outcome=None if missing else outcome_of(shown=bool(lines), hidden=bool(hidden)),
        lines=lines,
        hidden=hidden,
        not_counted=tuple(
            _hidden(m, _proposal(m).rule, _proposal(m).because) for m in matters if m.kind in NEVER_SHOWN
        ),
        needs_person=missing,
    )


def _proposal(matter: Matter) -> Proposal:
    if matter.kind in NEVER_SHOWN:
        return Proposal(
            matter_id=matter.id,
            text=describe(matter),
            treatment=Treatment.NOT_COUNTED,
            rule="never-on-a-certificate",
            because="Acquittals, arrests without further action and penalty notices are never on a certificate.",
            source="ACRO; askthe.police.uk",
        )
    return Proposal(
        matter_id=matter.id,
        text=describe(matter),
        treatment=Treatment.NEEDS_PERSON,
        rule="a-person-decides",
        because="No step-down period is in force here, so an officer decides and says why.",
        source="docs: nothing is stepped down in silence",
    )


def _fitting(matters: Sequence[Matter], decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    kinds = {matter.id: matter.kind for matter in matters}
    if len(kinds) != len(matters):
        raise DecisionDoesNotFit("Two matters have the same identifier, so no decision can be told apart.")
    choices: dict[str, Decision] = {}
    for decision in decisions:
        if decision.matter_id not in kinds:
            raise DecisionDoesNotFit("The record has changed: a decision is for a matter that is not on it.")
        if kinds[decision.matter_id] in NEVER_SHOWN:
            raise DecisionDoesNotFit("A matter that is never on a certificate can't be decided.")
        if decision.matter_id in choices:
            raise DecisionDoesNotFit("A matter has two decisions. Choose one.")
        choices[decision.matter_id] = decision
    return choices


def _chose(choices: Mapping[str, Decision], matter: Matter, choice: Choice) -> bool:
    decision = choices.get(matter.id)
    return decision is not None and decision.choice is choice


def _hidden(matter: Matter, rule: str, reason: str) -> Hidden:
    return Hidden(id=matter.id, text=describe(matter), rule=rule, reason=reason)


def _by_date(matter: Matter) -> tuple[str, str]:
    return matter.date or "", matter.id
