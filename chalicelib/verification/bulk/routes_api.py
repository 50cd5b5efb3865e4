"""The machine interface on the verification host: each of `operations.py`, and a page of reference."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.kernel.changes import AlreadyDone, Once
from chalicelib.kernel.models import Model
from chalicelib.verification.bulk import api_models as api
from chalicelib.verification.bulk.accounts import Caller
from chalicelib.verification.bulk.counting import CODES_A_MINUTE, REQUESTS_A_MINUTE, Use
from chalicelib.verification.bulk.desk import EmbassyDesk
from chalicelib.verification.bulk.errors import KeyRefused, NotReadable
from chalicelib.verification.bulk.openapi import document
from chalicelib.verification.bulk.operations import CSV, FILES, JSON, OPERATIONS, PDF, ROOT, Operation
from chalicelib.verification.bulk.rows import Row, read_csv
from chalicelib.verification.verify_file import MAX_BYTES
from chalicelib.web.errors import TooLarge
from chalicelib.web.forms import media_type
from chalicelib.web.pages import page
from chalicelib.web.sessions import origin_of
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

BINARY = (PDF, CSV)
"""What the gateway has to pass on as bytes, besides what it passes on anyway."""
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Asked:
    """One request of a machine, once its key was known."""

    visit: Visit
    desk: EmbassyDesk
    caller: Caller
    parts: Mapping[str, str]

    @property
    def kind(self) -> str:
        return media_type(self.visit.request.headers.get("content-type", ""))

    @property
    def body(self) -> bytes:
        return read_body(self.visit)


def register(site: Site, desk: Callable[[], EmbassyDesk]) -> None:
    """Register the interface and its reference page."""
    for operation in OPERATIONS:
        _register(site, desk, operation)

    @site.get(f"{ROOT}/reference")
    def reference(visit: Visit) -> Response:
        said = document(origin_of("verify"))
        return page(visit, "embassy/reference.html", document=said, operations=OPERATIONS)


def _register(site: Site, desk: Callable[[], EmbassyDesk], operation: Operation) -> None:
    answer = _ANSWERS[operation.name]

    def handler(visit: Visit, **parts: str) -> Response:
        if not operation.needs_key:
            return _json(document(origin_of("verify")))
        room = desk()
        caller = room.known(_bearer(visit), visit.source)
        if operation.scope:
            caller.require(operation.scope)
        room.counts.admit(caller.key.id)
        return answer(Asked(visit, room, caller, parts))

    if operation.method == "GET":
        site.get(operation.path)(handler)
    else:
        site.post(operation.path, csrf=False, content_types=tuple(operation.takes))(handler)


def _bearer(visit: Visit) -> str:
    scheme, _, text = str(visit.request.headers.get("authorization", "")).partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise KeyRefused
    return text.strip()


def _show_key(asked: Asked) -> Response:
    key = asked.caller.key
    view = api.KeyView(
        account=asked.caller.account.name,
        key=key.id,
        scopes=list(key.scopes),
        ends=key.expires_at,
        requests_a_minute=REQUESTS_A_MINUTE,
        codes_a_minute=CODES_A_MINUTE,
    )
    return _json(api.as_json(view))


def _check_codes(asked: Asked) -> Response:
    rows = _read(api.Rows, asked.body).rows
    asked.desk.counts.admit_codes(asked.caller.key.id, len(rows))
    reports = asked.desk.batches.checks.rows(rows, f"account-{asked.caller.account_id}")
    asked.desk.counts.note(asked.caller.key.id, Use.CODES, len(rows))
    return _json(api.as_json(api.Results(results=[api.result_of(report) for report in reports])))


def _check_file(asked: Asked) -> Response:
    report = asked.desk.batches.checks.file(asked.body)
    asked.desk.counts.note(asked.caller.key.id, Use.FILES)
    return _json(api.as_json(api.result_of(report)))


def _open_batch(asked: Asked) -> Response:
    wanted = _read(api.NewBatch, asked.body)
    sent = str(asked.visit.request.headers.get("idempotency-key", ""))
    fingerprint = hashlib.sha256(asked.body).hexdigest()
    once = Once(f"open batch {asked.caller.account_id}", sent[:200], fingerprint) if sent else None
    try:
        batch_id = asked.desk.batches.open(
            asked.caller, wanted.kind, wanted.label, wanted.expected, once=once
        )
    except AlreadyDone as done:
        batch_id = str(done.result["id"])
    return _batch(asked, batch_id, 201)


def _show_batch(asked: Asked) -> Response:
    return _batch(asked, asked.parts["batch_id"], 200)


def _batch(asked: Asked, batch_id: str, status: int) -> Response:
    return _json(api.as_json(asked.desk.view(asked.caller, batch_id)), status)


def _list_lines(asked: Asked) -> Response:
    stored = asked.desk.batches.get(asked.caller, asked.parts["batch_id"])
    lines = [api.line_of(line) for line in asked.desk.batches.lines.all(stored.id)]
    return _json(api.as_json(api.Lines(lines=lines)))


def _add_part(asked: Asked) -> Response:
    part, batch_id = _number(asked.parts["part"]), asked.parts["batch_id"]
    lines = add_part(asked.desk, asked.caller, asked.visit, batch_id, part)
    return _json(api.as_json(lines))


def add_part(desk: EmbassyDesk, caller: Caller, visit: Visit, batch_id: str, part: int) -> api.Lines:
    """Check what a request carries as a part of a batch: for machines, and for the embassy's page."""
    kind = media_type(visit.request.headers.get("content-type", ""))
    if kind in FILES:
        name = unquote(str(visit.request.headers.get("x-file-name", "")))
        one = desk.batches.add_file(caller, batch_id, part, name, read_body(visit))
        return api.Lines(lines=[api.answered(one)])
    rows: list[Row] = read_csv(read_body(visit)) if kind == CSV else _read(api.Rows, read_body(visit)).rows
    desk.counts.admit_codes(caller.key.id, len(rows))
    return api.Lines(lines=[api.answered(one) for one in desk.batches.add_rows(caller, batch_id, part, rows)])


