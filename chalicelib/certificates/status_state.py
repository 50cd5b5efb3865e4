"""What the office remembers of a status list that it publishes."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.kernel.models import Model


class StatusListState(Model):
    """A list's last publication; the list itself lies in the public bucket."""

    number: int
    published_at: datetime | None = None
    expires_at: datetime | None = None
    revoked: int = 0
    """How many bits are set."""
    digest: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    """SHA-256 of the published token: the audit trail shows that everybody was given the same list."""
    asked_at: datetime | None = None
    """When a schedule last asked for a new one."""
