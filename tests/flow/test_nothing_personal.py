"""After everything: no log, no queue, no mail and no address says who applied."""

import json
import re
from urllib.parse import unquote

from infra.local.simulators.records.known import CONVICTED, Known
from infra.local.stack import Stack
from tests.flow.line import EMAIL, PERSON, Line, handed_over


def about(person: Known) -> list[str]:
    """What would give somebody away, as pages, police and machines write it."""
    born = person.birth_date
    dates = [f"{born:{form}}" for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d%m%Y", "%d %B %Y")]
    return [*person.forenames.split(), person.surname, *dates, f"{born.day} {born:%B %Y}"]


SECRETS = {*about(PERSON), *about(CONVICTED), "L898902C3", "Larch Road", "ZZ99"}


def told(text: str) -> set[str]:
    """What of the applicant a text gives away."""
    plain = unquote(text).casefold()
    return {secret for secret in SECRETS if re.search(rf"\b{re.escape(secret.casefold())}\b", plain)}


def test_the_search_finds_what_it_looks_for():
    assert told("GET /x?name=Fairweather&born=14%2F05%2F1990") == {"Fairweather", "14/05/1990"}


def test_in_no_log(line: Line, stack: Stack):
    logs = list((stack.folder / "log").glob("*.log"))
    assert {log.stem for log in logs} >= {"http", "poller", "moto", "records", "scanner", "events"}
    found = {log.name: told(log.read_text(errors="replace")) for log in logs}
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert not any(EMAIL in log.read_text(errors="replace") for log in logs)


def test_in_no_message(line: Line, stack: Stack):
    entries = [json.dumps(entry) for entry in handed_over(stack)]
    assert len(entries) > 20
    assert {secret for entry in entries for secret in told(entry)} == set()


def test_in_no_mail(line: Line, stack: Stack):
    letters = [f"{mail['subject']}\n{mail['body']}" for mail in stack.mail()]
    assert len(letters) >= 2
    assert {secret for letter in letters for secret in told(letter)} == set()


def test_in_no_address(line: Line):
    assert len(line.urls) > 40
    assert {secret for url in line.urls for secret in told(url)} == set()
    assert not any("applicant.example" in url for url in line.urls)
