"""A document that an applicant uploads, and the states it goes through."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.documents.judging import Decision, Judged, Mark
from chalicelib.kernel.models import Model

MEGABYTE = 1024 * 1024
MIN_BYTES = 1
MAX_BYTES = 10 * MEGABYTE
TRIES = 9
"""How many files an applicant may send for one role before a person helps instead."""
FORM_LIFETIME = timedelta(minutes=10)
SCAN_PATIENCE = timedelta(minutes=10)
"""How long the scanner may take. GuardDuty promises no time; small files take seconds."""

READING_MODELS = "PROBITY_READING_MODELS"
"""The environment variable that names the folder of the networks which read passports."""

KEY_PREFIX = "q/"
VALIDATION_OBJECT = "malware-protection-resource-validation-object"
"""GuardDuty writes this into a bucket that it watches; it is nobody's document."""
_KEY = re.compile(r"q/([A-Za-z0-9][A-Za-z0-9-]{2,79})", re.ASCII)


class Role(StrEnum):
    """What a document is to show."""

    PASSPORT = "passport"
    ADDRESS = "address"
    SECOND_ADDRESS = "second-address"
    """From another sender than the first, and it may be older."""
    PHOTO = "photo"
    """Of the applicant, for the certificate."""

    @property
    def called(self) -> str:
        """What we call it when we talk to the applicant."""
        return {
            Role.PASSPORT: "photo page of your passport",
            Role.ADDRESS: "proof of address",
            Role.SECOND_ADDRESS: "second proof of address",
            Role.PHOTO: "photo of yourself",
        }[self]

    @property
    def shows_address(self) -> bool:
        """Whether it is one of the two proofs of address."""
        return self in {Role.ADDRESS, Role.SECOND_ADDRESS}

    @property
    def kinds(self) -> "tuple[Kind, ...]":
        """What it may be sent as."""
        return tuple(kind for kind in Kind if kind is not Kind.PDF or self is not Role.PHOTO)


class Kind(StrEnum):
    """Formats that are taken: what phones, scanners and banks make, and no more parsers than that.

    A clean copy is JPEG or PDF.
    """

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    HEIC = "image/heic"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    GIF = "image/gif"


UNDECLARED = "application/octet-stream"
"""The type of a form that was made before anyone chose a file. Quarantine never needs a better one."""
DECLARABLE = (*(kind.value for kind in Kind), UNDECLARED)


class State(StrEnum):
    AWAITING = "awaiting"
    UPLOADED = "uploaded"
    SCANNING = "scanning"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEEDS_PERSON = "needs_person"
    REPLACED = "replaced"

    @property
    def is_waiting(self) -> bool:
        """Whether a file is here and a machine has yet to decide."""
        return self in {State.UPLOADED, State.SCANNING}


_DECISIONS = frozenset({State.ACCEPTED, State.REFUSED, State.NEEDS_PERSON})
TRANSITIONS: Mapping[State, AbstractSet[State]] = {
    State.AWAITING: frozenset({State.UPLOADED, State.REFUSED, State.NEEDS_PERSON}),
    # A verdict may overtake the note that it was asked for.
    State.UPLOADED: frozenset({State.SCANNING}) | _DECISIONS,
    State.SCANNING: _DECISIONS,
    # A threat that is found later takes an acceptance back.
    State.ACCEPTED: frozenset({State.REPLACED, State.NEEDS_PERSON}),
    # The applicant may have a person look at what a machine could not use.
    State.REFUSED: frozenset({State.REPLACED, State.NEEDS_PERSON}),
    # A late verdict, or the person.
    State.NEEDS_PERSON: _DECISIONS | {State.REPLACED},
    State.REPLACED: frozenset(),
}


class Upload(Model):
    """The one version of the file that counts. Whatever is posted to the same key later is not looked at."""

    version: str
    size: int
    sha256: str = ""
    """Empty when the file was refused before it was read."""
    kind: Kind | None = None
    at: datetime


class CleanCopy(Model):
    """The rewritten file that staff may open."""

    key: str
    kind: Kind
    size: int
    sha256: str
    pages: int


class Signal(Model):
    """Something about a file that an officer should weigh."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z_]{3,40}$")]
    values: Mapping[str, str] = {}
    """What its sentence has gaps for."""
    mark: Mark | None = None


class Document(Model):
    """One try of an applicant at one role. The next try is another document."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,79}$")]
    application_id: str
    role: Role
    attempt: int
    state: State = State.AWAITING
    declared: tuple[str, ...]
    """The types of the forms that were given out for this document."""
    upload: Upload | None = None
    reason: str | None = None
    """A code of `reasons.REASONS` when it was refused or needs a person."""
    clean: CleanCopy | None = None
    portrait: CleanCopy | None = None
    """Of a photo: the part that a certificate prints."""
    judged: Judged | None = None
    """What the machine read and said, once there was a clean copy to read."""
    signals: tuple[Signal, ...] = ()
    """For staff alone; no decision rests on them."""

    @property
    def key(self) -> str:
        """Where the browser puts the file in quarantine."""
        return f"{KEY_PREFIX}{self.id}"

    @property
    def clean_key(self) -> str:
        """Where the rewritten file goes in the clean bucket."""
        return f"d/{self.id}"

    @property
    def portrait_key(self) -> str:
        """Where the part of a photo goes that a certificate prints."""
        return f"{self.clean_key}-portrait"

    @property
    def printed(self) -> CleanCopy | None:
        """Of a photo: what a certificate prints. Before photos were read, the copy itself was cut for it."""
        return self.portrait or (None if self.judged else self.clean)

    @property
    def may_be_used_anyway(self) -> bool:
        """Whether the applicant may ask for a person to look at a file that the machine wants better."""
        return (
            self.state is State.REFUSED
            and self.judged is not None
            and self.judged.decision is Decision.RETAKE
        )

    @property
    def is_last_try(self) -> bool:
        return self.attempt >= TRIES


def document_id(application_id: str, role: Role, attempt: int) -> str:
    """A document's id follows from whose and which try it is: two requests at once make one document."""
    return f"{application_id}-{role.value}-{attempt}"


def document_of_key(key: str) -> str | None:
    """The document whose file lies at a quarantine key, or None when the key is not of our form."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None
