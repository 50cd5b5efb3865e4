"""The holder's names as a zone writes them."""

from dataclasses import dataclass

from chalicelib.documents.mrz.layouts import FILLER


@dataclass(frozen=True)
class HolderNames:
    """Primary and secondary identifier (Doc 9303-3, 4.6), a space where the zone has a filler.

    A hyphen is a filler there too, and an apostrophe vanishes: neither can be told from the zone.
    """

    primary: str
    secondary: str
    """Empty when the holder has one name only."""
    may_be_cut: bool
    """The field is full to its last place: the names may go on (Doc 9303-4, 4.2.3)."""

    @property
    def is_single(self) -> bool:
        return not self.secondary


def holder_names(field: str) -> HolderNames | None:
    """Names of the field of a zone; None when it holds none."""
    primary, _, secondary = field.strip(FILLER).partition(FILLER * 2)
    if not primary:
        return None
    return HolderNames(_spaced(primary), _spaced(secondary), may_be_cut=not field.endswith(FILLER))


def _spaced(part: str) -> str:
    return " ".join(word for word in part.split(FILLER) if word)
