"""Which questions an applicant needs: every name that is known, with every date that may be the recorded one."""

from collections.abc import Iterable, Iterator
from datetime import date

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName
from chalicelib.records.checks import Applicant, NamesEnquiry, RecordCheck

MOST_ENQUIRIES = 60
"""Asked in one check; when there are more, the check says that its answer is not whole."""


def enquiries_for(applicant: Applicant, check: RecordCheck | None = None) -> tuple[NamesEnquiry, ...]:
    """One enquiry for each name and date, the applicant's own name and date first; the same name once.

    `check` adds what became known since the application was sent.
    """
    names = tuple(_each_once((*applicant.names, *(check.added_names if check else ()))))
    dates = date_variants(applicant.birth_date, check.added_birth_dates if check else ())
    return tuple(
        NamesEnquiry(name=name, birth_date=day, sex=applicant.sex, birth_place=applicant.birth_place)
        for name in names
        for day in dates
    )


def can_be_looked_up(name: PersonName) -> bool:
    """Whether it has a letter: no record system can be searched by anything else, so silence would mean nothing."""
    return any(character.isalpha() for character in name.full)


def date_variants(given: date, added: Iterable[PartialDate] = ()) -> tuple[PartialDate, ...]:
    """The date as given, with day and month exchanged where that is another date, and those that became known."""
    own = PartialDate(given)
    swapped = own.swapped()
    return tuple(dict.fromkeys((own, *((swapped,) if swapped else ()), *added)))


def _each_once(names: Iterable[PersonName]) -> Iterator[PersonName]:
    seen: set[str] = set()
    for name in names:
        if name.full.casefold() not in seen:
            seen.add(name.full.casefold())
            yield name
