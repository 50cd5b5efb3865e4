"""Countries by ISO 3166-1; the police's own list, which is older and differs, is not used."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chalicelib.reference.tables import table

_USER_ASSIGNED = {"XK"}
_PLAIN_NAMES = {
    "BO": "Bolivia",
    "BN": "Brunei",
    "CD": "Congo (Democratic Republic)",
    "CG": "Congo",
    "CI": "Côte d'Ivoire",
    "CV": "Cape Verde",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "GB": "United Kingdom",
    "IR": "Iran",
    "KP": "North Korea",
    "KR": "South Korea",
    "LA": "Laos",
    "MD": "Moldova",
    "MF": "Saint Martin (French part)",
    "NL": "Netherlands",
    "PS": "Palestine",
    "RU": "Russia",
    "SY": "Syria",
    "TR": "Turkey",
    "TW": "Taiwan",
    "TZ": "Tanzania",
    "US": "United States",
    "VA": "Vatican City",
    "VE": "Venezuela",
    "VG": "British Virgin Islands",
    "VI": "US Virgin Islands",
    "VN": "Vietnam",
}
"""Names in everyday English where ISO 3166's are formal or inverted."""


@dataclass(frozen=True)
class Country:
    """A country or territory."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str
    """In English, in ISO's order of words; Palestine and Taiwan without its additions."""

    @property
    def plain(self) -> str:
        """The name in everyday English."""
        return _PLAIN_NAMES.get(self.alpha2, self.name)

    @property
    def in_iso(self) -> bool:
        """Whether ISO assigned the codes; Kosovo's are in common use only."""
        return self.alpha2 not in _USER_ASSIGNED


def find_country(code: str) -> Country | None:
    """The country of a code of two or three letters; None when it is not known."""
    return _by_code().get(code)


def countries() -> Iterator[Country]:
    """Every country, by its code of two letters."""
    return (country for code, country in _by_code().items() if code == country.alpha2)


@cache
def _by_code() -> dict[str, Country]:
    rows = [Country(*row) for row in table("countries").rows()]
    return {country.alpha2: country for country in rows} | {country.alpha3: country for country in rows}
