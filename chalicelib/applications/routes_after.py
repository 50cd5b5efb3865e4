"""After the form: what was sent, how far it is, the way back by mail, and withdrawing."""

from datetime import date
from http import HTTPStatus

from chalice.app import Response

from chalicelib.applications.errors import WrongBirthDate
from chalicelib.applications.models import DOCUMENT_ROLES, Application, State
from chalicelib.applications.reading import Reading
from chalicelib.applications.routes_form import Service, typed
from chalicelib.applications.services import can_withdraw
from chalicelib.applications.stages import stages
from chalicelib.platform import clock
from chalicelib.platform.links import LinkDead
from chalicelib.web.errors import Elsewhere
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit


def register(site: Site, service: Service) -> None:
    """Register the pages of an application that was sent, and of coming back to any."""
    _register_status(site, service)
    _register_withdrawal(site, service)
    _register_leaving(site, service)
    _register_returning(site, service)
    _register_resuming(site, service)


def _sent(visit: Visit, service: Service) -> Application:
    application = service().get(visit.application_id).state
    if application.state is State.DRAFT:
        raise Elsewhere("/apply")
    return application


def _register_status(site: Site, service: Service) -> None:
    @site.get("/application/sent")
    def sent(visit: Visit) -> Response:
        application = _sent(visit, service)
        return page(visit, "applications/sent.html", application=application, roles=DOCUMENT_ROLES)

    @site.get("/application")
    def status(visit: Visit) -> Response:
        application = _sent(visit, service)
        return page(
            visit,
            "applications/status.html",
            application=application,
            stages=stages(application),
            late=_is_late(application, clock.today()),
            can_withdraw=can_withdraw(application),
            roles=DOCUMENT_ROLES,
        )


def _is_late(application: Application, today: date) -> bool:
    waiting = application.state in {State.SUBMITTED, State.READY}
    return waiting and application.expected_on is not None and application.expected_on < today


def _register_withdrawal(site: Site, service: Service) -> None:
    @site.get("/application/withdraw")
    def ask(visit: Visit) -> Response:
        return page(
            visit, "applications/withdraw.html", application=service().get(visit.application_id).state
        )

    @site.post("/application/withdraw")
    def withdraw(visit: Visit) -> Response:
        if visit.form.text("withdraw") != "yes":
            return redirect("/application")
        service().withdraw(visit.application_id)
        return redirect("/application")


def _register_leaving(site: Site, service: Service) -> None:
    @site.get("/apply/save")
    def offer(visit: Visit) -> Response:
        return page(visit, "applications/save.html", application=service().get(visit.application_id).state)

    @site.post("/apply/save")
    def save(visit: Visit) -> Response:
        application = service().get(visit.application_id).state
        if not application.answers.email:
            return redirect("/apply/email")
        service().mail_link(visit.application_id)
        visit.session.end()
        return page(visit, "applications/saved.html", application=application)


def _register_returning(site: Site, service: Service) -> None:
    @site.get("/application/link")
    def ask(visit: Visit) -> Response:
        return page(visit, "applications/link.html", values={})

    @site.post("/application/link")
    def send(visit: Visit) -> Response:
        reading = Reading(visit.form)
        reference = reading.text("reference", "Enter your reference", longest=40)
        email = reading.email("email")
        if reading.errors:
            return page(visit, "applications/link.html", values=typed(visit.form), errors=reading.errors)
        service().mail_link_if_known(reference, email)
        return page(visit, "applications/link-sent.html")


def _register_resuming(site: Site, service: Service) -> None:
    @site.get("/apply/resume/{token}")
    def resume_page(visit: Visit, token: str) -> Response:
        try:
            asks = service().resume_asks_birth_date(token)
        except LinkDead:
            return _dead(visit)
        return page(visit, "applications/resume.html", asks=asks, values={})

    @site.post("/apply/resume/{token}")
    def resume(visit: Visit, token: str) -> Response:
        reading, birth = Reading(visit.form), None
        try:
            if service().resume_asks_birth_date(token):
                birth = reading.whole_date("birth-date", "Enter your date of birth")
            if reading.errors:
                return _resume_again(visit, reading.errors)
            application_id = service().resume(token, birth)
        except WrongBirthDate as wrong:
            return (
                _resume_again(visit, {"birth-date-day": wrong.message}) if wrong.tries_left else _dead(visit)
            )
        except LinkDead:
            return _dead(visit)
        visit.session.replace(application_id=application_id)
        return redirect("/application")


def _dead(visit: Visit) -> Response:
    return page(visit, "applications/link-dead.html", status=HTTPStatus.GONE)


def _resume_again(visit: Visit, errors: dict[str, str]) -> Response:
    return page(visit, "applications/resume.html", asks=True, values=typed(visit.form), errors=errors)
