"""What the police records were asked about an applicant and what they answered, with the model behind each score."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalice.app import Response

from chalicelib.kernel.errors import NotFound
from chalicelib.records.acting import acting, read_errand
from chalicelib.records.alike import Alike, alike
from chalicelib.records.checks import Candidate, Round
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.entry.choices import SEXES
from chalicelib.records.entry.fields import FormRefused, show_date
from chalicelib.records.errands import ErrandOver
from chalicelib.records.replaying.kept_models import UnknownModel
from chalicelib.records.routes_common import HOME, filled, typed_in
from chalicelib.records.scoring_candidates import Replay
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

_PATH = f"{HOME}/checks/{{check_id}}"
_ANSWERS = f"{HOME}/answers/{{errand_id}}"


@dataclass(frozen=True)
class ShownRound:
    """One answer for the page: who was named and why, and whether it comes out the same today."""

    round: Round
    candidates: list[tuple[Candidate, Alike | None]]
    verdict: str
    differences: tuple[str, ...] = ()


def register(site: Site, desk: Callable[[], RecordsDesk]) -> None:
    """Put the pages about checks on the staff's site; they are for officers, who decide on them."""

    @site.get(_PATH, role="officer")
    def ask_why(visit: Visit, check_id: str) -> Response:
        return _ask_why(visit, check_id, {})

    @site.post(_PATH, role="officer")
    def begin(visit: Visit, check_id: str) -> Response:
        desk().records.check_of(check_id)
        try:
            errand = read_errand(visit, check_id=check_id)
        except FormRefused as refused:
            return _ask_why(visit, check_id, refused.fields)
        return redirect(filled(_ANSWERS, errand_id=desk().begin(errand)))

    @site.get(_ANSWERS, role="officer")
    def answers(visit: Visit, errand_id: str) -> Response:
        return _answers(visit, desk(), errand_id)

    @site.get(f"{_ANSWERS}/json", role="officer")
    def download(visit: Visit, errand_id: str) -> Response:
        return _download(visit, desk(), errand_id)


def _ask_why(visit: Visit, check_id: str, errors: Mapping[str, str]) -> Response:
    message = "What was asked and answered about an applicant is police data. Say why you need it."
    action = filled(_PATH, check_id=check_id)
    typed = typed_in(visit)
    return page(
        visit,
        "records/reason",
        errors=errors,
        message=message,
        action=action,
        typed=typed,
        kept=[],
        tab="queue",
    )


def _answers(visit: Visit, desk: RecordsDesk, errand_id: str) -> Response:
    stored = desk.errands.find(errand_id)
    try:
        errand = desk.errand(errand_id, acting(visit))
    except ErrandOver:
        check_id = stored.state.check_id if stored else None
        return redirect(filled(_PATH, check_id=check_id)) if check_id else redirect("/staff/queue")
    found = desk.answers(errand, _check_of(errand.check_id))
    return page(
        visit,
        "records/answers",
        check=found.check.state,
        shown=[_shown(desk, one) for one in found.rounds],
        errand_id=errand_id,
        sexes=SEXES,
        show_date=show_date,
        tab="queue",
    )


def _download(visit: Visit, desk: RecordsDesk, errand_id: str) -> Response:
    """The check as `records replay` reads it, earlier answers and all."""
    errand = desk.errand(errand_id, acting(visit))
    found = desk.answers(errand, _check_of(errand.check_id))
    earlier = found.rounds[:-1] if found.check.state.answer else found.rounds
    whole = found.check.state.model_copy(update={"earlier": tuple(earlier), "rounds_kept": 0})
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/json",
        "Content-Disposition": 'attachment; filename="CHECK.json"',
    }
    return Response(whole.model_dump_json(indent=1), headers)


def _check_of(check_id: str | None) -> str:
    if check_id is None:
        raise NotFound("This reason was stated for something else. Open the check from its case.")
    return check_id


def _shown(desk: RecordsDesk, one: Round) -> ShownRound:
    replay = _replayed(desk, one)
    model_id = one.basis.model_id if one.basis else ""
    candidates = [(candidate, alike(candidate, model_id)) for candidate in one.candidates]
    if isinstance(replay, str):
        return ShownRound(one, candidates, replay)
    said = "Worked out again now, it agrees to the last bit." if replay.agrees else "It does NOT agree now:"
    return ShownRound(one, candidates, said, replay.differences)


def _replayed(desk: RecordsDesk, one: Round) -> Replay | str:
    try:
        return desk.records.scoring.replay(one)
    except UnknownModel as error:
        return error.message
