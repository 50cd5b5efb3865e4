"""Narrower questions: together they reach everybody, they end, and what they can't list stays truncated."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.asking import MOST_QUESTIONS, ask_fully
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, initial_of
from chalicelib.records.models import Nominal, Record
from chalicelib.records.narrowing import in_parts, in_parts_of_the_form
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


def test_too_many_of_one_day_and_sex_are_told_apart_by_their_forenames() -> None:
    names = [
        PersonName(forenames=f"{letter}lan", surname="Crowdace") for letter in "ABGMQZ" for _ in range(9)
    ]
    people = tuple(
        Record(
            nominal=Nominal(
                record_id=f"R{n}", names=(name,), birth_dates=("1975-01-01",), sex=Sex.MALE, version=1
            )
        )
        for n, name in enumerate(names)
    )
    system = Alike(people)
    answer = ask_fully(system, ASKED, purpose=WHY)
    assert (len(answer.candidates), answer.truncated) == (54, False)
    assert {part.initials for part in answer.narrowed} > {"", "ABCDEF"}


class Alike(FakeRecordSystem):
    """A system to which all forenames sound the same."""

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        part = enquiry.within
        found = [r.nominal for r in self.records if part is None or part.holds(r.nominal)]
        return EnquiryAnswer(candidates=tuple(found[:20]), truncated=len(found) > 20, system_version="1")


@given(
    born=st.dates() | st.none(),
    year=st.integers(1, 9999),
    sex=st.sampled_from(Sex),
    forenames=st.sampled_from(["", "Alan", "Zoe", "\u00c9mile", "\u738b", "1st"]),
    turns=st.integers(0, 40),
)
def test_the_parts_always_hold_everybody(
    born: date | None, year: int, sex: Sex, forenames: str, turns: int
) -> None:
    dates = (PartialDate(born),) if born else ()
    name = PersonName(forenames=forenames, surname="Crowdace")
    nominal = Nominal(record_id="R", names=(name,), birth_dates=dates, sex=sex, version=1)
    asked = ASKED.model_copy(update={"birth_date": PartialDate.of(year)})
    for _ in range(turns):
        parts = in_parts(asked)
        if not parts:
            assert asked.within
            assert asked.within.initials == initial_of(name)
            return
        (holding,) = (part for part in parts if part.holds(nominal))
        asked = asked.model_copy(update={"within": holding})


def test_the_older_form_is_cut_by_month_day_sex_and_first_letter() -> None:
    name = PersonName(surname="Crowdace")
    asked = NamesEnquiry(name=name, birth_date="1976")
    months = in_parts_of_the_form(asked)
    assert [(p.born_from.month, p.born_to.day) for p in months][:2] == [(1, 31), (2, 29)]
    assert len(months) == 12
    days = in_parts_of_the_form(asked.model_copy(update={"within": months[1]}))
    assert (len(days), days[-1].born_to) == (29, date(1976, 2, 29))
    sexes = in_parts_of_the_form(asked.model_copy(update={"within": days[0]}))
    assert [part.sex for part in sexes] == [Sex.MALE, Sex.FEMALE]
    letters = in_parts_of_the_form(asked.model_copy(update={"within": sexes[0]}))
    assert "".join(part.initials for part in letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
    assert in_parts_of_the_form(asked.model_copy(update={"within": letters[0]})) == ()


def test_a_whole_date_with_forenames_is_cut_by_sex_alone_in_the_older_form() -> None:
    parts = in_parts_of_the_form(ASKED)
    assert [part.sex for part in parts] == [Sex.MALE, Sex.FEMALE]
    assert in_parts_of_the_form(ASKED.model_copy(update={"within": parts[0]})) == ()
