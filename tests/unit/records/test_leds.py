"""The record-system client against answers that no honest system gives: none of them may read as 'nobody'."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord

PURPOSE = Purpose(
    reason_code=8, justification="Police certificate\u2019s check", on_behalf_of="PC-1", correlation_id="c-1"
)
ENQUIRY = NamesEnquiry(
    name=PersonName(forenames="Ada", surname="Byron"), birth_date="1990-01-02", sex=Sex.FEMALE
)
PERSON: dict[str, Any] = {
    "id": "R1",
    "version": 3,
    "longPersonUrn": "1979/163001B",
    "names": [{"forenames": "Ada", "surname": "Byron", "type": "main"}],
    "datesOfBirth": ["1990-01-02"],
    "sex": "F",
}
NOBODY: dict[str, Any] = {"systemVersion": "1", "matchesFound": 0, "truncated": False, "people": []}
ONE = NOBODY | {"matchesFound": 1, "people": [PERSON]}

Answer = Callable[[httpx.Request], httpx.Response]


def system_that(answer: Answer, pauses: list[float] | None = None) -> LedsRecordSystem:
    system = LedsRecordSystem("http://records", pause=(pauses if pauses is not None else []).append)
    client = httpx.Client(base_url=system.url, transport=httpx.MockTransport(answer))
    vars(system)["_client"] = client
    return system


def answering(body: object, status: int = 200, **headers: str) -> LedsRecordSystem:
    content = json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return system_that(lambda _: httpx.Response(status, content=content, headers=sent))


def test_what_is_asked_carries_its_purpose() -> None:
    seen: list[httpx.Request] = []
    system = system_that(lambda request: seen.append(request) or httpx.Response(200, json=NOBODY))
    assert system.search(ENQUIRY, purpose=PURPOSE).candidates == ()
    headers = seen[0].headers
    assert headers["Reason"] == "8 - On behalf of another authorised agency"
    assert headers["Justification"] == "Police certificate%E2%80%99s check"
    assert headers["On-Behalf-Of"] == "PC-1"
    assert headers["Correlation-Id"] == "c-1"
    assert "Byron" not in str(seen[0].url)


def test_identifiers_are_made_canonical() -> None:
    (nominal,) = answering(ONE).search(ENQUIRY, purpose=PURPOSE).candidates
    assert str(nominal.pncid) == "1979/0163001B"


def test_a_person_with_a_mistyped_identifier_is_not_lost() -> None:
    wrong = PERSON | {"longPersonUrn": "2000/0448754K"}
    (nominal,) = answering(ONE | {"people": [wrong]}).search(ENQUIRY, purpose=PURPOSE).candidates
    assert str(nominal.pncid) == "2000/0448754K"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"people": []},
        NOBODY | {"matchesFound": 3},
        NOBODY | {"matchesFound": 3, "truncated": "yes"},
        NOBODY | {"truncated": True},
        ONE | {"matchesFound": 0},
        ONE | {"matchesFound": 2},
        ONE | {"people": [PERSON | {"names": []}]},
        ONE | {"people": [PERSON | {"id": ""}]},
        ONE | {"people": [PERSON | {"sex": None}]},
        ONE | {"people": [PERSON | {"datesOfBirth": ["1990-13-40"]}]},
        ONE | {"people": [PERSON | {"names": [{"forenames": "", "surname": "", "type": "main"}]}]},
    ],
)
def test_an_answer_that_does_not_add_up_is_none(body: object) -> None:
    with pytest.raises(RecordSystemUnavailable) as raised:
        answering(body).search(ENQUIRY, purpose=PURPOSE)
    assert raised.value.fault is Fault.UNREADABLE


@pytest.mark.parametrize("status", [204, 206, 301, 302])
def test_other_successes_and_redirects_are_no_answer(status: int) -> None:
    with pytest.raises(RecordSystemUnavailable):
        answering(NOBODY, status, Location="/elsewhere").search(ENQUIRY, purpose=PURPOSE)


def test_somebody_elses_answer_is_no_answer() -> None:
    with pytest.raises(RecordSystemUnavailable):
        answering(NOBODY, Correlation_Id="c-2").search(ENQUIRY, purpose=PURPOSE)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    pauses: list[float] = []
    system = system_that(lambda _: httpx.Response(status), pauses)
    with pytest.raises(RecordSystemRefused):
        system.search(ENQUIRY, purpose=PURPOSE)
    assert pauses == []


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_failure_is_asked_again_with_growing_pauses(status: int) -> None:
    pauses: list[float] = []
    with pytest.raises(RecordSystemUnavailable) as raised:
        system_that(lambda _: httpx.Response(status), pauses).search(ENQUIRY, purpose=PURPOSE)
    assert raised.value.fault is Fault.FAILED
    assert len(pauses) == 2
    assert 0.1 <= pauses[0] <= 0.2 <= pauses[1] <= 0.4


def test_a_missing_page_on_the_way_is_not_an_unknown_record() -> None:
    with pytest.raises(RecordSystemRefused):
        answering({}, 404, Content_Type="text/html").record("R1", purpose=PURPOSE)
    with pytest.raises(UnknownRecord):
        answering({}, 404, Content_Type="application/problem+json").record("R1", purpose=PURPOSE)


def test_another_persons_record_is_no_answer() -> None:
    system = answering({"person": PERSON, "disposalHistory": []})
    assert system.record("R1", purpose=PURPOSE).matters == ()
    with pytest.raises(RecordSystemUnavailable):
        system.record("R2", purpose=PURPOSE)


def test_a_matter_of_an_unknown_kind_makes_the_record_unreadable() -> None:
    matter = {
        "id": "m",
        "type": "something-new",
        "offence": {"title": "X"},
        "disposals": [],
        "jurisdiction": "england_and_wales",
    }
    with pytest.raises(RecordSystemUnavailable):
        answering({"person": PERSON, "disposalHistory": [matter]}).record("R1", purpose=PURPOSE)


def test_colons_of_pnc_become_dots_and_life_is_life() -> None:
    matter = {
        "id": "m",
        "type": "conviction",
        "offence": {"cjsOffenceCode": "COML025", "npccOffenceCode": "1:1:1:1", "title": "Murder"},
        "date": "1999-05",
        "disposals": [{"code": "1002", "text": "Imprisonment", "duration": {"units": "life"}}],
        "jurisdiction": "england_and_wales",
    }
    record = answering({"person": PERSON, "disposalHistory": [matter]}).record("R1", purpose=PURPOSE)
    assert record.matters[0].offence.npcc_code == "1.1.1.1"
    assert record.matters[0].disposals[0].duration == "Y999"