def _finish_batch(asked: Asked) -> Response:
    asked.desk.batches.finish(asked.caller, asked.parts["batch_id"])
    return _batch(asked, asked.parts["batch_id"], 202)


def _report(ending: str) -> Callable[[Asked], Response]:
    return lambda asked: report_file(asked.desk, asked.caller, asked.parts["batch_id"], ending)


def report_file(desk: EmbassyDesk, caller: Caller, batch_id: str, ending: str) -> Response:
    """A report as a file to be saved."""
    content, kind = desk.report(caller, batch_id, ending)
    headers: dict[str, str | list[str]] = {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="report-on-checks-{batch_id}.{ending}"',
    }
    return Response(content if kind in BINARY else content.decode(), headers, 200)


def read_body(visit: Visit) -> bytes:
    """The request's body; raises `TooLarge` for more than any certificate has."""
    raw = visit.request.raw_body
    body = raw if isinstance(raw, bytes) else raw.encode()
    if len(body) > MAX_BYTES:
        raise TooLarge("This is larger than any certificate (4 MB), so it was not opened.")
    return body


def _read(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate(json.loads(body))
    except (ValidationError, ValueError, RecursionError) as wrong:
        raise NotReadable(f"This is not what is expected here{_where(wrong)}.") from wrong


def _where(wrong: Exception) -> str:
    """Where in the request the first fault is, never what stands there."""
    if not isinstance(wrong, ValidationError):
        return ": it is not JSON"
    first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f": {place or 'the whole'}, {first['type'].replace('_', ' ')}"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004 - more parts than any batch has
        raise NotReadable("Number the parts of a batch from 1.")
    return int(text)


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), {"Content-Type": JSON}, status)


_ANSWERS: Mapping[str, Callable[[Asked], Response]] = {
    "describe": lambda asked: _json(document(origin_of("verify"))),  # noqa: ARG005 - the same for everybody
    "show_key": _show_key,
    "check_codes": _check_codes,
    "check_file": _check_file,
    "open_batch": _open_batch,
    "show_batch": _show_batch,
    "list_lines": _list_lines,
    "add_part": _add_part,
    "finish_batch": _finish_batch,
    "fetch_report_json": _report("json"),
    "fetch_report_pdf": _report("pdf"),
    "fetch_report_csv": _report("csv"),
}
