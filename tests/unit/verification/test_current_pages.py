"""`/check` and `/access` through the gateway: posted, without a session, one answer for unknown and wrong."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - a seeded walk

import pytest
from chalice.app import Chalice
from freezegun import freeze_time

from chalicelib.certificates.access import codes
from chalicelib.certificates.short_code import ALPHABET, check_character, grouped, read_short_code
from chalicelib.kernel.changes import Once
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.outcomes import Outcome
from chalicelib.platform import clock
from chalicelib.platform.settings import settings
from chalicelib.verification import routes_current
from chalicelib.verification.guard import BY_PAIR
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from tests.attack.workshop import Workshop
from tests.fakes.browser import Answer, Browser
from tests.fakes.current import HOLDER, PDF, Window
from tests.fakes.desk import ORIGINS
from tests.fakes.issuing import lines
from tests.fakes.items import MemoryItems
from tests.unit.verification.test_browser_module import NODE

VERIFY = ORIGINS["VERIFY_ORIGIN"]
DRIVER = Path(__file__).with_name("read_typed.mjs")


class Counter:
    """An officer's browser before the verify pages."""

    def __init__(self, issuer: Workshop) -> None:
        self.window, self.sessions = Window(issuer), MemoryItems()
        app = Chalice("counter")
        app.api.binary_types = [*app.api.binary_types, *routes_current.BINARY]
        site = Site("verify", lambda: Sessions(self.sessions))
        routes_current.register(site, lambda: self.window.short_codes, lambda: self.window.desk)
        mount(app, [site])
        self.browser = Browser(app, VERIFY)

    def check(self, number: str = "", year: str = "1990", end: str = "4821", **more: str) -> Answer:
        self.browser.page = None
        fields = {"number": number, "birth-year": year, "passport-end": end, **more}
        return self.browser.post("/check", fields)

    def number(self) -> str:
        return grouped(self.window.paper(self.window.add()).number)

    def code(self) -> str:
        return self.window.access.give(HOLDER, "for the bank", Once("access", new_id()))

    def look(self, code: str, path: str = "/access", **more: str) -> Answer:
        self.browser.page = None
        return self.browser.post(path, {"code": code, **more})


@pytest.fixture
def counter(issuer: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield Counter(issuer)
    settings.cache_clear()


def unknown(number: str) -> str:
    """Another number of the same form."""
    changed = read_short_code(number)[:-2] + ("0" if number[-3] != "0" else "1")
    return grouped(changed + check_character(changed))


def test_before_anything_is_sent_the_page_says_whom_it_asks_and_what_is_kept(counter: Counter) -> None:
    for path, said in (("/check", "This asks the issuer"), ("/access", "shown to the holder")):
        text = counter.browser.get(path).text
        assert text.index(said) < text.index("<form")
        assert 'method="post"' in text
    assert counter.sessions.rows == {}


def test_a_match_asks_for_the_comparison_and_tells_the_age(counter: Counter) -> None:
    answer = counter.check(counter.number().lower().replace("-", " "), receiver="NZ")
    assert answer.status == 200
    assert 'data-answer="register-current"' in answer.text
    assert "Compare these facts with the passport" in answer.text
    assert 'data-view="matched" hidden' in answer.text
    assert 'data-age-state="within"' in answer.text
    assert "New Zealand" in answer.text
    assert "533484821" not in answer.text
    assert counter.sessions.rows == {}


def test_without_a_choice_the_certificate_s_own_destination_is_asked(counter: Counter) -> None:
    answer = counter.check(counter.number())
    assert "Australia, visas" in answer.text


def test_an_old_one_is_current_and_says_that_it_is_too_old(counter: Counter) -> None:
    number = counter.number()
    with freeze_time(clock.now() + timedelta(days=400)):
        answer = counter.check(number)
    assert 'data-answer="register-current"' in answer.text
    assert 'data-age-state="older"' in answer.text
    assert 'data-age-sentences class="note note--warn"' in answer.text
    assert "It is older than this rule allows" in answer.text


def test_unknown_and_wrong_are_one_answer_to_the_letter(counter: Counter) -> None:
    number = counter.number()
    answers = [counter.check(number, year="1991"), counter.check(unknown(number), year="1991")]
    typed = [number, unknown(number)]
    plain = [answer.text.replace(each, "NUMBER") for answer, each in zip(answers, typed, strict=True)]
    assert plain[0] == plain[1]
    assert 'data-answer="no-match"' in plain[0]
    assert answers[0].status == answers[1].status == 200
    assert answers[0].headers == answers[1].headers


def test_a_locked_number_says_when_to_come_back(counter: Counter) -> None:
    number = counter.number()
    for _ in range(BY_PAIR):
        counter.check(number, year="1950")
    answer = counter.check(number)
    assert answer.status == 429
    assert re.search(r"Come back after \d\d:\d\d UTC on", answer.text)
    assert "Hargreaves" not in answer.text


def test_withdrawn_is_told_and_another_s_number_is_not(counter: Counter) -> None:
    made, newer = counter.window.add(), counter.window.add()
    counter.window.withdraw(made, replaced_by=newer)
    text = counter.check(grouped(counter.window.paper(made).number)).text
    assert 'data-answer="register-replaced"' in text
    assert grouped(counter.window.paper(newer).number) not in text
    assert "Hargreaves" not in text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "0649-YG6X-H2W4-9"}, "number"),
        ({"number": "x" * 5000}, "number"),
        ({"year": "87"}, "birth-year"),
        ({"year": "\u0661\u0669\u0669\u0660"}, "birth-year"),
        ({"year": "2999"}, "birth-year"),
        ({"end": ""}, "passport-end"),
        ({"end": "12345"}, "passport-end"),
        ({"end": "\u0434\u0434\u0434\u0434"}, "passport-end"),
    ],
)
def test_what_can_not_be_read_is_told_beside_its_field_and_never_looked_up(
    counter: Counter, fields: dict, field: str
) -> None:
    number = counter.number()
    counter.window.items.asked.clear()
    answer = counter.check(**{"number": number, **fields})
    assert answer.status == 422
    assert answer.title.startswith("Error:")
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert counter.window.items.asked == []


