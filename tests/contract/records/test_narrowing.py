"""When an answer holds as many as it can, narrower questions follow; what they can't list stays truncated."""

from datetime import date

import pytest

from chalicelib.kernel.people import Sex
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import Within
from chalicelib.records.errors import RecordSystemUnavailable
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


def test_a_part_holds_those_of_its_sex_and_first_letter(client: LedsRecordSystem) -> None:
    def of(**part: object) -> int:
        within = Within(born_from=date.min, born_to=date.max, undated=True, **part)
        narrower = enquiry(known.CROWDED).model_copy(update={"within": within})
        return len(client.search(narrower, purpose=purpose()).candidates)

    assert of(initials="ABC") == of(initials="A", sex=Sex.MALE) == of() == 20
    assert of(initials="BCD*") == of(sex=Sex.FEMALE) == 0


def test_a_narrower_question_that_fails_is_no_answer_at_all(
    server: RecordServer, client: LedsRecordSystem
) -> None:
    def down_in_the_middle() -> bool:
        server.faults.switch("error")
        return True

    with pytest.raises(RecordSystemUnavailable):
        ask_fully(client, enquiry(known.CROWDED), purpose=purpose(), has_time=down_in_the_middle)
