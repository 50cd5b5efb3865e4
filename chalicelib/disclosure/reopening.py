"""The switch by which a new matter brings back what had stepped down before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import RuleName, Treatment
from chalicelib.disclosure.rules import NewMatter, Rules
from chalicelib.disclosure.spans import Span
from chalicelib.disclosure.wording import day_in_words
from chalicelib.records.models import Matter

_LIVE = {Treatment.LINE, Treatment.NEEDS_PERSON}


def reopened(matters: Sequence[Matter], ruled: Mapping[str, Finding], rules: Rules) -> dict[str, Finding]:
    """The findings, with what a newer matter brings back.

    A newer matter is one of the switch's kinds, dated while the switch is on and after the other had stepped
    down. It brings back for as long as it is shown itself; while a person has yet to decide on it, or the switch
    is not verified, a person decides on what it would bring back too.
    """
    switch = rules.new_matter
    newer = [m for m in matters if ruled[m.id].treatment in _LIVE and _is_new(m, switch)]
    return {m.id: _with(ruled[m.id], [n for n in newer if n is not m], ruled, switch) for m in matters}


def _is_new(matter: Matter, switch: NewMatter) -> bool:
    return (
        matter.kind in switch.kinds
        and matter.date is not None
        and any(switch.holds_on(day) for day in (matter.date.earliest, matter.date.latest))
    )


def _with(
    finding: Finding, newer: Iterable[Matter], ruled: Mapping[str, Finding], switch: NewMatter
) -> Finding:
    if finding.treatment is not Treatment.HIDDEN or finding.steps_down is None:
        return finding
    end = finding.steps_down
    causes = [matter for matter in newer if matter.date and end.earliest <= matter.date.latest]
    if not causes:
        return finding
    sure = switch.verified and any(
        ruled[m.id].treatment is Treatment.LINE and m.date and end.latest <= m.date.earliest for m in causes
    )
    return replace(
        finding,
        treatment=Treatment.LINE if sure else Treatment.NEEDS_PERSON,
        rule=RuleName.REOPENED_BY_NEW_MATTER,
        source=switch.source,
        arithmetic=f"{finding.arithmetic} {_because(end, causes)}",
    )


def _because(end: Span, causes: Sequence[Matter]) -> str:
    newest = max(matter.date.latest for matter in causes if matter.date)
    return (
        f"A newer matter of {_day(newest)} came after it had stepped down on {end}, which can bring it back."
    )


def _day(day: date) -> str:
    return day_in_words(day)
