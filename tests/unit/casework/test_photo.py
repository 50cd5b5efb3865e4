"""The applicant's photo on the officers' side: seen beside the passport, and frozen with what they approve."""

from base64 import b64encode
from hashlib import sha256

import pytest

from chalicelib.casework.models import Proposal
from chalicelib.casework.reading import case_context
from chalicelib.documents.changes import commit_move
from chalicelib.documents.errors import NothingToPrint
from chalicelib.documents.models import Role, State
from tests.fakes.casework import OLIVE, RUTH, Station
from tests.fakes.documents import JPEG

COPY = b"clean " + JPEG + b"photo"
"""As the fake rewriter makes it."""


@pytest.fixture
def station() -> Station:
    """Nobody was found; every paper is accepted."""
    return Station().ready()


def _proposal(station: Station) -> Proposal:
    return station.casework.review.read(station.cases.get(station.case_id), RUTH).proposal


def test_the_order_names_the_photo_that_officers_saw(station):
    station.claim()
    station.recommend()
    seen = _proposal(station)
    assert seen.content.holder.photo == sha256(COPY).hexdigest()
    order_id = station.casework.approve(station.case_id, RUTH, seen.digest)
    assert station.casework.orders.order(order_id).content == seen.content


def test_the_case_page_shows_the_photo_itself(station):
    shown = case_context(station.casework, station.case_id, OLIVE)["photo"]
    assert shown == f"data:image/jpeg;base64,{b64encode(COPY).decode()}"


def test_an_older_application_without_a_photo_is_decided_as_before(station):
    store = station.papers.store
    photo = store.latest(station.case_id, Role.PHOTO)
    for key in [key for key in station.items.rows if photo.id in key.pk]:
        del station.items.rows[key]
    station.claim()
    station.recommend()
    assert _proposal(station).content.holder.photo is None
    assert case_context(station.casework, station.case_id, OLIVE)["photo"] == ""


def test_a_photo_that_nobody_could_open_is_never_accepted_unseen():
    station = Station()
    station.papers.scanning(Role.PHOTO)
    photo = station.papers.store.latest(station.case_id, Role.PHOTO)
    commit_move(station.papers.store, photo, State.NEEDS_PERSON)
    with pytest.raises(NothingToPrint):
        station.papers.documents.accept_by_person(photo.id, None, "I saw it on paper.")
