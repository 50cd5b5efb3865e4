"""Witnesses over HTTP (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from chalicelib.certificates.log.errors import WitnessElsewhere, WitnessRefused, WitnessSilent
from chalicelib.certificates.log.notes import Stamp, read_stamps

if TYPE_CHECKING:
    import httpx

_CONNECT, _ANSWER = 1.0, 3.0
"""Seconds; a witness that takes longer is asked again with the whole step."""
_LARGEST_SIZE = 1 << 53


@dataclass(frozen=True)
class HttpWitness:
    """`Witness` at its submission prefix."""

    url: str

    def add_checkpoint(self, old: int, path: Sequence[bytes], note: str) -> Sequence[Stamp]:
        import httpx  # noqa: PLC0415 - issuer only

        hashes = "".join(f"{base64.b64encode(value).decode()}\n" for value in path)
        body = f"old {old}\n{hashes}\n{note}".encode()
        try:
            answer = self._connection.post(f"{self.url.rstrip('/')}/add-checkpoint", content=body)
        except httpx.HTTPError as failed:
            raise WitnessSilent(f"It did not answer ({type(failed).__name__}).") from failed
        return _read(answer)

    def seen(self, origin: str) -> str | None:
        """Its newest checkpoint of the log of that name, as it serves it; None when it does not say."""
        import httpx  # noqa: PLC0415 - issuer only

        name = sha256(origin.encode()).hexdigest()
        try:
            answer = self._connection.get(f"{self.url.rstrip('/')}/{name}/checkpoint")
        except httpx.HTTPError:
            return None
        return answer.text if answer.status_code == HTTPStatus.OK else None

    @cached_property
    def _connection(self) -> httpx.Client:
        import httpx  # noqa: PLC0415 - issuer only

        return httpx.Client(timeout=httpx.Timeout(_ANSWER, connect=_CONNECT))


def _read(answer: httpx.Response) -> Sequence[Stamp]:
    match answer.status_code:
        case HTTPStatus.OK:
            try:
                return read_stamps(answer.text)
            except ValueError:
                raise WitnessRefused("It answered with something else than signatures.") from None
        case HTTPStatus.CONFLICT:
            raise WitnessElsewhere(_size(answer.text))
        case (
            HTTPStatus.NOT_FOUND
            | HTTPStatus.FORBIDDEN
            | HTTPStatus.UNPROCESSABLE_ENTITY
            | HTTPStatus.BAD_REQUEST
        ):
            raise WitnessRefused(f"It refused to cosign ({answer.status_code}).")
        case _:
            raise WitnessSilent(f"It could not answer ({answer.status_code}).")


def _size(text: str) -> int:
    if not text.removesuffix("\n").isdecimal() or not text.isascii() or int(text) > _LARGEST_SIZE:
        raise WitnessRefused("It did not say which size it saw.")
    return int(text)
