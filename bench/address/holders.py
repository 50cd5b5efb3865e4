"""Who lives where: people of the made-up population with an address, and how papers print both."""

import random  # noqa: TID251 - seeded: the same papers every time
from dataclasses import dataclass

from chalicelib.documents.claims import Claims
from infra.local.population.people import people

_FOLK = tuple(people(3000, 61))
_ACCENTS = (
    ("Zoë", "Brontë"), ("José Luis", "García Márquez"), ("Siân", "Môn-Hughes"), ("Łukasz", "Wójcik"),
    ("Chloë Ann", "Lefèvre"), ("Seán", "Ó Briain"), ("Anna-Marie", "de la Cruz"), ("Niamh", "O'Sullivan"),
    ("Jürgen", "Müller"), ("Ngozi", "Okafor-Smith"), ("Mary Jane", "St. John"),
    ("Ayşe", "Y\N{LATIN SMALL LETTER DOTLESS I}lmaz"),
)  # fmt: skip
_STREETS = (
    "Larch Road", "High Street", "St. Mary's Close", "Victoria Terrace", "Ffordd Las", "Mill Lane", "Queens Gardens",
    "The Crescent", "Station Approach", "Heol y Bryn", "Chapel Hill", "Nightingale Avenue", "King's Court",
    "Albert Square",
    "Church View", "Elm Grove", "Northgate", "Park Drive", "Castle Mews", "Lower Wharf Way",
)  # fmt: skip
_TOWNS = (
    "Harrowgate", "Little Wexham", "Llanfair Newydd", "Kingsport", "Overbridge", "East Molton", "Brackenford",
    "Utopia Bay",
    "Aberdwr", "Stonechester",
)  # fmt: skip
_COTTAGES = ("Rose Cottage", "The Old Forge", "Bryn Awel", "Orchard House")
_SHORT = {
    "Road": "Rd",
    "Street": "St",
    "Close": "Cl",
    "Avenue": "Ave",
    "Lane": "Ln",
    "Court": "Ct",
    "Drive": "Dr",
}
_COUNTIES = ("Wessex", "Mercia", "Gwynedd")


@dataclass(frozen=True)
class Holder:
    """An invented person at an invented address."""

    forenames: str
    surname: str
    sex: str
    unit: str
    """A flat or the like, or nothing."""
    number: str
    """Of the house; nothing where it has a name."""
    street: str
    town: str
    postcode: str

    @property
    def first_line(self) -> str:
        return f"{self.number} {self.street}".strip()

    @property
    def title(self) -> str:
        return "Mrs" if self.sex == "F" else "Mr"

    @property
    def claims(self) -> Claims:
        """What this person types."""
        lines = (self.unit, self.first_line) if self.unit else (self.first_line,)
        return Claims(
            forenames=self.forenames,
            surname=self.surname,
            address=(*lines, self.town),
            postcode=self.postcode,
        )


def draw(rng: random.Random) -> Holder:
    """Somebody somewhere."""
    one = rng.choice(_FOLK)
    forenames, surname = " ".join(one.forenames), one.surname
    if rng.random() < 0.12:
        forenames, surname = rng.choice(_ACCENTS)
    unit, number, street = "", str(rng.randint(1, 260)), rng.choice(_STREETS)
    kind = rng.random()
    if kind < 0.25:
        unit = rng.choice(
            (
                f"Flat {rng.randint(1, 30)}",
                f"Flat {rng.randint(1, 9)}{rng.choice('ABC')}",
                f"Apartment {rng.randint(1, 40)}",
            )
        )
    elif kind < 0.35:
        number += rng.choice("ABC")
    elif kind < 0.42:
        unit, number = rng.choice(_COTTAGES), ""
    return Holder(forenames, surname, one.sex, unit, number, street, rng.choice(_TOWNS), postcode(rng))


def postcode(rng: random.Random) -> str:
    """Of an area that the Post Office never gave out to houses (ZZ99), or of one that looks real."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    area = rng.choice(("ZZ99", "BN2", "SW14", "EC1A", "M1", "LL18", "CF10", "W1T"))
    return f"{area} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"


def name_lines(holder: Holder, rng: random.Random) -> list[str]:
    """How a paper addresses this person: one of the manners of banks and councils."""
    first, *more = holder.forenames.split()
    initials = " ".join(name[0] for name in (first, *more))
    full, title, surname = holder.forenames, holder.title, holder.surname
    other = rng.choice([name for one in _FOLK[:400] if (name := one.forenames[0])[0] != first[0]])
    other_title = "Mrs" if title == "Mr" else "Mr"
    manner = rng.random()
    if manner < 0.3:
        found = [f"{title} {full} {surname}"]
    elif manner < 0.45:
        found = [f"{title} {first} {surname}"]
    elif manner < 0.58:
        found = [f"{title} {initials} {surname}"]
    elif manner < 0.68:
        found = [f"{full} {surname}"]
    elif manner < 0.76:
        found = [f"{title} {first} {' '.join(name[0] for name in more)} {surname}".replace("  ", " ")]
    elif manner < 0.84:
        found = [f"{other_title} {other} {surname}", f"{title} {first} {surname}"]
    elif manner < 0.9:
        found = [f"{other_title} {other[0]} & {title} {initials} {surname}"]
    elif manner < 0.95:
        found = [f"{title} {full} {surname} and {other_title} {other} {surname}"]
    else:
        found = [f"{surname} {full}"]
    return [line.upper() for line in found] if rng.random() < 0.3 else found


def address_lines(holder: Holder, rng: random.Random) -> list[str]:
    """How a paper prints where this person lives."""
    street = holder.first_line
    last = street.rsplit(" ", 1)[-1]
    if last in _SHORT and rng.random() < 0.25:
        street = street.removesuffix(last) + _SHORT[last]
    if holder.unit and rng.random() < 0.4:
        lines = [f"{holder.unit}, {street}" if rng.random() < 0.5 else f"{holder.unit} {street}"]
    else:
        lines = [holder.unit, street] if holder.unit else [street]
    lines.append(holder.town)
    if rng.random() < 0.3:
        lines.append(rng.choice(_COUNTIES))
    if rng.random() < 0.3:
        lines[-1] += f" {holder.postcode}"
    else:
        lines.append(holder.postcode)
    return [line.upper() for line in lines] if rng.random() < 0.35 else lines
