"""The page behind the mailed link: one question, then the file."""

from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Response

from chalicelib.applications.reading import Reading
from chalicelib.certificates.collecting import Collecting
from chalicelib.certificates.errors import NotTheBirthDate
from chalicelib.platform.links import LinkDead
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

Service = Callable[[], Collecting]


def register(site: Site, service: Service) -> None:
    """Register the download pages on the applicants' site."""

    @site.get("/download/{token}")
    def ask(visit: Visit, token: str) -> Response:
        try:
            service().require_live(token)
        except LinkDead:
            return _dead(visit)
        return _question(visit, {})

    @site.post("/download/{token}")
    def collect(visit: Visit, token: str) -> Response:
        reading = Reading(visit.form)
        birth_date = reading.whole_date("birth-date", "Enter your date of birth")
        if birth_date is None:
            return _question(visit, reading.errors)
        try:
            return redirect(service().collect(token, birth_date))
        except LinkDead:
            return _dead(visit)
        except NotTheBirthDate as wrong:
            if not wrong.tries_left:
                return _dead(visit)
            return _question(visit, {"birth-date-day": wrong.message})


def _dead(visit: Visit) -> Response:
    return page(visit, "applications/link-dead.html", status=HTTPStatus.GONE)


def _question(visit: Visit, errors: dict[str, str]) -> Response:
    values = {name: visit.form.text(name) for name in visit.form}
    return page(visit, "certificates/collect.html", values=values, errors=errors)
