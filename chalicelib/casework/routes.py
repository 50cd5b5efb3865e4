"""The staff's pages: sign-in, the queue, cases, and what failed."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.casework import routes_case, routes_sign_in
from chalicelib.casework.acting import acting
from chalicelib.casework.errors import UnknownCase
from chalicelib.casework.listing import TABS, as_rows, moment, read_place, span, tab_of
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.routes_sign_in import landing
from chalicelib.casework.store import QueuePage, numbers
from chalicelib.kernel.identifiers import read_reference
from chalicelib.platform import clock
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

QUEUE = "/staff/queue"


def register(site: Site, room: Callable[[], StaffRoom]) -> None:
    """Put every staff page on the staff's site."""
    routes_sign_in.register(site, room)
    routes_case.register(site, room)

    @site.get("/")
    def home(visit: Visit) -> Response:
        known = visit.session.officer
        return redirect(landing(known.roles) if known else QUEUE)

    @site.get(QUEUE, role="officer")
    def queue(visit: Visit) -> Response:
        return _queue_page(visit, room())

    @site.get("/staff/cases", role="officer")
    def search(visit: Visit) -> Response:
        typed = visit.query.get("reference", "")
        case_id = room().cases.find_reference(read_reference(typed)) if typed.strip() else None
        if case_id is None:
            errors = {"reference": UnknownCase().message}
            return page(visit, "casework/search", errors=errors, typed=typed, tab="queue")
        return redirect(f"/staff/cases/{case_id}")

    @site.get("/staff/failures", role="officer")
    def failures(visit: Visit) -> Response:
        rows = [(f, moment(f.sent_at), span(f.age)) for f in room().failures.listing()]
        return page(visit, "casework/failures", rows=rows, tab="failures")

    @site.post("/staff/failures/{queue}/replay", role="supervisor")
    def replay(visit: Visit, queue: str) -> Response:
        room().failures.replay(queue, visit.form.text("message_id"), acting(visit))
        visit.session.replace(flash="The message was sent to its queue again.")
        return redirect("/staff/failures")


def _queue_page(visit: Visit, room: StaffRoom) -> Response:
    officer, at = acting(visit), clock.now()
    tab = tab_of(visit.query)
    if tab.state is None:
        listed = QueuePage(room.cases.desk(officer.id), None, None)
    else:
        after, before = read_place(visit.query.get("after")), read_place(visit.query.get("before"))
        listed = room.cases.page(tab.state, after=after, before=before)
    counts = listed.counts or room.cases.counts()
    return page(
        visit,
        "casework/queue",
        tabs=TABS,
        current=tab,
        tab="queue",
        rows=as_rows(listed.cases, at),
        counts=numbers(counts, tab.state, listed),
        counted=moment(counts.at) if counts else "",
        older=listed.older,
        newer=listed.newer,
    )
