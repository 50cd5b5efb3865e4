"""What happens to an uploaded document."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class _DocumentEvent(Event):
    application_id: str
    document_id: str
    role: str


class DocumentAccepted(_DocumentEvent):
    """A clean copy is stored and may be read by staff."""

    type: ClassVar[str] = "DocumentAccepted"


class DocumentRefused(_DocumentEvent):
    """The applicant has to send another file; the reason is stored with the document."""

    type: ClassVar[str] = "DocumentRefused"


class DocumentNeedsPerson(_DocumentEvent):
    """No machine could decide; a person will look."""

    type: ClassVar[str] = "DocumentNeedsPerson"


class DocumentReplaced(_DocumentEvent):
    """The applicant set this file aside to send another; it no longer counts for its role."""

    type: ClassVar[str] = "DocumentReplaced"
