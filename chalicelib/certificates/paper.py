"""What somebody who holds a certificate's paper and its holder's passport can name it by."""

from typing import NamedTuple

from chalicelib.certificates.models import Content

PASSPORT_END = 4
"""As many characters of the passport number as the code shows (docs/formats/qr.cddl)."""


class Paper(NamedTuple):
    """A certificate as described from outside: its number alone opens nothing."""

    number: str
    """The printed number in its one form, 13 characters."""
    birth_year: int
    passport_end: str
    """The last four characters of the passport number; all, when it has fewer."""

    @property
    def key(self) -> str:
        """One text of the three: whichever is wrong, nothing is found, in the same single read."""
        return f"{self.number} {self.birth_year} {self.passport_end}"


def paper_of(content: Content) -> Paper:
    """How a certificate is described from outside."""
    holder = content.holder
    return Paper(content.number, holder.birth_date.year, holder.passport_number[-PASSPORT_END:])
