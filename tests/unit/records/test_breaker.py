"""The circuit breaker: what opens it, what one question after a rest finds, and that no answer stays no answer."""

import pytest

from chalicelib.kernel.people import PersonName
from chalicelib.records.adapters.breaker import CircuitBreaker, GuardedRecordSystem
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord
from tests.fakes.record_system import FakeRecordSystem

WHY = Purpose(reason_code=8, justification="Certificate", on_behalf_of="PC-1", correlation_id="c-1")
ASKED = NamesEnquiry(name=PersonName(forenames="Ada", surname="Byron"), birth_date="1990-01-02")


class Line:
    """A guarded system, and a clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = 100.0
        self.fake = FakeRecordSystem()
        self.breaker = CircuitBreaker(failures_to_open=3, rest=5, now=lambda: self.time)
        self.system = GuardedRecordSystem(self.fake, self.breaker)

    def ask(self) -> Fault | None:
        try:
            self.system.search(ASKED, purpose=WHY)
        except RecordSystemUnavailable as error:
            return error.fault
        return None

    def break_it(self) -> None:
        self.fake.fault = Fault.TIMED_OUT
        assert [self.ask() for _ in range(3)] == [Fault.TIMED_OUT] * 3


def test_it_opens_after_failures_in_a_row_and_asks_no_more() -> None:
    line = Line()
    line.break_it()
    asked = len(line.fake.purposes)
    assert line.breaker.is_open
    assert line.ask() is Fault.CIRCUIT_OPEN
    assert len(line.fake.purposes) == asked


def test_an_answer_in_between_starts_the_count_again() -> None:
    line = Line()
    for _ in range(5):
        line.fake.fault = Fault.FAILED
        assert [line.ask(), line.ask()] == [Fault.FAILED] * 2
        line.fake.fault = None
        assert line.ask() is None


def test_after_a_rest_one_question_tries_and_its_answer_closes() -> None:
    line = Line()
    line.break_it()
    line.time += 5
    line.fake.fault = None
    assert line.ask() is None
    assert not line.breaker.is_open
    assert line.ask() is None


def test_a_try_that_fails_rests_again() -> None:
    line = Line()
    line.break_it()
    line.time += 5
    assert line.ask() is Fault.TIMED_OUT
    assert line.ask() is Fault.CIRCUIT_OPEN
    line.time += 5
    assert line.ask() is Fault.TIMED_OUT


def test_while_one_question_tries_the_others_wait() -> None:
    line = Line()
    line.break_it()
    line.time += 5
    seen: list[Fault | None] = []

    def meanwhile() -> None:
        seen.append(line.ask())

    line.breaker.call(meanwhile)
    assert seen == [Fault.CIRCUIT_OPEN]


def test_a_refusal_and_an_unknown_record_are_answers() -> None:
    line = Line()
    line.fake.fault = Fault.REFUSED
    for _ in range(9):
        with pytest.raises(RecordSystemRefused):
            line.system.search(ASKED, purpose=WHY)
    line.fake.fault = None
    for _ in range(9):
        with pytest.raises(UnknownRecord):
            line.system.record("R9", purpose=WHY)
    assert not line.breaker.is_open
