"""A force that keeps its own records: a keeper enters one, the applicant is found in it, the certificate shows it."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from infra.local import sample
from infra.local.simulators.records.known import CONVICTED
from infra.local.stack import Stack
from infra.local.staff import FIRST_KEEPER, FIRST_OFFICER, SECOND_OFFICER
from infra.local.visitor import Visitor, wait_for
from tests.flow.steps import PURPOSE, act
from tests.stackrun import running_stack

pytestmark = pytest.mark.stack

PERSON = replace(CONVICTED, record_id="")
"""Whom the simulated police know is a stranger here, until a keeper enters him."""
EMAIL = "kept.by.ourselves@applicant.example"
WHY = {"reason_code": "9", "justification": "The court's notice of today", "on_behalf_of": "Bureau"}


@pytest.fixture(scope="module")
def hosted() -> Iterator[Stack]:
    with running_stack(hosts_records=True) as running:
        yield running


def enter(stack: Stack) -> str:
    """The record and its one conviction, as a keeper enters them; the record's page."""
    born = f"{PERSON.birth_date:%d/%m/%Y}"
    names = {"surname": PERSON.surname, "forenames": PERSON.forenames, "sex": PERSON.sex}
    with Visitor(stack.staff_origin) as keeper:
        sample.sign_in(keeper, FIRST_KEEPER)
        keeper.open("/staff/records")
        keeper.submit("/staff/records/find", **names, born=born, **WHY)
        errand = httpx.URL(str(keeper.page.url)).path
        keeper.answer(f"{errand}/new", **names, date=born)
        record = httpx.URL(str(keeper.page.url)).path
        offence = {
            "kind": "conviction",
            "jurisdiction": "england_and_wales",
            "cjs_code": "TH68010",
            "offence_date": "11/02/2022",
            "date": "03/04/2022",
        }
        keeper.answer(f"{record}/edit/matters~new", **offence, plea="guilty", adjudication="guilty")
        keeper.answer(f"{record}/edit/disposals~m1~new", code="1015", amount="180")
        return keeper.open(record).text


def decide(stack: Stack, reference: str) -> str:
    """Two officers find the applicant in the record, and let its matter be shown; what was approved."""
    with Visitor(stack.staff_origin) as first, Visitor(stack.staff_origin) as second:
        sample.sign_in(first, FIRST_OFFICER)
        path = wait_for(lambda: sample.open_case(first, reference), "The case")
        act(first, path, "claim")
        act(first, path, "purpose", **PURPOSE)
        act(first, path, "candidate", finding="same_person", reason="Name, birth date and sex agree.")
        act(first, path, "matter", inclusion="include", reason="A conviction that is not filtered.")
        act(first, path, "recommend")
        sample.sign_in(second, SECOND_OFFICER)
        second.open(path)
        act(second, path, "purpose", **PURPOSE)
        act(second, path, "approve")
        return second.page.text


def test_from_the_keeper_s_desk_to_the_certificate(hosted: Stack) -> None:
    assert not hosted.processes.runs("records")
    assert "Theft from a shop" in enter(hosted)
    with Visitor(hosted.apply_origin) as applicant:
        sample.fill_in(applicant, PERSON, EMAIL)
        sample.send_papers(applicant, PERSON)
        approved = decide(hosted, sample.submit(applicant))
        content = sample.collect(hosted, applicant, PERSON, EMAIL)
    assert "The issuer is making the certificate" in approved
    assert "THEFT" in words(content).upper()


def words(content: bytes) -> str:
    """The text on a PDF's pages."""
    import pypdfium2  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(content)
    found = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return found
