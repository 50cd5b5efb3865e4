"""An identifier as it is kept: what was written, what it means, and how far the two can be trusted."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

from chalicelib.kernel.models import Model
from chalicelib.kernel.police_identifiers.asn import is_dummy, read_asn
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, Reading, tidy
from chalicelib.kernel.police_identifiers.court_case import read_court_case
from chalicelib.kernel.police_identifiers.cro import read_cro
from chalicelib.kernel.police_identifiers.driver import read_driver_number
from chalicelib.kernel.police_identifiers.passport import read_passport_number
from chalicelib.kernel.police_identifiers.pncid import read_pncid


class Scheme(StrEnum):
    """Whose number it is."""

    PNCID = "pncid"
    CRO = "cro"
    ASN = "asn"
    COURT_CASE = "court_case"
    DRIVER = "driver"
    PASSPORT = "passport"


class Standing(StrEnum):
    """How the canonical form came about."""

    AS_WRITTEN = "as_written"
    REPAIRED = "repaired"
    """Characters were read as others; the check letter fits only this reading."""
    STANDS_FOR_NONE = "stands_for_none"
    """A default or dummy that says that there is no number: it proves nothing about anybody."""
    UNREADABLE = "unreadable"


class WrittenIdentifier(Model):
    """What somebody wrote, kept to the letter, with its meaning where it has one."""

    scheme: Scheme
    raw: Annotated[str, StringConstraints(strip_whitespace=False)]
    canonical: str = ""
    """Empty when it can't be read."""
    standing: Standing
    why: str = ""
    """What is wrong with one that can't be read, in a sentence."""

    @property
    def identifies(self) -> bool:
        """Whether it may be compared with others: it was read, and stands for a person or a case."""
        return self.standing in {Standing.AS_WRITTEN, Standing.REPAIRED}

    @property
    def key(self) -> str:
        """The same for two writings of one number: the canonical form, or the bare letters of one without."""
        return self.canonical or tidy(self.raw)

    def __str__(self) -> str:
        """The canonical form, or what was written."""
        return self.canonical or self.raw

    @model_serializer(mode="wrap")
    def _stored(self, whole: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:  # noqa: ANN401 - text or object
        """As a text where that says it all. With the context `identifiers: text`, as what was written, for a wire."""
        if (info.context or {}).get("identifiers") == "text":
            return self.raw
        plain = self.standing is Standing.AS_WRITTEN and self.raw == self.canonical
        return self.canonical if plain else whole(self)


_NO_CENTURY = "99"
"""How the year begins that two digits mean at the end of time."""
_READERS: Mapping[Scheme, Callable[[str], Reading[Any]]] = {
    Scheme.CRO: read_cro,
    Scheme.ASN: read_asn,
    Scheme.COURT_CASE: read_court_case,
    Scheme.DRIVER: read_driver_number,
    Scheme.PASSPORT: read_passport_number,
}


def understand(scheme: Scheme, raw: str, *, today: date) -> WrittenIdentifier:
    """What was written and what it means; never raises, and never loses a number because it is wrong."""
    if scheme is Scheme.ASN and is_dummy(raw):
        return WrittenIdentifier(scheme=scheme, raw=raw, standing=Standing.STANDS_FOR_NONE)
    try:
        reading = read_pncid(raw, today=today) if scheme is Scheme.PNCID else _READERS[scheme](raw)
    except InvalidIdentifier as error:
        return WrittenIdentifier(scheme=scheme, raw=raw, standing=Standing.UNREADABLE, why=error.message)
    return WrittenIdentifier(
        scheme=scheme, raw=raw, canonical=str(reading.value), standing=_standing(reading)
    )


def written(scheme: Scheme) -> BeforeValidator:
    """For fields of a model: an identifier as it is, or the text of one (an older stored form, or a wire's).

    An empty text is None. A PNCID's year needs its four digits here: which century two digits mean depends on the
    day, so whoever meets a short form calls `understand`.
    """

    def read(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the field
        if not isinstance(value, str):
            return value
        return _of_any_day(scheme, value) if value.strip() else None

    return BeforeValidator(read)


def _of_any_day(scheme: Scheme, text: str) -> WrittenIdentifier:
    found = understand(scheme, text, today=date.max)
    if scheme is Scheme.PNCID and found.canonical.startswith(_NO_CENTURY):
        return WrittenIdentifier(
            scheme=scheme,
            raw=text,
            standing=Standing.UNREADABLE,
            why="This PNCID lacks the century of its year.",
        )
    return found


def _standing(reading: Reading[Any]) -> Standing:
    if getattr(reading.value, "stands_for_none", False):
        return Standing.STANDS_FOR_NONE
    return Standing.REPAIRED if reading.repaired else Standing.AS_WRITTEN
