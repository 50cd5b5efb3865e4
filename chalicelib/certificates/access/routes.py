"""The holder's page of access codes: give one, see who looked, take it back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.applications.reading import Reading
from chalicelib.certificates.access.errors import NothingToShow, TooManyCodes
from chalicelib.certificates.access.models import LABEL_LENGTH, LIFETIME
from chalicelib.certificates.access.services import Access
from chalicelib.certificates.short_code import grouped
from chalicelib.web.pages import page, redirect
from chalicelib.web.sessions import origin_of
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

_PATH = "/application/access"


def register(site: Site, service: Callable[[], Access]) -> None:
    """Register the pages on the applicants' site."""

    @site.get(_PATH)
    def show(visit: Visit) -> Response:
        return _page(visit, service(), {})

    @site.post(_PATH)
    def give(visit: Visit) -> Response:
        application_id, reading = visit.application_id, Reading(visit.form)
        label = reading.text("label", "Enter for whom this code is", longest=LABEL_LENGTH)
        if reading.errors:
            return _page(visit, service(), reading.errors)
        try:
            code = service().give(application_id, label, visit.once(f"access {application_id}"))
        except (NothingToShow, TooManyCodes) as refused:
            return _page(visit, service(), {"label": refused.message})
        if not code:
            visit.session.replace(flash="This code was made already and can't be shown again.")
            return redirect(_PATH)
        return _given(visit, code, label)

    @site.post(_PATH + "/{code_id}/withdraw")
    def withdraw(visit: Visit, code_id: str) -> Response:
        service().withdraw(visit.application_id, code_id)
        visit.session.replace(flash="Withdrawn. The code opens nothing any more.")
        return redirect(_PATH)


def _given(visit: Visit, code: str, label: str) -> Response:
    """The code, this once: it is shown in answer to the form, for nothing could show it later."""
    return page(
        visit,
        "certificates/access-given.html",
        code=grouped(code),
        label=label,
        days=LIFETIME.days,
        check_at=f"{urlsplit(origin_of('verify')).netloc}/access",
    )


def _page(visit: Visit, access: Access, errors: dict[str, str]) -> Response:
    application_id = visit.application_id
    return page(
        visit,
        "certificates/access.html",
        errors=errors,
        label=visit.form.text("label"),
        can_give=access.can_give(application_id),
        given=access.given(application_id),
        days=LIFETIME.days,
    )
