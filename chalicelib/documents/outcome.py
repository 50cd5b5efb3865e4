"""What the applicant is told of a file: sentences in their language, where on the picture, and what was read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Field, Mark, Note
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.reasons import REASONS, Reason, filling, shown
from chalicelib.web.languages import dated, said

SURE = 0.5
"""What was read less surely than this is not shown: it would only puzzle."""
NUMBER_END = 4
"""How many signs of a passport's number are shown."""
PLACES = (
    ("at the top left", "at the top", "at the top right"),
    ("on the left", "in the middle", "on the right"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)
_UNREADABLE = frozenset({Reason.NO_ZONE, Reason.ZONE_UNCLEAR, Reason.PAPER_UNCLEAR})


@dataclass(frozen=True)
class Told:
    """A reason as the applicant reads it; with a mark, its number on the picture, and about where that is."""

    reason: Reason
    sentence: str
    number: int | None = None
    mark: Mark | None = None

    @property
    def place(self) -> str | None:
        return _place(self.mark) if self.mark else None


@dataclass(frozen=True)
class Line:
    """Something that was read, and what was typed where a reason says that the two differ."""

    label: str
    read: str
    typed: str | None = None


def told(document: Document, language: str) -> list[Told]:
    """The reasons for what became of a file, the deciding one first; none for one that was taken as it is."""
    numbers = iter(range(1, len(notes := _notes(document)) + 1))
    return [
        Told(
            note.reason,
            in_words(note.reason, note.values, language),
            next(numbers) if note.mark else None,
            note.mark,
        )
        for note in notes
    ]


def in_words(reason: Reason, values: Mapping[str, str], language: str) -> str:
    """A reason's sentence in that language, its gaps filled."""
    filled = {name: dated(language, value) for name, value in filling(reason.value, values).items()}
    return said(language, REASONS[reason], filled)


def may_be_seen(document: Document) -> bool:
    """Whether the applicant may see the clean copy of a file: decided on, and not doubted since."""
    settled = document.state in {State.ACCEPTED, State.REFUSED, State.NEEDS_PERSON}
    doubted = document.reason == Reason.THREAT_FOUND_LATER.value
    return document.clean is not None and settled and not doubted


def _notes(document: Document) -> Sequence[Note]:
    """What the machine said, as long as it is still the reason for the state."""
    found = document.judged
    if document.state is State.ACCEPTED:
        return found.notes if found and found.decision is Decision.ACCEPTED else ()
    if document.reason is None:
        return ()
    if found and found.notes and found.reasons[0].value == document.reason:
        return found.notes
    return (Note(reason=Reason(document.reason)),)


def _place(mark: Mark) -> str:
    row, column = (_third(mark.top + mark.bottom), _third(mark.left + mark.right))
    return PLACES[row][column]


def _third(twice_the_middle: int) -> int:
    return min(2, twice_the_middle * 3 // 2000)


LABELS: Mapping[str, str] = {
    "name": "Name",
    "number": "Number ends in",
    "birth_date": "Date of birth",
    "expires": "Expires on",
    "kind": "Kind of paper",
    "date": "Date",
    "address": "Address",
    "postcode": "Postcode",
}
KINDS: Mapping[str, str] = {
    "bank_statement": "Letter from a bank",
    "broadband_bill": "Bill for internet or telephone at home",
    "council_tax": "Council tax bill",
    "driving_licence_paper": "Paper driving licence",
    "government_letter": "Letter from a government office",
    "mobile_bill": "Mobile phone bill",
    "mortgage_statement": "Letter about a mortgage",
    "television_licence": "Television licence",
    "tenancy": "Letter from a landlord",
    "utility_bill": "Bill for gas, power or water",
}
"""Kinds of `address/papers.json` in words."""
_DIFFERENT: Mapping[Reason, str] = {
    Reason.OTHER_NAME: "name",
    Reason.PAPER_NO_NAME: "name",
    Reason.PAPER_NO_ADDRESS: "address",
    Reason.OTHER_NUMBER: "number",
    Reason.OTHER_BIRTH_DATE: "birth_date",
    Reason.OTHER_EXPIRY: "expires",
}


def read_from(document: Document, claims: Claims, language: str) -> list[Line]:
    """What was read from a file, for the applicant to compare; nothing that an officer alone should weigh."""
    found = document.judged
    if not found or not may_be_seen(document) or _UNREADABLE & set(found.reasons):
        return []
    read = _read(document.role, found.fields, language)
    typed = _typed(claims)
    differing = {_DIFFERENT[reason] for reason in found.reasons if reason in _DIFFERENT}

    def words(value: str) -> str:
        return dated(language, shown(value))

    return [
        Line(said(language, label), words(read[name]), words(typed[name]) if name in differing else None)
        for name, label in LABELS.items()
        if read.get(name)
    ]


def _read(role: Role, fields: Mapping[str, Field], language: str) -> dict[str, str]:
    sure = {
        name: str(field.value) for name, field in fields.items() if field.value and field.confidence >= SURE
    }
    by_role: Mapping[Role, Callable[[], dict[str, str]]] = {
        Role.PASSPORT: lambda: {
            "name": " ".join(filter(None, (sure.get("forenames"), sure.get("surname")))),
            "number": sure.get("number", "")[-NUMBER_END:],
            **{name: sure[name] for name in ("birth_date", "expires") if name in sure},
        },
        Role.ADDRESS: lambda: {
            "kind": said(language, KINDS.get(sure.get("kind", ""), "")),
            **{name: sure[name] for name in ("name", "date", "address", "postcode") if name in sure},
        },
        Role.PHOTO: dict,
    }
    return by_role[Role.ADDRESS if role.shows_address else role]()


def _typed(claims: Claims) -> dict[str, str]:
    return {
        "name": " ".join(filter(None, (claims.forenames, claims.surname))),
        "number": (claims.number or "")[-NUMBER_END:],
        "address": ", ".join(filter(None, (*claims.address, claims.postcode))),
        "birth_date": claims.birth_date.isoformat() if claims.birth_date else "",
        "expires": claims.expires.isoformat() if claims.expires else "",
    }
