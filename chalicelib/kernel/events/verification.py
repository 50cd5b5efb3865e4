"""What embassies ask of verification that cannot be answered at once."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class ReportRequested(Event):
    """A batch of checks is closed; its report shall be written and signed."""

    type: ClassVar[str] = "ReportRequested"
    batch_id: str
