"""The queue as rows to read: what each case says at a glance, and how late it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.casework.models import CLOSED, Case, CaseState, Flag
from chalicelib.disclosure.meanings import MEANINGS
from chalicelib.platform import clock

_UK = ZoneInfo("Europe/London")
_PLACE = re.compile(r"\d{4}-\d{2}-\d{2}#[0-9A-Za-z-]{1,80}", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Tab:
    """A filter of the queue; without a state it is the officer's own desk."""

    name: str
    title: str
    state: CaseState | None


TABS = (
    Tab("open", "Open", CaseState.OPEN),
    Tab("recommended", "To approve", CaseState.RECOMMENDED),
    Tab("waiting", "Waiting", CaseState.WAITING),
    Tab("mine", "Mine", None),
    Tab("ordered", "With the issuer", CaseState.ORDERED),
    Tab("issued", "Issued", CaseState.ISSUED),
    Tab("refused", "Refused", CaseState.REFUSED),
    Tab("withdrawn", "Withdrawn", CaseState.WITHDRAWN),
)

FLAGS: Mapping[Flag, str] = {
    Flag.DOCUMENTS_NEED_PERSON: "Document needs a person",
    Flag.DOCUMENT_SIGNALS: "Document signals",
    Flag.RECORDS_UNANSWERED: "Records unanswered",
    Flag.OVERSEAS_UNANSWERED: "Waits for a country",
    Flag.ANSWER_TRUNCATED: "Answer incomplete",
    Flag.ANSWER_CHANGED: "Answer changed: look again",
    Flag.RECORDS_ASKED: "Records asked again",
    Flag.RETURNED: "Returned",
    Flag.ISSUER_HELD: "Held by issuer",
}


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue."""

    case_id: str
    reference: str
    applicant: str
    outcome: str
    documents: str
    flags: Sequence[str]
    since: str
    due: str
    late: str
    premium: bool
    claimed_by: str


def tab_of(query: Mapping[str, str]) -> Tab:
    """The filter that a query names; the open cases when it names none."""
    wanted = query.get("state", "")
    return next((tab for tab in TABS if tab.name == wanted), TABS[0])


def read_place(text: str | None) -> str | None:
    """A place in the queue as a page's link carries it, or None when it is not of that form."""
    return text if text and _PLACE.fullmatch(text) else None


def as_rows(cases: Sequence[Case], at: datetime) -> list[QueueRow]:
    """The cases as rows."""
    today = clock.date_in_uk(at)
    return [_row(case, at, today) for case in cases]


def outcome_so_far(case: Case) -> str:
    """In a few words, what is known about the outcome."""
    if case.recommendation:
        return MEANINGS[case.recommendation.outcome].title
    if case.candidates is None:
        return "No answer yet"
    if case.candidates == 0:
        return "No candidates"
    decided = len({d.record_id for d in case.candidate_decisions})
    return f"{case.candidates} candidate{'' if case.candidates == 1 else 's'}, {decided} decided"


def short_day(day: date) -> str:
    """`3 Mar 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime) -> str:
    """`3 Mar 2026, 14:05`, as clocks in the United Kingdom show it."""
    local = at.astimezone(_UK)
    return f"{short_day(local.date())}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: `3 days`, `2 hours`, `5 minutes`."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(length.total_seconds() // seconds):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "under a minute"


def lateness(case: Case, today: date) -> str:
    """`2 days late`, `today`, or nothing while there is time or the case is closed."""
    days = (today - case.due).days
    if case.state in CLOSED or days < 0:
        return ""
    return "due today" if days == 0 else f"{days} day{'' if days == 1 else 's'} late"


def _row(case: Case, at: datetime, today: date) -> QueueRow:
    holder = case.held_by(at)
    return QueueRow(
        case_id=case.application_id,
        reference=case.reference,
        applicant=case.applicant,
        outcome=outcome_so_far(case),
        documents=_documents(case),
        flags=[FLAGS[flag] for flag in Flag if flag in case.flags],
        since=short_day(case.received_on),
        due=short_day(case.due),
        late=lateness(case, today),
        premium=case.service_level == "premium",
        claimed_by=case.name_of(holder) if holder else "",
    )


def _documents(case: Case) -> str:
    accepted = sum(state == "accepted" for state in case.documents.values())
    return f"{accepted} of {len(case.documents)}" if case.documents else "none"
