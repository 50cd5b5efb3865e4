"""Documents in the table; those that wait for a verdict are listed by the time they came."""

from collections.abc import Mapping

from chalicelib.documents.models import TRIES, Document, Role, State, document_id
from chalicelib.platform.store import AggregateStore, Stored

WAITING = "documents#waiting"


class DocumentStore(AggregateStore[Document]):
    """One aggregate a try; the newest try of a role is the one that counts."""

    kind = "document"
    model = Document
    missing = "We can't find that document. Go back to your application."

    def index(self, state: Document) -> Mapping[str, str]:
        if not (state.state.is_waiting and state.upload):
            return {}
        return {"gsi1pk": WAITING, "gsi1sk": f"{state.upload.at.isoformat()}#{state.id}"}

    def latest(self, application_id: str, role: Role) -> Stored[Document] | None:
        """The newest try at a role, or None when nobody has opened its page yet.

        Tries are numbered without gaps, so that this is read consistently, which no index would be.
        """
        newest = None
        for attempt in range(1, TRIES + 1):
            found = self.find(document_id(application_id, role, attempt))
            if found is None:
                break
            newest = found
        return newest

    def counting(self, application_id: str, role: Role) -> Stored[Document] | None:
        """The try that counts: the newest, or the one before while the newest still waits for its file."""
        newest = self.latest(application_id, role)
        if newest is None or newest.state.state is not State.AWAITING:
            return newest
        earlier = self.earlier(newest.state)
        return earlier if earlier and earlier.state.state is not State.REPLACED else newest

    def earlier(self, document: Document) -> Stored[Document] | None:
        """The try before this one, or None."""
        if document.attempt == 1:
            return None
        return self.find(document_id(document.application_id, document.role, document.attempt - 1))
