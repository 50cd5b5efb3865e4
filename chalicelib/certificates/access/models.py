"""An access code, and each look through it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

LIFETIME = timedelta(days=30)
LABEL_LENGTH = 80
SAID_LENGTH = 100
Label = Annotated[CleanText, StringConstraints(min_length=1, max_length=LABEL_LENGTH)]


class AccessCode(Model):
    """A code that its holder gave to somebody; the code itself is not kept."""

    certificate_id: str
    application_id: str
    label: Label
    """For whom it is, in the holder's words; shown to nobody else."""
    made_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.withdrawn_at is None and now < self.expires_at


class Looked(StrEnum):
    """What somebody saw."""

    STATE = "state"
    """That the certificate does not stand any more, and no more."""
    CONTENT = "content"
    """That it stands, and everything in it."""
    FILE = "file"
    """The PDF."""


class AccessUse(Model):
    """One look. It names nobody but whom the looker chose to name."""

    code_id: str
    at: datetime
    looked: Looked
    said: Annotated[CleanText, StringConstraints(max_length=SAID_LENGTH)] = ""
    """Who they say they are; empty when they said nothing."""
