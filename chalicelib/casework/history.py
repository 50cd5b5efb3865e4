"""A case's trail in plain words: who did what, when, and what they wrote about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.casework.listing import moment
from chalicelib.casework.models import Case, IdentityFinding, Inclusion
from chalicelib.casework.store import TrailLine
from chalicelib.certificates.short_code import grouped, short_code
from chalicelib.records.answers import Changes
from chalicelib.records.checks import OverseasFinding
from chalicelib.records.purposes import REASONS
from chalicelib.web.words import country

Facts = Mapping[str, Any]
Say = Callable[[Facts], str]


@dataclass(frozen=True)
class HistoryLine:
    """One line of the trail in words."""

    at: str
    who: str
    what: str
    words: str
    """What the person wrote."""


def history_line(line: TrailLine, case: Case, *, quotes: bool) -> HistoryLine:
    """A line for a reader. Without `quotes` nothing is said that could come from the police records."""
    who = case.name_of(line.actor) if line.actor_kind == "officer" else "Probity"
    say = _SAYINGS.get(line.action)
    what = say(line.facts) if say else line.action.replace("_", " ")
    if quotes and line.facts.get("record_id") and line.action in _ABOUT_RECORDS:
        what += f" (record {line.facts['record_id']})"
    words = [str(value) for value in line.words.values() if value and quotes]
    return HistoryLine(moment(line.at), who, what, " ".join(words))


def _fixed(words: str) -> Say:
    return lambda _: words


def _opened(facts: Facts) -> str:
    return f"opened the case: the police records answered with {_candidates(facts)}"


def _answered_again(facts: Facts) -> str:
    new, changed, gone = (int(facts.get(name, 0)) for name in ("new", "changed", "gone"))
    changes = Changes(new, changed, gone)
    named = f"noted that the police records answered again, with {_candidates(facts)}"
    return f"{named}. {changes.sentence.removesuffix('.')}" if changes else f"{named}, as before"


def _candidates(facts: Facts) -> str:
    count = int(facts.get("candidates", 0))
    return "no candidate" if count == 0 else f"{count} candidate{'' if count == 1 else 's'}"


def _decided_candidate(facts: Facts) -> str:
    is_same = facts.get("finding") == IdentityFinding.SAME_PERSON
    return f"found a candidate to be {'the applicant' if is_same else 'somebody else'}"


def _decided_matter(facts: Facts) -> str:
    shows = facts.get("inclusion") == Inclusion.INCLUDE
    against = ", against the rules" if facts.get("ground") else ""
    return f"decided {'to show' if shows else 'to leave out'} a matter{against}"


def _settled(facts: Facts) -> str:
    return "accepted a document" if facts.get("state") == "accepted" else "asked for another document"


def _overseas(facts: Facts) -> str:
    said = _FROM_ABROAD.get(str(facts.get("finding")), "answered")
    return f"noted that {country(str(facts.get('country', '')))} {said}"


def _issued(facts: Facts) -> str:
    return (
        f"noted that the certificate was issued with the number {grouped(short_code(str(facts['serial'])))}"
    )


def _looked(facts: Facts) -> str:
    code = facts.get("reason_code", "")
    why = REASONS.get(int(code), "") if str(code).isdigit() else ""
    return f"opened the police records{f' {why}' if why else ''} (reason code {code})"


_FROM_ABROAD: Mapping[str, str] = {
    OverseasFinding.NOTHING_HELD: "holds nothing",
    OverseasFinding.RECORD_ENTERED: "held something, which was entered here",
    OverseasFinding.CAN_NOT_ANSWER: "does not answer",
}
_ABOUT_RECORDS = frozenset({"candidate_decided", "matter_decided"})
_SAYINGS: Mapping[str, Say] = {
    "application_refused": _fixed("refused the application"),
    "application_withdrawn": _fixed("noted that the applicant withdrew"),
    "candidate_decided": _decided_candidate,
    "case_claimed": _fixed("claimed the case"),
    "case_opened": _opened,
    "case_released": _fixed("released the case"),
    "case_returned": _fixed("returned the recommendation"),
    "certificate_issued": _issued,
    "document_settled": _settled,
    "documents_looked_at": _fixed("noted the state of the documents"),
    "issue_approved": _fixed("approved the issue"),
    "issue_recommended": _fixed("recommended the issue"),
    "issuer_held": _fixed("took the case back from the issuer"),
    "matter_decided": _decided_matter,
    "overseas_answered": _overseas,
    "overseas_asked": _fixed("noted that a country abroad has to be asked"),
    "overseas_complete": _fixed("opened the case: every country abroad answered"),
    "records_answered_again": _answered_again,
    "records_answered_alike": _fixed(
        "noted that the police records answered as before: the recommendation stands"
    ),
    "records_asked_again": _fixed("asked the police records again"),
    "records_opened": _looked,
    "signal_followed": _fixed("opened the case of another application that a signal names"),
    "signals_weighed": _fixed("weighed the signals of the documents"),
    "records_unanswered": _fixed("noted that the police records did not answer"),
}
"""What each act is called. An act without a saying is shown by its own name."""
