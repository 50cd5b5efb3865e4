"""Orders, what a certificate says, and the certificate's life from reserved to published."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
PassportNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,20}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Line(Model):
    """One matter as the certificate prints it; `text` is the offence or event in words."""

    id: CleanText
    text: Annotated[CleanText, StringConstraints(min_length=1, max_length=1000)]
    date: CleanText = ""
    """As printed: a whole date, a month or a year."""
    place: CleanText = ""
    """The court, or the force that gave a caution."""
    result: CleanText = ""
    """The disposal in words."""


class Holder(Model):
    """The person whom the certificate is about, as in the application."""

    name: PersonName
    former_names: tuple[PersonName, ...] = ()
    sex: Sex
    birth_date: date
    birth_place: NameText
    birth_country: Country
    nationalities: Annotated[tuple[Country, ...], Field(min_length=1)]
    passport_number: PassportNumber
    passport_country: Country


class OrderedContent(Model):
    """What the approver saw and the certificate must say, to the letter."""

    holder: Holder
    destination: Country
    outcome: Outcome
    lines: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _lines_fit_outcome(self) -> Self:
        if bool(self.lines) != self.outcome.shows_matters:
            raise ValueError("an outcome that lists matters needs lines, and any other has none")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return content_hash(self.model_dump(mode="json"))


class Order(Model):
    """A frozen order to issue: what to say, and the versions of application and check that it rests on."""

    order_id: str
    case_id: str
    application_id: str
    application_version: int
    check_id: str
    check_version: int
    content: OrderedContent
    content_hash: Hex32
    """`content.digest` at approval; the issuer computes it again."""


class Content(Model):
    """Exactly what is printed and attached as `certificate.json` (docs/formats/certificate.schema.json)."""

    format: Literal["probity-certificate/1"] = "probity-certificate/1"
    issuer: CleanText
    serial: str
    issued_on: date
    holder: Holder
    destination: Country
    outcome: Outcome
    lines: tuple[Line, ...] = ()

    @property
    def attachment(self) -> bytes:
        """The attached file: canonical JSON."""
        return canonical_json(self.model_dump(mode="json"))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the attached file; its first 16 bytes stand in the code."""
        return sha256(self.attachment).digest()


class Step(StrEnum):
    """How far a certificate has come."""

    RESERVED = "reserved"
    LOGGED = "logged"
    QR_SIGNED = "qr_signed"
    RENDERED = "rendered"
    SEALED = "sealed"
    STORED = "stored"
    PUBLISHED = "published"
    HELD = "held"


STEPS: Mapping[Step, AbstractSet[Step]] = {
    Step.RESERVED: {Step.LOGGED, Step.HELD},
    Step.LOGGED: {Step.QR_SIGNED, Step.HELD},
    Step.QR_SIGNED: {Step.RENDERED, Step.HELD},
    Step.RENDERED: {Step.SEALED, Step.HELD},
    Step.SEALED: {Step.SEALED, Step.STORED},
    Step.STORED: {Step.PUBLISHED},
    Step.PUBLISHED: frozenset(),
    Step.HELD: frozenset(),
}
"""A seal whose file was lost before it was stored is made again: sealed follows sealed."""
UNSEALED = frozenset({Step.RESERVED, Step.LOGGED, Step.QR_SIGNED, Step.RENDERED})
FINISHED = frozenset({Step.PUBLISHED, Step.HELD})


class LogEntry(Model):
    """The certificate's place in the log and the proof of it (docs/formats/log.md)."""

    index: int
    proof: tuple[Hex32, ...]
    checkpoint: Annotated[str, StringConstraints(strip_whitespace=False)]
    """To the last line feed: it is part of the signed note's form."""


class Seal(Model):
    """The seal that was made: the sealed file's digest, and the key with the certificates that prove it."""

    digest: Hex32
    key_id: str
    """Key id as in trust.json, in hexadecimal."""
    certificates: tuple[str, ...]
    """Leaf first, DER in base64."""
    sealed_at: datetime


class StoredFile(Model):
    """Where the sealed file lies."""

    key: str
    version_id: str
    digest: Hex32
    size: int


class Certificate(Model):
    """A certificate in the register. Each part is filled by one step and never changes after."""

    order_id: str
    case_id: str
    application_id: str
    step: Step
    content: Content
    status_index: int
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    reserved_at: datetime
    touched_at: datetime
    """When the last step was made or the sweep last looked."""
    logged: LogEntry | None = None
    code: str = ""
    """The QR payload in hexadecimal."""
    code_certificates: tuple[str, ...] = ()
    """The QR key's chain, leaf first, DER in base64: keys may be gone when the code is asked about."""
    page_digest: str = ""
    """SHA-256 of the rendered, unsealed file; rendering is repeatable, so the file itself is not kept."""
    seal: Seal | None = None
    stored: StoredFile | None = None
    issued_at: datetime | None = None
    held_because: str = ""

    @property
    def serial(self) -> str:
        return self.content.serial
