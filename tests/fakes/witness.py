"""The witness simulator without its socket: the real client over a transport in memory."""

from collections.abc import Callable, Iterable

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.certificates.adapters.witness import HttpWitness
from chalicelib.certificates.log.policy import Policy
from chalicelib.certificates.log.witnessing import Witnesses
from infra.local.simulators.witness.book import Book
from infra.local.simulators.witness.key import WitnessKey, policy

URL = "http://witness.example/log"


class MemoryWitness:
    """A witness that can be `down`, or answer something else than it should (`says`: status, text)."""

    def __init__(self, log_keys: Callable[[str], Iterable[bytes]], name: str = "witness.example/w1") -> None:
        self.book = Book(WitnessKey(Ed25519PrivateKey.generate(), name), log_keys)
        self.down = False
        self.says: tuple[int, str] | None = None
        self.asked: list[tuple[int, int]] = []
        """Old size of each request, and the status that it was answered with."""

    def client(self) -> HttpWitness:
        """`Witness`, speaking to this one."""
        witness = HttpWitness(URL)
        witness.__dict__["_connection"] = httpx.Client(transport=httpx.MockTransport(self._answer))
        return witness

    def alone(self) -> Witnesses:
        """The witnesses of a log that needs this one and no other."""
        witness = self.client()
        return Witnesses(Policy.read(policy(self.book.key, URL)), lambda _: witness)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("nobody there")
        if request.method == "GET":
            seen = self.book.checkpoint(request.url.path.split("/")[-2])
            return httpx.Response(int(seen.status), text=seen.body)
        assert str(request.url).startswith(f"{URL}")
        old = int(request.content.split(b"\n")[0].removeprefix(b"old "))
        status, body = self.says or self.book.add_checkpoint(request.content)[:2]
        self.asked.append((old, int(status)))
        return httpx.Response(
            status, content=body.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}
        )
