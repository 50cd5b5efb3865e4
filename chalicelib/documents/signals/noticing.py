"""Looks at a file for what an officer should weigh. It decides nothing, and the applicant never hears of it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Checked
from chalicelib.documents.models import Document, Role, Signal
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.signals.fingerprints import (
    ALIKE_PHOTO,
    SAME_FILE,
    SAME_NUMBER,
    SAME_PIXELS,
    Fingerprints,
    Prints,
    Use,
)
from chalicelib.documents.signals.likeness import likeness
from chalicelib.documents.signals.making import signals_of_making
from chalicelib.documents.signals.people import is_same_person
from chalicelib.kernel.errors import NotFound
from chalicelib.reference.countries import find_country

CUTS = (0.02, 0.05, 0.08)
"""Shares of each side without which a photo is kept too."""
MOST_NAMED = 5
"""Other applications that a signal of one kind names."""
_CODES = {
    SAME_FILE: "same_file",
    SAME_PIXELS: "same_picture",
    SAME_NUMBER: "same_number",
    ALIKE_PHOTO: "alike_photo",
}
_ISSUERS = {"D": "DE", "RKS": "XK", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB"}


@dataclass(frozen=True)
class Noticing:
    """Compares a file with those of other applications, and weighs what it says of its making."""

    fingerprints: Fingerprints
    claims_of: Callable[[str], Claims]
    """What the applicant of another application typed; raises `NotFound` when it is gone."""

    def notice(
        self, document: Document, copy: CleanFile, checked: Checked, claims: Claims
    ) -> tuple[Signal, ...]:
        """The signals of a file that came. The documents it resembles are told of it too."""
        if document.upload is None:
            return ()
        use = Use(document.application_id, document.id, document.upload.at)
        prints = prints_of(document, copy, checked, claims)
        self.fingerprints.keep(use, prints)
        met = tuple(self._met(use, prints, claims))
        return (*met, *signals_of_making(document, copy, checked.judged))

    def _met(self, use: Use, prints: Prints, claims: Claims) -> Iterator[Signal]:
        for kind, others in self.fingerprints.met(use, prints).items():
            strangers = (other for other in others if self._is_another(claims, other))
            for other, _ in zip(strangers, range(MOST_NAMED), strict=False):
                self.fingerprints.tell(other, _signal(kind, use))
                yield _signal(kind, other)

    def _is_another(self, claims: Claims, other: Use) -> bool:
        try:
            return not is_same_person(claims, self.claims_of(other.application_id))
        except NotFound:
            return False


def prints_of(document: Document, copy: CleanFile, checked: Checked, claims: Claims) -> Prints:
    """A file's fingerprints: of its bytes, of the copy that was made of its pixels, of the passport's number that
    was read (else typed), and of a photo what it looks like: as it came, and cut around the face as it is printed, so
    that a copy with other edges is met too.

    Papers of one bank look alike, so that of papers only exact fingerprints are taken.
    """
    exact = {SAME_PIXELS: hashlib.sha256(copy.content).hexdigest()}
    if document.upload and document.upload.sha256:
        exact = {SAME_FILE: document.upload.sha256, **exact}
    if document.role is Role.PASSPORT and (number := _number(checked, claims)):
        exact[SAME_NUMBER] = number
    return (
        photo_prints(exact, copy.content, checked.portrait) if document.role is Role.PHOTO else Prints(exact)
    )


def photo_prints(exact: Mapping[str, str], photo: bytes, portrait: bytes | None) -> Prints:
    """A photo's fingerprints; `portrait` is cut around its face, where one was found."""
    looked_for = tuple(likeness(picture) for picture in (photo, portrait) if picture)
    cut = (likeness(photo, less=share) for share in CUTS)
    return Prints(exact, looked_for, (*cut, likeness(photo, mirrored=True)))


def _number(checked: Checked, claims: Claims) -> str:
    """Country and number of a passport; empty when neither was read nor typed."""
    fields = checked.judged.fields
    number, issuer = (fields[name].value if name in fields else None for name in ("number", "issuer"))
    if number and issuer:
        return f"{_country(str(issuer))} {number}"
    return f"{claims.country} {claims.number}" if claims.number and claims.country else ""


def _country(issuer: str) -> str:
    found = find_country(issuer)
    return _ISSUERS.get(issuer) or (found.alpha2 if found else issuer)


def _signal(kind: str, other: Use) -> Signal:
    return Signal(
        code=_CODES[kind], values={"application": other.application_id, "document": other.document_id}
    )
