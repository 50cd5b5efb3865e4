"""What machines send and get (decision 0084); the OpenAPI document is made from these."""

from typing import Any

from pydantic import AwareDatetime, Field

from chalicelib.kernel.models import Model
from chalicelib.platform.store import Stored
from chalicelib.verification.bulk.batches import Answered
from chalicelib.verification.bulk.models import (
    ROWS_IN_A_LOT,
    Batch,
    BatchKind,
    BatchState,
    CheckedLine,
    Scope,
)
from chalicelib.verification.bulk.reasons import said
from chalicelib.verification.bulk.rows import Row
from chalicelib.verification.models import Fact, Reason, Report, Standing, Verdict


class Rows(Model):
    """Codes to check."""

    rows: list[Row] = Field(min_length=1, max_length=ROWS_IN_A_LOT)


class NewBatch(Model):
    """A batch to begin."""

    kind: BatchKind
    label: str = Field(
        default="", max_length=60, description="Your own name for it; it stands in the report."
    )
    expected: int | None = Field(
        default=None, ge=1, le=10_000, description="How many files or codes you mean to send."
    )


class Result(Model):
    """The answer about one file or code. Accept it only when `verdict` is `genuine`."""

    verdict: Verdict
    current: Standing = Field(description="What the issuer's status list says of it.")
    status_as_of: AwareDatetime | None = Field(description="When that list was made.")
    reasons: list[Reason]
    facts: list[Fact] = Field(
        description="Signed facts, to be compared with the passport when the verdict is genuine; with any other "
        "verdict they prove nothing of the person. They are in this answer alone: nobody keeps them."
    )


class Results(Model):
    """Answers in the order of what was sent."""

    results: list[Result]


class Line(Model):
    """One line of a batch."""

    part: int
    row: int
    name: str
    sha256: str
    verdict: Verdict
    current: Standing
    status_as_of: AwareDatetime | None
    reasons: list[Reason]
    checked: AwareDatetime
    facts: list[Fact] = Field(description="As in a single check; empty when the line was checked before.")


class Lines(Model):
    """Lines of a batch."""

    lines: list[Line]


class BatchView(Model):
    """A batch and how far it is."""

    id: str
    kind: BatchKind
    state: BatchState = Field(
        description="open: takes parts. closed: the report is being written. reported: it is there."
    )
    label: str
    expected: int | None
    opened: AwareDatetime
    closed: AwareDatetime | None
    checked: int = Field(description="How many lines it has.")
    verdicts: dict[str, int]
    report_json_sha256: str | None
    report_pdf_sha256: str | None


class KeyView(Model):
    """The key that asks, and what it may."""

    account: str
    key: str
    scopes: list[Scope]
    ends: AwareDatetime
    requests_a_minute: int
    codes_a_minute: int


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence that a person can act on.")
    instance: str | None = Field(default=None, description="Tell us this when you ask about it.")


def result_of(report: Report) -> Result:
    """A report as machines get it."""
    return Result(
        verdict=report.verdict,
        current=report.current,
        status_as_of=report.status_as_of,
        reasons=list(report.reasons),
        facts=list(report.facts),
    )


def line_of(line: CheckedLine, report: Report | None = None) -> Line:
    """A kept line as machines get it."""
    return Line(
        part=line.part,
        row=line.row,
        name=line.name,
        sha256=line.digest,
        verdict=line.verdict,
        current=line.current,
        status_as_of=line.status_as_of,
        reasons=[said(name) for name in line.reasons],
        checked=line.checked_at,
        facts=list(report.facts) if report else [],
    )


def answered(one: Answered) -> Line:
    """The line of a file or row that was just sent."""
    return line_of(one.line, one.report)


def batch_of(stored: Stored[Batch], checked: int, verdicts: dict[str, int]) -> BatchView:
    """A batch as machines get it."""
    batch = stored.state
    return BatchView(
        id=stored.id,
        kind=batch.kind,
        state=batch.state,
        label=batch.label,
        expected=batch.expected,
        opened=batch.opened_at,
        closed=batch.closed_at,
        checked=checked,
        verdicts=verdicts,
        report_json_sha256=batch.report.json_digest if batch.report else None,
        report_pdf_sha256=batch.report.pdf_digest if batch.report else None,
    )


def as_json(model: Model) -> dict[str, Any]:
    """A model as the body of an answer."""
    return model.model_dump(mode="json")
