"""An application: the answers of the person, the state of their documents, and which state may follow which."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText, NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.passport import PATTERN as PASSPORT_NUMBER
from chalicelib.kernel.transitions import require_transition
from chalicelib.reference.countries import find_country

YEARS_OF_ADDRESSES = 10
"""How far back the addresses go without a gap (The Register, 6 April 2023, on ACRO's portal)."""
DOCUMENT_ROLES = ("passport", "address", "second-address", "photo")
"""What must be accepted before records are searched."""


def _known_country(code: str) -> str:
    country = find_country(code)
    if country is None or country.alpha2 != code:
        raise ValueError("is not a country in ISO 3166")
    return code


Country = Annotated[str, AfterValidator(_known_country)]
"""ISO 3166-1 alpha-2, upper case."""
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month of a year, such as `2019-06`."""
Line = Annotated[CleanText, StringConstraints(max_length=120)]


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Declared and sent; a document may still be missing."""
    READY = "ready"
    """Every document is accepted; records are searched and officers decide."""
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[State, AbstractSet[State]] = {
    State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
    State.SUBMITTED: {State.READY, State.REFUSED, State.WITHDRAWN},
    State.READY: {State.ISSUED, State.REFUSED, State.WITHDRAWN},
    # A certificate may have been sealed while the applicant withdrew: what exists is said to exist.
    State.WITHDRAWN: {State.ISSUED},
    State.ISSUED: frozenset(),
    State.REFUSED: frozenset(),
}
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.READY})
"""States that a withdrawal can still stop."""


class DocumentState(StrEnum):
    """What became of the newest document of a role."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEEDS_PERSON = "needs_person"
    REPLACED = "replaced"
    """The applicant set it aside to send another, of which nothing was heard yet."""


class DocumentNote(Model):
    """The last news of a role's document. `sequence` is the document's version when it became so."""

    document_id: str
    state: DocumentState
    sequence: int


class Passport(Model):
    number: Annotated[str, StringConstraints(pattern=PASSPORT_NUMBER)]
    country: Country
    """Who issued it."""
    expires: date
    """It may be past: an expired passport still says who somebody is."""


class Address(Model):
    """Where the person lived from a month to a month (None: lives there now)."""

    line1: Line
    line2: Line = ""
    town: Line
    postcode: Annotated[CleanText, StringConstraints(max_length=16)] = ""
    country: Country
    since: Month
    until: Month | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as printed, without its country."""
        return tuple(part for part in (self.line1, self.line2, self.town, self.postcode) if part)


class Answers(Model):
    """What the person told us. None, or nothing in a list, means: not answered yet."""

    names: tuple[PersonName, ...] = ()
    """The name in the passport first, then former names."""
    has_former_names: bool | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    birth_town: CleanText | None = None
    birth_country: Country | None = None
    nationalities: tuple[Country, ...] = ()
    passport: Passport | None = None
    addresses: tuple[Address, ...] = ()
    """Newest first; each ends in the month in which the next newer one begins, so there are no gaps."""
    destination: Country | None = None
    for_legalisation: bool = False
    """Whether the destination asks for an apostille or another authority's stamp."""
    with_welsh: bool = False
    """Whether labels are printed in Welsh too."""
    with_result_code: bool = False
    """Whether a second, smaller code shows the result alone."""
    email: str | None = None

    @property
    def name(self) -> PersonName | None:
        """The name in the passport."""
        return next((name for name in self.names if name.kind is NameKind.MAIN), None)

    @property
    def former_names(self) -> tuple[PersonName, ...]:
        return tuple(name for name in self.names if name.kind is not NameKind.MAIN)


class Application(Model):
    """One person's request for one certificate."""

    reference: str
    state: State = State.DRAFT
    answers: Answers = Answers()
    documents: Mapping[str, DocumentNote] = {}
    """By role; a role of which nothing was heard is not in it."""
    service: str = "standard"
    started_at: datetime
    declared_at: datetime | None = None
    """When the declaration was signed and the form sent."""
    expected_on: date | None = None
    """By which day a certificate can be expected; known once sent."""
    closed_at: datetime | None = None
    certificate_id: str | None = None

    def moved(self, after: State, **changes: object) -> "Application":
        """The application in another state; raises `WrongState` when that may not follow this one."""
        require_transition(TRANSITIONS, self.state, after)
        return self.model_copy(update={"state": after, **changes})

    def document_state(self, role: str) -> DocumentState | None:
        """What became of the newest document of a role; None while nothing was heard."""
        note = self.documents.get(role)
        return note.state if note else None

    @property
    def documents_accepted(self) -> bool:
        """Whether every document that a search of records needs is accepted."""
        return all(self.document_state(role) is DocumentState.ACCEPTED for role in DOCUMENT_ROLES)
