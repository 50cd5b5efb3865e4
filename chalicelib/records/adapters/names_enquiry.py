"""The client of the older names enquiry of the PNC: XML over HTTP, one name and one date, at most 20 matches.

The form has no flag for a list that was cut: twenty matches mean that there may be more. Names go as
SURNAME/FORENAME/FORENAME in capitals without accents, dates as DDMMYYYY with dashes for what is unknown. A sex is
sent only to narrow a question, as it shuts the other out; so is a month or a day for a year, or the first letter of
a forename for none.
"""

from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.records.adapters import names_enquiry_wire as wire
from chalicelib.records.adapters.http import HttpSystem, content_type, require_ok, understood
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord
from chalicelib.records.models import Record
from chalicelib.records.narrowing import in_parts_of_the_form

PATH = "/pnc/enquiry"


@dataclass(frozen=True)
class NamesEnquiryRecordSystem(HttpSystem):
    """`RecordSystem` over the older form. It knows people by their PNCID and takes no entries."""

    location: str = "PROBITY CRO"
    """Where the terminal stands: 4 to 48 characters."""

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        return in_parts_of_the_form(enquiry)

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        filename = wire.filename_of(enquiry.name, _initial(enquiry.within))
        if not filename:
            raise RecordSystemRefused(
                HTTPStatus.UNPROCESSABLE_ENTITY
            )  # no letter of the name can be asked for
        asked = wire.names_enquiry(filename, enquiry, purpose, self.location)
        return understood(lambda: wire.read_matches(self._send(asked, purpose)))

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        asked = wire.record_enquiry(record_id, purpose, self.location)
        record = understood(lambda: wire.read_record(self._send(asked, purpose)))
        if record is None:
            raise UnknownRecord
        if record.nominal.record_id != record_id:
            raise RecordSystemUnavailable(Fault.UNREADABLE)
        return record

    def _send(self, asked: bytes, purpose: Purpose) -> bytes:
        headers = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"}
        response = self._ask("POST", PATH, purpose.correlation_id, headers, content=asked)
        require_ok(response)
        if content_type(response) != "text/xml":
            raise RecordSystemUnavailable(Fault.UNREADABLE)
        wire.require_same_enquiry(response.content, purpose.correlation_id)
        return response.content


def _initial(part: Within | None) -> str:
    """The letter to which a question is narrowed; the form has none for other alphabets."""
    return part.initials if part and part.initials != "*" else ""
