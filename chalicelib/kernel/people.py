"""Names and dates of people as every room uses them."""

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from chalicelib.kernel.models import Model
from chalicelib.kernel.names import NameParts, folded, parts_of

_MOJIBAKE = "\ufffd"


def _clean_text(text: str) -> str:
    """NFC, single spaces; refuses control and unassigned characters, which are never part of a name."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} or c == _MOJIBAKE for c in text):
        raise ValueError("contains characters that can't be printed")
    return text


CleanText = Annotated[str, AfterValidator(_clean_text)]
NameText = Annotated[CleanText, StringConstraints(max_length=300)]


class NameKind(StrEnum):
    MAIN = "main"
    FORMER = "former"
    ALIAS = "alias"


class PersonName(Model):
    """A person's name. A mononym has an empty `forenames`; the surname is never empty."""

    forenames: NameText = ""
    surname: NameText
    kind: NameKind = NameKind.MAIN

    @model_validator(mode="after")
    def _has_surname(self) -> Self:
        if not self.surname:
            raise ValueError("a name needs a surname; a person with one name has it as surname")
        return self

    @property
    def full(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    @property
    def listed(self) -> str:
        """As a list shows it: `de la Mare, John Alan`."""
        return ", ".join(filter(None, (self.surname, self.forenames)))

    @property
    def parts(self) -> NameParts:
        """Given names, patronymics, surnames and the rest, as far as they can be told apart."""
        return parts_of(self.forenames, self.surname)

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """By surname with its particles (British practice), then forenames, without case and accents."""
        return folded(self.surname), folded(self.forenames), self.full


class Sex(StrEnum):
    """Sex as police systems record it (PNC: M, F, U)."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


def age_on(birth: date, day: date) -> int:
    """Completed years of age; someone born on 29 February ages on 1 March in common years
    (the common-law rule, *Re Shurey* [1918] 1 Ch 263 read with the Family Law Reform Act 1969 s9).
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
