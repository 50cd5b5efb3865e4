"""The step-down model as dated data (`rules/<version>.json`): what each cell says, where from, and how sure.

Nothing here decides anything: `weighing` does, and it uses only what is verified.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from chalicelib.disclosure.errors import NoSuchRules
from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Product
from chalicelib.records.models import MatterKind

_FOLDER = Path(__file__).parent / "rules"


class Category(StrEnum):
    """How serious an offence is; A is the most serious."""

    A = "A"
    B = "B"
    C = "C"


class OutcomeKind(StrEnum):
    """What a matter ended in, as the model sorts it."""

    CUSTODIAL = "custodial"
    SUSPENDED = "suspended"
    NON_CUSTODIAL = "non_custodial"
    CAUTION = "caution"


class AgeGroup(StrEnum):
    """How old the person was at the time."""

    ADULT = "adult"
    UNDER_18 = "under_18"


class _Dated(Model):
    """What holds on certain days."""

    since: date | None = Field(alias="from")
    until: date | None = None
    """The last day; None while no end is known."""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether `day` is among its days; None as the first day means that it never holds."""
        return self.since is not None and self.since <= day and (self.until is None or day <= self.until)


class Cell(_Dated):
    """How long one kind of outcome of one category is shown; sure only when `verified`."""

    category: Category
    outcome: OutcomeKind
    age: AgeGroup
    years: int | None = Field(ge=1, le=100)
    never: bool
    """It never steps down."""
    verified: bool
    source: str

    @model_validator(mode="after")
    def _says_what_it_knows(self) -> Self:
        if self.verified != (self.never != (self.years is not None)):
            raise ValueError("a verified cell has years or never, and an unverified one has neither")
        return self

    @property
    def name(self) -> str:
        """As reasons cite it: `C/non_custodial/adult`."""
        return f"{self.category}/{self.outcome}/{self.age}"


class Adulthood(Model):
    """From which age somebody was an adult."""

    age: int
    without_offence_date: int
    """Age at the decision that is enough where nobody knows the day of the offence."""
    source: str
    note: str = ""


class Endless(Model):
    """Which disposals have no end, by their codes or qualifiers (and by the duration Y999, life)."""

    codes: tuple[str, ...]
    qualifiers: tuple[str, ...]
    source: str


class Sentences(Model):
    """What a disposal code means for the model. A code that stands nowhere is not understood."""

    custodial: tuple[str, ...]
    suspended: tuple[str, ...]
    non_custodial: tuple[str, ...]
    beside: tuple[str, ...]
    """Stands beside a sentence and changes nothing: costs, a disqualification."""
    caution: tuple[str, ...]
    """May stand with a caution."""
    no_conviction: tuple[str, ...]
    notice: tuple[str, ...]
    """Penalty notices."""
    no_action: tuple[str, ...]
    carried_forward: tuple[str, ...]
    """Settles nothing yet."""
    varied: tuple[str, ...]
    """Of a later decision that changed the terms of a sentence and not its kind."""
    youth_only: tuple[str, ...]
    """Never given to an adult."""
    suspending: tuple[str, ...]
    """Qualifiers that make a custodial sentence a suspended one."""
    source: str

    def outcome_of(self, code: str) -> OutcomeKind | None:
        """The kind of sentence of a code; None when it is none."""
        for kind in (OutcomeKind.CUSTODIAL, OutcomeKind.SUSPENDED, OutcomeKind.NON_CUSTODIAL):
            if code in getattr(self, kind):
                return kind
        return None


class Kinds(Model):
    """How the kinds of event are treated; a conviction is sorted by its sentence."""

    caution: tuple[MatterKind, ...]
    caution_source: str
    never_counted: tuple[MatterKind, ...]
    never_counted_source: str
    always_shown: tuple[MatterKind, ...]
    always_shown_source: str


class Categorised(Model):
    """Offences and the categories in which they may be, by code or by chapter of the NPCC code."""

    codes: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    categories: tuple[Category, ...] = Field(min_length=1)
    verified: bool
    """An unverified entry is a hint for an officer and decides nothing."""
    source: str

    @property
    def named(self) -> str:
        """`B or C`."""
        return " or ".join(sorted(self.categories))


class Weeding(Model):
    """A Scottish rule: gone when the person has reached an age and the matter is so many years old."""

    name: str
    age: int
    years: int
    outcomes: tuple[OutcomeKind, ...]
    """To which it may apply."""
    verified: bool
    source: str


class NewMatter(_Dated):
    """Whether a new matter brings back what had stepped down; off while `from` is null."""

    kinds: tuple[MatterKind, ...]
    """Of the new matter."""
    verified: bool
    source: str


class Switches(Model):
    """What a product's certificate does with a record."""

    step_down: bool
    """Whether anything is left out because of its age; otherwise all that counts is shown."""
    open_proceedings: bool
    """Whether pending prosecutions and investigations are shown; otherwise a person decides on them."""
    verified: bool
    source: str
    note: str = ""


class Rules(Model):
    """One version of the step-down model; it holds until a newer one begins."""

    format: Literal["probity-step-down/1"]
    version: str
    title: str
    comment: str
    since: date = Field(alias="from")
    adult: Adulthood
    cells: tuple[Cell, ...]
    endless: Endless
    sentences: Sentences
    kinds: Kinds
    categories: tuple[Categorised, ...]
    scotland: tuple[Weeding, ...]
    new_matter: NewMatter
    products: dict[Product, Switches]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        wanted = {(c, o, a) for c in Category for o in OutcomeKind for a in AgeGroup}
        found = [(cell.category, cell.outcome, cell.age) for cell in self.cells]
        if sorted(found) != sorted(wanted):
            raise ValueError("every combination of category, outcome and age has exactly one cell")
        if any(cell.since is None or cell.since > self.since for cell in self.cells):
            raise ValueError("a cell that begins later needs a version of its own")
        if set(self.products) != set(Product):
            raise ValueError("every product has its switches")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal: exactly these rules."""
        return content_hash(self.model_dump(mode="json", by_alias=True))

    def cell(self, category: Category, outcome: OutcomeKind, age: AgeGroup) -> Cell:
        """The one cell of a combination."""
        wanted = (category, outcome, age)
        return next(cell for cell in self.cells if (cell.category, cell.outcome, cell.age) == wanted)


@cache
def rules(version: str) -> Rules:
    """The rules of a version; raises `NoSuchRules`."""
    if version not in versions():
        raise NoSuchRules(version, versions())
    return Rules.model_validate_json((_FOLDER / f"{version}.json").read_bytes())


@cache
def versions() -> tuple[str, ...]:
    """Every version that ships, oldest first."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def rules_on(day: date) -> Rules:
    """The newest rules that had begun on a day.

    Before the first version began, the first: nobody issues a certificate for a day in the past, and who asks what
    a record would have said then is answered by the oldest rules that are known.
    """
    begun = [version for version in versions() if rules(version).since <= day]
    return rules(begun[-1] if begun else versions()[0])
