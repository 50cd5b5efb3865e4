"""One look of one member of staff into the register."""

from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.models import Model


class Sought(StrEnum):
    """By what somebody looked."""

    NUMBER = "number"
    NAME = "name"
    OPENED = "opened"


class Look(Model):
    """Who saw which certificates, and when; what was typed lies in the audit trail's erasable part."""

    by: str
    at: datetime
    sought: Sought
    found: tuple[str, ...] = ()
