"""How clients of record systems talk over HTTP: deadlines, bounded retries with jitter, whose answer it is."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable

if TYPE_CHECKING:
    import httpx

_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_FIRST_PAUSE = 0.1

R = TypeVar("R")


@dataclass(frozen=True)
class HttpSystem:
    """The line to one record system."""

    url: str
    timeout: float = 5.0
    """Seconds for one answer; connecting may take at most two."""
    tries: int = 3
    pause: Callable[[float], None] = time.sleep

    def _ask(
        self,
        method: str,
        path: str,
        correlation_id: str,
        headers: Mapping[str, str],
        *,
        body: object = None,
        content: bytes | None = None,
    ) -> "httpx.Response":
        """An answer with our own correlation id, after at most `tries` tries with growing random pauses.

        Only for questions: what changes something is asked once.
        """
        fault = Fault.UNREACHABLE
        for attempt in range(self.tries):
            if attempt:
                self.pause(secrets.SystemRandom().uniform(0.5, 1) * _FIRST_PAUSE * 2**attempt)
            answer = self._ask_once(method, path, headers, body=body, content=content)
            if not isinstance(answer, Fault):
                return ours(answer, correlation_id)
            fault = answer
        raise RecordSystemUnavailable(fault)

    def _ask_once(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        body: object = None,
        content: bytes | None = None,
    ) -> "httpx.Response | Fault":
        import httpx  # noqa: PLC0415 - only the functions that ask pay for it

        try:
            response = self._client.request(method, path, headers=headers, json=body, content=content)
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
            headers={"System-Name": "Probity"},
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()


def ours(response: "httpx.Response", correlation_id: str) -> "httpx.Response":
    """The response; one under another correlation id may be about somebody else and is no answer."""
    if response.headers.get("Correlation-Id", correlation_id) != correlation_id:
        raise RecordSystemUnavailable(Fault.UNREADABLE)
    return response


def require_ok(response: "httpx.Response") -> None:
    """Raises `RecordSystemRefused` for a refusal, `RecordSystemUnavailable` for anything but 200."""
    if response.is_client_error:
        raise RecordSystemRefused(response.status_code)
    if response.status_code != HTTPStatus.OK:
        raise RecordSystemUnavailable(Fault.UNREADABLE)


def understood(read: Callable[[], R]) -> R:
    """What `read` makes of an answer; one that it can't make sense of is none."""
    try:
        return read()
    except ValueError as error:  # pydantic's ValidationError is one
        raise RecordSystemUnavailable(Fault.UNREADABLE) from error


def content_type(response: "httpx.Response") -> str:
    """The media type without its parameters."""
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
