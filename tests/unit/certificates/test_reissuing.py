"""Copies, and issuing again: by four eyes, in the same words, with other details, and never on an old search."""

from datetime import date, timedelta

import pytest

from chalicelib.certificates.entries import EntryKind
from chalicelib.certificates.errors import NeedsNewSearch, NothingToAnswer, NotStanding, SameOfficer
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.people import PersonName
from chalicelib.platform import clock
from tests.fakes.issuing import holder
from tests.fakes.register import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_copies_are_counted_and_mailed(shelf):
    one = shelf.add()
    shelf.staff.send_copy(one, "officer-1")
    shelf.staff.send_copy(one, "officer-1")
    assert shelf.staff.look(one).history.copies == 2
    assert [e.data["certificate_id"] for e in shelf.events("CopyRequested")] == [one, one]


def test_the_same_words_are_ordered_to_the_letter(shelf):
    one = shelf.add()
    shelf.staff.ask_again(one, "officer-1", "The printer ate it.")
    with pytest.raises(SameOfficer):
        shelf.staff.order_again(one, "officer-1")
    order_id = shelf.staff.order_again(one, "officer-2")
    order = shelf.orders.order(order_id)
    assert order.content == shelf.orders.order(one).content
    assert order.reissue_of == one
    assert shelf.staff.look(one).is_good, "it stands until the new one is published"
    (ordered,) = shelf.events("IssueOrdered")
    assert ordered.data["order_id"] == order_id
    with pytest.raises(NothingToAnswer):
        shelf.staff.order_again(one, "officer-3")
    with pytest.raises(NotStanding):
        shelf.staff.ask_again(one, "officer-1", "Once more.")


def test_other_details_need_no_search_unless_records_are_searched_by_them(shelf):
    one = shelf.add()
    shelf.staff.ask_again(one, "officer-1", "New passport.", holder=holder(passport_number="999999999"))
    order = shelf.orders.order(shelf.staff.order_again(one, "officer-2"))
    assert order.content.holder.passport_number == "999999999"
    assert order.content_hash == order.content.digest


@pytest.mark.parametrize(
    "change",
    [{"name": PersonName(forenames="Amelia", surname="Married")}, {"birth_date": date(1991, 4, 17)}],
)
def test_another_name_or_birth_date_needs_a_search(shelf, change):
    one = shelf.add()
    with pytest.raises(NeedsNewSearch):
        shelf.staff.ask_again(one, "officer-1", "Married.", holder=holder(**change))
    shelf.staff.ask_again(one, "officer-1", "Married.", holder=holder(**change), searched_again=True)
    shelf.staff.order_again(one, "officer-2")


def test_an_old_statement_is_not_repeated_without_a_search(shelf):
    one = shelf.add(days_ago=40)
    with pytest.raises(NeedsNewSearch):
        shelf.staff.ask_again(one, "officer-1", "The printer ate it.")


@pytest.mark.parametrize("again", [False, True])
def test_a_reissue_bears_the_day_of_the_search_and_not_its_own(shelf, again):
    one = shelf.add(days_ago=20)
    shelf.staff.ask_again(one, "officer-1", "The printer ate it.", searched_again=again)
    order = shelf.orders.order(shelf.staff.order_again(one, "officer-2"))
    assert order.content.searched_on == clock.today() - timedelta(days=0 if again else 20)
    assert order.content_hash == order.content.digest


def test_a_statement_grows_old_from_the_search_on_however_often_it_is_issued(shelf):
    one = shelf.add(days_ago=1)
    stored = shelf.register.get(one)
    searched = clock.today() - timedelta(days=32)
    said = stored.state.content.model_copy(update={"searched_on": searched})
    shelf.register.save(
        stored, stored.state.model_copy(update={"content": said}), audit=AuditEntry("x", SYSTEM)
    )
    with pytest.raises(NeedsNewSearch):
        shelf.staff.ask_again(one, "officer-1", "The printer ate it.")


def test_a_request_can_be_declined(shelf):
    one = shelf.add()
    shelf.staff.ask_again(one, "officer-1", "The printer ate it.")
    shelf.staff.decline_again(one, "officer-2", "Send a copy instead.")
    with pytest.raises(NothingToAnswer):
        shelf.staff.order_again(one, "officer-2")
    kinds = [entry.kind for entry in shelf.staff.look(one).history.entries]
    assert kinds == [EntryKind.REISSUE_REQUESTED, EntryKind.REISSUE_DECLINED]
