"""What staff decide."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class IssueOrdered(Event):
    """A second officer approved; the order is frozen and the issuer may begin."""

    type: ClassVar[str] = "IssueOrdered"
    order_id: str
    case_id: str
    application_id: str


class ApplicationRefused(Event):
    """Staff refused to issue; the reason is stored with the case."""

    type: ClassVar[str] = "ApplicationRefused"
    case_id: str
    application_id: str
