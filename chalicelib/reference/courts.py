"""Courts by their CJS organisation unit, and by the four digits under which PNC knows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chalicelib.reference.tables import table

UNCODED = "9998"
"""What PNC writes where a court has no code, or somebody failed to appear; the court's name follows as text."""

_YOUTH = 4000
_DIGITS = 4


@dataclass(frozen=True)
class Court:
    """A court house, or the entry for a whole area."""

    unit: str
    """Organisation unit of seven characters: B magistrates or C Crown, area, court, such as `B01BE00`."""
    kind: str
    """As the source names it: Magistrates' Courts, Crown Courts."""
    area: str
    name: str
    """Empty for the entry of an area."""
    pnc_code: str
    """Of the adult court; empty where PNC has none."""


def find_court(unit: str) -> Court | None:
    """The court of an organisation unit; None when it is not known."""
    return _courts().get(unit)


def courts() -> Iterator[Court]:
    """Every court and area."""
    return iter(_courts().values())


def courts_of(pnc_code: str) -> tuple[Court, ...]:
    """The court houses that share a PNC code; of a youth court those of the adult court, whose code is 4000 less."""
    return tuple(court for court in courts() if court.pnc_code == adult_code(pnc_code))


def is_youth_code(pnc_code: str) -> bool:
    """Whether a PNC court code is that of a magistrates' youth court."""
    return adult_code(pnc_code) != pnc_code


def adult_code(pnc_code: str) -> str:
    """The code itself, or of a youth court the one of its adult court."""
    if pnc_code in _pnc_codes() or len(pnc_code) != _DIGITS or not pnc_code.isdigit():
        return pnc_code
    adult = f"{int(pnc_code) - _YOUTH:04d}"
    return adult if adult in _pnc_codes() else pnc_code


@cache
def _courts() -> dict[str, Court]:
    return {row[0]: Court(*row) for row in table("courts").rows()}


@cache
def _pnc_codes() -> frozenset[str]:
    return frozenset(court.pnc_code for court in courts() if court.pnc_code)
