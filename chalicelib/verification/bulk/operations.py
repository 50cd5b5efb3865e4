"""Every operation of the machine interface, once: the routes and the OpenAPI document are both made from these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.kernel.models import Model
from chalicelib.verification.bulk import api_models as api
from chalicelib.verification.bulk.jws import MEDIA_TYPE as JOSE
from chalicelib.verification.bulk.models import Scope

ROOT = "/api/v1"
JSON, CSV, PDF = "application/json", "text/csv", "application/pdf"
FILES = (PDF, "image/png", "image/jpeg", "application/octet-stream")


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    summary: str
    scope: Scope | None = None
    """What the key must be issued for; None where no key is needed."""
    takes: Mapping[str, type[Model] | None] = field(default_factory=dict)
    """Content types of the body; None where it is a file."""
    gives: type[Model] | None = None
    gives_file: str = ""
    """The content type of the answer, where that is a file."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Optional headers of the request, and what they say."""
    errors: tuple[int, ...] = ()
    needs_key: bool = True


_NAME = {"X-File-Name": "The file's name, percent-encoded UTF-8; it stands in the report."}
_BATCH = f"{ROOT}/batches/{{batch_id}}"
_FILE_BODY = dict.fromkeys(FILES)

OPERATIONS: tuple[Operation, ...] = (
    Operation("describe", "GET", f"{ROOT}/openapi.json", "This document", needs_key=False, gives_file=JSON),
    Operation("show_key", "GET", f"{ROOT}/key", "Which key this is and what it may", gives=api.KeyView),
    Operation(
        "check_codes",
        "POST",
        f"{ROOT}/codes",
        "Check up to 500 codes: the digits or address of a square, or a printed number with birth year and last four",
        Scope.CHECK,
        {JSON: api.Rows},
        api.Results,
        errors=(413, 415, 422),
    ),
    Operation(
        "check_file",
        "POST",
        f"{ROOT}/files",
        "Check a PDF, or a picture of a code, of up to 4 MB. It is read in memory and not kept",
        Scope.CHECK,
        _FILE_BODY,
        api.Result,
        errors=(413, 415),
    ),
    Operation(
        "open_batch",
        "POST",
        f"{ROOT}/batches",
        "Begin a batch",
        Scope.BATCHES,
        {JSON: api.NewBatch},
        api.BatchView,
        status=201,
        headers={"Idempotency-Key": "Sent again with the same value, the first answer comes again."},
        errors=(409, 415, 422),
    ),
    Operation(
        "show_batch", "GET", _BATCH, "How far a batch is", Scope.BATCHES, gives=api.BatchView, errors=(404,)
    ),
    Operation(
        "list_lines",
        "GET",
        f"{_BATCH}/lines",
        "What was found so far",
        Scope.BATCHES,
        gives=api.Lines,
        errors=(404,),
    ),
    Operation(
        "add_part",
        "POST",
        f"{_BATCH}/parts/{{part}}",
        "Send a file, or up to 500 codes, under a number from 1. Sent again, the first answer comes again",
        Scope.BATCHES,
        {**_FILE_BODY, JSON: api.Rows, CSV: None},
        api.Lines,
        headers=_NAME,
        errors=(404, 409, 413, 415, 422),
    ),
    Operation(
        "finish_batch",
        "POST",
        f"{_BATCH}/finish",
        "Take nothing more and have the report written",
        Scope.BATCHES,
        {JSON: None},
        api.BatchView,
        status=202,
        errors=(404, 415, 422),
    ),
    Operation(
        "fetch_report_json",
        "GET",
        f"{_BATCH}/report.json",
        "The report, signed (RFC 7515, flattened)",
        Scope.BATCHES,
        gives_file=JOSE,
        errors=(404,),
    ),
    Operation(
        "fetch_report_pdf",
        "GET",
        f"{_BATCH}/report.pdf",
        "The report as a sealed PDF",
        Scope.BATCHES,
        gives_file=PDF,
        errors=(404,),
    ),
    Operation(
        "fetch_report_csv",
        "GET",
        f"{_BATCH}/report.csv",
        "The report's lines for a spreadsheet, unsigned",
        Scope.BATCHES,
        gives_file=CSV,
        errors=(404,),
    ),
)
