"""A copy that a holder asked for, and what its pages and its attached file say."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import StringConstraints

from chalicelib.certificates.copy_code import Words
from chalicelib.certificates.models import Country, Information, Line, StoredFile
from chalicelib.kernel.canonical import canonical_json
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import CleanText, PersonName


class Step(StrEnum):
    """How far a copy has come."""

    ASKED = "asked"
    MADE = "made"
    REFUSED = "refused"
    """The certificate was withdrawn meanwhile, or the words can't be printed."""


STEPS: Mapping[Step, AbstractSet[Step]] = {
    Step.ASKED: {Step.MADE, Step.REFUSED},
    Step.MADE: frozenset(),
    Step.REFUSED: frozenset(),
}


class HolderCopy(Model):
    """One copy. What it is bound to never changes: for another recipient another is made."""

    application_id: str
    certificate_id: str
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{32}$")]
    """Random; it stands in the copy's code and means nothing elsewhere."""
    recipient: Words
    purpose: Words
    expires_on: date
    asked_at: datetime
    step: Step = Step.ASKED
    made_at: datetime | None = None
    code: str = ""
    """The code's payload in hexadecimal."""
    stored: StoredFile | None = None
    refused_because: str = ""
    """`withdrawn` or `not-printable`."""


class CopiedHolder(Model):
    """The holder, with no more than a recipient needs to compare."""

    name: PersonName
    birth_date: date
    passport_end: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,4}$")]


class CopyContent(Model):
    """Exactly what is printed and attached as `copy.json`; the certificate's number is not among it."""

    format: Literal["probity-copy/1"] = "probity-copy/1"
    issuer: CleanText
    number: str
    made_on: date
    recipient: Words
    purpose: Words
    expires_on: date
    holder: CopiedHolder
    product: Product
    destination: Country
    issued_on: date
    """The certificate's date."""
    outcome: Outcome
    lines: tuple[Line, ...] = ()
    information: tuple[Information, ...] = ()

    @property
    def attachment(self) -> bytes:
        """The attached file: canonical JSON."""
        return canonical_json(self.model_dump(mode="json"))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the attached file; its first 16 bytes stand in the code."""
        return sha256(self.attachment).digest()
