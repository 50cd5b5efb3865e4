"""The signals of a case's documents: marked in the queue, weighed by an officer, followed with a trace."""

import pytest

from chalicelib.casework.errors import ChangedSince, ClaimedByAnother, UnknownCase, UnknownSubject
from chalicelib.casework.listing import as_rows
from chalicelib.casework.models import CaseState, Flag
from chalicelib.casework.signals import digest_of, signals_of
from chalicelib.documents.models import Role, Signal
from chalicelib.documents.signals.fingerprints import Fingerprints, Use
from chalicelib.kernel.changes import SYSTEM, AuditEntry, Once
from chalicelib.platform import clock
from tests.fakes.casework import DEV, OLIVE, Station

EDITED = Signal(code="paper_edited", values={"program": "iLovePDF"})


def noticed(station: Station, *signals: Signal, role: Role = Role.ADDRESS) -> str:
    """The document of a role with signals, as the intake leaves it; its id."""
    store = station.papers.store
    stored = store.latest(station.case_id, role)
    after = stored.state.model_copy(update={"signals": signals})
    store.save(stored, after, audit=AuditEntry("noticed", SYSTEM))
    return stored.id


def seen(station: Station) -> str:
    """What the page carries back of the signals that it shows."""
    documents = station.papers.documents.of_application(station.case_id)
    return digest_of(signals_of(Fingerprints(station.items), station.case_id, documents))


@pytest.fixture
def station() -> Station:
    return Station()


def marked(station: Station) -> bool:
    assert (Flag.DOCUMENT_SIGNALS in station.case.flags) is (
        "Document signals" in as_rows([station.case], clock.now())[0].flags
    )
    return Flag.DOCUMENT_SIGNALS in station.case.flags


def test_a_case_with_signals_is_marked_and_stops_for_nothing(station):
    station.send_form()
    noticed(station, EDITED)
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    assert marked(station)
    assert station.case.state is CaseState.OPEN

    station.claim()
    station.recommend()
    station.approve()
    assert station.case.state is CaseState.ORDERED, "a signal is no refusal and stands in nobody's way"


def test_a_case_without_signals_is_not_marked(station):
    assert not marked(station.ready())


def test_a_later_file_marks_the_case_when_its_documents_are_looked_at(station):
    station.ready()
    noticed(station, EDITED)
    station.hear("DocumentAccepted")
    assert marked(station)


def test_weighed_signals_lose_their_mark_until_there_is_another(station):
    station.ready()
    noticed(station, EDITED)
    station.hear("DocumentAccepted")
    station.casework.weigh_signals(station.case_id, OLIVE, seen(station), "The bank joins its pages so.")
    assert not marked(station)
    station.hear("DocumentAccepted")
    assert not marked(station)

    noticed(station, EDITED, Signal(code="screenshot", values={"dots": "1170x2532"}))
    station.hear("DocumentAccepted")
    assert marked(station)
    line = next(line for line in station.cases.trail(station.case_id) if line.action == "signals_weighed")
    assert line.words == {"reason": "The bank joins its pages so."}


def test_nobody_weighs_what_came_after_the_page(station):
    station.ready()
    noticed(station, EDITED)
    before = seen(station)
    noticed(station, EDITED, Signal(code="screenshot", values={"dots": "1170x2532"}))
    with pytest.raises(ChangedSince):
        station.casework.weigh_signals(station.case_id, OLIVE, before, "Nothing in it.")


def test_a_colleague_who_holds_the_case_weighs_it(station):
    station.ready()
    station.claim(OLIVE)
    with pytest.raises(ClaimedByAnother):
        station.casework.weigh_signals(station.case_id, DEV, seen(station), "Nothing in it.")


def test_what_a_later_file_told_is_a_signal_of_the_earlier_case(station):
    station.ready()
    paper = station.papers.store.latest(station.case_id, Role.PHOTO)
    told = Signal(code="alike_photo", values={"application": "another", "document": "another-photo-1"})
    use = Use(station.case_id, paper.id, clock.now())
    Fingerprints(station.items).tell(use, told)
    station.hear("DocumentAccepted")
    assert marked(station)


def test_a_signal_is_followed_to_the_other_case_alone_and_leaves_a_trace(station):
    station.ready()
    other = station.applications.start(Once("start", "other"))
    there = Signal(code="same_file", values={"application": other, "document": f"{other}-address-1"})
    paper = noticed(station, there)

    def follow(application_id: str, document_id: str = paper) -> str:
        return station.casework.follow_signal(
            station.case_id, OLIVE, document_id=document_id, other=application_id
        )

    with pytest.raises(UnknownCase):
        follow(other)
    with pytest.raises(UnknownSubject):
        follow("somebody-else")
    with pytest.raises(UnknownSubject):
        follow(other, station.papers.store.latest(station.case_id, Role.PHOTO).id)
    assert "signal_followed" not in [line.action for line in station.cases.trail(station.case_id)]

    noticed(station, Signal(code="same_file", values={"application": station.case_id, "document": "x"}))
    assert follow(station.case_id) == station.case_id
    last = station.cases.trail(station.case_id)[-1]
    assert (last.action, last.actor, last.facts["other"]) == ("signal_followed", "olive", station.case_id)