def test_another_site_s_page_can_not_guess_through_its_visitors(counter: Counter) -> None:
    number = counter.number()
    for headers in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}):
        answer = counter.browser.post(
            "/check", {"number": number, "birth-year": "1990", "passport-end": "4821"}, **headers
        )
        assert answer.status == 403
    assert "Hargreaves" not in answer.text


def test_nothing_is_answered_to_an_address(counter: Counter) -> None:
    number = counter.number()
    text = counter.browser.get(f"/check?number={number}&birth-year=1990&passport-end=4821").text
    assert number not in text
    assert "Hargreaves" not in text


def test_an_access_code_shows_the_whole_certificate_and_its_file(counter: Counter) -> None:
    counter.window.add(outcome=Outcome.TRACE, lines=lines(2))
    code = counter.code()
    answer = counter.look(f"{code[:5]} {code[5:].lower()}", said="Bank of Leeds")
    assert answer.status == 200
    for shown in ("533484821", "Matter 2 of 2", "Theft from a shop", "This look was recorded", "is current"):
        assert shown in answer.text
    file = counter.look(code, "/access/file", said="Bank of Leeds")
    assert file.headers["Content-Type"] == "application/pdf"
    assert "attachment" in file.headers["Content-Disposition"]
    (given,) = counter.window.access.given(HOLDER)
    assert [use.looked.value for use in given.uses] == ["file", "content"]
    assert {use.said for use in given.uses} == {"Bank of Leeds"}
    assert PDF
    assert counter.sessions.rows == {}


def test_a_withdrawn_certificate_is_not_shown_nor_sent(counter: Counter) -> None:
    made = counter.window.add()
    code = counter.code()
    counter.window.withdraw(made)
    for path in ("/access", "/access/file"):
        answer = counter.look(code, path)
        assert 'data-answer="withdrawn"' in answer.text
        assert "Hargreaves" not in answer.text


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 20 + "1", "never given"])
def test_a_code_that_opens_nothing_is_told_beside_its_field(counter: Counter, typed: str) -> None:
    if typed == "never given":
        typed = codes.new_code()
    answer = counter.look(typed)
    assert answer.status == 422
    assert 'id="code-error"' in answer.text


def test_who_looks_is_shown_as_text(counter: Counter) -> None:
    counter.window.add()
    code = counter.code()
    assert "<script>alert" not in counter.look(code, said="<script>alert(1)</script>").text
    assert counter.look(code, said="x" * 101).status == 422
    assert counter.look(code, said="\x00").status == 422


def test_the_browser_reads_typed_codes_as_the_server_does() -> None:
    draw, cases = Random(11), []  # noqa: S311 - a seeded walk
    for length, reader in ((13, read_short_code), (codes.LENGTH, codes.read_code)):
        for _ in range(300):
            code = "".join(draw.choice(ALPHABET) for _ in range(length - 1))
            typed = list(code + check_character(code))
            if draw.random() < 0.6:
                typed[draw.randrange(length)] = draw.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -*")
            text = "".join(typed)
            cases.append((text.lower() if draw.random() < 0.5 else text, length, reader))
    asked = json.dumps([[typed, length] for typed, length, _ in cases])
    ran = subprocess.run([NODE, DRIVER], input=asked, capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert said == [reader(typed) for typed, _, reader in cases]
    assert 100 < sum(each is None for each in said) < 500
