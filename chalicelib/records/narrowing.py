"""Into which parts a question can be cut when its answer was: rules without input or output.

The parts of a question together hold everybody whom it asks for, so that a list is whole when each part's is.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.kernel.people import Sex
from chalicelib.records.checks import INITIALS, NamesEnquiry, Within

_FIRST_DAY, _LAST_DAY = date.min, date.max
_DAY = timedelta(days=1)
_MONTHS = range(1, 13)


def in_parts(enquiry: NamesEnquiry) -> tuple[Within, ...]:
    """For a system that takes any part: born about the year, before, after; then halves of those days, each sex, and
    halves of the alphabet. Nothing when the question can't be cut any more.
    """
    part = enquiry.within
    if part is None:
        return tuple(_about_the_year(enquiry.birth_date.year))
    return tuple(_halves(part))


def in_parts_of_the_form(enquiry: NamesEnquiry) -> tuple[Within, ...]:
    """For the older names enquiry, which takes a year, a month or a day, a sex, and the first letter of a forename.

    A date that is given whole can't be cut: the system looks about it. Those of no recorded sex come with either.
    """
    part = enquiry.within or Within(born_from=_FIRST_DAY, born_to=_LAST_DAY, undated=True)
    if days := list(_parts_of_the_date(enquiry, part)):
        return tuple(days)
    if part.sex is None:
        return tuple(part.model_copy(update={"sex": sex}) for sex in (Sex.MALE, Sex.FEMALE))
    if not enquiry.name.forenames and not part.initials:
        return tuple(part.model_copy(update={"initials": letter}) for letter in INITIALS)
    return ()


def _about_the_year(asked: int) -> Iterator[Within]:
    year = min(max(asked, _FIRST_DAY.year + 2), _LAST_DAY.year - 2)
    first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
    yield Within(born_from=first, born_to=last)
    yield Within(born_from=_FIRST_DAY, born_to=first - _DAY, undated=True)
    yield Within(born_from=last + _DAY, born_to=_LAST_DAY)


def _halves(part: Within) -> Iterator[Within]:
    initials = part.initials or INITIALS
    if part.born_from < part.born_to:
        middle = part.born_from + (part.born_to - part.born_from) // 2
        yield part.model_copy(update={"born_to": middle})
        yield part.model_copy(update={"born_from": middle + _DAY, "undated": False})
    elif part.sex is None:
        yield from (part.model_copy(update={"sex": sex}) for sex in Sex)
    elif len(initials) > 1:
        middle_letter = len(initials) // 2
        for letters in (initials[:middle_letter], initials[middle_letter:]):
            yield part.model_copy(update={"initials": letters})


def _parts_of_the_date(enquiry: NamesEnquiry, part: Within) -> Iterator[Within]:
    """The months of a year, the days of a month."""
    born = enquiry.birth_date
    if born.is_whole or part.born_from == part.born_to:
        return
    if born.month is None and enquiry.within is None:
        for month in _MONTHS:
            yield Within(born_from=date(born.year, month, 1), born_to=_last_of(born.year, month))
        return
    year, month = born.year, born.month or part.born_from.month
    for day in range(1, _last_of(year, month).day + 1):
        yield Within(born_from=date(year, month, day), born_to=date(year, month, day))


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
