"""Holds papers that were accepted against the form once more: what is typed may change after a paper was read."""

from collections.abc import Callable, Mapping
from datetime import date

from chalicelib.documents import passports
from chalicelib.documents.address import comparing
from chalicelib.documents.changes import commit_move
from chalicelib.documents.claims import Claims, claims_of
from chalicelib.documents.judging import Decision, Field, Note
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.services import Documents
from chalicelib.platform import clock

Differs = Callable[[Mapping[str, Field], Claims, date], tuple[Note, ...]]
_DIFFERS: Mapping[Role, Differs] = {
    Role.PASSPORT: passports.differs,
    Role.ADDRESS: comparing.differs,
    Role.SECOND_ADDRESS: comparing.differs,
}


def disagreements(document: Document, claims: Claims, today: date) -> tuple[Note, ...]:
    """How what was read from an accepted paper differs from what is typed now; a paper that was not read agrees."""
    differs, found = _DIFFERS.get(document.role), document.judged
    return differs(found.fields, claims, today) if differs and found else ()


def hold_against_form(documents: Documents, application_id: str) -> None:
    """Once the form is sent: what a machine accepted and does not agree with it any more, a person looks at.

    Doing it twice changes nothing more, and what an officer accepted stays.
    """
    claims = claims_of(documents.applications.get(application_id).state.answers)
    for document in documents.of_application(application_id):
        if notes := disagreements(document, claims, clock.today()):
            _have_looked_at(documents, document, notes)


def _have_looked_at(documents: Documents, document: Document, notes: tuple[Note, ...]) -> None:
    stored = documents.store.get(document.id)
    found = stored.state.judged
    if stored.state.state is not State.ACCEPTED or found is None or found.decision is not Decision.ACCEPTED:
        return
    judged = found.model_copy(update={"decision": Decision.PERSON, "notes": notes})
    commit_move(documents.store, stored, State.NEEDS_PERSON, reason=notes[0].reason.value, judged=judged)
