"""How made-up people look, what officers are warned of, and where they lived."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Iterator

from chalicelib.records.models import Description, KnownAddress, Marker, Matter
from infra.local.population.people import FORMAT, Person

_BUILDS = ("slim", "medium", "heavy", "proportionate", "muscular")
_HAIR = ("black", "dark brown", "brown", "fair", "grey", "ginger", "bald", "shaven")
_EYES = ("brown", "blue", "green", "hazel", "grey")
_MARKS = ("scar, left hand", "scar, forehead", "tattoo, right forearm, rose", "tattoo, neck, letters", "pierced ear",
          "tattoo, back, wings", "missing tip of finger", "birthmark, cheek")  # fmt: skip
_WARNINGS = {
    "VI": "Violent", "WE": "Weapons", "FI": "Firearms", "DR": "Drugs", "ES": "Escaper", "SU": "Suicidal",
    "SH": "Self-harm", "AL": "Alleges", "CO": "Conceals",
}  # fmt: skip
"""Two-letter warning signals of PNC."""
_APPEARANCE = {
    "south-asian": "Asian", "west-african": "Black", "caribbean": "Black", "vietnamese": "South East Asian",
    "turkish": "Middle Eastern",
}  # fmt: skip
_STREETS = (
    "Larch Road",
    "Mill Lane",
    "Station Terrace",
    "Quarry View",
    "Chapel Street",
    "Meadow Close",
    "Harbour Row",
)


def descriptions_of(person: Person, seed: int, matters: list[Matter]) -> Iterator[Description]:
    """One when first seen, and now and then another years later, when the hair may be another."""
    rng = _rng("looks", person, seed)
    height = round(rng.gauss(177 if person.sex == "M" else 163, 7))
    eyes = rng.choice(_EYES)
    marks = tuple(rng.sample(_MARKS, rng.choices((0, 1, 2), (60, 30, 10))[0]))
    for matter in [m for m in matters[:1] + matters[4::5] if m.offence_date]:
        yield Description(
            on=matter.offence_date,
            height=min(max(height + rng.randint(-2, 2), 140), 210),
            build=rng.choice(_BUILDS),
            hair=rng.choice(_HAIR),
            eyes=eyes,
            ethnic_appearance=_APPEARANCE.get(person.community, "White European"),
            marks=marks,
        )


def markers_of(person: Person, seed: int, matters: list[Matter]) -> Iterator[Marker]:
    """Warning signals of some who came before the police."""
    rng = _rng("warnings", person, seed)
    if not matters or rng.random() > 0.2:  # noqa: PLR2004 - most have none
        return
    for code in rng.sample(sorted(_WARNINGS), rng.choice((1, 1, 2))):
        matter = rng.choice(matters)
        yield Marker(code=code, text=f"{_WARNINGS[code]} (made up)", date=matter.date, force=matter.force)


def addresses_of(person: Person, seed: int) -> Iterator[KnownAddress]:
    """A home for each postcode, one after the other."""
    rng = _rng("homes", person, seed)
    since = max(person.born.year + rng.randint(0, 20), 1960)
    for postcode in person.postcodes:
        until = min(since + rng.randint(2, 15), 2026)
        yield KnownAddress(
            lines=(f"{rng.randint(1, 180)} {rng.choice(_STREETS)}", f"Exampleton {postcode.split()[0]}"),
            postcode=postcode,
            since=str(since),
            until=str(until) if postcode != person.postcodes[-1] else None,
        )
        since = until


def _rng(what: str, person: Person, seed: int) -> random.Random:
    return random.Random(f"{what}/{FORMAT}/{seed}/{person.number}")  # noqa: S311 - made-up people are no secret
