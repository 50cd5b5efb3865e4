"""Narrower questions: together they reach everybody, they end, and what they can't list stays truncated."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.asking import MOST_QUESTIONS, _first_parts, _parts_of, ask_fully
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.models import Nominal, Record
from tests.fakes.record_system import FakeRecordSystem

WHY = Purpose(reason_code=8, justification="Certificate", on_behalf_of="PC-1", correlation_id="c-1")
NAME = PersonName(forenames="Alan", surname="Crowdace")
ASKED = NamesEnquiry(name=NAME, birth_date="1975-01-15", sex=Sex.MALE)


def crowd(*births: str, sex: Sex = Sex.MALE) -> tuple[Record, ...]:
    return tuple(
        Record(nominal=Nominal(record_id=f"R{n}", names=(NAME,), birth_dates=(born,), sex=sex, version=1))
        for n, born in enumerate(births)
    )


def test_a_whole_answer_is_asked_once() -> None:
    system = FakeRecordSystem(crowd("1975-01-15"))
    answer = ask_fully(system, ASKED, purpose=WHY)
    assert len(system.enquiries) == 1
    assert (answer.truncated, answer.narrowed) == (False, ())


def test_those_whom_the_limit_hid_are_found() -> None:
    system = FakeRecordSystem(crowd(*(f"1975-01-{day:02d}" for day in range(1, 32))))
    answer = ask_fully(system, ASKED, purpose=WHY)
    assert len({nominal.record_id for nominal in answer.candidates}) == 31
    assert not answer.truncated
    assert len(answer.narrowed) == len(system.enquiries) - 1 <= MOST_QUESTIONS


def test_too_many_on_one_day_are_told_apart_by_sex_and_else_stay_truncated() -> None:
    men = crowd(*["1975-01-15"] * 15)
    women = tuple(
        r.model_copy(
            update={"nominal": r.nominal.model_copy(update={"record_id": f"W{n}", "sex": Sex.FEMALE})}
        )
        for n, r in enumerate(men)
    )
    both = ask_fully(FakeRecordSystem(men + women), ASKED, purpose=WHY)
    assert (len(both.candidates), both.truncated) == (30, False)
    many = ask_fully(FakeRecordSystem(crowd(*["1975-01-15"] * 45)), ASKED, purpose=WHY)
    assert many.truncated


def test_a_system_that_can_not_narrow_is_not_asked_again() -> None:
    system = FakeRecordSystem(crowd(*["1975-01-15"] * 25), can_narrow=False)
    assert ask_fully(system, ASKED, purpose=WHY).truncated
    assert len(system.enquiries) == 1


def test_the_number_of_questions_is_bounded() -> None:
    births = [f"{year}-01-15" for year in range(1850, 2100) for _ in range(1)]
    system = FakeRecordSystem(crowd(*["1975-01-15"] * 21, *["1975-01-16"] * 21, *births))
    answer = ask_fully(system, ASKED, purpose=WHY)
    assert len(system.enquiries) <= MOST_QUESTIONS + 1
    assert answer.truncated


@given(
    born=st.dates() | st.none(),
    year=st.integers(1, 9999),
    sex=st.sampled_from(Sex),
    turns=st.lists(st.integers(0, 2), max_size=40),
)
def test_the_parts_always_hold_everybody(born: date | None, year: int, sex: Sex, turns: list[int]) -> None:
    dates = (PartialDate(born),) if born else ()
    nominal = Nominal(record_id="R", names=(NAME,), birth_dates=dates, sex=sex, version=1)
    asked = ASKED.model_copy(update={"birth_date": PartialDate.of(year)})
    parts = list(_first_parts(asked))
    for _ in turns:
        holding = [part for part in parts if part.holds(nominal)]
        assert len(holding) == 1
        parts = list(_parts_of(holding[0])) or holding
    assert any(part.holds(nominal) for part in parts)
