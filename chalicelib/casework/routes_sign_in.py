"""Signing in and out: the password, a new password, the second factor."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from chalice.app import Response

from chalicelib.casework.models import Officer
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.sign_in import enrolment_qr, read_step
from chalicelib.kernel.errors import Refused
from chalicelib.platform.identity import CodeRefused, NextStep, PasswordTooWeak
from chalicelib.web.errors import BadRequest
from chalicelib.web.pages import page, redirect, safe_path
from chalicelib.web.sessions import Officer as SignedIn
from chalicelib.web.site import SIGN_IN, Site
from chalicelib.web.visit import Visit

QUEUE, RECORDS = "/staff/queue", "/staff/records"


def register(site: Site, room: Callable[[], StaffRoom]) -> None:
    """Put the sign-in pages on the staff's site."""

    @site.get(SIGN_IN)
    def sign_in(visit: Visit) -> Response:
        target = safe_path(visit.query.get("next", ""), QUEUE)
        if visit.session.officer:
            return redirect(target)
        return page(visit, "casework/sign-in", next=target, email="")

    @site.post(SIGN_IN)
    def try_password(visit: Visit) -> Response:
        return _try_password(visit, room())

    @site.post(f"{SIGN_IN}/next")
    def answer_step(visit: Visit) -> Response:
        return _answer_step(visit, room())

    @site.post("/staff/sign-out")
    def sign_out(visit: Visit) -> Response:
        if visit.session.officer:
            room().sign_in.end(visit.session.officer.id)
        visit.session.end()
        return redirect(SIGN_IN)


def landing(roles: AbstractSet[str]) -> str:
    """Where somebody begins who asked for nothing in particular: record keepers have no cases."""
    return QUEUE if "officer" in roles else RECORDS


def _try_password(visit: Visit, room: StaffRoom) -> Response:
    user = visit.form.text("email")
    # A password is taken as typed: `text` would trim it.
    password = visit.form.get("password", [""])[-1]
    try:
        outcome = room.sign_in.begin(user, password, _source(visit))
    except Refused as refused:
        errors = {"email": refused.message}
        return page(visit, "casework/sign-in", errors=errors, next=_target(visit), email=user)
    return _go_on(visit, room, outcome)


def _answer_step(visit: Visit, room: StaffRoom) -> Response:
    step = _sent_step(visit)
    answer = visit.form.get("answer", [""])[-1]
    try:
        if step.step == "new_password" and answer != visit.form.get("again", [""])[-1]:
            return _step_page(visit, step, {"again": "Type the same password twice."})
        outcome = room.sign_in.answer(step, answer)
    except (CodeRefused, PasswordTooWeak) as refused:
        return _step_page(visit, step, {"answer": refused.message})
    except Refused as refused:
        errors = {"email": refused.message}
        return page(visit, "casework/sign-in", errors=errors, next=_target(visit), email="")
    return _go_on(visit, room, outcome)


def _go_on(visit: Visit, room: StaffRoom, outcome: Officer | NextStep) -> Response:
    if isinstance(outcome, Officer):
        officer = SignedIn(id=outcome.id, name=outcome.name, roles=outcome.roles)
        visit.session.replace(officer=officer)
        target = _target(visit)
        return redirect(landing(officer.roles) if target == QUEUE else target)
    if outcome.step == "set_up_code":
        enrolment = room.sign_in.begin_enrolment(outcome)
        step = NextStep(outcome.step, enrolment.session, outcome.user)
        return _step_page(visit, step, {}, secret=enrolment.secret)
    return _step_page(visit, outcome, {})


def _step_page(
    visit: Visit, step: NextStep, errors: dict[str, str], *, secret: str | None = None
) -> Response:
    secret = secret or visit.form.text("secret")
    return page(
        visit,
        "casework/sign-in-step",
        errors=errors,
        step=step,
        secret=secret,
        qr=enrolment_qr(secret, visit.form.text("email") or step.user) if secret else "",
        next=_target(visit),
    )


def _sent_step(visit: Visit) -> NextStep:
    form = visit.form
    try:
        return read_step(form.text("step"), form.text("step_session"), form.text("user"))
    except KeyError as error:
        raise BadRequest("This form is not one of ours. Begin again.") from error


def _target(visit: Visit) -> str:
    return safe_path(visit.form.text("next"), QUEUE)


def _source(visit: Visit) -> str:
    """Where the request came from, as the gateway saw it."""
    return str((visit.request.context.get("identity") or {}).get("sourceIp", ""))
