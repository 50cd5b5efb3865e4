"""The client of a record system that speaks the LEDS-shaped REST interface.

Only a complete, understood, matching answer is an answer. Whatever else happens, time-out, error, dropped
line, other content, half a body, somebody else's answer, raises and never reads as 'no candidates'.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from chalicelib.records.adapters.leds_wire import PersonAnswer, SearchAnswer, headers_of, search_body
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord
from chalicelib.records.models import Record

if TYPE_CHECKING:
    import httpx

PEOPLE = "/person-services/v1/people"
SEARCH = "/person-services/v1/names-search"
_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_FIRST_PAUSE = 0.1

A = TypeVar("A", bound=BaseModel)
R = TypeVar("R")


@dataclass(frozen=True)
class LedsRecordSystem:
    """`RecordSystem` over HTTP. Both questions only read, so asking twice is safe."""

    url: str
    timeout: float = 5.0
    """Seconds for one answer; connecting may take at most two."""
    tries: int = 3
    pause: Callable[[float], None] = time.sleep

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        response = self._ask("POST", SEARCH, purpose, search_body(enquiry))
        _require_ok(response)
        return _understood(lambda: _read(response, SearchAnswer).to_answer())

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        response = self._ask("GET", f"{PEOPLE}/{quote(record_id, safe='')}", purpose)
        if _says_unknown(response):
            raise UnknownRecord
        _require_ok(response)
        record = _understood(lambda: _read(response, PersonAnswer).to_record())
        if record.nominal.record_id != record_id:
            raise RecordSystemUnavailable(Fault.UNREADABLE)
        return record

    def _ask(self, method: str, path: str, purpose: Purpose, body: object = None) -> "httpx.Response":
        """An answer with our own correlation id, after at most `tries` tries with growing random pauses."""
        fault = Fault.UNREACHABLE
        for attempt in range(self.tries):
            if attempt:
                self.pause(secrets.SystemRandom().uniform(0.5, 1) * _FIRST_PAUSE * 2**attempt)
            answer = self._ask_once(method, path, headers_of(purpose), body)
            if not isinstance(answer, Fault):
                return _ours(answer, purpose)
            fault = answer
        raise RecordSystemUnavailable(fault)

    def _ask_once(
        self, method: str, path: str, headers: dict[str, str], body: object
    ) -> "httpx.Response | Fault":
        import httpx  # noqa: PLC0415 - only the functions that ask pay for it

        try:
            response = self._client.request(method, path, headers=headers, json=body)
        except httpx.TimeoutException:
            return Fault.TIMED_OUT
        except httpx.RequestError as error:
            return Fault.UNREACHABLE if isinstance(error, httpx.ConnectError) else Fault.FAILED
        if response.is_server_error or response.status_code in _TRY_AGAIN:
            return Fault.FAILED
        return response

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415 - see above

        return httpx.Client(
            base_url=self.url,
            timeout=httpx.Timeout(self.timeout, connect=min(2.0, self.timeout)),
            headers={"System-Name": "Probity", "Accept": "application/json"},
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()


def _ours(response: "httpx.Response", purpose: Purpose) -> "httpx.Response":
    """An answer under another correlation id may be about somebody else."""
    if response.headers.get("Correlation-Id", purpose.correlation_id) != purpose.correlation_id:
        raise RecordSystemUnavailable(Fault.UNREADABLE)
    return response


def _says_unknown(response: "httpx.Response") -> bool:
    """Whether the record system itself says that there is no such person, not a gateway on the way."""
    return (
        response.status_code == HTTPStatus.NOT_FOUND and _content_type(response) == "application/problem+json"
    )


def _require_ok(response: "httpx.Response") -> None:
    if response.is_client_error:
        raise RecordSystemRefused(response.status_code)
    if response.status_code != HTTPStatus.OK:
        raise RecordSystemUnavailable(Fault.UNREADABLE)


def _read(response: "httpx.Response", model: type[A]) -> A:
    if _content_type(response) != "application/json":
        raise RecordSystemUnavailable(Fault.UNREADABLE)
    return model.model_validate_json(response.content)


def _understood(read: Callable[[], R]) -> R:
    try:
        return read()
    except ValueError as error:  # pydantic's ValidationError is one
        raise RecordSystemUnavailable(Fault.UNREADABLE) from error


def _content_type(response: "httpx.Response") -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
