"""The holder's page of copies: ask for one, see them all and how they stand, download one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from chalice.app import Response
from pydantic import TypeAdapter, ValidationError

from chalicelib.applications.reading import Reading
from chalicelib.certificates.copies.errors import NothingToCopy, NotMade, TooManyCopies
from chalicelib.certificates.copies.services import LONGEST, Copies
from chalicelib.certificates.copy_code import LONGEST_WORDS, Words
from chalicelib.platform import clock
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

_PATH = "/application/copies"
_WORDS: TypeAdapter[str] = TypeAdapter(Words)
_TOO_LONG = f"Use fewer letters: a copy holds {LONGEST_WORDS} plain letters, and fewer in other scripts"


def register(site: Site, service: Callable[[], Copies]) -> None:
    """Register the pages on the applicants' site."""

    @site.get(_PATH)
    def show(visit: Visit) -> Response:
        return _page(visit, service(), {})

    @site.post(_PATH)
    def ask(visit: Visit) -> Response:
        application_id, reading = visit.application_id, Reading(visit.form)
        recipient = _words(reading, "recipient", "Enter for whom the copy is")
        purpose = _words(reading, "purpose", "Enter what the copy is for")
        expires_on = _last_day(reading)
        if reading.errors or expires_on is None:
            return _page(visit, service(), reading.errors)
        once = visit.once(f"copy {application_id}")
        try:
            service().ask(application_id, recipient, purpose, expires_on, once)
        except (NothingToCopy, TooManyCopies) as refused:
            return _page(visit, service(), {"recipient": refused.message})
        visit.session.replace(flash="The copy is being made. It takes a minute.")
        return redirect(_PATH)

    @site.post(_PATH + "/{copy_id}/download")
    def download(visit: Visit, copy_id: str) -> Response:
        try:
            return redirect(service().download(visit.application_id, copy_id))
        except NotMade as refused:
            visit.session.replace(flash=refused.message)
            return redirect(_PATH)


def _words(reading: Reading, field: str, missing: str) -> str:
    text = reading.text(field, missing)
    if field in reading.errors:
        return ""
    try:
        return _WORDS.validate_python(text)
    except ValidationError:
        reading.fail(field, _TOO_LONG)
        return ""


def _last_day(reading: Reading) -> date | None:
    day, today = (
        reading.whole_date("until", "Enter the last day on which the copy may be used"),
        clock.today(),
    )
    if day and day < today:
        reading.fail("until-day", "The last day must be today or later")
    if day and day > today + LONGEST:
        reading.fail("until-year", "A copy may be used for a year at most")
    return day


def _page(visit: Visit, copies: Copies, errors: dict[str, str]) -> Response:
    application_id = visit.application_id
    return page(
        visit,
        "certificates/copies.html",
        errors=errors,
        values={name: visit.form.text(name) for name in visit.form},
        can_ask=copies.can_ask(application_id),
        listed=copies.listed(application_id),
    )
