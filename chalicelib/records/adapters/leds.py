"""The client of a record system that speaks the LEDS-shaped REST interface.

Only a complete, understood, matching answer is an answer. Whatever else happens, time-out, error, dropped
line, other content, half a body, somebody else's answer, raises and never reads as 'no candidates'.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from chalicelib.records.adapters.http import HttpSystem, content_type, ours, require_ok, understood
from chalicelib.records.adapters.leds_history import PersonAnswer, record_body
from chalicelib.records.adapters.leds_wire import SearchAnswer, headers_of, search_body
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.errors import (
    DuplicateRecord,
    EntryRefused,
    Fault,
    RecordSystemRefused,
    RecordSystemUnavailable,
    UnknownRecord,
    VersionConflict,
    WriteUncertain,
)
from chalicelib.records.models import Record
from chalicelib.records.narrowing import in_parts

if TYPE_CHECKING:
    import httpx

PEOPLE = "/person-services/v1/people"
SEARCH = "/person-services/v1/names-search"

A = TypeVar("A", bound=BaseModel)


@dataclass(frozen=True)
class LedsRecordSystem(HttpSystem):
    """`RecordKeeper` over HTTP. What only reads is asked again when it fails; an entry is sent once."""

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        return in_parts(enquiry)

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        response = self._ask(
            "POST", SEARCH, purpose.correlation_id, _headers(purpose), body=search_body(enquiry)
        )
        require_ok(response)
        return understood(lambda: _read(response, SearchAnswer).to_answer())

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        response = self._ask("GET", _person_path(record_id), purpose.correlation_id, _headers(purpose))
        if _says_unknown(response):
            raise UnknownRecord
        require_ok(response)
        record = understood(lambda: _read(response, PersonAnswer).to_record())
        if record.nominal.record_id != record_id:
            raise RecordSystemUnavailable(Fault.UNREADABLE)
        return record

    def create(self, draft: Record, *, purpose: Purpose) -> Record:
        return self._enter("POST", PEOPLE, draft, purpose)

    def update(self, record: Record, *, purpose: Purpose) -> Record:
        kept = self._enter("PUT", _person_path(record.nominal.record_id), record, purpose)
        if kept.nominal.record_id != record.nominal.record_id:
            raise WriteUncertain
        return kept

    def _enter(self, method: str, path: str, record: Record, purpose: Purpose) -> Record:
        """The record as the system keeps it. Only a connection that never stood is sure to have changed nothing."""
        answer = self._ask_once(method, path, _headers(purpose), body=record_body(record))
        if answer is Fault.UNREACHABLE:
            raise RecordSystemUnavailable(answer)
        if isinstance(answer, Fault):
            raise WriteUncertain
        _require_entered(answer)
        try:
            return _read(ours(answer, purpose.correlation_id), PersonAnswer).to_record()
        except (ValueError, RecordSystemUnavailable) as error:
            raise WriteUncertain from error


def _headers(purpose: Purpose) -> dict[str, str]:
    return {"Accept": "application/json", **headers_of(purpose)}


def _person_path(record_id: str) -> str:
    return f"{PEOPLE}/{quote(record_id, safe='')}"


def _says_unknown(response: "httpx.Response") -> bool:
    """Whether the record system itself says that there is no such person, not a gateway on the way."""
    return (
        response.status_code == HTTPStatus.NOT_FOUND and content_type(response) == "application/problem+json"
    )


def _require_entered(response: "httpx.Response") -> None:
    """Raises what the system says against an entry, by the kind of its problem (as LEDS names them)."""
    if response.is_success:
        return
    kind, title = _problem_of(response)
    if kind.endswith("conflict/version"):
        raise VersionConflict
    if kind.endswith("conflict/duplicate-exists"):
        raise DuplicateRecord
    if kind.endswith("not-found"):
        raise UnknownRecord
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and title:
        raise EntryRefused(title)
    if response.is_client_error:
        raise RecordSystemRefused(response.status_code)
    raise WriteUncertain


def _problem_of(response: "httpx.Response") -> tuple[str, str]:
    """Kind and title of an RFC 9457 problem; empty when the answer is none."""
    if content_type(response) != "application/problem+json":
        return "", ""
    try:
        problem = _Problem.model_validate_json(response.content)
    except ValueError:
        return "", ""
    return problem.type, problem.title


class _Problem(BaseModel):
    type: str = ""
    title: str = ""


def _read(response: "httpx.Response", model: type[A]) -> A:
    if content_type(response) != "application/json":
        raise RecordSystemUnavailable(Fault.UNREADABLE)
    return model.model_validate_json(response.content)
