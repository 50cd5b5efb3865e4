"""Functions are not made in moto: they are read, so that the poller can call the real handlers."""

from dataclasses import dataclass, field
from typing import Any, Literal

from infra.local.applier.filters import read_pattern
from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes

_AWS_ONLY = (
    "Architectures",
    "CodeUri",
    "Description",
    "EphemeralStorage",
    "FunctionName",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "Tags",
    "Tracing",
)
"""Properties about where the code runs, which locally is our own process."""


@dataclass(frozen=True)
class Source:
    """What starts a function: a queue or a stream by its ARN, or a schedule by its expression."""

    kind: Literal["queue", "stream", "schedule"]
    target: str
    batch_size: int = 1
    attempts: int = 10
    on_failure: str = ""
    patterns: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Function:
    """A function of app.py as the template declares it; `timeout` in seconds."""

    name: str
    handler: str
    timeout: int
    concurrency: int
    environment: dict[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


@makes("AWS::Serverless::Function")
def function(place: Place, name: str, p: Properties) -> Made:
    """Read a function: its handler, environment and what starts it."""
    for ours in _AWS_ONLY:
        p.take(ours, None)
    environment = p.part("Environment").take("Variables", {})
    made = Function(
        name=name,
        handler=p.take("Handler"),
        timeout=int(p.take("Timeout", 3)),
        concurrency=int(p.take("ReservedConcurrentExecutions", 0)),
        environment={k: str(v) for k, v in environment.items()},
        sources=tuple(_sources(p)),
    )
    arn = f"arn:aws:lambda:{place.region}:{place.account}:function:{name}"
    return Made(name, {"Arn": arn}, about=made)


def _sources(p: Properties) -> list[Source]:
    events = p.part("Events")
    return [_source(events.part(name)) for name in events.names()]


def _source(p: Properties) -> Source:
    kind, about = p.take("Type"), p.part("Properties")
    if kind not in _READERS:
        about.take(kind)  # an unknown kind of event is an unknown property
    return _READERS[kind](about)


def _queue(p: Properties) -> Source:
    _require_partial_batches(p)
    p.take(
        "MaximumBatchingWindowInSeconds", None
    )  # waiting for more would only slow a person at the keyboard
    p.take("ScalingConfig", None)
    p.take("Enabled", None)
    return Source("queue", p.take("Queue"), batch_size=int(p.take("BatchSize", 10)))


def _stream(p: Properties) -> Source:
    _require_partial_batches(p)
    p.take("MaximumBatchingWindowInSeconds", None)
    p.take("StartingPosition", None)  # the table is new at each start: every record is read
    p.take("BisectBatchOnFunctionError", None)  # a failed batch is cut at the record that the handler names
    p.take("Enabled", None)
    failed: Any = p.part("DestinationConfig").part("OnFailure")
    failed.take("Type", None)
    return Source(
        "stream",
        p.take("Stream"),
        batch_size=int(p.take("BatchSize", 100)),
        attempts=int(p.take("MaximumRetryAttempts", 10)),
        on_failure=failed.take("Destination", ""),
        patterns=tuple(read_pattern(f.take("Pattern")) for f in p.part("FilterCriteria").parts("Filters")),
    )


def _schedule(p: Properties) -> Source:
    for ours in ("Description", "Name", "Enabled", "State"):
        p.take(ours, None)
    return Source("schedule", p.take("Schedule"))


def _require_partial_batches(p: Properties) -> None:
    if p.take("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
        p.take("FunctionResponseTypes: [ReportBatchItemFailures]")


_READERS = {"SQS": _queue, "DynamoDB": _stream, "Schedule": _schedule}
