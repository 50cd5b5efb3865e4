"""What the record model takes and refuses."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.kernel.people import PersonName
from chalicelib.records.checks import CheckState, EnquiryAnswer, NamesEnquiry, Purpose, RecordCheck, Round
from chalicelib.records.models import Matter, MatterKind, Nominal, Offence, PartialDate, Record

NAME = PersonName(forenames="Ada", surname="Byron")
ENQUIRY = NamesEnquiry(name=NAME, birth_date="1990-01-02")


@pytest.mark.parametrize("text", ["1990", "1990-02", "2000-02-29"])
def test_partial_dates(text: str) -> None:
    assert TypeAdapter(PartialDate).validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["", "90", "1990-2", "1990-13", "1999-02-29", "1990-01-02T00:00", "0000", "01/02/1990"]
)
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python(text)


def nominal(version: int) -> Nominal:
    return Nominal(record_id="R1", names=(NAME,), version=version)


def answer(*nominals: Nominal) -> EnquiryAnswer:
    return EnquiryAnswer(candidates=nominals, truncated=False, system_version="1")


def test_a_candidate_found_twice_is_one_in_its_newest_version() -> None:
    found = Round(
        asked=(ENQUIRY, ENQUIRY),
        answers=(answer(nominal(2)), answer(nominal(1))),
        answered_at=datetime.now(UTC),
    )
    check = RecordCheck(application_id="A1", state=CheckState.ANSWERED, answer=found)
    (candidate,) = check.candidates
    assert (candidate.nominal.version, candidate.found_by) == (2, (0, 1))


def test_an_enquiry_without_its_answer_is_no_round() -> None:
    with pytest.raises(ValidationError):
        Round(asked=(ENQUIRY, ENQUIRY), answers=(answer(),), answered_at=datetime.now(UTC))
    with pytest.raises(ValidationError):
        Round(asked=(), answers=(), answered_at=datetime.now(UTC))


def test_answered_means_that_there_is_an_answer() -> None:
    with pytest.raises(ValidationError):
        RecordCheck(application_id="A1", state=CheckState.ANSWERED)


def test_matters_of_a_record_are_told_apart() -> None:
    matter = Matter(id="m1", kind=MatterKind.CAUTION, offence=Offence(title="Affray"))
    with pytest.raises(ValidationError):
        Record(nominal=nominal(1), matters=(matter, matter))


@pytest.mark.parametrize(
    "change",
    [
        {"reason_code": 11},
        {"reason_code": -1},
        {"justification": "ab"},
        {"justification": "x" * 251},
        {"on_behalf_of": ""},
    ],
)
def test_a_purpose_is_complete(change: dict[str, object]) -> None:
    whole = {"reason_code": 8, "justification": "why", "on_behalf_of": "whom", "correlation_id": "c"}
    assert Purpose.model_validate(whole)
    with pytest.raises(ValidationError):
        Purpose.model_validate(whole | change)
