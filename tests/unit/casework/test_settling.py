"""A document that needs a person: it stops the case until it is settled, and the case follows it."""

import pytest

from chalicelib.casework.errors import NotDecided
from chalicelib.casework.models import Flag
from chalicelib.casework.writing import CaseWriter
from chalicelib.documents.changes import commit_move
from chalicelib.documents.models import Role, State
from chalicelib.platform.routing import ROUTES
from tests.fakes.casework import OLIVE


def test_a_document_that_is_not_accepted_stops_the_recommendation(clear):
    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    clear.claim()
    assert Flag.DOCUMENTS_NEED_PERSON in clear.case.flags
    with pytest.raises(NotDecided, match="document is not accepted"):
        clear.casework.recommend(clear.case_id, OLIVE, "")

    paper = store.latest(clear.case_id, Role.PASSPORT)
    clear.casework.settle_document(
        clear.case_id, OLIVE, document_id=paper.id, accept=True, reason="I saw the passport itself."
    )

    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    clear.recommend()


@pytest.mark.parametrize(
    ("accept", "told"), [(True, "DocumentAccepted"), (False, "DocumentRefused")], ids=["accepted", "refused"]
)
def test_a_case_follows_its_document_although_the_settling_broke_off_before_the_note(
    clear, monkeypatch, accept, told
):
    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    paper = store.latest(clear.case_id, Role.PASSPORT)

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(CaseWriter, "save", killed)
        with pytest.raises(SystemExit):
            clear.casework.settle_document(
                clear.case_id, OLIVE, document_id=paper.id, accept=accept, reason="I saw the passport itself."
            )
    assert "casework" in ROUTES[told]
    clear.hear(told)
    clear.hear(told)

    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    assert clear.case.documents["passport"] == ("accepted" if accept else "refused")
    actions = [line.action for line in clear.cases.trail(clear.case_id)]
    assert actions.count("documents_looked_at") == 2, "once for the need, once for its end"


def test_a_settled_document_is_noted_although_the_case_changed_at_that_moment(clear, monkeypatch):
    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    save, meanwhile = CaseWriter.save, iter([OLIVE])

    def save_late(self, before, officer, action, *args, **more):
        if action == "document_settled":
            for other in meanwhile:
                clear.claim(other)
        return save(self, before, officer, action, *args, **more)

    monkeypatch.setattr(CaseWriter, "save", save_late)
    paper = store.latest(clear.case_id, Role.PASSPORT)
    clear.casework.settle_document(
        clear.case_id, OLIVE, document_id=paper.id, accept=True, reason="I saw the passport itself."
    )
    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    assert [line.action for line in clear.cases.trail(clear.case_id)].count("document_settled") == 1
