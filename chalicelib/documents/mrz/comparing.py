"""What a zone says against what the applicant typed, field by field, with the spellings that zones have."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from chalicelib.documents.claims import Claims
from chalicelib.documents.mrz.zones import Zone
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.reference.countries import find_country

_SPELT: Mapping[str, tuple[str, ...]] = {
    "Ä": ("AE", "A"), "Å": ("AA", "A"), "Æ": ("AE",), "Ö": ("OE", "O"), "Ø": ("OE", "O"), "Œ": ("OE",),
    "Ü": ("UE", "UXX", "U"), "Ñ": ("N", "NXX"), "ẞ": ("SS",), "Þ": ("TH",), "Ð": ("D",), "Đ": ("D",), "Ł": ("L",),
    "Ħ": ("H",), "Ŋ": ("N",), "Ŧ": ("T",), "İ": ("I",), "Ĳ": ("IJ",),
}  # fmt: skip
"""Letters for which Doc 9303-3, 6.A gives more than the bare letter; every other accent is left out."""
_MOST_SPELLINGS = 64
_TO_ZONE = {"DE": "D", "XK": "RKS"}
_BRITISH = frozenset({"GBR", "GBD", "GBN", "GBO", "GBP", "GBS"})


def differences(zone: Zone, claims: Claims) -> tuple[str, ...]:
    """The fields that differ: of `surname`, `forenames`, `birth_date`, `number`, `country`, `expires`.

    What was not typed can't differ. What the zone leaves open (an unknown day, names that go on) does not.
    """
    return tuple(_differing(zone, claims))


def _differing(zone: Zone, claims: Claims) -> Iterator[str]:
    if zone.names:
        cut = zone.names.may_be_cut
        single = zone.names.is_single
        whole = " ".join(filter(None, (claims.forenames, claims.surname))) if single else claims.surname
        if not same_name(zone.names.primary, whole, may_be_cut=cut and single):
            yield "surname"
        if not single and not same_name(zone.names.secondary, claims.forenames, may_be_cut=cut):
            yield "forenames"
    if claims.birth_date and zone.birth and not _same_day(zone.birth, claims.birth_date):
        yield "birth_date"
    if claims.number and zone.number != claims.number:
        yield "number"
    if claims.country and not same_issuer(zone.issuer, claims.country):
        yield "country"
    if claims.expires and zone.expiry != claims.expires:
        yield "expires"


def same_name(of_zone: str, typed: str | None, *, may_be_cut: bool) -> bool:
    """Whether a zone may write the typed name so; spaces, hyphens and apostrophes are no difference.

    A name of which nothing was typed is the same as any.
    """
    if not typed:
        return True
    wanted = of_zone.replace(" ", "")
    spellings = _spellings(typed)
    return any(spelling == wanted or (may_be_cut and spelling.startswith(wanted)) for spelling in spellings)


def _spellings(typed: str) -> Iterator[str]:
    """How a zone may write a name, the commonest first; at most so many, the rest with bare letters."""
    choices = [_choices(letter) for letter in unicodedata.normalize("NFC", typed).upper()]
    ways = 1
    for place, choice in enumerate(choices):
        ways *= max(1, len(choice))
        if ways > _MOST_SPELLINGS:
            choices[place] = choice[-1:]
            ways //= len(choice)
    return ("".join(spelling) for spelling in product(*choices))


def _choices(letter: str) -> tuple[str, ...]:
    if letter in _SPELT:
        return _SPELT[letter]
    bare = unicodedata.normalize("NFKD", letter)
    return ("".join(sign for sign in bare if sign.isascii() and sign.isalpha()),)


def _same_day(birth: PartialDate, typed: date) -> bool:
    return typed.isoformat()[: len(birth)] == birth


def same_issuer(code: str, country: str) -> bool:
    """Whether a zone's issuer is the country of two letters."""
    if country == "GB":
        return code in _BRITISH
    found = find_country(country)
    return code == _TO_ZONE.get(country, found.alpha3 if found else country)
