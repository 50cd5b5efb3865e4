"""A case's page and everything that officers do on it."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.casework.acting import (
    acting,
    read_choice,
    read_ground,
    read_news,
    read_note,
    read_purpose,
    read_reason,
)
from chalicelib.casework.errors import UnknownSubject
from chalicelib.casework.models import IdentityFinding, Inclusion
from chalicelib.casework.reading import case_context
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.services import Casework
from chalicelib.documents.marked_pictures import MEDIA_TYPE, POLICY
from chalicelib.kernel.changes import AlreadyDone
from chalicelib.kernel.errors import Conflict, Forbidden, ProbityError, Refused, Unavailable
from chalicelib.records.checks import OverseasFinding
from chalicelib.web.errors import NoPage
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

Act = Callable[[Visit, Casework, str], None]
_DIGITS = 4
"""A page's number has fewer."""
_PLACES = {"document": "#papers", "signals": "#papers"}
"""Where an officer goes on after an act, when that is not the page's beginning."""


def register(site: Site, room: Callable[[], StaffRoom]) -> None:
    """Put the case's pages on the staff's site."""

    @site.get("/staff/cases/{case_id}", role="officer")
    def show(visit: Visit, case_id: str) -> Response:
        return _case_page(visit, room(), case_id)

    @site.get("/staff/cases/{case_id}/documents/{document_id}", role="officer")
    def document(_: Visit, case_id: str, document_id: str) -> Response:
        return redirect(room().casework.document_link(case_id, document_id))

    @site.get("/staff/cases/{case_id}/documents/{document_id}/pages/{number}", role="officer")
    def picture(_: Visit, case_id: str, document_id: str, number: str) -> Response:
        if not (number.isascii() and number.isdigit() and 0 < len(number) < _DIGITS and int(number)):
            raise NoPage
        body = room().casework.document_picture(case_id, document_id, int(number))
        return Response(body, {"Content-Type": MEDIA_TYPE, "Content-Security-Policy": POLICY})

    @site.post("/staff/cases/{case_id}/follow", role="officer")
    def follow(visit: Visit, case_id: str) -> Response:
        document_id, other = visit.form.text("document_id"), visit.form.text("other")
        found = room().casework.follow_signal(case_id, acting(visit), document_id=document_id, other=other)
        return redirect(f"/staff/cases/{found}")

    @site.post("/staff/cases/{case_id}/{action}", role="officer")
    def act(visit: Visit, case_id: str, action: str) -> Response:
        if action not in _ACTS:
            raise NoPage
        return _carry_out(visit, room(), case_id, action)


def _carry_out(visit: Visit, room: StaffRoom, case_id: str, action: str) -> Response:
    act, done = _ACTS[action]
    try:
        act(visit, room.casework, case_id)
    except AlreadyDone:
        pass
    except (Refused, Conflict, Forbidden, Unavailable) as error:
        return _case_page(visit, room, case_id, failed=action, error=error)
    visit.session.replace(flash=done)
    return redirect(
        "/staff/queue" if action == "release" else f"/staff/cases/{case_id}{_PLACES.get(action, '')}"
    )


def _case_page(
    visit: Visit, room: StaffRoom, case_id: str, *, failed: str = "", error: ProbityError | None = None
) -> Response:
    """The case as it is now; after an error with the error's sentence and what was typed."""
    typed = {name: visit.form.text(name) for name in visit.form} if failed else {}
    return page(
        visit,
        "casework/case",
        status=int(error.status) if error else 200,
        errors={failed: error.message} if error else {},
        failed=failed,
        typed=typed,
        tab="queue",
        **case_context(room.casework, case_id, acting(visit)),
    )


def _say_why(visit: Visit, casework: Casework, case_id: str) -> None:
    code, justification = read_purpose(visit)
    casework.say_why(case_id, acting(visit), code, justification)


def _decide_candidate(visit: Visit, casework: Casework, case_id: str) -> None:
    casework.decide_candidate(
        case_id,
        acting(visit),
        record_id=visit.form.text("record_id"),
        finding=read_choice(visit, "finding", IdentityFinding),
        reason=read_reason(visit),
    )


def _decide_matter(visit: Visit, casework: Casework, case_id: str) -> None:
    casework.decide_matter(
        case_id,
        acting(visit),
        record_id=visit.form.text("record_id"),
        matter_id=visit.form.text("matter_id"),
        inclusion=read_choice(visit, "inclusion", Inclusion),
        reason=read_reason(visit),
        ground=read_ground(visit),
    )


def _settle_document(visit: Visit, casework: Casework, case_id: str) -> None:
    verdict = visit.form.text("verdict")
    if verdict not in {"accept", "refuse"}:
        raise UnknownSubject
    casework.settle_document(
        case_id,
        acting(visit),
        document_id=visit.form.text("document_id"),
        accept=verdict == "accept",
        reason=read_reason(visit),
    )


def _weigh_signals(visit: Visit, casework: Casework, case_id: str) -> None:
    casework.weigh_signals(case_id, acting(visit), visit.form.text("seen"), read_reason(visit))


def _answer_overseas(visit: Visit, casework: Casework, case_id: str) -> None:
    casework.answer_overseas(
        case_id,
        acting(visit),
        country=visit.form.text("country"),
        finding=read_choice(visit, "finding", OverseasFinding),
        reason=read_reason(visit),
    )


def _recommend(visit: Visit, casework: Casework, case_id: str) -> None:
    once = visit.once(f"recommend {case_id}")
    casework.recommend(case_id, acting(visit), visit.form.text("seen"), read_note(visit), once=once)


def _approve(visit: Visit, casework: Casework, case_id: str) -> None:
    once = visit.once(f"approve {case_id}")
    casework.approve(case_id, acting(visit), visit.form.text("seen"), once=once)


def _refuse(visit: Visit, casework: Casework, case_id: str) -> None:
    casework.refuse(case_id, acting(visit), read_reason(visit), once=visit.once(f"refuse {case_id}"))


_ACTS: Mapping[str, tuple[Act, str]] = {
    "claim": (
        lambda visit, casework, case_id: casework.claim(case_id, acting(visit)),
        "You hold this case for an hour from your last act.",
    ),
    "release": (
        lambda visit, casework, case_id: casework.release(case_id, acting(visit)),
        "The case is free for a colleague.",
    ),
    "purpose": (_say_why, "Every look at these records is written down with your reason."),
    "document": (_settle_document, "The document is settled."),
    "signals": (_weigh_signals, "What you found is noted. The mark is gone."),
    "ask-again": (
        lambda visit, casework, case_id: casework.ask_again(
            case_id, acting(visit), read_reason(visit), read_news(visit)
        ),
        "The police records are being asked again. The case waits for the answer.",
    ),
    "overseas": (_answer_overseas, "The country's answer is noted."),
    "candidate": (_decide_candidate, "Your finding on the candidate is saved."),
    "matter": (_decide_matter, "Your decision on the matter is saved."),
    "recommend": (_recommend, "Recommended. Another officer has to approve it."),
    "approve": (_approve, "Approved. The issuer is making the certificate."),
    "return": (
        lambda visit, casework, case_id: casework.return_to_officer(
            case_id, acting(visit), read_reason(visit)
        ),
        "The case is open again, with your reason.",
    ),
    "refuse": (_refuse, "Refused. The applicant is told by mail that there is a decision."),
}
