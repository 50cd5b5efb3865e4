"""The older names enquiry: names and dates as its form takes them, and answers that no honest system gives."""

import httpx
import pytest

from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.adapters.names_enquiry_wire import filename_of
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable

WHY = Purpose(reason_code=8, justification="Police certificate", on_behalf_of="a" * 30, correlation_id="c-1")
ASKED = NamesEnquiry(name=PersonName(forenames="Ada", surname="Byron"), birth_date="1990-01", sex=Sex.FEMALE)
HEAD = "<Header><SystemVersion>1</SystemVersion><CorrelationId>c-1</CorrelationId></Header>"
NOBODY = (
    f"<PNCAnswer>{HEAD}<NumberMatchesFound>0</NumberMatchesFound><ErrorCode>JUR001</ErrorCode></PNCAnswer>"
)
PERSON = (
    "<Person><PncId>1979/0163001B</PncId><FileName>BYRON/ADA</FileName>"
    "<DateOfBirth>--011990</DateOfBirth><Sex>F</Sex><Version>2</Version></Person>"
)


def ones(number: int, people: str) -> str:
    return f"<PNCAnswer>{HEAD}<NumberMatchesFound>{number}</NumberMatchesFound>{people}</PNCAnswer>"


def answering(body: str, seen: list[httpx.Request] | None = None) -> NamesEnquiryRecordSystem:
    def answer(request: httpx.Request) -> httpx.Response:
        (seen if seen is not None else []).append(request)
        return httpx.Response(200, content=body.encode(), headers={"Content-Type": "text/xml"})

    system = NamesEnquiryRecordSystem("http://pnc", pause=lambda _: None)
    vars(system)["_client"] = httpx.Client(base_url="http://pnc", transport=httpx.MockTransport(answer))
    return system


@pytest.mark.parametrize(
    ("forenames", "surname", "filename"),
    [
        ("Ada Mary", "Byron", "BYRON/ADA/MARY"),
        ("", "Sukarno", "SUKARNO"),
        ("Zoë", "O\u2019Brien-Müller", "O'BRIEN-MULLER/ZOE"),
        ("Łukasz", "Wałęsa", "WALESA/LUKASZ"),
        ("Иван", "Петров", "PETROV/IVAN"),
        ("Ada " * 20, "Byron", "BYRON" + "/ADA" * 12),
        ("Ada", "B" * 80, "B" * 54),
    ],
)
def test_names_as_the_form_takes_them(forenames: str, surname: str, filename: str) -> None:
    assert filename_of(PersonName(forenames=forenames, surname=surname)) == filename


def test_what_is_asked_carries_its_purpose_and_a_partial_date() -> None:
    seen: list[httpx.Request] = []
    assert answering(NOBODY, seen).search(ASKED, purpose=WHY).candidates == ()
    sent = seen[0].content.decode()
    assert "<SearchDateOfBirth>--011990</SearchDateOfBirth>" in sent
    assert "<ReasonCode>8</ReasonCode>" in sent
    assert f"<Originator>{'a' * 20}</Originator>" in sent
    assert "BYRON" not in str(seen[0].url)


def test_a_person_is_known_by_the_pncid() -> None:
    (nominal,) = answering(ones(1, PERSON)).search(ASKED, purpose=WHY).candidates
    assert (nominal.record_id, str(nominal.pncid), nominal.version) == ("1979-0163001B", "1979/0163001B", 2)
    assert nominal.birth_dates == ("1990-01",)


def test_twenty_matches_mean_that_there_may_be_more() -> None:
    assert answering(ones(20, PERSON * 20)).search(ASKED, purpose=WHY).truncated
    assert not answering(ones(19, PERSON * 19)).search(ASKED, purpose=WHY).truncated


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        NOBODY.replace("JUR001", "SYS999"),
        NOBODY.replace("<ErrorCode>JUR001</ErrorCode>", ""),
        NOBODY.replace("c-1", "c-2"),
        NOBODY[:-5],
        f"<!DOCTYPE x [<!ENTITY a 'b'>]>{NOBODY}",
        ones(2, PERSON),
        ones(0, PERSON),
        ones(21, PERSON * 21),
        ones(1, PERSON.replace("BYRON/ADA", "")),
        ones(1, PERSON.replace("--011990", "31021990")),
        ones(1, PERSON.replace("<Version>2</Version>", "")),
    ],
)
def test_an_answer_that_does_not_add_up_is_none(body: str) -> None:
    with pytest.raises(RecordSystemUnavailable) as raised:
        answering(body).search(ASKED, purpose=WHY)
    assert raised.value.fault is Fault.UNREADABLE


def test_a_name_without_a_letter_can_not_be_asked_for() -> None:
    nameless = ASKED.model_copy(update={"name": PersonName(surname="\u2014")})
    with pytest.raises(RecordSystemRefused):
        answering(NOBODY).search(nameless, purpose=WHY)
