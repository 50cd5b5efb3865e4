"""The signed facts in words, in the order in which they are compared with the passport."""

from datetime import date
from typing import NamedTuple

from chalicelib.certificates import words
from chalicelib.certificates.claimed_name import is_shortened
from chalicelib.certificates.copy_code import CopyClaims
from chalicelib.certificates.qr import Claims
from chalicelib.certificates.result_code import ResultClaims
from chalicelib.certificates.short_code import grouped
from chalicelib.kernel.outcomes import Outcome
from chalicelib.verification.models import Fact
from chalicelib.verification.trust import Issuer


class Meant(NamedTuple):
    """What a certificate says, as far as those who check it are told."""

    claims: Claims
    destination: str = ""
    """The country for which it was issued (ISO 3166-1 alpha-2); a code alone does not name it."""
    searched_on: date | None = None
    """When the records were searched; a code alone does not say it."""


def facts_of(claims: Claims, issuer: Issuer | None, searched_on: date | None = None) -> tuple[Fact, ...]:
    """What a person compares, in the certificate's own words: first what stands in the passport."""
    searched = words.wording()["labels"]["searched"]["en"]
    return (
        Fact(label="Name (shortened at …)" if is_shortened(claims.holder) else "Name", value=claims.holder),
        Fact(label="Date of birth", value=birth_in_words(claims.birth)),
        Fact(label="Passport number ends with", value=claims.passport_end),
        Fact(label="Outcome", value=words.outcome_name(Outcome[claims.outcome.name])),
        Fact(label="Date of issue", value=words.written_date(claims.issued_on)),
        *((Fact(label=searched, value=words.written_date(searched_on)),) if searched_on else ()),
        Fact(label="Certificate number", value=grouped(claims.number)),
        Fact(label="Issued by", value=_office(claims.issuer, issuer)),
    )


def facts_of_result(claims: ResultClaims, issuer: Issuer | None) -> tuple[Fact, ...]:
    """What a result-only code says; there is nothing in it to compare a person with."""
    return (
        Fact(label="Issued to the name", value=claims.holder),
        Fact(label="Outcome", value=words.outcome_name(Outcome[claims.outcome.name])),
        Fact(label="Date of issue", value=words.written_date(claims.issued_on)),
        Fact(label="Issued by", value=_office(claims.issuer, issuer)),
    )


def facts_of_copy(claims: CopyClaims, issuer: Issuer | None) -> tuple[Fact, ...]:
    """What a copy's code says: first for whom it is."""
    return (
        Fact(label="Made for", value=claims.recipient),
        Fact(label="Purpose", value=claims.purpose),
        Fact(label="May be used until", value=words.written_date(claims.expires_on)),
        Fact(label="Name (shortened at …)" if is_shortened(claims.holder) else "Name", value=claims.holder),
        Fact(label="Date of birth", value=birth_in_words(claims.birth)),
        Fact(label="Passport number ends with", value=claims.passport_end),
        Fact(label="Outcome", value=words.outcome_name(Outcome[claims.outcome.name])),
        Fact(label="Certificate issued on", value=words.written_date(claims.issued_on)),
        Fact(label="Copy made on", value=words.written_date(claims.made_on)),
        Fact(label="Issued by", value=_office(claims.issuer, issuer)),
    )


def _office(number: int, issuer: Issuer | None) -> str:
    return f"{issuer.name} ({', '.join(issuer.hosts)})" if issuer else f"Issuer {number}"


def birth_in_words(number: int) -> str:
    """`17 April 1990` from 19900417; a month or day that is 00 is not known and left out."""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    try:
        whole = words.written_date(date(year, month or 1, day or 1))
    except ValueError:
        return str(number)
    return " ".join(whole.split()[0 if day else 1 if month else 2 :])
