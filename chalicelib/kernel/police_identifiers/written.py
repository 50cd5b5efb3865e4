"""An identifier as it is kept: what was written, what it means, and how far the two can be trusted."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.kernel.police_identifiers.asn import is_dummy, read_asn
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, Reading
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


def _standing(reading: Reading[Any]) -> Standing:
    if getattr(reading.value, "stands_for_none", False):
        return Standing.STANDS_FOR_NONE
    return Standing.REPAIRED if reading.repaired else Standing.AS_WRITTEN
