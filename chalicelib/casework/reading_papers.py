"""The documents' part of a case's page: what was read and noticed, and the photo as it will be printed."""

import base64

from chalicelib.applications.models import Application
from chalicelib.casework.models import Case
from chalicelib.casework.papers import papers
from chalicelib.casework.services import Casework
from chalicelib.casework.signals import digest_of, keys_of, signals_of
from chalicelib.documents.claims import claims_of
from chalicelib.documents.errors import NoCleanCopy


def papers_context(casework: Casework, case: Case, application: Application) -> dict[str, object]:
    """The documents with what was read and noticed, and what stands for the signals that the page shows."""
    documents = casework.documents.of_application(case.application_id)
    signals = signals_of(casework.prints, case.application_id, documents)
    named = {each.values.get("application", "") for found in signals.values() for each in found}
    others = {one: casework.cases.find(one) for one in named if one}
    references = {one: other.state.reference for one, other in others.items() if other}
    return {
        "documents": documents,
        "photo": _photo(casework, case.application_id),
        "papers": papers(documents, claims_of(application.answers), signals, references),
        "signals_seen": digest_of(signals) if keys_of(signals) - case.weighed else "",
    }


def _photo(casework: Casework, application_id: str) -> str:
    """The photo as the certificate will print it, for the page itself to hold; empty when none is accepted."""
    try:
        photo = casework.documents.photo_of(application_id)
    except NoCleanCopy:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(photo).decode()}"
