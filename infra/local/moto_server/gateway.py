"""The WSGI front of moto: one lock, waits outside it, and the few answers that are ours."""

import io
import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends

from infra.local.moto_server.kms import SigningKeys

_LONGEST_WAIT = 20
_LOOK_EVERY = 0.015  # seconds between looks at a queue that a client waits on

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status line, headers, body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Gateway:
    """moto behind one lock: requests are read, and queues waited on, before it is taken."""

    def __init__(self, moto: Wsgi, region: str) -> None:
        """Put `moto` behind the front; `region` is where mail and queues are looked up."""
        self._moto = moto
        self._region = region
        self._lock = threading.RLock()
        self._keys = SigningKeys(self._ask_kms)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        body = _read(environ)
        answer = self._answer(environ, body)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: Environ, body: bytes) -> Answer:
        path = environ.get("PATH_INFO", "")
        service, _, action = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")
        if path.startswith("/_local/"):
            return self._local(path, environ, body)
        if path == "/moto-api/reset":
            self._keys.forget()
        if service == "TrentService":
            return self._kms(environ, action, body)
        if service == "AmazonSQS" and action == "ReceiveMessage":
            body = self._wait(environ, json.loads(body))
        if service.startswith("DynamoDBStreams") and action == "GetRecords":
            self._wait_for_records(environ, json.loads(body))
        if _expired(environ.get("QUERY_STRING", "")):
            return Answer("403 FORBIDDEN", [("Content-Type", "application/xml")], _EXPIRED)
        return self._forward(environ, body)

    def _forward(self, environ: Environ, body: bytes) -> Answer:
        caught: list[Any] = []
        environ = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if (
            "HTTP_X_AMZ_CHECKSUM_SHA256" in environ
        ):  # enough for a locked bucket in AWS; moto wants its name too
            environ.setdefault("HTTP_X_AMZ_SDK_CHECKSUM_ALGORITHM", "SHA256")
        with self._lock:
            parts = list(self._moto(environ, lambda *start: caught.append(start)))
        status, headers = caught[0][:2]
        return Answer(status, headers, b"".join(parts))

    def _kms(self, environ: Environ, action: str, body: bytes) -> Answer:
        with self._lock:
            own = self._keys.answer(action, body)
        return self._forward(environ, body) if own is None else _json(own[1], own[0])

    def _ask_kms(self, action: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = self._forward(_kms_environ(action, self._region), json.dumps(request).encode())
        return int(answer.status.split()[0]), json.loads(answer.body or b"{}")

    def _wait(self, environ: Environ, request: dict[str, Any]) -> bytes:
        """Wait for a message without the lock, then let moto answer at once."""
        name = request.get("QueueUrl", "").rpartition("/")[2]
        queue = sqs_backends[DEFAULT_ACCOUNT_ID][self._region].queues.get(name)
        if queue is not None:
            asked = request.get("WaitTimeSeconds", queue.receive_message_wait_time_seconds)
            _wait_until(lambda: bool(queue.messages), float(asked), environ)
        return json.dumps({**request, "WaitTimeSeconds": 0}).encode()

    def _wait_for_records(self, environ: Environ, request: dict[str, Any]) -> None:
        """Wait for records of a stream, if the reader says that it would rather wait than ask again."""
        found = dynamodbstreams_backends[DEFAULT_ACCOUNT_ID][self._region].shard_iterators.get(
            request.get("ShardIterator", "")
        )
        if found is not None:
            begin = found.sequence_number - found.stream_shard.starting_sequence_number
            asked = float(environ.get("HTTP_X_LOCAL_WAIT", 0))
            _wait_until(lambda: len(found.stream_shard.items) > begin, asked, environ)

    def _local(self, path: str, environ: Environ, body: bytes) -> Answer:
        if path.startswith("/_local/items/"):
            with self._lock:
                return _json({"items": self._load(path.rpartition("/")[2], json.loads(body))})
        if path == "/_local/health":
            return _json({"healthy": True})
        if path == "/_local/mail":
            with self._lock:
                sent = ses_backends[DEFAULT_ACCOUNT_ID][self._region].sent_messages
                if environ["REQUEST_METHOD"] == "DELETE":
                    sent.clear()
                return _json({"messages": [_mail(m) for m in sent]})
        return _json({"message": f"There is no page {path}."}, 404)

    def _load(self, table_name: str, items: list[dict[str, Any]]) -> int:
        """Put many items into a table at once; what is loaded is no news, so its stream does not tell of it."""
        table = dynamodb_backends[DEFAULT_ACCOUNT_ID][self._region].get_table(table_name)
        shard, table.stream_shard = table.stream_shard, None
        try:
            for item in items:
                table.put_item(item, overwrite=True)
        finally:
            table.stream_shard = shard
        return len(items)


_EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


def _read(environ: Environ) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))


def _wait_until(ready: Callable[[], bool], seconds: float, environ: Environ) -> None:
    end = time.monotonic() + min(seconds, _LONGEST_WAIT)
    while time.monotonic() < end and not ready():
        time.sleep(_LOOK_EVERY)
        if _hung_up(environ):
            raise ConnectionAbortedError("The reader went away.")


def _hung_up(environ: Environ) -> bool:
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is None or not select.select([connection], [], [], 0)[0]:
        return False
    return connection.recv(1, socket.MSG_PEEK) == b""


def _expired(query: str) -> bool:
    if "X-Amz-Expires=" not in query:
        return False
    asked = {k: v[0] for k, v in parse_qs(query).items()}
    signed = datetime.strptime(asked["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.now(UTC) > signed + timedelta(seconds=int(asked["X-Amz-Expires"]))


def _kms_environ(action: str, region: str) -> Environ:
    scope = f"local/20200101/{region}/kms/aws4_request"
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": f"kms.{region}.amazonaws.com",
        "HTTP_X_AMZ_TARGET": f"TrentService.{action}",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _json(value: dict[str, Any], status: int = 200) -> Answer:
    headers = [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")]
    return Answer(f"{status} LOCAL", headers, json.dumps(value).encode())


def _mail(message: Any) -> dict[str, Any]:
    raw = getattr(message, "raw_data", None)
    destinations = message.destinations
    to = (
        destinations
        if isinstance(destinations, list)
        else [a for part in destinations.values() for a in part]
    )
    return {
        "id": message.id,
        "from": message.source,
        "to": to,
        "subject": getattr(message, "subject", None),
        "body": getattr(message, "body", None),
        "raw": raw,
    }
