"""Asks until the list is whole: a truncated answer is followed by narrower questions, up to a limit."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from chalicelib.kernel.people import Sex
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.models import Nominal
from chalicelib.records.ports import RecordSystem

MOST_QUESTIONS = 40
"""For one name. A list that is not whole by then stays truncated, so that a person decides."""
_FIRST_DAY, _LAST_DAY = date.min, date.max
_DAY = timedelta(days=1)


def ask_fully(
    system: RecordSystem,
    enquiry: NamesEnquiry,
    *,
    purpose: Purpose,
    has_time: Callable[[], bool] = lambda: True,
) -> EnquiryAnswer:
    """The system's answer, with everybody whom narrower questions bring out when it is truncated.

    Raises what the system raises, whichever question fails. The answer is truncated only when some part of all
    people could not be listed whole, for its number or because there was no time for more questions.
    """
    answer = system.search(enquiry, purpose=purpose)
    if not answer.truncated or not system.can_narrow:
        return answer
    found = {nominal.record_id: nominal for nominal in answer.candidates}
    waiting, whole = list(_first_parts(enquiry)), True
    asked: list[Within] = []
    while waiting and len(asked) < MOST_QUESTIONS and has_time():
        part = waiting.pop(0)
        narrower = enquiry.model_copy(update={"within": part})
        partial = system.search(narrower, purpose=purpose)
        asked.append(part)
        _gather(found, partial)
        parts = list(_parts_of(part)) if partial.truncated else []
        whole = whole and bool(parts or not partial.truncated)
        waiting = parts + waiting
    return answer.model_copy(
        update={
            "candidates": tuple(found.values()),
            "truncated": bool(waiting) or not whole,
            "narrowed": tuple(asked),
        }
    )


def _gather(found: dict[str, Nominal], answer: EnquiryAnswer) -> None:
    for nominal in answer.candidates:
        known = found.setdefault(nominal.record_id, nominal)
        found[nominal.record_id] = max(known, nominal, key=lambda n: n.version)


def _first_parts(enquiry: NamesEnquiry) -> Iterator[Within]:
    """Born about the year that was asked for, before it, after it; together everybody."""
    year = min(max(enquiry.birth_date.year, _FIRST_DAY.year + 2), _LAST_DAY.year - 2)
    first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
    yield Within(born_from=first, born_to=last)
    yield Within(born_from=_FIRST_DAY, born_to=first - _DAY, undated=True)
    yield Within(born_from=last + _DAY, born_to=_LAST_DAY)


def _parts_of(part: Within) -> Iterator[Within]:
    """Two halves of its days; of one day, each sex; nothing when it can't be cut any more."""
    if part.born_from < part.born_to:
        middle = part.born_from + (part.born_to - part.born_from) // 2
        yield part.model_copy(update={"born_to": middle})
        yield part.model_copy(update={"born_from": middle + _DAY, "undated": False})
    elif part.sex is None:
        yield from (part.model_copy(update={"sex": sex}) for sex in Sex)
