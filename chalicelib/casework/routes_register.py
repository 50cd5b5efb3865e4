"""The register's pages: find a certificate, see its history, withdraw it, copy it, issue it again."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.casework.acting import acting, read_choice, read_reason
from chalicelib.casework.reading_register import certificate_context, register_context
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.typed_holder import read_holder
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.certificates.entries import RevocationReason
from chalicelib.kernel.changes import AlreadyDone
from chalicelib.kernel.errors import Conflict, Forbidden, ProbityError, Refused
from chalicelib.kernel.identifiers import read_reference
from chalicelib.web.errors import NoPage
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

REGISTER = "/staff/register"
Act = Callable[[Visit, RegisterDesk, str], None]


def register(site: Site, room: Callable[[], StaffRoom], desk: Callable[[], RegisterDesk]) -> None:
    """Put the register's pages on the staff's site."""

    @site.get(REGISTER, role="officer")
    def start(visit: Visit) -> Response:
        return page(visit, "casework/register", tab="register", typed="", **register_context(desk()))

    @site.post(REGISTER, role="officer")
    def find(visit: Visit) -> Response:
        """Posted, not asked for: a name has no place in an address."""
        return _find(visit, room(), desk())

    @site.get(f"{REGISTER}/{{certificate_id}}", role="officer")
    def show(visit: Visit, certificate_id: str) -> Response:
        return _certificate_page(visit, room(), desk(), certificate_id)

    @site.post(f"{REGISTER}/{{certificate_id}}/{{action}}", role="officer")
    def act(visit: Visit, certificate_id: str, action: str) -> Response:
        if action not in _ACTS:
            raise NoPage
        return _carry_out(visit, room(), desk(), certificate_id, action)


def _find(visit: Visit, room: StaffRoom, desk: RegisterDesk) -> Response:
    typed = " ".join(visit.form.text("sought").split())
    case_id = room.cases.find_reference(read_reference(typed)) if typed else None
    if case_id:
        order_id = room.cases.get(case_id).state.order_id
        found = [order_id] if order_id and desk.acts.register.find(order_id) else []
    else:
        found = [stored.id for stored in desk.looking.find(typed, acting(visit).id)] if typed else []
    if len(found) == 1:
        return redirect(f"{REGISTER}/{found[0]}")
    context = register_context(desk, found)
    errors = {} if found else {"sought": "There is no certificate like this in the register."}
    return page(visit, "casework/register", tab="register", typed=typed, errors=errors, **context)


def _carry_out(
    visit: Visit, room: StaffRoom, desk: RegisterDesk, certificate_id: str, action: str
) -> Response:
    act, done = _ACTS[action]
    try:
        act(visit, desk, certificate_id)
    except AlreadyDone:
        pass
    except (Refused, Conflict, Forbidden) as error:
        return _certificate_page(visit, room, desk, certificate_id, failed=action, error=error)
    visit.session.replace(flash=done)
    return redirect(f"{REGISTER}/{certificate_id}")


def _certificate_page(
    visit: Visit,
    room: StaffRoom,
    desk: RegisterDesk,
    certificate_id: str,
    *,
    failed: str = "",
    error: ProbityError | None = None,
) -> Response:
    """The certificate as it is now; after an error with the error's sentence and what was typed."""
    officer = acting(visit)
    return page(
        visit,
        "casework/certificate",
        status=int(error.status) if error else 200,
        errors={failed: error.message} if error else {},
        failed=failed,
        typed={name: visit.form.text(name) for name in visit.form} if failed else {},
        tab="register",
        **certificate_context(room.cases, desk.looking.open(certificate_id, officer.id), officer),
    )


def _ask(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    desk.acts.ask(
        certificate_id,
        acting(visit).id,
        read_choice(visit, "why", RevocationReason),
        read_reason(visit),
        once=visit.once(f"withdraw {certificate_id}"),
    )


def _confirm(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    desk.acts.confirm(certificate_id, acting(visit).id, once=visit.once(f"confirm {certificate_id}"))


def _decline(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    once = visit.once(f"decline {certificate_id}")
    desk.acts.decline(certificate_id, acting(visit).id, read_reason(visit), once=once)


def _copy(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    desk.acts.send_copy(certificate_id, acting(visit).id, once=visit.once(f"copy {certificate_id}"))


def _again(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    before = desk.acts.look(certificate_id).certificate.content.holder
    desk.acts.ask_again(
        certificate_id,
        acting(visit).id,
        read_reason(visit),
        holder=read_holder(visit, before),
        searched_again=visit.form.text("searched") == "yes",
        once=visit.once(f"again {certificate_id}"),
    )


def _order(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    desk.acts.order_again(certificate_id, acting(visit).id, once=visit.once(f"order {certificate_id}"))


def _decline_again(visit: Visit, desk: RegisterDesk, certificate_id: str) -> None:
    once = visit.once(f"decline-again {certificate_id}")
    desk.acts.decline_again(certificate_id, acting(visit).id, read_reason(visit), once=once)


_ACTS: Mapping[str, tuple[Act, str]] = {
    "ask": (_ask, "Asked. Another officer has to confirm it."),
    "confirm": (_confirm, "Withdrawn. The status list says so within a minute, and the holder is told."),
    "decline": (_decline, "Declined. The certificate stands."),
    "copy": (_copy, "The holder gets a further link to the same file."),
    "again": (_again, "Asked. Another officer has to order it."),
    "order": (_order, "Ordered. This one is withdrawn as replaced when the new one is published."),
    "decline-again": (_decline_again, "Declined. Nothing new is issued."),
}
