"""Signing keys, for supervisors: report a stolen one, confirm, issue again, publish a new list of keys."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from chalice.app import Response

from chalicelib.casework.acting import acting, read_reason
from chalicelib.casework.errors import NotWritten
from chalicelib.casework.listing import moment
from chalicelib.certificates.compromises import Compromise, CompromiseState
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.kernel.changes import AlreadyDone
from chalicelib.kernel.errors import Conflict, Forbidden, ProbityError, Refused
from chalicelib.web.errors import NoPage
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

KEYS = "/staff/keys"
_USES: Mapping[str, Literal["qr", "seal"]] = {"qr": "qr", "seal": "seal"}
_STATES: Mapping[CompromiseState, str] = {
    CompromiseState.REPORTED: "Reported",
    CompromiseState.DISMISSED: "False alarm",
    CompromiseState.WITHDRAWING: "Withdrawing",
    CompromiseState.WITHDRAWN: "Withdrawn",
    CompromiseState.REISSUING: "Issuing again",
    CompromiseState.DONE: "Done",
}
Act = Callable[[RegisterDesk, str, str], None]
_ACTS: Mapping[str, tuple[Act, str]] = {
    "confirm": (
        lambda desk, one, by: desk.compromise.confirm(one, by),
        "Everything that the key signed since then is being withdrawn.",
    ),
    "dismiss": (lambda desk, one, by: desk.compromise.dismiss(one, by), "Noted as a false alarm."),
    "reissue": (
        lambda desk, one, by: desk.compromise.begin_reissue(one, by),
        "The certificates are being ordered again, some each minute.",
    ),
}


def register(site: Site, desk: Callable[[], RegisterDesk]) -> None:
    """Put the page about keys on the staff's site."""

    @site.get(KEYS, role="supervisor")
    def show(visit: Visit) -> Response:
        return _keys_page(visit, desk())

    @site.post(f"{KEYS}/report", role="supervisor")
    def report(visit: Visit) -> Response:
        return _attempt(visit, desk(), "report", _report, "Reported. Another supervisor has to confirm it.")

    @site.post(f"{KEYS}/publish", role="supervisor")
    def publish(visit: Visit) -> Response:
        done = "The issuer checks the list and publishes it. A refusal shows among the failed messages."
        return _attempt(visit, desk(), "publish", _publish, done)

    @site.post(f"{KEYS}/{{compromise_id}}/{{action}}", role="supervisor")
    def act(visit: Visit, compromise_id: str, action: str) -> Response:
        if action not in _ACTS:
            raise NoPage
        carry_out, done = _ACTS[action]

        def work(visit: Visit, room: RegisterDesk) -> None:
            carry_out(room, compromise_id, acting(visit).id)

        return _attempt(visit, desk(), action, work, done)


def _attempt(
    visit: Visit,
    desk: RegisterDesk,
    name: str,
    work: Callable[[Visit, RegisterDesk], None],
    done: str,
) -> Response:
    try:
        work(visit, desk)
    except AlreadyDone:
        pass
    except (Refused, Conflict, Forbidden) as error:
        return _keys_page(visit, desk, name, error)
    visit.session.replace(flash=done)
    return redirect(KEYS)


def _report(visit: Visit, desk: RegisterDesk) -> None:
    use, kid = visit.form.text("use"), visit.form.text("kid").strip().lower()
    if use not in _USES or not (len(kid) == 8 and all(c in "0123456789abcdef" for c in kid)):  # noqa: PLR2004 - trust.md
        raise NotWritten("Choose the key's use, and write its id: 8 digits and letters a to f.")
    desk.compromise.report(
        _USES[use], kid, _since(visit), acting(visit).id, read_reason(visit), once=visit.once("report a key")
    )


def _since(visit: Visit) -> datetime:
    try:
        found = datetime.fromisoformat(visit.form.text("since").strip())
    except ValueError as wrong:
        raise NotWritten("Write since when as 2026-11-23T14:30, in UTC.") from wrong
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _publish(visit: Visit, desk: RegisterDesk) -> None:
    desk.compromise.offer_list(acting(visit).id, once=visit.once("publish keys"))


def _keys_page(
    visit: Visit, desk: RegisterDesk, failed: str = "", error: ProbityError | None = None
) -> Response:
    return page(
        visit,
        "casework/keys",
        status=int(error.status) if error else 200,
        errors={failed: error.message} if error else {},
        failed=failed,
        typed={name: visit.form.text(name) for name in visit.form} if failed else {},
        tab="register",
        rows=[_row(stored.id, stored.state) for stored in desk.compromise.compromises.all()],
    )


def _row(compromise_id: str, state: Compromise) -> dict[str, Any]:
    return {
        "id": compromise_id,
        "state": _STATES[state.state],
        "since": moment(state.since),
        "reported": state.state is CompromiseState.REPORTED,
        "withdrawn": state.state is CompromiseState.WITHDRAWN,
        "key": state,
    }
