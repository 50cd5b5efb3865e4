"""No address says who applied; logs, messages and mail of a stack are searched when it ends (tests/conftest.py)."""

from infra.local.stack import Stack
from tests.flow.line import Line, handed_over
from tests.personal import leaks, told


def test_the_search_finds_what_it_looks_for():
    assert told("GET /x?name=Fairweather&born=14%2F05%2F1990") == {"fairweather", "14/05/1990"}


def test_there_is_much_to_search(line: Line, stack: Stack):
    logs = {log.stem for log in (stack.folder / "log").glob("*.log")}
    assert logs >= {"http", "poller", "moto", "records", "scanner", "events"}
    assert len(list(handed_over(stack))) > 20
    assert len(stack.mail()) >= 2
    assert leaks(stack) == {}


def test_in_no_address(line: Line):
    assert len(line.urls) > 40
    assert {secret for url in line.urls for secret in told(url)} == set()
    assert not any("applicant.example" in url for url in line.urls)
