"""When an answer holds as many as it can, narrower questions follow; what they can't list stays truncated."""

import pytest

from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.errors import RecordSystemUnavailable
from chalicelib.records.models import Nominal, Record
from chalicelib.records.ports import RecordKeeper
from infra.local.simulators.records import known
from infra.local.simulators.records.server import RecordServer
from tests.contract.records.asked import enquiry, purpose
from tests.contract.records.conftest import Subject, pncid_of


def test_narrower_questions_bring_out_whom_the_limit_hid(subject: Subject) -> None:
    answer = ask_fully(subject.system, enquiry(known.CROWDED), purpose=purpose())
    found = {nominal.record_id for nominal in answer.candidates}
    assert answer.narrowed
    if isinstance(
        subject.system, NamesEnquiryRecordSystem
    ):  # nothing tells men of one name and about one date apart
        assert answer.truncated
        return
    assert {subject.id_of(namesake) for namesake in known.NAMESAKES} <= found
    assert not answer.truncated


def test_the_older_form_lists_a_year_month_by_month_and_day_by_day(
    enquirer: NamesEnquiryRecordSystem,
) -> None:
    asked = enquiry(known.CROWDED, birth_date="1975")
    assert enquirer.search(asked, purpose=purpose()).truncated
    answer = ask_fully(enquirer, asked, purpose=purpose())
    assert {pncid_of(namesake) for namesake in known.NAMESAKES} <= {n.record_id for n in answer.candidates}
    assert {part.born_from.month for part in answer.narrowed} == {1}  # the limit of questions came first
    assert answer.truncated


def entered(keeper: RecordKeeper, surname: str, people: list[tuple[str, str, Sex]]) -> set[str]:
    """Enter people of one surname by forenames, date and sex; their ids."""
    drafts = [
        Record(
            nominal=Nominal(
                record_id="new",
                names=(PersonName(forenames=forenames, surname=surname),),
                birth_dates=(born,),
                sex=sex,
                version=0,
                synthetic=True,
            )
        )
        for forenames, born, sex in people
    ]
    return {keeper.create(draft, purpose=purpose()).nominal.record_id for draft in drafts}


def test_a_crowd_of_one_day_is_told_apart_by_sex_and_forenames(client: LedsRecordSystem) -> None:
    people = [(f"{first}lan", "1961-01-01", sex) for first in "ABCEGH" * 4 for sex in (Sex.MALE, Sex.FEMALE)]
    crowd = entered(client, "Quennevais", people)
    asked = NamesEnquiry(name=PersonName(forenames="Alan", surname="Quennevais"), birth_date="1961-01-01")
    assert client.search(asked, purpose=purpose()).truncated
    answer = ask_fully(client, asked, purpose=purpose())
    assert crowd <= {nominal.record_id for nominal in answer.candidates}
    assert not answer.truncated
    assert any(part.initials for part in answer.narrowed)


def test_a_narrower_question_that_fails_is_no_answer_at_all(
    server: RecordServer, client: LedsRecordSystem
) -> None:
    def down_in_the_middle() -> bool:
        server.faults.switch("error")
        return True

    with pytest.raises(RecordSystemUnavailable):
        ask_fully(client, enquiry(known.CROWDED), purpose=purpose(), has_time=down_in_the_middle)
