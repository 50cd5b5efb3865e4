"""Two nominals that are one person, or one that is two: proposed by one record keeper, decided by another."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib.kernel.errors import Conflict, Forbidden, Refused
from chalicelib.records.acting import read_errand, read_reason
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.entry.fields import FormRefused
from chalicelib.records.errands import Errand
from chalicelib.records.errors import UnknownRecord, VersionConflict
from chalicelib.records.joins import Join
from chalicelib.records.models import Record
from chalicelib.records.routes_common import (
    ERRAND,
    HOME,
    PERSON,
    Work,
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
    from chalicelib.records.entry.telling import Section

_WAITING = f"{HOME}/proposals"
_BEGIN = f"{_WAITING}/{{proposal_id}}"
_PROPOSAL = f"{ERRAND}/proposals/{{proposal_id}}"
_JOIN = f"{PERSON}/join/{{other_id}}"


def register(site: Site, desk: Callable[[], RecordsDesk]) -> None:
    """Put the pages of proposals on the staff's site."""

    @site.get(_WAITING, role="record_keeper")
    def waiting(visit: Visit) -> Response:
        return page(visit, "records/proposals", proposals=desk().waiting(), tab="records")

    @site.get(_BEGIN, role="record_keeper")
    def ask_why(visit: Visit, proposal_id: str) -> Response:
        return _ask_why(visit, proposal_id, {})

    @site.post(_BEGIN, role="record_keeper")
    def begin(visit: Visit, proposal_id: str) -> Response:
        try:
            errand_id = desk().begin(read_errand(visit))
        except FormRefused as refused:
            return _ask_why(visit, proposal_id, refused.fields)
        return redirect(filled(_PROPOSAL, errand_id=errand_id, proposal_id=proposal_id))

    @site.get(f"{PERSON}/join", role="record_keeper")
    def choose(visit: Visit, errand_id: str, record_id: str) -> Response:
        return _choose(visit, errand_id, record_id)

    @site.get(_JOIN, role="record_keeper")
    def compare(visit: Visit, errand_id: str, record_id: str, other_id: str) -> Response:
        return _compare(visit, desk(), errand_id, (record_id, other_id))

    @site.post(_JOIN, role="record_keeper")
    def propose(visit: Visit, errand_id: str, record_id: str, other_id: str) -> Response:
        return _propose(visit, desk(), errand_id, (record_id, other_id))

    @site.get(_PROPOSAL, role="record_keeper")
    def proposal(visit: Visit, errand_id: str, proposal_id: str) -> Response:
        return _proposal(visit, desk(), errand_id, proposal_id)

    @site.post(_PROPOSAL, role="record_keeper")
    def decide(visit: Visit, errand_id: str, proposal_id: str) -> Response:
        return _decide(visit, desk(), errand_id, proposal_id)


def _ask_why(visit: Visit, proposal_id: str, errors: Mapping[str, str]) -> Response:
    return page(
        visit,
        "records/reason",
        errors=errors,
        message="Both records are shown to you with the proposal. Say why you look at them.",
        action=filled(_BEGIN, proposal_id=proposal_id),
        typed=typed_in(visit),
        kept=[],
        tab="records",
    )


def _choose(visit: Visit, errand_id: str, record_id: str) -> Response:
    """On to the comparison with the record whose identifier was typed; an id is nothing about anybody."""
    other_id = visit.query.get("other", "").strip()
    return redirect(filled(_JOIN, errand_id=errand_id, record_id=record_id, other_id=other_id))


def _both(desk: RecordsDesk, errand: Errand, record_id: str, other_id: str) -> tuple[Record, Record, Join]:
    """The surviving record, the other, and what can be proposed of them: a split where one is part of the other."""
    survivor = desk.open(errand, record_id)
    part = next((p for p in desk.parts(record_id) if p.nominal.record_id == other_id), None)
    return (survivor, part, Join.SPLIT) if part else (survivor, desk.open(errand, other_id), Join.MERGE)


def _compare(visit: Visit, desk: RecordsDesk, errand_id: str, ids: tuple[str, str]) -> Response:
    return under(visit, desk, errand_id, _path(*ids), lambda work: _join_page(work, ids, {}))


