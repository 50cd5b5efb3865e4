"""What the pages of the records share: their addresses, the errand under which each stands, and what was typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib.records.acting import acting, read_errand
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.entry.fields import FormRefused
from chalicelib.records.errands import Errand, ErrandOver
from chalicelib.records.errors import UnknownRecord
from chalicelib.records.models import IDENTIFIER, Record
from chalicelib.web.pages import page
from chalicelib.web.visit import Visit

if TYPE_CHECKING:
    from chalicelib.records.entry.telling import Section

HOME = "/staff/records"
ERRAND = f"{HOME}/errands/{{errand_id}}"
PERSON = f"{ERRAND}/people/{{record_id}}"
PURPOSE = ("reason_code", "justification", "on_behalf_of")
_OWN = frozenset({"csrf", "once", *PURPOSE})


def errand_path(errand_id: str) -> str:
    """The results of an errand's question."""
    return filled(ERRAND, errand_id=errand_id)


def person_path(errand_id: str, record_id: str) -> str:
    """A record under an errand."""
    return filled(PERSON, errand_id=errand_id, record_id=record_id)


def filled(path: str, **ids: str) -> str:
    """A path with ids in it; raises `UnknownRecord` for a text that is no id, so that no address holds any other."""
    for name, text in ids.items():
        if not re.fullmatch(IDENTIFIER, text):
            raise UnknownRecord
        path = path.replace(f"{{{name}}}", text)
    return path


@dataclass(frozen=True)
class Work:
    """One request under an errand."""

    visit: Visit
    desk: RecordsDesk
    errand_id: str
    errand: Errand


Act = Callable[[Work], Response]


def under(visit: Visit, desk: RecordsDesk, errand_id: str, path: str, act: Act) -> Response:
    """What `act` answers under the officer's errand.

    When its time has run out the reason is asked again, on a page that keeps everything that was typed; sent from
    there, the form goes on under a new errand. `path` is where this very page is sent, with `{errand_id}` in it.
    """
    try:
        return act(Work(visit, desk, errand_id, desk.errand(errand_id, acting(visit))))
    except ErrandOver as over:
        if not any(visit.form.text(name) for name in PURPOSE):
            return _ask_again(visit, path.replace("{errand_id}", errand_id), over, {})
        try:
            renewed = read_errand(visit, asked=_question_of(visit, desk, errand_id))
        except FormRefused as refused:
            return _ask_again(visit, path.replace("{errand_id}", errand_id), over, refused.fields)
    new_id = desk.begin(renewed)
    return act(Work(visit, desk, new_id, desk.errand(new_id, acting(visit))))


def _question_of(visit: Visit, desk: RecordsDesk, errand_id: str) -> NamesEnquiry | None:
    """What the errand before asked, if it was this officer's own."""
    before = desk.errands.find(errand_id)
    return before.state.asked if before and before.state.officer == visit.officer.id else None


def _ask_again(visit: Visit, action: str, over: ErrandOver, errors: Mapping[str, str]) -> Response:
    return page(
        visit,
        "records/reason",
        status=int(over.status) if not errors else 422,
        errors=errors,
        message=over.message,
        action=action,
        typed=typed_in(visit),
        kept=[(n, value) for n, values in visit.form.items() if n not in _OWN for value in values],
        tab="records",
    )


def sections_of(record: Record) -> "list[Section]":
    """The record in words, part by part."""
    from chalicelib.records.entry.telling import sections_of as told  # noqa: PLC0415 - cold starts

    return told(record)


def typed_in(visit: Visit) -> dict[str, str]:
    """What the form sent, to be shown again."""
    return {name: visit.form.text(name) for name in visit.form}
