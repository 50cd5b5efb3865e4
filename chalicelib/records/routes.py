"""The pages of the police records: find somebody, read a record, see what was answered about an applicant."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib.kernel.errors import NotFound
from chalicelib.records import routes_entry, routes_joining
from chalicelib.records.acting import read_errand, read_question
from chalicelib.records.alike import alike
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.entry.choices import SEXES
from chalicelib.records.entry.fields import FormRefused, show_date
from chalicelib.records.routes_checks import register as register_checks
from chalicelib.records.routes_common import (
    ERRAND,
    HOME,
    PERSON,
    Work,
    errand_path,
    filled,
    person_path,
    sections_of,
    typed_in,
    under,
)
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

if TYPE_CHECKING:
    from chalicelib.records.hosted.models import HostedVersion

Desk = Callable[[], RecordsDesk]
_ACTIONS: Mapping[str, str] = {
    "record_created": "Entered",
    "record_updated": "Changed",
    "record_absorbed": "Another record was merged into it",
    "record_merged": "Merged into another record",
    "record_split": "A merged record was split off",
    "record_restored": "Split off again",
}


def register(site: Site, desk: Desk) -> None:
    """Put every page of the records on the staff's site."""
    register_checks(site, desk)
    routes_entry.register(site, desk)
    routes_joining.register(site, desk)

    @site.get(HOME, role="record_keeper")
    def home(visit: Visit) -> Response:
        return _home(visit, desk(), {})

    @site.post(f"{HOME}/find", role="record_keeper")
    def find(visit: Visit) -> Response:
        return _find(visit, desk())

    @site.get(ERRAND, role="record_keeper")
    def results(visit: Visit, errand_id: str) -> Response:
        return _results(visit, desk(), errand_id)

    @site.post(ERRAND, role="record_keeper")
    def results_again(visit: Visit, errand_id: str) -> Response:
        return _results(visit, desk(), errand_id)

    @site.get(PERSON, role="record_keeper")
    def person(visit: Visit, errand_id: str, record_id: str) -> Response:
        return _person(visit, desk(), errand_id, record_id)

    @site.post(PERSON, role="record_keeper")
    def person_again(visit: Visit, errand_id: str, record_id: str) -> Response:
        return _person(visit, desk(), errand_id, record_id)

    @site.get(f"{PERSON}/versions/{{number}}", role="record_keeper")
    def version(visit: Visit, errand_id: str, record_id: str, number: str) -> Response:
        return _version(visit, desk(), errand_id, record_id, number)


def _home(visit: Visit, desk: RecordsDesk, errors: Mapping[str, str]) -> Response:
    return page(
        visit,
        "records/find",
        errors=errors,
        typed=typed_in(visit),
        sexes=SEXES,
        keeps=desk.keeps,
        waiting=len(desk.waiting()),
        tab="records",
    )


def _find(visit: Visit, desk: RecordsDesk) -> Response:
    wrong: dict[str, str] = {}
    asked = None
    try:
        asked = read_question(visit)
    except FormRefused as refused:
        wrong |= refused.fields
    try:
        errand = read_errand(visit, asked=asked)
    except FormRefused as refused:
        wrong |= refused.fields
    if wrong:
        return _home(visit, desk, wrong)
    return redirect(errand_path(desk.begin(errand)))


def _results(visit: Visit, desk: RecordsDesk, errand_id: str) -> Response:
    def act(work: Work) -> Response:
        asked = work.errand.asked
        if asked is None:
            return redirect(HOME)
        if visit.form:  # the reason was stated again: from here on under the new errand
            return redirect(errand_path(work.errand_id))
        found = desk.find(work.errand, asked)
        rows = [(number, candidate, alike(candidate)) for number, candidate in enumerate(found.candidates, 1)]
        return page(
            visit,
            "records/results",
            asked=asked,
            born=show_date(asked.birth_date),
            rows=rows,
            truncated=found.truncated,
            keeps=desk.keeps,
            errand_id=work.errand_id,
            sexes=SEXES,
            show_date=show_date,
            tab="records",
        )

    return under(visit, desk, errand_id, ERRAND, act)


def _person(visit: Visit, desk: RecordsDesk, errand_id: str, record_id: str) -> Response:
    def act(work: Work) -> Response:
        if visit.form:
            return redirect(person_path(work.errand_id, record_id))
        return _person_page(work, record_id)

    return under(visit, desk, errand_id, filled(PERSON, record_id=record_id), act)


def _person_page(work: Work, record_id: str) -> Response:
    """A record with all its parts, its versions and what was merged into it."""
    record = work.desk.open(work.errand, record_id)
    versions = work.desk.history(work.errand, record_id)
    return page(
        work.visit,
        "records/person",
        record=record,
        sections=sections_of(record),
        versions=_told(versions),
        parts=work.desk.parts(record_id),
        keeps=work.desk.keeps,
        errand=work.errand,
        errand_id=work.errand_id,
        here=person_path(work.errand_id, record_id),
        show_date=show_date,
        tab="records",
    )


def _version(visit: Visit, desk: RecordsDesk, errand_id: str, record_id: str, number: str) -> Response:
    def act(work: Work) -> Response:
        versions = desk.history(work.errand, record_id)
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= len(versions)):
            raise NotFound("This record has no such version.")
        kept = versions[int(number) - 1]
        return page(
            visit,
            "records/version",
            number=int(number),
            told_version=_told([kept])[0],
            record=kept.record,
            sections=sections_of(kept.record),
            here=person_path(work.errand_id, record_id),
            tab="records",
        )

    path = filled(f"{PERSON}/versions/{{number}}", record_id=record_id, number=number)
    return under(visit, desk, errand_id, path, act)


def _told(versions: "list[HostedVersion]") -> "list[tuple[HostedVersion, str]]":
    return [(version, _ACTIONS.get(version.action, version.action)) for version in versions]