def _join_page(work: Work, ids: tuple[str, str], errors: Mapping[str, str], *, status: int = 200) -> Response:
    survivor, other, join = _both(work.desk, work.errand, *ids)
    return page(
        work.visit,
        "records/join",
        status=status,
        errors=errors,
        join=join,
        columns=_columns(survivor, other),
        proposal=None,
        mine=False,
        outdated=False,
        typed=typed_in(work.visit),
        action=filled(_path(*ids), errand_id=work.errand_id),
        back=person_path(work.errand_id, ids[0]),
        tab="records",
    )


def _propose(visit: Visit, desk: RecordsDesk, errand_id: str, ids: tuple[str, str]) -> Response:
    def act(work: Work) -> Response:
        try:
            reason = read_reason(visit)
            survivor, other, join = _both(desk, work.errand, *ids)
            if visit.form.all("version") != _versions(survivor, other):
                raise VersionConflict
            propose = desk.propose_split if join is Join.SPLIT else desk.propose_merge
            propose(work.errand, survivor, ids[1], name=visit.officer.name, reason=reason)
        except FormRefused as refused:
            return _join_page(work, ids, refused.fields)
        except (Refused, Conflict) as error:
            return _join_page(work, ids, {"reason": error.message}, status=int(error.status))
        visit.session.replace(flash="Proposed. Another record keeper has to carry it out.")
        return redirect(person_path(work.errand_id, ids[0]))

    return under(visit, desk, errand_id, _path(*ids), act)


def _proposal(visit: Visit, desk: RecordsDesk, errand_id: str, proposal_id: str) -> Response:
    path = filled(_PROPOSAL, proposal_id=proposal_id)
    return under(visit, desk, errand_id, path, lambda work: _proposal_page(work, proposal_id, {}))


def _proposal_page(work: Work, proposal_id: str, errors: Mapping[str, str], *, status: int = 200) -> Response:
    proposal = work.desk.proposal(proposal_id)
    try:
        survivor, other, _ = _both(work.desk, work.errand, proposal.survivor, proposal.other)
        columns = _columns(survivor, other)
    except UnknownRecord:  # merged meanwhile, or carried out
        columns = []
    seen = [proposal.survivor_version, proposal.other_version]
    return page(
        work.visit,
        "records/join",
        status=status,
        errors=errors,
        join=proposal.join,
        columns=columns,
        proposal=proposal,
        outdated=[record.nominal.version for record, _ in columns] != seen,
        mine=proposal.proposed_by == work.visit.officer.id,
        typed=typed_in(work.visit),
        action=filled(_PROPOSAL, errand_id=work.errand_id, proposal_id=proposal_id),
        back=_WAITING,
        tab="records",
    )


def _columns(survivor: Record, other: Record) -> "list[tuple[Record, list[Section]]]":
    return [(survivor, sections_of(survivor)), (other, sections_of(other))]


def _versions(*records: Record) -> list[str]:
    return [str(record.nominal.version) for record in records]


def _decide(visit: Visit, desk: RecordsDesk, errand_id: str, proposal_id: str) -> Response:
    def act(work: Work) -> Response:
        refuses = visit.form.text("act") == "refuse"
        try:
            if refuses:
                desk.refuse(work.errand, proposal_id, read_reason(visit))
            else:
                desk.carry_out(work.errand, proposal_id)
        except FormRefused as refused:
            return _proposal_page(work, proposal_id, refused.fields)
        except (Refused, Conflict, Forbidden, UnknownRecord) as error:
            errors = {"reason" if refuses else "carry-out": error.message}
            return _proposal_page(work, proposal_id, errors, status=int(error.status))
        visit.session.replace(flash="Both records stay as they are." if refuses else "Done as proposed.")
        return redirect(_WAITING)

    return under(visit, desk, errand_id, filled(_PROPOSAL, proposal_id=proposal_id), act)


def _path(record_id: str, other_id: str) -> str:
    return filled(_JOIN, record_id=record_id, other_id=other_id)
