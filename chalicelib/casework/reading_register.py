"""What the register's pages show: a certificate, where it stands, and everything that happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.casework.listing import moment, short_day
from chalicelib.casework.models import Officer
from chalicelib.casework.store import CaseStore
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.certificates.entries import Entry, EntryKind, RevocationReason
from chalicelib.certificates.models import Step
from chalicelib.certificates.short_code import grouped
from chalicelib.certificates.withdrawing import Standing
from chalicelib.disclosure.meanings import MEANINGS

REASONS: Mapping[RevocationReason, str] = {
    RevocationReason.ISSUED_IN_ERROR: "Issued in error",
    RevocationReason.FRAUD: "Fraud",
    RevocationReason.REPLACED: "Replaced",
}
"""What an officer can choose; a stolen key is reported on its own page."""
_REASON_WORDS = {**REASONS, RevocationReason.KEY_COMPROMISED: "Key stolen"}
_KINDS: Mapping[EntryKind, str] = {
    EntryKind.REVOCATION_REQUESTED: "Withdrawal asked for",
    EntryKind.REVOCATION_DECLINED: "Withdrawal declined",
    EntryKind.REVOKED: "Withdrawn",
    EntryKind.REISSUE_REQUESTED: "Reissue asked for",
    EntryKind.REISSUE_DECLINED: "Reissue declined",
    EntryKind.REISSUE_ORDERED: "Reissue ordered",
    EntryKind.COPY_SENT: "Further link sent",
    EntryKind.COLLECTED: "Collected by the holder",
}


@dataclass(frozen=True)
class Row:
    """One certificate in a list."""

    id: str
    number: str
    holder: str
    outcome: str
    issued: str
    standing: str


@dataclass(frozen=True)
class Line:
    """One line of a certificate's history."""

    at: str
    what: str
    by: str
    words: str
    link: str


@dataclass(frozen=True)
class Waiting:
    """A request that another officer has to answer."""

    certificate_id: str
    what: str
    reason: str
    at: str
    by: str


def register_context(desk: RegisterDesk, found: Sequence[str] = ()) -> dict[str, Any]:
    """The search page: what was found, and what waits for a second pair of eyes."""
    return {
        "rows": [row_of(desk.acts.look(one)) for one in found],
        "waiting": [
            Waiting(one.certificate_id, _KINDS[one.kind], _reason(one), moment(one.at), one.by)
            for one in desk.waiting()
        ],
    }


def certificate_context(cases: CaseStore, standing: Standing, officer: Officer) -> dict[str, Any]:
    """One certificate's page for one officer."""
    case = cases.find(standing.certificate.case_id)
    names = {**(case.state.officers if case else {}), officer.id: officer.name, "probity": "Probity"}
    asked = standing.history.pending(EntryKind.REVOCATION_REQUESTED)
    again = standing.history.pending(EntryKind.REISSUE_REQUESTED)
    return {
        "row": row_of(standing),
        "certificate": standing.certificate,
        "reference": case.state.reference if case else "",
        "case_id": standing.certificate.case_id,
        "good": standing.is_good,
        "copies": standing.history.copies,
        "lines": [_line(entry, names) for entry in reversed(standing.history.entries)],
        "asked": asked,
        "asked_why": _reason(asked) if asked else "",
        "asked_by": names.get(asked.by, asked.by) if asked else "",
        "mine": bool(asked and asked.by == officer.id),
        "again": again,
        "again_by": names.get(again.by, again.by) if again else "",
        "again_mine": bool(again and again.by == officer.id),
        "changes": _changes(standing, again) if again else [],
        "reasons": {reason.value: text for reason, text in REASONS.items()},
    }


def row_of(standing: Standing) -> Row:
    """A certificate at a glance."""
    content = standing.certificate.content
    return Row(
        id=standing.id,
        number=grouped(content.number),
        holder=content.holder.name.full,
        outcome=MEANINGS[content.outcome].title,
        issued=short_day(content.issued_on),
        standing=_standing(standing),
    )


def _standing(standing: Standing) -> str:
    revoked = standing.history.revoked
    if revoked and revoked.reason:
        return f"Withdrawn: {_REASON_WORDS[revoked.reason].lower()}"
    if standing.certificate.step is Step.HELD:
        return "Held by the issuer"
    return "In force" if standing.is_good else "With the issuer"


def _line(entry: Entry, names: Mapping[str, str]) -> Line:
    what = _KINDS[entry.kind] + (f": {_reason(entry).lower()}" if entry.reason else "")
    by = "the holder" if entry.kind is EntryKind.COLLECTED else names.get(entry.by, entry.by)
    return Line(moment(entry.at), what, by, entry.words or "", entry.replaced_by or entry.order_id or "")


def _reason(entry: Entry) -> str:
    return _REASON_WORDS[entry.reason] if entry.reason else ""


def _changes(standing: Standing, again: Entry) -> list[tuple[str, str, str]]:
    """What the new certificate would say otherwise: label, before, after."""
    if again.content is None:
        return []
    before, after = standing.certificate.content.holder, again.content.holder
    pairs = [("Name", before.name.full, after.name.full)]
    pairs += [
        (label, str(getattr(before, fact)), str(getattr(after, fact)))
        for label, fact in (
            ("Date of birth", "birth_date"),
            ("Place of birth", "birth_place"),
            ("Passport number", "passport_number"),
            ("Passport's country", "passport_country"),
        )
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]
