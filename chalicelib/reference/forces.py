"""Police forces by their two digits, and their stations and units by four characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chalicelib.reference.tables import table

CERTIFICATE_OFFICE = "89"
"""UK Central Authority for Exchange of Criminal Records, under which ACRO records."""


@dataclass(frozen=True)
class Station:
    """A station or unit; agencies that prosecute through a force are units too."""

    code: str
    """Force and station, such as `01ZD`."""
    name: str
    owner: str
    """The force or agency that it belongs to."""
    bottom: str = "00"
    """A subdivision: PR of the units for prosecutions that are no police force's."""

    @property
    def force(self) -> str:
        """The force's code."""
        return self.code[:2]


def force_name(code: str) -> str | None:
    """The name of a force by its code, such as 44 Hampshire; None when it is not known."""
    return forces().get(code)


@cache
def forces() -> dict[str, str]:
    """Every force's name by its code."""
    return {code: name for code, name in table("forces").rows()}  # noqa: C416 - rows are lists, not pairs


def find_stations(code: str) -> tuple[Station, ...]:
    """The units under a code of four characters: one, seldom more, none when it is not known."""
    return _stations().get(code, ())


def stations() -> Iterator[Station]:
    """Every station and unit, by code."""
    return (station for group in _stations().values() for station in group)


@cache
def _stations() -> dict[str, tuple[Station, ...]]:
    found: dict[str, tuple[Station, ...]] = {}
    for code, bottom, owner, name in table("stations").rows():
        found[code] = (*found.get(code, ()), Station(code, name, owner, bottom))
    return found
