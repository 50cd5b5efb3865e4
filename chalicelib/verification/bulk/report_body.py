"""What a report says (docs/formats/report.md): who asked when, what was found of each file or code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.verification.bulk.batches import verdict_counts
from chalicelib.verification.bulk.models import Account, Batch, CheckedLine
from chalicelib.verification.bulk.reasons import said

FORMAT = "probity-report/1"
TYPE = "probity-report+jws"
SOFTWARE = "probity 0.1.0"
NOTE = (
    "This report says what was found when each file or code was checked. It is not a certificate and proves "
    "nothing about a person. “Genuine” says that a file or code is as the issuer made it: compare its facts with "
    "the passport of the person before you."
)


@dataclass(frozen=True)
class Written:
    """Who writes a report and when."""

    issuer: str
    origin: str
    at: datetime


def body(
    batch_id: str, batch: Batch, account: Account, lines: Sequence[CheckedLine], written: Written
) -> bytes:
    """The report as JSON. Each reason's sentence stands once, by its name."""
    ages = sorted(line.status_as_of for line in lines if line.status_as_of)
    names = sorted({name for line in lines for name in line.reasons})
    said_by = {
        "format": FORMAT,
        "note": NOTE,
        "report": batch_id,
        "label": batch.label,
        "asked_by": {"account": batch.account_id, "name": account.name, "country": account.country},
        "issuer": written.issuer,
        "checked_at": f"{written.origin}/",
        "software": SOFTWARE,
        "begun": _moment(batch.opened_at),
        "finished": _moment(batch.closed_at or written.at),
        "written": _moment(written.at),
        "status_lists": {"oldest": _moment(ages[0]), "newest": _moment(ages[-1])} if ages else None,
        "kind": batch.kind.value,
        "announced": batch.expected,
        "count": len(lines),
        "verdicts": verdict_counts(lines),
        "reasons": {name: said(name).sentence for name in names},
        "checks": [_check(line) for line in lines],
    }
    return json.dumps(said_by, ensure_ascii=False, separators=(",", ":")).encode()


def _check(line: CheckedLine) -> dict[str, Any]:
    return {
        "number": f"{line.part}.{line.row}" if line.row else str(line.part),
        "name": line.name,
        "sha256": line.digest,
        "verdict": line.verdict.value,
        "current": line.current.value,
        "status_as_of": _moment(line.status_as_of) if line.status_as_of else None,
        "checked": _moment(line.checked_at),
        "reasons": list(line.reasons),
    }


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")
