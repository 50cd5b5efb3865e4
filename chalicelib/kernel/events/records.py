"""What happens to a check of police records."""

from typing import ClassVar

from chalicelib.kernel.events.base import Event


class _CheckEvent(Event):
    check_id: str
    application_id: str


class RecordCheckAnswered(_CheckEvent):
    """The record system answered; the candidates are stored with the check."""

    type: ClassVar[str] = "RecordCheckAnswered"


class RecordCheckUnanswered(_CheckEvent):
    """An attempt failed; the check waits and will be tried again. Never read this as 'no trace'."""

    type: ClassVar[str] = "RecordCheckUnanswered"


class RecordCheckRequested(_CheckEvent):
    """An officer wants the records searched again; the check waits until the new answer comes."""

    type: ClassVar[str] = "RecordCheckRequested"
