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


class OverseasCheckRequested(_CheckEvent):
    """The applicant lived in a country that answers for its records: it has to be asked, and the case waits."""

    type: ClassVar[str] = "OverseasCheckRequested"
    country: str
    """ISO 3166-1 alpha-2."""


class OverseasCheckAnswered(_CheckEvent):
    """The country's answer is noted with the check."""

    type: ClassVar[str] = "OverseasCheckAnswered"
    country: str


class RecordCheckRequested(_CheckEvent):
    """An officer wants the records searched again; the check waits until the new answer comes."""

    type: ClassVar[str] = "RecordCheckRequested"


class RecordChanged(Event):
    """A record that we keep has another version, or was merged or split: answers that name it are out of date."""

    type: ClassVar[str] = "RecordChanged"
    record_id: str
    record_version: int
