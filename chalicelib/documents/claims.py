"""What the applicant typed, as far as a paper can bear it out."""

from datetime import date

from chalicelib.applications.models import Answers
from chalicelib.kernel.models import Model


class Claims(Model):
    """None or nothing where it is not known yet: what was not typed can't differ."""

    forenames: str | None = None
    surname: str | None = None
    former_names: tuple[str, ...] = ()
    """Forenames and surname, as one text each."""
    birth_date: date | None = None
    number: str | None = None
    """Of the passport."""
    country: str | None = None
    """Who issued the passport, by ISO 3166-1 alpha-2."""
    expires: date | None = None
    address: tuple[str, ...] = ()
    """The lines of the address where the applicant lives now, without its postcode and country."""
    postcode: str | None = None


def claims_of(answers: Answers) -> Claims:
    """The answers that papers are held against."""
    name, passport = answers.name, answers.passport
    lives = next((address for address in answers.addresses if address.until is None), None)
    return Claims(
        forenames=name.forenames if name else None,
        surname=name.surname if name else None,
        former_names=tuple(f"{one.forenames} {one.surname}".strip() for one in answers.former_names),
        birth_date=answers.birth_date,
        number=passport.number if passport else None,
        country=passport.country if passport else None,
        expires=passport.expires if passport else None,
        address=tuple(filter(None, (lives.line1, lives.line2, lives.town))) if lives else (),
        postcode=lives.postcode or None if lives else None,
    )
