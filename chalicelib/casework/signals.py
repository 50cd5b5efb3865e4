"""The signals of a case's documents: which there are, and which of them an officer has weighed."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.casework.models import Case, Flag
from chalicelib.documents.models import Document, Signal, State
from chalicelib.documents.signals.fingerprints import Fingerprints
from chalicelib.kernel.canonical import content_hash

Signals = Mapping[str, Sequence[Signal]]
"""By document id."""
_MARKS = frozenset({Flag.DOCUMENTS_NEED_PERSON, Flag.DOCUMENT_SIGNALS})


def signals_of(prints: Fingerprints, application_id: str, documents: Iterable[Document]) -> Signals:
    """What was noticed when each file came, and what later files of other applications told of it."""
    told = prints.told(application_id)
    return {document.id: (*document.signals, *told.get(document.id, ())) for document in documents}


def key_of(document_id: str, signal: Signal) -> str:
    """Names a signal: the same one found again has the same key."""
    return f"{document_id}#{signal.code}#{signal.values.get('document', '')}"


def keys_of(signals: Signals) -> frozenset[str]:
    """The keys of all of them."""
    return frozenset(key_of(document_id, each) for document_id, found in signals.items() for each in found)


def digest_of(signals: Signals) -> str:
    """Stands for what a page showed, so that nobody weighs what came after it."""
    return content_hash(sorted(keys_of(signals)))


def flags_of(case: Case, documents: Iterable[Document], signals: Signals) -> frozenset[Flag]:
    """The case's flags with the marks of its documents as they are now."""
    needed = any(document.state is State.NEEDS_PERSON for document in documents)
    marks = {
        Flag.DOCUMENTS_NEED_PERSON: needed,
        Flag.DOCUMENT_SIGNALS: bool(keys_of(signals) - case.weighed),
    }
    return case.flags - _MARKS | {flag for flag, holds in marks.items() if holds}
