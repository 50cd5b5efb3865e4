"""Serial, number and status index are nobody else's, whoever draws at the same moment."""

import pytest

from chalicelib.certificates import services, status_list
from chalicelib.certificates.paper import paper_of
from chalicelib.kernel.changes import ConcurrentChange
from tests.fakes.issuing import Workshop


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("reserving"))


def reserved(workshop: Workshop, order_id: str | None = None):
    return workshop.service._reserve(order_id or workshop.order()).state


def test_an_index_that_another_drew_is_drawn_again(workshop, monkeypatch):
    drawn = iter([7, 7, 7, 8, 9])
    monkeypatch.setattr(status_list, "draw", lambda: next(drawn))
    assert [reserved(workshop).status_index for _ in range(3)] == [7, 8, 9]


def test_a_serial_that_another_drew_is_drawn_again(workshop, monkeypatch):
    same, other = "A" * 32, "B" * 32
    serials = iter([same, same, other])
    monkeypatch.setattr(services, "new_serial", lambda: next(serials))
    assert [reserved(workshop).serial for _ in range(2)] == [same, other]


def test_a_full_list_is_given_up_on_and_holds_nothing(workshop, monkeypatch):
    monkeypatch.setattr(status_list, "draw", lambda: 4711)
    reserved(workshop)
    order_id = workshop.order()
    with pytest.raises(ConcurrentChange):
        reserved(workshop, order_id)
    assert workshop.service.register.find(order_id) is None


def test_two_issuers_of_one_order_reserve_once(workshop):
    order_id = workshop.order()
    first = reserved(workshop, order_id)
    with pytest.raises(ConcurrentChange):
        reserved(workshop, order_id)
    assert workshop.service.register.get(order_id).state == first


def test_a_certificate_is_found_by_its_paper_from_the_start(workshop):
    made = reserved(workshop)
    paper = paper_of(made.content)
    assert (paper.birth_year, paper.passport_end) == (1990, "1821")
    assert workshop.service.register.find_paper(paper).state.serial == made.serial
    assert workshop.service.register.find_paper(paper._replace(birth_year=1991)) is None
