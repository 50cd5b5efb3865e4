"""How a document moves from state to state: what is stored, audited and told to other rooms with each move."""

from collections.abc import Sequence
from typing import Any

from chalicelib.documents.judging import Decision, Judged
from chalicelib.documents.models import TRANSITIONS, Document, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.store import DocumentStore
from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.documents import (
    DocumentAccepted,
    DocumentNeedsPerson,
    DocumentRefused,
    DocumentReplaced,
)
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform.log import logger
from chalicelib.platform.metrics import emit
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change

_TELLS = {
    State.ACCEPTED: DocumentAccepted,
    State.REFUSED: DocumentRefused,
    State.NEEDS_PERSON: DocumentNeedsPerson,
    State.REPLACED: DocumentReplaced,
}


def move(
    store: DocumentStore,
    before: Stored[Document],
    to: State,
    *,
    actor: Actor = SYSTEM,
    personal: dict[str, object] | None = None,
    **fields: Any,  # noqa: ANN401 - fields of the model, which checks them
) -> Change:
    """The change of a document to another state, with its audit entry and its event.

    Raises `WrongState` when the life cycle does not allow it.
    """
    document = before.state
    require_transition(TRANSITIONS, document.state, to)
    after = Document.model_validate(document.model_dump() | fields | {"state": to})
    audit = AuditEntry(f"document_{to.value}", actor, _facts(after), personal)
    return store.change(before, after, audit=audit, events=_events(after))


def commit_move(
    store: DocumentStore,
    before: Stored[Document],
    to: State,
    **fields: Any,  # noqa: ANN401 - as `move`
) -> Stored[Document]:
    """Carry the change out; the document as it is now. Raises also `ConcurrentChange`.

    With its file, a try takes the place of the one before: until then that one is kept.
    """
    store.commit(*_setting_aside(store, before), move(store, before, to, **fields))
    logger().info("document moved", extra={"document_id": before.id, "to": to.value})
    return store.get(before.id)


def _setting_aside(store: DocumentStore, before: Stored[Document]) -> list[Change]:
    earlier = store.earlier(before.state) if before.state.state is State.AWAITING else None
    if earlier is None or earlier.state.state is State.REPLACED:
        return []
    applicant = Actor("applicant", before.state.application_id)
    return [move(store, earlier, State.REPLACED, actor=applicant)]


def refuse(store: DocumentStore, before: Stored[Document], reason: Reason, **fields: Any) -> Stored[Document]:  # noqa: ANN401
    """Say no with a reason; after the last try a person helps instead of asking for yet another file."""
    emit(f"DocumentRefused.{reason.value}", 1)
    to = State.NEEDS_PERSON if before.state.is_last_try else State.REFUSED
    return commit_move(store, before, to, reason=reason.value, **fields)


def settle(store: DocumentStore, before: Stored[Document], found: Judged, **fields: Any) -> Stored[Document]:  # noqa: ANN401
    """Do what a check of the clean copy decided; the first note is the reason."""
    reason = found.reasons[0] if found.notes else None
    if reason and found.decision in {Decision.RETAKE, Decision.REFUSED}:
        return refuse(store, before, reason, judged=found, **fields)
    to = State.ACCEPTED if found.decision is Decision.ACCEPTED else State.NEEDS_PERSON
    kept = reason.value if reason and to is State.NEEDS_PERSON else None
    return commit_move(store, before, to, reason=kept, judged=found, **fields)


def _facts(document: Document) -> dict[str, str | int | bool | None]:
    upload, clean = document.upload, document.clean
    return {
        "role": document.role.value,
        "attempt": document.attempt,
        "reason": document.reason,
        "version": upload.version if upload else None,
        "size": upload.size if upload else None,
        "sha256": upload.sha256 if upload else None,
        "declared": " ".join(document.declared),
        "recognised": upload.kind.value if upload and upload.kind else None,
        "clean_sha256": clean.sha256 if clean else None,
        "judged": document.judged.decision.value if document.judged else None,
    }


def _events(document: Document) -> Sequence[Event]:
    event = _TELLS.get(document.state)
    if event is None:
        return ()
    return (
        event(
            application_id=document.application_id,
            document_id=document.id,
            role=document.role.value,
        ),
    )
