"""What an officer states and asks on the pages of the records, read strictly and with a sentence for each field."""

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform import clock
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.entry.fields import FormRefused, Unreadable, read_date
from chalicelib.records.errands import Errand
from chalicelib.web.visit import Visit

_CODES = range(11)
"""Reason codes of police enquiries, 0 to 10."""
_SHORTEST, _JUSTIFICATION, _BEHALF, _REASON = 3, 250, 100, 1000


def acting(visit: Visit) -> Actor:
    """The officer who is signed in, as the audit trail names them."""
    return Actor("officer", visit.officer.id)


def read_errand(visit: Visit, *, asked: NamesEnquiry | None = None, check_id: str | None = None) -> Errand:
    """The purpose that the form states; raises `FormRefused`."""
    code, why, whom = (_line(visit, name) for name in ("reason_code", "justification", "on_behalf_of"))
    wrong = {}
    if not (code.isascii() and code.isdigit() and int(code) in _CODES):
        wrong["reason_code"] = "Choose a reason code from 0 to 10."
    if not _SHORTEST <= len(why) <= _JUSTIFICATION or not why.isprintable():
        wrong["justification"] = "Say why you need the records: 3 to 250 characters."
    if not whom or len(whom) > _BEHALF or not whom.isprintable():
        wrong["on_behalf_of"] = "Say for whom, in at most 100 characters."
    if wrong:
        raise FormRefused(wrong)
    return Errand(
        officer=visit.officer.id,
        reason_code=int(code),
        justification=why,
        on_behalf_of=whom,
        until=clock.now(),
        asked=asked,
        check_id=check_id,
    )


def read_question(visit: Visit) -> NamesEnquiry:
    """Whom the form asks for; raises `FormRefused`."""
    forenames, surname, born, place = (
        _line(visit, name) for name in ("forenames", "surname", "born", "birth_place")
    )
    wrong = {}
    if not surname:
        wrong["surname"] = "Enter the surname. Somebody with one name has it as surname."
    try:
        date = read_date(born)
        if date.earliest > clock.today():
            wrong["born"] = "The date of birth lies in the future."
    except Unreadable as error:
        wrong["born"] = str(error)
    if wrong:
        raise FormRefused(wrong)
    sex = visit.form.text("sex")
    try:
        return NamesEnquiry(
            name=PersonName(forenames=forenames, surname=surname, kind=NameKind.MAIN),
            birth_date=date,
            sex=Sex(sex) if sex in set(Sex) else Sex.UNKNOWN,
            birth_place=place,
        )
    except ValueError as error:
        sentence = "Write the names in letters, each in at most 300 characters."
        raise FormRefused({"surname": sentence}) from error


def read_reason(visit: Visit) -> str:
    """Why, in the officer's own sentence; raises `FormRefused`."""
    reason = _line(visit, "reason")
    if not _SHORTEST <= len(reason) <= _REASON or not reason.isprintable():
        raise FormRefused({"reason": "Write the reason in a sentence: 3 to 1,000 characters."})
    return reason


def _line(visit: Visit, name: str) -> str:
    return " ".join(visit.form.text(name).split())
