"""A key service that throttles, or holds our clock for wrong, as it says so over HTTP: one certificate in the end."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from chalicelib.certificates.models import Step
from chalicelib.platform import aws
from chalicelib.platform.signer import KmsSigner, SigningRefused
from tests.fakes.issuing import Workshop

SIGN = "TrentService.Sign"
TRIES = 4
"""Of one call: `platform.aws` has botocore's standard retries."""
FOR_LONG = 1000


class Front(ThreadingHTTPServer):
    """Stands before the key service and answers calls to sign with an error: so many for each key as it is told."""

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.behind, self.signs = behind, 0
        self.refusals: dict[str, int] = {}
        self.error, self.status = "ThrottlingException", 400

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Front

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["X-Amz-Target"] == SIGN:
            self.server.signs += 1
            key = json.loads(body)["KeyId"]
            if self.server.refusals.get(key):
                self.server.refusals[key] -= 1
                error = {"__type": self.server.error, "message": "Not now"}
                self._send(self.server.status, json.dumps(error).encode())
                return
        kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        with urlopen(Request(self.server.behind, body, kept)) as answer:  # noqa: S310 - our own moto
            self._send(answer.status, answer.read())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def front(moto_place) -> Iterator[Front]:
    made = Front(moto_place.endpoint)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="module")
def key_ids(moto_place) -> dict[str, str]:
    kms = moto_place.client("kms")
    kinds = dict.fromkeys(("seal", "qr", "status"), "ECC_NIST_P256")
    kinds |= {"log": "ECC_NIST_EDWARDS25519", "pq": "ML_DSA_44"}
    made = {use: kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=kind) for use, kind in kinds.items()}
    return {use: key["KeyMetadata"]["KeyId"] for use, key in made.items()}


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """How long the client would have waited between its tries."""
    waited: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=waited.append))
    return waited


@pytest.fixture
def workshop(front, key_ids, waits, tmp_path, monkeypatch) -> Workshop:
    """The issuer with this process's own client of KMS."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", front.address)
    kms = aws._client.__wrapped__("kms")
    front.refusals, front.error, front.status = {}, "ThrottlingException", 400
    return Workshop(tmp_path, signer=KmsSigner(kms), kms=kms, key_ids=key_ids)


def test_throttled_now_and_then_the_client_itself_tries_again(workshop, front, key_ids, waits):
    workshop.service.issue(workshop.order())
    waits.clear()
    front.refusals, before = {key_ids[use]: TRIES - 1 for use in ("log", "qr", "seal")}, front.signs
    assert workshop.service.issue(workshop.order()).step is Step.PUBLISHED
    assert set(front.refusals.values()) == {0}
    assert len(waits) == 3 * (TRIES - 1)
    assert front.signs - before == 3 * TRIES
    assert (workshop.leaves(), len(workshop.sealed_files())) == (2, 2)


@pytest.mark.parametrize(
    "said",
    [("ThrottlingException", 400), ("InvalidSignatureException", 400), ("KMSInternalException", 500)],
    ids=["throttled", "our clock is wrong", "its own fault"],
)
@pytest.mark.usefixtures("waits")
def test_refused_for_longer_the_order_waits_and_becomes_one_certificate(workshop, front, key_ids, said):
    order_id = workshop.order()
    front.error, front.status = said
    for use, reached in (("log", Step.RESERVED), ("qr", Step.LOGGED), ("seal", Step.RENDERED)):
        front.refusals = {key_ids[use]: FOR_LONG}
        with pytest.raises(SigningRefused, match=front.error):
            workshop.service.issue(order_id)
        assert front.refusals[key_ids[use]] < FOR_LONG
        assert workshop.service.register.get(order_id).state.step is reached
        assert workshop.sealed_files() == {}
    front.refusals = {}
    made = workshop.service.issue(order_id)
    assert made.step is Step.PUBLISHED
    assert list(workshop.sealed_files()) == [f"certificates/{made.serial}.pdf"]
    assert workshop.leaves() == 1
