"""Pages that ask the issuer: `/check` by the printed number, `/access` by a code that the holder gave.

Everything is posted, for an address stays in histories and logs; no session, so that nothing ties two looks together.
"""

from __future__ import annotations

from collections.abc import Callable

from chalice.app import Response

from chalicelib.certificates.access import codes
from chalicelib.certificates.access.errors import NotOpen
from chalicelib.certificates.access.services import Opened
from chalicelib.certificates.paper import Paper
from chalicelib.certificates.short_code import grouped
from chalicelib.certificates.words import written_date
from chalicelib.platform import clock
from chalicelib.verification.access_desk import AccessDesk
from chalicelib.verification.age_words import age_panel, receivers
from chalicelib.verification.content_words import content_in_words
from chalicelib.verification.errors import COME_BACK, ComeBackLater
from chalicelib.verification.models import Report
from chalicelib.verification.reading_typed import read_access, read_paper, read_receiver
from chalicelib.verification.short_codes import ShortCodes
from chalicelib.web.pages import page, say_on
from chalicelib.web.site import Site, require_own_origin
from chalicelib.web.visit import Visit

PDF = "application/pdf"
BINARY = (PDF,)
"""What the gateway has to pass on as bytes."""


def register(site: Site, short_codes: Callable[[], ShortCodes], access: Callable[[], AccessDesk]) -> None:
    """Register both pages on the verify origin."""
    _register_check(site, short_codes)
    _register_access(site, access)


def _register_check(site: Site, service: Callable[[], ShortCodes]) -> None:
    @site.get("/check")
    def ask(visit: Visit) -> Response:
        return _check_form(visit, {})

    @site.post("/check", csrf=False)
    def check(visit: Visit) -> Response:
        require_own_origin(visit.site, visit.request)
        paper, errors = read_paper(visit.form, clock.today())
        if paper is None:
            return _check_form(visit, errors)
        try:
            found = service().ask(paper, _source(visit))
        except ComeBackLater as later:
            return _later(visit, later)
        return _checked(visit, found, paper) if found else _check_form(visit, {}, no_match=True)


def _register_access(site: Site, service: Callable[[], AccessDesk]) -> None:
    @site.get("/access")
    def ask(visit: Visit) -> Response:
        return _access_form(visit, {})

    @site.post("/access", csrf=False)
    def look(visit: Visit) -> Response:
        return _with_code(
            visit, lambda code, said: _opened(visit, service().open(code, _source(visit), said))
        )

    @site.post("/access/file", csrf=False)
    def file(visit: Visit) -> Response:
        return _with_code(visit, lambda code, said: _file(visit, service(), code, said))


def _with_code(visit: Visit, answer: Callable[[str, str], Response]) -> Response:
    require_own_origin(visit.site, visit.request)
    code, said, errors = read_access(visit.form)
    if errors:
        return _access_form(visit, errors)
    try:
        return answer(code, said)
    except ComeBackLater as later:
        return _later(visit, later)
    except NotOpen as refused:
        return _access_form(visit, {"code": refused.message})


def _check_form(visit: Visit, errors: dict[str, str], *, no_match: bool = False) -> Response:
    return page(
        visit,
        "verify/check.html",
        values=_typed(visit),
        errors=errors,
        no_match=no_match,
        receivers=receivers(),
    )


def _access_form(visit: Visit, errors: dict[str, str]) -> Response:
    return page(visit, "verify/access.html", values=_typed(visit), errors=errors, length=codes.LENGTH)


def _checked(visit: Visit, report: Report, paper: Paper) -> Response:
    country = read_receiver(visit.form) or report.destination
    age = age_panel(report.issued_on, country, say_on(visit)) if report.issued_on else None
    return page(visit, "verify/checked.html", report=report, number=grouped(paper.number), age=age)


def _opened(visit: Visit, opened: Opened) -> Response:
    if opened.certificate is None:
        return page(visit, "verify/not-standing.html", state=opened.state.value)
    content = opened.certificate.content
    age = age_panel(content.issued_on, content.destination, say_on(visit))
    return page(visit, "verify/opened.html", shown=content_in_words(content), age=age, values=_typed(visit))


def _file(visit: Visit, desk: AccessDesk, code: str, said: str) -> Response:
    found = desk.file(code, _source(visit), said)
    if found is None:
        return _opened(visit, desk.open(code, _source(visit), said))
    certificate, content = found
    name = f"police-certificate-{grouped(certificate.content.number)}.pdf"
    return Response(content, {"Content-Type": PDF, "Content-Disposition": f'attachment; filename="{name}"'})


def _later(visit: Visit, later: ComeBackLater) -> Response:
    say, until = say_on(visit), later.until
    message = say(COME_BACK, time=f"{until:%H:%M}", day=say(written_date(until.date())))
    return page(visit, "verify/later.html", status=int(later.status), message=message)


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.form.text(name) for name in visit.form}


def _source(visit: Visit) -> str:
    """The address that the gateway saw; behind it nobody can choose one."""
    return str((visit.request.context.get("identity") or {}).get("sourceIp", ""))
