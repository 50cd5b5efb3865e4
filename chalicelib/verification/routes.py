"""The pages at the verify origin: the check in the browser, the upload of a PDF, and what the issuer publishes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.certificates.status_list import OPEN_LIST
from chalicelib.certificates.words import written_date
from chalicelib.platform.objects import Objects
from chalicelib.platform.settings import settings
from chalicelib.verification import routes_guidance, routes_lists, routes_log, routes_offline
from chalicelib.verification.adapters.public_bucket import PublicBucket
from chalicelib.verification.age_words import age_panel
from chalicelib.verification.models import Report, Verdict
from chalicelib.verification.reasons import ADVICE
from chalicelib.verification.services import Verification
from chalicelib.verification.upload import MULTIPART, read_upload
from chalicelib.verification.verify_file import MAX_BYTES
from chalicelib.web.pages import page, say_on
from chalicelib.web.sessions import origin_of
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

_SHORT = "public, max-age=60"
HEADINGS = {
    Verdict.NOT_A_CERTIFICATE: "This is not a police certificate",
    Verdict.EXPIRED: "This certificate is too old",
    Verdict.RESULT_ONLY: "A result, and no proof of who holds it",
    Verdict.COPY: "A copy for one recipient",
}

COPY_EXPIRED = "This copy is out of date"
DO_NOT_ACCEPT = "Do not accept this certificate"
NO_FILE = "Choose a PDF or a picture of the code"
STATUS_AS_OF = "Status list of {day}, {time} UTC."


def register(site: Site, public_files: Callable[[], Objects]) -> None:
    """Register the pages of the verify origin."""

    def service() -> Verification:
        return Verification(PublicBucket(public_files()), settings().stage)

    @site.get("/")
    def start(visit: Visit) -> Response:
        return _start(visit, service(), {})

    @site.post("/verify/file", csrf=False, content_types=(MULTIPART,))
    def check_file(visit: Visit) -> Response:
        """Answers about the file and forgets it: it changes nothing, so it needs no session and no token."""
        sent = visit.request.headers.get("content-type", "")
        body = visit.request.raw_body
        content = read_upload(body if isinstance(body, bytes) else body.encode(), sent, "file")
        if not content:
            return _start(visit, service(), {"file": NO_FILE})
        return _report(visit, service().check(content), content)

    @site.get("/trust.json")
    def key_list(visit: Visit) -> Response:  # noqa: ARG001 - it is the same for everybody
        return _published(service().key_list().decode(), "application/json")

    routes_lists.register(site, service)
    routes_guidance.register(site, service)
    routes_log.register(site, public_files)
    routes_offline.register(site, public_files, lambda visit: _start(visit, service(), {}))


def _start(visit: Visit, verification: Verification, errors: dict[str, str]) -> Response:
    host = urlsplit(origin_of("verify")).netloc
    root = base64.b64encode(verification.root_key()).decode()
    return page(
        visit,
        "verify/start.html",
        host=host,
        root=root,
        megabytes=MAX_BYTES // 1024**2,
        errors=errors,
        decoder=routes_offline.decoder(),
        lists=OPEN_LIST,
    )


def _report(visit: Visit, report: Report, content: bytes) -> Response:
    return page(
        visit,
        "verify/file.html",
        report=report,
        what="file" if content.startswith(b"%PDF-") else "code",
        heading=_heading(report),
        age=age_panel(report.issued_on, report.destination, say_on(visit)) if report.issued_on else {},
        advice=ADVICE.get(report.verdict, ""),
        as_of=_as_of(visit, report.status_as_of) if report.status_as_of else "",
    )


def _as_of(visit: Visit, when: datetime) -> str:
    say = say_on(visit)
    return say(STATUS_AS_OF, day=say(written_date(when.date())), time=f"{when:%H:%M}")


def _heading(report: Report) -> str:
    if report.verdict is Verdict.EXPIRED and report.facts:
        return COPY_EXPIRED
    return HEADINGS.get(report.verdict, DO_NOT_ACCEPT)


def _published(content: str, content_type: str) -> Response:
    return Response(content, {"Content-Type": content_type, "Cache-Control": _SHORT})
