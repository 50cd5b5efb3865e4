"""Where applications are kept; a reference belongs to one application only."""

from datetime import datetime
from typing import ClassVar

from chalicelib.applications.models import Application
from chalicelib.kernel.models import Model
from chalicelib.platform.store import AggregateStore, Stored


class ApplicationStore(AggregateStore[Application]):
    """Applications by id, and by the reference that people write down."""

    kind: ClassVar[str] = "application"
    model = Application
    missing: ClassVar[str] = "We can't find this application. It may have been deleted after a time."

    def find_by_reference(self, reference: str) -> Stored[Application] | None:
        """The application with a canonical reference (see `kernel.identifiers.read_reference`), or None."""
        application_id = self.uow.find_unique(self.kind, "reference", reference)
        return self.find(application_id) if application_id else None


class LinkRequest(Model):
    """Somebody asked for a link to an application; kept apart so that the application does not change."""

    application_id: str
    wanted: str
    """The event's type: what kind of link."""
    at: datetime


class LinkRequestStore(AggregateStore[LinkRequest]):
    """Requests for links."""

    kind: ClassVar[str] = "link_request"
    model = LinkRequest
