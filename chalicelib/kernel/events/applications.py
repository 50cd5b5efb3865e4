"""What happens to an application."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class _ApplicationEvent(Event):
    application_id: str


class ApplicationSubmitted(_ApplicationEvent):
    """The applicant signed the declaration and sent the form."""

    type: ClassVar[str] = "ApplicationSubmitted"


class ApplicationReady(_ApplicationEvent):
    """Submitted, and every document is accepted (or a person accepted it): the records can be asked."""

    type: ClassVar[str] = "ApplicationReady"


class ApplicationWithdrawn(_ApplicationEvent):
    """The applicant does not want the certificate any more."""

    type: ClassVar[str] = "ApplicationWithdrawn"


class ResumeLinkRequested(_ApplicationEvent):
    """The applicant wants to come back to the application later or on another device."""

    type: ClassVar[str] = "ResumeLinkRequested"


class DownloadLinkRequested(_ApplicationEvent):
    """The applicant wants a new link to the issued certificate."""

    type: ClassVar[str] = "DownloadLinkRequested"
