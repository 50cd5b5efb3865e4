"""A case's documents as an officer reads them: what became of each, what was read beside what was typed, signals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.casework.comparison import Piece
from chalicelib.casework.read_beside_typed import Beside, beside, in_order, label_of
from chalicelib.casework.signals import Signals
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Mark
from chalicelib.documents.models import Document, Kind, Signal, State
from chalicelib.documents.outcome import may_be_seen
from chalicelib.documents.reasons import sentence
from chalicelib.documents.signals.meanings import in_words

Marks = Mapping[Mark, tuple[int, str]]
MOST_SHOWN = 3
"""Pages that are shown at once; the others have links."""
_STATES: Mapping[State, str] = {
    State.AWAITING: "No file yet",
    State.UPLOADED: "Being checked",
    State.SCANNING: "Being checked",
    State.ACCEPTED: "Accepted",
    State.REFUSED: "Another file is asked for",
    State.NEEDS_PERSON: "Needs a person",
    State.REPLACED: "Set aside",
}


@dataclass(frozen=True)
class Told:
    """A sentence that the applicant reads, and its number on the picture."""

    sentence: str
    number: int | None


@dataclass(frozen=True)
class Row:
    """A fact: what was typed, what was read and how the two stand."""

    label: str
    typed: str
    read: Sequence[Piece]
    mark: str
    sure: str
    corrections: Sequence[str]
    number: int | None


@dataclass(frozen=True)
class SignalRow:
    """A signal in words; `other` is the application that it names, if any, and `reference` its case's."""

    title: str
    what: str
    do: str
    number: int | None
    other: str
    reference: str


@dataclass(frozen=True)
class Page:
    """A picture of a page, and what it shows to whoever can't see it."""

    number: int
    alt: str


@dataclass(frozen=True)
class Paper:
    """One document."""

    document: Document
    state: str
    decided: str
    told: Sequence[Told]
    rows: Sequence[Row]
    pages: Sequence[Page]
    signals: Sequence[SignalRow]
    differs: bool
    """Whether something read is not what is typed now, whatever was decided then."""

    @property
    def is_open(self) -> bool:
        """Whether an officer should read it before deciding: everything but a plain acceptance."""
        plain = self.document.state is State.ACCEPTED and not (self.told or self.signals or self.differs)
        return not plain

    @property
    def shown(self) -> Sequence[Page]:
        return self.pages[:MOST_SHOWN]

    @property
    def linked(self) -> Sequence[Page]:
        return self.pages[MOST_SHOWN:]


def papers(
    documents: Sequence[Document], claims: Claims, signals: Signals, references: Mapping[str, str]
) -> list[Paper]:
    """Each document; `references` names the cases of other applications."""
    return [_paper(document, claims, signals, references) for document in documents]


def marks_of(document: Document, signals: Signals) -> dict[Mark, tuple[int, str]]:
    """What is marked on the pictures, with its number and name: the reasons, then what was read, then the signals.

    What stands in one place has one number.
    """
    found = document.judged
    notes = [(note.mark, note.reason.value.replace("_", " ")) for note in found.notes] if found else []
    fields = [(field.mark, label_of(name).lower()) for name, field in in_order(found.fields)] if found else []
    noticed = [(signal.mark, in_words(signal).title.lower()) for signal in signals.get(document.id, ())]
    named: dict[Mark, list[str]] = {}
    for mark, label in (*notes, *fields, *noticed):
        if mark:
            named.setdefault(mark, []).append(label)
    return {mark: (number, " and ".join(labels)) for number, (mark, labels) in enumerate(named.items(), 1)}


def _paper(document: Document, claims: Claims, signals: Signals, references: Mapping[str, str]) -> Paper:
    marks = marks_of(document, signals)
    compared = beside(document, claims)
    return Paper(
        document=document,
        state=_STATES[document.state],
        decided=_decided(document),
        told=_told(document, marks),
        rows=[_row(each, marks) for each in compared],
        pages=_pages(document, marks),
        signals=[_signal_row(each, marks, references) for each in signals.get(document.id, ())],
        differs=any(each.mark == "differs" for each in compared),
    )


def _decided(document: Document) -> str:
    """Who decided what, in a sentence; empty while nobody did."""
    found = document.judged
    if document.state is State.ACCEPTED:
        by_checks = found is None or found.decision is Decision.ACCEPTED
        return "The checks accepted it." if by_checks else "An officer accepted it."
    if document.state is State.REFUSED:
        if document.reason == "by_person":
            return "An officer asked for another file."
        wanted = "a better picture" if document.may_be_used_anyway else "another file"
        return f"The checks asked for {wanted}."
    if document.state is State.NEEDS_PERSON and document.is_last_try:
        return "It was the last of nine tries. Help the applicant."
    return ""


def _told(document: Document, marks: Marks) -> list[Told]:
    found = document.judged
    reasons = {note.reason.value for note in found.notes} if found else set()
    other = document.reason and document.reason not in reasons
    first = [Told(sentence(document.reason), None)] if other and document.reason else []
    notes = found.notes if found else ()
    return [
        *first,
        *(Told(sentence(note.reason.value, note.values), _number(note.mark, marks)) for note in notes),
    ]


def _row(each: Beside, marks: Marks) -> Row:
    number = _number(each.at, marks)
    return Row(each.label, each.typed, each.read, each.mark.value, each.sure, each.corrections, number)


def _signal_row(signal: Signal, marks: Marks, references: Mapping[str, str]) -> SignalRow:
    words, other = in_words(signal), signal.values.get("application", "")
    number = _number(signal.mark, marks)
    return SignalRow(words.title, words.what, words.do, number, other, references.get(other, ""))


def _number(mark: Mark | None, marks: Marks) -> int | None:
    return marks[mark][0] if mark and mark in marks else None


def _pages(document: Document, marks: Marks) -> list[Page]:
    if document.clean is None or not may_be_seen(document):
        return []
    count = document.clean.pages if document.clean.kind is Kind.PDF else 1
    return [Page(number, _alt(document, number, count, marks)) for number in range(1, count + 1)]


def _alt(document: Document, page: int, count: int, marks: Marks) -> str:
    which = f", page {page} of {count}" if count > 1 else ""
    here = [f"{number} {label}" for mark, (number, label) in marks.items() if mark.page == page]
    marked = f". Marked: {', '.join(here)}" if here else ""
    return f"Clean copy of the {document.role.called}{which}{marked}"
