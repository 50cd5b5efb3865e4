"""Hands queue, stream and schedule events to the real handlers, as Lambda's own pollers would.

It never uses moto's event source mappings, which swallow messages. What a handler reports as failed
stays in its queue until it becomes visible again and, after the last attempt, moto moves it to the
dead-letter queue. `python -m infra.local.poller --stack FILE --port N`; a POST to /invoke/<Function>
on that port runs a function at once.
"""

import argparse
import importlib
import json
import signal
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.applier.functions import Function, Source
from infra.local.deliveries import AnswerLost, Noted
from infra.local.feeders import FailedInvocationError, Invoke, QueueFeeder, Schedule, StreamFeeder, invoke
from infra.local.lambda_events import schedule_event

_STREAM_WAIT = 5  # seconds that a read of an idle stream waits
_AFTER_ERROR = 0.5
_LAST_WORK = 2  # seconds given to what is being handled when the poller is told to end


class Poller:
    """All feeders of a stack, a thread each."""

    def __init__(
        self,
        functions: Sequence[Function],
        minute: float,
        deliver: Invoke = invoke,
        folder: Path | None = None,
    ) -> None:
        """Make the feeders; `minute` is how many seconds a schedule's minute lasts.

        `deliver` hands events over; `folder` is where each stream's position is kept for the next poller.
        """
        self._stop = threading.Event()
        self._deliver = deliver
        self._folder = folder
        self._functions = {function.name: function for function in functions}
        self._threads = [
            threading.Thread(target=self._run, args=(function, source, minute), daemon=True)
            for function in functions
            for source in function.sources
        ]

    def start(self) -> None:
        """Begin to feed."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take nothing more, and give what runs a moment to end."""
        self._stop.set()
        end = time.monotonic() + _LAST_WORK
        for thread in self._threads:
            thread.join(max(0, min(0.05, end - time.monotonic())))

    def run_now(self, name: str, event: dict[str, Any]) -> Any:
        """Run a function with an event of the caller's choice."""
        return self._deliver(self._functions[name], event or schedule_event(name))

    def knows(self, name: str) -> bool:
        """Whether there is such a function."""
        return name in self._functions

    def _run(self, function: Function, source: Source, minute: float) -> None:
        if source.kind == "schedule":
            schedule = Schedule(function, source, minute, self._deliver)
            while not self._stop.is_set():
                schedule.feed(self._stop)
            return
        feeder = self._feeder(function, source)
        while not self._stop.is_set():
            try:
                feeder.feed()
            except (BotoCoreError, ClientError) as error:
                if not self._stop.wait(_AFTER_ERROR):  # at the end everything closes at once
                    print(f"{function.name}: {error}", flush=True)

    def _feeder(self, function: Function, source: Source) -> QueueFeeder | StreamFeeder:
        session = boto3.Session()
        sqs = _client(session, "sqs")
        if source.kind == "queue":
            return QueueFeeder(function, source, sqs, self._deliver)
        streams = _patient(_client(session, "dynamodbstreams"))
        position = self._folder / f"{function.name}.position" if self._folder else None
        return StreamFeeder(function, source, streams, sqs, self._deliver, position=position)


def _client(session: boto3.Session, service: str) -> Any:
    retries = {"total_max_attempts": 1, "mode": "standard"}
    return session.client(
        service, config=Config(read_timeout=30, retries=retries, account_id_endpoint_mode="disabled")
    )


def _patient(streams: Any) -> Any:
    """Let moto's front hold an idle read of the stream instead of asking twenty times a second."""

    def wait(params: dict[str, Any], **_: object) -> None:
        params["headers"]["X-Local-Wait"] = str(_STREAM_WAIT)

    streams.meta.events.register("before-call.dynamodb-streams.GetRecords", wait)
    return streams


class _Control(BaseHTTPRequestHandler):
    """POST /invoke/<Function> with an event (or nothing) runs it; GET says that the poller runs."""

    poller: Poller

    def do_GET(self) -> None:
        self._answer(200, {"polling": True})

    def do_POST(self) -> None:
        name = self.path.rpartition("/")[2]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.poller.knows(name):
            self._answer(404, {"error": f"There is no function {name}."})
            return
        try:
            self._answer(200, {"answer": self.poller.run_now(name, json.loads(body or b"{}"))})
        except FailedInvocationError as error:
            self._answer(500, {"error": str(error)})

    def _answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def read_functions(path: Path) -> list[Function]:
    """The functions that the launcher wrote into the stack's file."""
    stored = json.loads(path.read_text())["functions"]
    return [Function(**{**f, "sources": tuple(Source(**s) for s in f["sources"])}) for f in stored]


def _delivery(wanted: argparse.Namespace) -> Invoke:
    deliver: Invoke = Noted(invoke, wanted.events) if wanted.events else invoke
    return AnswerLost(deliver) if wanted.twice else deliver


def main() -> None:
    """Feed until the process is told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--minute", type=float, default=60, help="seconds that a schedule's minute lasts")
    parser.add_argument("--events", type=Path, help="write each event that is handed over into this file")
    parser.add_argument(
        "--twice", action="store_true", help="deliver everything twice, as if the first worker had died"
    )
    parser.add_argument("--positions", type=Path, help="folder that remembers how far each stream was read")
    wanted = parser.parse_args()
    importlib.import_module("app")
    poller = Poller(read_functions(wanted.stack), wanted.minute, _delivery(wanted), wanted.positions)
    control = ThreadingHTTPServer(
        ("127.0.0.1", wanted.port), type("Control", (_Control,), {"poller": poller})
    )
    threading.Thread(target=control.serve_forever, daemon=True).start()
    told = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: told.set())
    poller.start()
    told.wait()
    poller.stop()


if __name__ == "__main__":
    main()
