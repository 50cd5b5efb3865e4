"""The embassy's own pages on the verification host: sign in with a key, send a folder or a list, fetch the report."""

from __future__ import annotations

import json
from collections.abc import Callable

from chalice.app import Response

from chalicelib.kernel.changes import AlreadyDone
from chalicelib.platform.throttle import TooManyAttempts
from chalicelib.verification.bulk import api_models as api
from chalicelib.verification.bulk.accounts import Caller
from chalicelib.verification.bulk.desk import EmbassyDesk
from chalicelib.verification.bulk.errors import KeyRefused, NotReadable
from chalicelib.verification.bulk.models import (
    MOST_FILES,
    MOST_LOTS,
    ROWS_IN_A_LOT,
    BatchKind,
    BatchState,
    Scope,
)
from chalicelib.verification.bulk.operations import CSV, FILES
from chalicelib.verification.bulk.routes_api import add_part, report_file
from chalicelib.verification.verify_file import MAX_BYTES
from chalicelib.web.errors import NoPage, SessionEnded
from chalicelib.web.pages import page, redirect
from chalicelib.web.sessions import Embassy
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

HOME = "/embassy"
_ENDINGS = {"report.pdf": "pdf", "report.json": "json", "report.csv": "csv"}


def register(site: Site, desk: Callable[[], EmbassyDesk]) -> None:
    """Register the pages."""

    @site.get(HOME)
    def home(visit: Visit) -> Response:
        if visit.session.embassy is None:
            return page(visit, "embassy/sign-in.html")
        try:
            return _home(visit, desk())
        except KeyRefused as ended:
            return page(
                visit, "embassy/sign-in.html", errors={"key": ended.message}, status=int(ended.status)
            )

    @site.get(f"{HOME}/sign-in")
    def sign_in_page(visit: Visit) -> Response:
        return page(visit, "embassy/sign-in.html")

    @site.post(f"{HOME}/sign-in")
    def sign_in(visit: Visit) -> Response:
        try:
            caller = desk().known(visit.form.text("key"), visit.source)
            caller.require(Scope.BATCHES)
        except (KeyRefused, TooManyAttempts) as refused:
            return page(
                visit, "embassy/sign-in.html", errors={"key": refused.message}, status=int(refused.status)
            )
        visit.session.replace(embassy=Embassy(caller.account_id, caller.key.id))
        return redirect(HOME)

    @site.post(f"{HOME}/sign-out")
    def sign_out(visit: Visit) -> Response:
        visit.session.end()
        return redirect(HOME)

    @site.post(f"{HOME}/batches")
    def begin(visit: Visit) -> Response:
        room, caller = desk(), _caller(visit, desk())
        kind = BatchKind.CODES if visit.form.text("kind") == "codes" else BatchKind.FILES
        try:
            label = visit.form.text("label")
            batch_id = room.batches.open(caller, kind, label, once=visit.once(f"batch {caller.account_id}"))
        except AlreadyDone as done:
            batch_id = str(done.result["id"])
        return redirect(f"{HOME}/batches/{batch_id}")

    _register_batch(site, desk)


def _register_batch(site: Site, desk: Callable[[], EmbassyDesk]) -> None:
    @site.get(f"{HOME}/batches/{{batch_id}}")
    def show(visit: Visit, batch_id: str) -> Response:
        return _batch(visit, desk(), batch_id, {})

    @site.get(f"{HOME}/batches/{{batch_id}}/{{what}}")
    def fetch(visit: Visit, batch_id: str, what: str) -> Response:
        room, caller = desk(), _caller(visit, desk())
        if what == "state":
            return _json(api.as_json(room.view(caller, batch_id)))
        if what not in _ENDINGS:
            raise NoPage
        return report_file(room, caller, batch_id, _ENDINGS[what])

    @site.post(f"{HOME}/batches/{{batch_id}}/finish")
    def finish(visit: Visit, batch_id: str) -> Response:
        room = desk()
        try:
            room.batches.finish(_caller(visit, room), batch_id)
        except NotReadable as nothing:
            return _batch(visit, room, batch_id, {"files": nothing.message})
        return redirect(f"{HOME}/batches/{batch_id}")

    @site.post(f"{HOME}/batches/{{batch_id}}/parts/{{part}}", content_types=(*FILES, CSV))
    def send(visit: Visit, batch_id: str, part: str) -> Response:
        """One file or one lot of codes, from the page's script."""
        room, caller = desk(), _caller(visit, desk())
        room.counts.admit(caller.key.id)
        if not part.isascii() or not part.isdigit():
            raise NoPage
        return _json(api.as_json(add_part(room, caller, visit, batch_id, int(part[:7]))))


def _caller(visit: Visit, desk: EmbassyDesk) -> Caller:
    """Who is signed in; a key that has ended since ends the session too."""
    signed_in = visit.session.embassy
    if signed_in is None:
        raise SessionEnded
    try:
        return desk.accounts.again(signed_in.account_id, signed_in.key_id)
    except KeyRefused:
        visit.session.end()
        raise


def _home(visit: Visit, desk: EmbassyDesk) -> Response:
    caller = _caller(visit, desk)
    batches = desk.batches.of(caller)
    return page(visit, "embassy/home.html", account=caller.account, key=caller.key, batches=batches)


def _batch(visit: Visit, desk: EmbassyDesk, batch_id: str, errors: dict[str, str]) -> Response:
    caller = _caller(visit, desk)
    view = desk.view(caller, batch_id)
    lines = [api.line_of(line) for line in desk.batches.lines.all(batch_id)]
    return page(
        visit,
        "embassy/batch.html",
        account=caller.account,
        batch=view,
        lines=lines,
        is_open=view.state is BatchState.OPEN,
        is_reported=view.state is BatchState.REPORTED,
        of_files=view.kind is BatchKind.FILES,
        limits={
            "bytes": MAX_BYTES,
            "parts": MOST_FILES if view.kind is BatchKind.FILES else MOST_LOTS,
            "rows": ROWS_IN_A_LOT,
        },
        errors=errors,
    )


def _json(body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json"}, 200)
