"""The applicant's pages for one document: send it, see what became of it, send another."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.documents.errors import NotForReplacing, UnknownRole
from chalicelib.documents.models import FORM_LIFETIME, MAX_BYTES, MEGABYTE, Document, Kind, Role, State
from chalicelib.documents.reasons import sentence
from chalicelib.documents.services import Documents
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

SECONDS_BETWEEN_LOOKS = 2
_SUFFIXES = {Kind.JPEG: ".jpg,.jpeg", Kind.PNG: ".png", Kind.PDF: ".pdf"}


def register(site: Site, service: Callable[[], Documents]) -> None:
    """Mount the pages on the applicant's site."""

    @site.get("/apply/documents/{role}")
    def show(visit: Visit, role: str) -> Response:
        """The upload form while a file is awaited, else what became of the file."""
        wanted, documents = _role(role), service()
        document = documents.current(visit.application_id, wanted)
        if document and document.state is not State.AWAITING:
            return _outcome(visit, documents, document)
        return _form(visit, documents, wanted)

    @site.get("/apply/documents/{role}/another")
    def another(visit: Visit, role: str) -> Response:
        """The form for a better file, while the one that is there still counts."""
        wanted, documents = _role(role), service()
        try:
            return _form(visit, documents, wanted)
        except NotForReplacing:
            return redirect(f"/apply/documents/{wanted.value}")

    @site.post("/apply/documents/{role}/form")
    def offer_form(visit: Visit, role: str) -> Response:
        """A fresh form as JSON for the type that a script saw; an old page's form may have expired."""
        offer = service().request_upload(
            visit.application_id, _role(role), visit.form.text("content_type"), by_script=True
        )
        return _json(
            {"document": offer.document.id, "url": offer.form.url, "fields": dict(offer.form.fields)}
        )

    @site.get("/apply/documents/{role}/sent")
    def sent(visit: Visit, role: str) -> Response:
        """Where the browser lands after S3 took the file."""
        document = service().of_applicant(visit.query.get("document", ""), visit.application_id, _role(role))
        return _outcome(visit, service(), document)

    @site.get("/apply/documents/{role}/status")
    def status(visit: Visit, role: str) -> Response:
        """What became of the file, as JSON for the page's script."""
        wanted, documents = _role(role), service()
        asked = visit.query.get("document")
        document = (
            documents.of_applicant(asked, visit.application_id, wanted)
            if asked
            else documents.current(visit.application_id, wanted)
        )
        return _json(_status(document))

    @site.post("/apply/documents/{role}/again")
    def again(visit: Visit, role: str) -> Response:
        """Open another try."""
        document = service().replace(visit.application_id, _role(role))
        return redirect(f"/apply/documents/{document.role.value}/another")

    @site.post("/apply/documents/{role}/anyway")
    def anyway(visit: Visit, role: str) -> Response:
        """Have a person look at the file that is there."""
        document = service().use_anyway(visit.application_id, _role(role))
        return redirect(f"/apply/documents/{document.role.value}")


def _json(body: dict[str, object]) -> Response:
    return Response(body, {"Content-Type": "application/json"})


def _role(text: str) -> Role:
    if text not in set(Role):
        raise UnknownRole
    return Role(text)


def _form(visit: Visit, documents: Documents, role: Role) -> Response:
    offer = documents.request_upload(visit.application_id, role)
    before = documents.before(offer.document)
    return page(
        visit,
        f"documents/{role.value}",
        role=role,
        form=offer.form,
        document=offer.document,
        before=sentence(before.reason) if before and before.reason else None,
        limits=_limits(role),
        home=_home(documents, visit),
    )


def _outcome(visit: Visit, documents: Documents, document: Document) -> Response:
    if document.state is State.REPLACED:
        return redirect(f"/apply/documents/{document.role.value}")
    return page(
        visit,
        "documents/outcome",
        role=document.role,
        document=document,
        reason=sentence(document.reason) if document.reason else None,
        may_replace=documents.may_replace(document),
        look_again=SECONDS_BETWEEN_LOOKS,
        home=_home(documents, visit),
    )


def _home(documents: Documents, visit: Visit) -> str:
    """Where the applicant came from: the form's task list or, once it is sent, its status."""
    return "/apply" if documents.is_draft(visit.application_id) else "/application"


def _status(document: Document | None) -> dict[str, object]:
    """What a script may know: a state, whether it is final, and the sentence that the page shows."""
    if document is None:
        return {"state": State.AWAITING.value, "settled": False, "document": None, "reason": None}
    waiting = document.state is State.AWAITING or document.state.is_waiting
    return {
        "state": document.state.value,
        "settled": not waiting,
        "document": document.id,
        "reason": sentence(document.reason) if document.reason else None,
    }


def _limits(role: Role) -> dict[str, object]:
    return {
        "bytes": MAX_BYTES,
        "megabytes": MAX_BYTES // MEGABYTE,
        "minutes": int(FORM_LIFETIME.total_seconds() // 60),
        "accept": ",".join([*(kind.value for kind in role.kinds), *(_SUFFIXES[kind] for kind in role.kinds)]),
    }
