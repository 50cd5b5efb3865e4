"""Orders, what a certificate says, and the certificate's life from reserved to published."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.certificates.short_code import short_code
from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
PassportNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,20}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Information = Annotated[CleanText, StringConstraints(min_length=1, max_length=4000)]
"""A paragraph of a child protection certificate's second part."""


class Language(StrEnum):
    """In what its labels are printed; names and matters stand as they are recorded."""

    ENGLISH = "en"
    ENGLISH_AND_WELSH = "en-cy"


class Variant(StrEnum):
    """For whose desk it is laid out; the words are the same."""

    STANDARD = "standard"
    LEGALISATION = "legalisation"
    """With room for an apostille's stamp and a larger code."""


class Line(Model):
    """One matter as the certificate prints it."""

    id: CleanText
    kind: Annotated[CleanText, StringConstraints(max_length=100)] = ""
    """What kind of event it is: conviction, caution ..."""
    offence: Annotated[CleanText, StringConstraints(min_length=1, max_length=1000)]
    date: CleanText = ""
    """Of the conviction or caution, as printed: a whole date, a month or a year."""
    offence_date: CleanText = ""
    """When the offence was committed, as printed."""
    court: CleanText = ""
    """The court, or the force that gave a caution."""
    disposal: CleanText = ""
    """What the person was given, in words."""


class Holder(Model):
    """The person whom the certificate is about, as in the application."""

    name: PersonName
    former_names: tuple[PersonName, ...] = ()
    """Every other name: former ones and aliases."""
    sex: Sex
    birth_date: date
    birth_place: NameText
    birth_country: Country
    nationalities: Annotated[tuple[Country, ...], Field(min_length=1)]
    passport_number: PassportNumber
    passport_country: Country
    photo: Hex32 | None = None
    """SHA-256 of the photograph, a JPEG that the certificate embeds byte for byte; None when there is none."""


class Sayings(Model):
    """What a certificate says besides its number and date: the same in the order and on paper."""

    product: Product = Product.POLICE
    language: Language = Language.ENGLISH
    variant: Variant = Variant.STANDARD
    holder: Holder
    destination: Country
    searched_on: Annotated[date | None, Field(exclude_if=lambda day: day is None)] = None
    """When the police records answered; a reissue keeps it unless they were searched again. None, and then neither
    printed nor in the JSON, in what was ordered before it was said."""
    outcome: Outcome
    lines: tuple[Line, ...] = ()
    information: tuple[Information, ...] = ()
    """Part 2 of a child protection certificate; empty when nothing is disclosed there."""
    result_code: Annotated[bool, Field(exclude_if=lambda wished: not wished)] = False
    """Whether a second, smaller code shows the result alone (docs/formats/result-code.md). Left out of the JSON when
    it is not: so every content keeps the digest that it had before there was a choice."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if bool(self.lines) != self.outcome.shows_matters:
            raise ValueError("an outcome that lists matters needs lines, and any other has none")
        if self.information and self.product is not Product.ICPC:
            raise ValueError("only a child protection certificate has a second part")
        return self


class OrderedContent(Sayings):
    """What the approver saw and the certificate must say, to the letter."""

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
    reissue_of: str | None = None
    """The certificate whose place the new one takes; its register entry holds what two officers approved."""
    reasons: str = ""
    """Why each matter is shown or not, and by which rules (`disclosure.packing`), as the approver saw it and an
    applicant may dispute it. Empty in orders that were written before there were reasons."""


class Content(Sayings):
    """Exactly what is printed and attached as `certificate.json` (docs/formats/certificate.schema.json).

    Its form is part of what is signed: a field more is another `format`. Nothing was issued before this one.
    """

    format: Literal["probity-certificate/1"] = "probity-certificate/1"
    issuer: CleanText
    serial: str
    number: str
    """The printed certificate number (docs/formats/short-code.md), which follows from the serial."""
    issued_on: date

    @model_validator(mode="before")
    @classmethod
    def _numbered(cls, given: Any) -> Any:  # noqa: ANN401 - as pydantic has it
        if isinstance(given, dict) and "serial" in given:
            return {"number": short_code(given["serial"]), **given}
        return given

    @model_validator(mode="after")
    def _number_is_the_serials(self) -> Self:
        if self.number != short_code(self.serial):
            raise ValueError("the number is not the serial's")
        return self

    @property
    def attachment(self) -> bytes:
        """The attached file: canonical JSON."""
        return _as_attached(self)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the attached file; its first 16 bytes stand in the code."""
        return sha256(self.attachment).digest()


@lru_cache(maxsize=4)
def _as_attached(content: Content) -> bytes:
    """Kept for the certificate in hand: page, checks, code and lint each ask for it several times."""
    return canonical_json(content.model_dump(mode="json"))


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
    result_index: int | None = None
    """The status index of the result-only code, where there is one."""
    log_size: int = 0
    """How many leaves the log had when the serial was reserved: this certificate's can't stand below."""
    reserved_at: datetime
    touched_at: datetime
    """When the last step was made or the sweep last looked."""
    logged: LogEntry | None = None
    code: str = ""
    """The QR payload in hexadecimal."""
    result_code: str = ""
    """The result-only code's payload in hexadecimal, when the content asks for it."""
    code_certificates: tuple[str, ...] = ()
    """The QR key's chain, leaf first, DER in base64: keys may be gone when the code is asked about."""
    counter_signature: str = ""
    """`certificate.mldsa.cose` in base64, when the office signs so; ML-DSA signs otherwise each time."""
    page_digest: str = ""
    """SHA-256 of the rendered, unsealed file; rendering is repeatable, so the file itself is not kept."""
    seal: Seal | None = None
    stored: StoredFile | None = None
    issued_at: datetime | None = None
    held_because: str = ""

    @property
    def serial(self) -> str:
        return self.content.serial

    @property
    def status_indices(self) -> tuple[int, ...]:
        """Every entry of the status list that is this certificate's."""
        return tuple(index for index in (self.status_index, self.result_index) if index is not None)
