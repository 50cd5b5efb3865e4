"""The applicant's pages for one document: add it, see what became of it, add a better one."""

import re
from collections.abc import Callable

from chalice.app import Response

from chalicelib.documents.errors import NoCleanCopy, NotForReplacing, UnknownRole
from chalicelib.documents.marked_pictures import MEDIA_TYPE, POLICY
from chalicelib.documents.models import TRIES, Document, Role, State
from chalicelib.documents.outcome import may_be_seen, read_from, told
from chalicelib.documents.sending import limits
from chalicelib.documents.services import Documents
from chalicelib.web.pages import bilingual_page, language_on, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

SECONDS_BETWEEN_LOOKS = 2
COUNTED_FROM = 3
"""The try from which on the page says how many are left."""
_PAGE = re.compile(r"[1-9][0-9]?")
_SETTLED = frozenset({State.ACCEPTED, State.REFUSED, State.NEEDS_PERSON, State.REPLACED})


def register(site: Site, service: Callable[[], Documents]) -> None:
    """Mount the pages on the applicant's site."""
    _register_forms(site, service)
    _register_outcomes(site, service)


def _register_forms(site: Site, service: Callable[[], Documents]) -> None:
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
            return redirect(_page_of(wanted))

    @site.post("/apply/documents/{role}/form")
    def offer_form(visit: Visit, role: str) -> Response:
        """A fresh form as JSON for the type that a script saw; an old page's form may have expired."""
        offer = service().request_upload(
            visit.application_id, _role(role), visit.form.text("content_type"), by_script=True
        )
        return _json(
            {"document": offer.document.id, "url": offer.form.url, "fields": dict(offer.form.fields)}
        )

    @site.post("/apply/documents/{role}/again")
    def again(visit: Visit, role: str) -> Response:
        """Open another try."""
        document = service().replace(visit.application_id, _role(role))
        return redirect(f"{_page_of(document.role)}/another")


def _register_outcomes(site: Site, service: Callable[[], Documents]) -> None:
    @site.get("/apply/documents/{role}/sent")
    def sent(visit: Visit, role: str) -> Response:
        """Where the browser lands after S3 took the file."""
        if "document" not in visit.query:  # another language was chosen
            return redirect(_page_of(_role(role)))
        document = service().of_applicant(visit.query["document"], visit.application_id, _role(role))
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
        return _json(_status(visit, documents, document))

    @site.get("/apply/documents/{role}/picture")
    def picture(visit: Visit, role: str) -> Response:
        """A page of the applicant's own clean copy, with what its reasons speak of marked."""
        wanted, page = visit.query.get("document", ""), visit.query.get("page", "")
        document = service().of_applicant(wanted, visit.application_id, _role(role))
        if not may_be_seen(document) or not _PAGE.fullmatch(page):
            raise NoCleanCopy
        marks = [(each.number, each.mark) for each in told(document, "en") if each.number and each.mark]
        here = [(number, mark) for number, mark in marks if mark.page == int(page)]
        return _svg(service().picture_of(document, int(page), here))

    @site.get("/apply/documents/{role}/portrait")
    def portrait(visit: Visit, role: str) -> Response:
        """The part of the applicant's own photo that the certificate prints."""
        wanted = visit.query.get("document", "")
        document = service().of_applicant(wanted, visit.application_id, _role(role))
        if not may_be_seen(document):
            raise NoCleanCopy
        return _svg(service().portrait_of(document))

    @site.post("/apply/documents/{role}/anyway")
    def anyway(visit: Visit, role: str) -> Response:
        """Have a person look at the file that is there."""
        return redirect(_page_of(service().use_anyway(visit.application_id, _role(role)).role))


def _json(body: dict[str, object]) -> Response:
    return Response(body, {"Content-Type": "application/json"})


def _svg(body: str) -> Response:
    return Response(body, {"Content-Type": MEDIA_TYPE, "Content-Security-Policy": POLICY})


def _role(text: str) -> Role:
    if text not in set(Role):
        raise UnknownRole
    return Role(text)


def _page_of(role: Role) -> str:
    return f"/apply/documents/{role.value}"


def _form(visit: Visit, documents: Documents, role: Role) -> Response:
    offer = documents.request_upload(visit.application_id, role)
    before = documents.before(offer.document)
    return bilingual_page(
        visit,
        f"documents/{role.value}",
        role=role,
        form=offer.form,
        document=offer.document,
        before=before if before and before.state is not State.REPLACED else None,
        told=told(before, _language(visit)) if before and before.state is State.REFUSED else [],
        left=_left(offer.document),
        limits=limits(role, _language(visit)),
        home=_home(documents, visit),
        is_draft=documents.is_draft(visit.application_id),
    )


def _outcome(visit: Visit, documents: Documents, document: Document) -> Response:
    if document.state is State.REPLACED:
        return redirect(_page_of(document.role))
    return bilingual_page(
        visit,
        "documents/outcome",
        role=document.role,
        document=document,
        told=told(document, _language(visit)),
        read=read_from(document, documents.claims(visit.application_id), _language(visit)),
        may_be_seen=may_be_seen(document),
        may_replace=documents.may_replace(document),
        left=_left(document, tried=True),
        step=_step(documents, document),
        look_again=SECONDS_BETWEEN_LOOKS,
        home=_home(documents, visit),
        is_draft=documents.is_draft(visit.application_id),
    )


def _language(visit: Visit) -> str:
    return language_on(visit.site, visit.request, bilingual=True).code


def _left(document: Document, *, tried: bool = False) -> int | None:
    """How many more files may come, from the third try on."""
    return TRIES - document.attempt + (not tried) if document.attempt >= COUNTED_FROM else None


def _home(documents: Documents, visit: Visit) -> str:
    """Where the applicant came from: the form's task list or, once it is sent, its status."""
    return "/apply" if documents.is_draft(visit.application_id) else "/application"


def _step(documents: Documents, document: Document) -> str:
    """What is being done with a file: looked for viruses, then read; `done` when it is settled."""
    if document.state in _SETTLED:
        return "done"
    read = document.state is State.SCANNING and documents.is_made_safe(document)
    return "read" if read else "virus"


def _status(visit: Visit, documents: Documents, document: Document | None) -> dict[str, object]:
    """What a script may know: a state, whether it is final, and the sentences that the page shows."""
    if document is None:
        return {
            "state": State.AWAITING.value,
            "settled": False,
            "document": None,
            "reason": None,
            "notes": [],
        }
    notes = told(document, _language(visit))
    return {
        "state": document.state.value,
        "settled": document.state in _SETTLED,
        "step": _step(documents, document),
        "document": document.id,
        "reason": notes[0].sentence if notes else None,
        "notes": [
            {
                "code": each.reason.value,
                "sentence": each.sentence,
                "mark": each.mark.model_dump() if each.mark else None,
            }
            for each in notes
        ],
    }
