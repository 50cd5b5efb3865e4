"""Asks until the list is whole: a truncated answer is followed by narrower questions, up to a limit."""

from collections.abc import Callable

from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.models import Nominal
from chalicelib.records.ports import RecordSystem

MOST_QUESTIONS = 40
"""For one name. A list that is not whole by then stays truncated, so that a person decides."""


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
    waiting, whole = list(system.parts_of(enquiry) if answer.truncated else ()), True
    if not waiting:
        return answer
    found = {nominal.record_id: nominal for nominal in answer.candidates}
    asked: list[Within] = []
    while waiting and len(asked) < MOST_QUESTIONS and has_time():
        part = waiting.pop(0)
        narrower = enquiry.model_copy(update={"within": part})
        partial = system.search(narrower, purpose=purpose)
        asked.append(part)
        _gather(found, partial)
        parts = list(system.parts_of(narrower)) if partial.truncated else []
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
