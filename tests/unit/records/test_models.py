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


def a_record(**changes: object) -> Record:
    nominal = Nominal(
        record_id="R1", names=(NAME,), birth_dates=changes.pop("born", ("1990-05-20",)), version=1
    )
    matter = Matter(
        id="m1", kind=MatterKind.CONVICTION, offence=Offence(title="Theft"), offence_date="2008-05-19"
    )
    return Record(nominal=nominal, matters=(matter,), **changes)


@pytest.mark.parametrize(
    ("born", "day", "ages"),
    [
        (("1990-05-20",), "2008-05-19", (17, 17)),
        (("1990-05-20",), "2008-05-20", (18, 18)),
        (("1990-05-20",), "2008-05", (17, 18)),
        (("1990",), "2008-05-20", (17, 18)),
        (("1990-05-20", "1988-05-20"), "2008-05-19", (17, 19)),
        (("2004-02-29",), "2022-02-28", (17, 17)),
        (("2020-01-01",), "2008-05-20", (0, 0)),
        ((), "2008-05-19", None),
    ],
)
def test_ages_follow_from_the_dates(born: tuple[str, ...], day: str, ages: tuple[int, int] | None) -> None:
    assert a_record(born=born).ages_on(PartialDate(day)) == ages


def test_age_at_a_matter_is_that_at_the_offence() -> None:
    record = a_record()
    assert record.ages_at(record.matters[0]) == (17, 17)
    assert record.ages_at(record.matters[0].model_copy(update={"offence_date": None})) is None


def test_a_report_names_matters_of_the_record() -> None:
    assert a_record(reports=({"asn": "1101ZD0100000410836V", "matters": ("m1",)},)).reports[0].matters == (
        "m1",
    )
    with pytest.raises(ValidationError, match="not on the record"):
        a_record(court_cases=({"reference": "97/1626/8395Q", "matters": ("m2",)},))


def test_a_record_of_the_first_format_is_still_read() -> None:
    old = {
        "nominal": {"record_id": "R1", "names": [{"surname": "Byron"}], "version": 2},
        "matters": [
            {
                "id": "m",
                "kind": "caution",
                "offence": {"title": "Theft"},
                "disposals": [{"code": "1015", "text": "Fine"}],
            }
        ],
    }
    record = Record.model_validate(old)
    assert record.matters[0].country == "GB"
    assert record.matters[0].disposals[0].variations == ()
