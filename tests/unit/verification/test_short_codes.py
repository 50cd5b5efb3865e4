"""The register asked by number: three things right or nothing, told apart in no way, and guessing stops."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.certificates.models import Step
from chalicelib.certificates.paper import Paper
from chalicelib.certificates.short_code import check_character
from chalicelib.platform import clock
from chalicelib.verification.errors import ComeBackLater
from chalicelib.verification.guard import BY_CODE, BY_PAIR, BY_SOURCE, network_of
from chalicelib.verification.models import Standing, Verdict
from tests.attack.workshop import Workshop
from tests.fakes.current import EMBASSY, Window
from tests.unit.verification.conftest import names

UNKNOWN = "0" * 12 + check_character("0" * 12)


@pytest.fixture
def window(issuer: Workshop) -> Window:
    return Window(issuer)


def test_three_right_answers_give_what_the_paper_shows_and_no_more(window: Window) -> None:
    made = window.add()
    found = window.short_codes.ask(window.paper(made), EMBASSY)
    assert found is not None
    assert (found.verdict, found.current) == (Verdict.GENUINE, Standing.GOOD)
    assert names(found) == ["register-current", "paper-not-checked"]
    assert [fact.label for fact in found.facts] == [
        "Name",
        "Date of birth",
        "Passport number ends with",
        "Outcome",
        "Date of issue",
        "Certificate number",
        "Issued by",
    ]
    assert "533484821" not in str(found)
    assert found.destination == "AU"


@pytest.mark.parametrize("change", [{"birth_year": 1991}, {"passport_end": "0000"}, {"number": UNKNOWN}])
def test_one_wrong_thing_finds_nothing(window: Window, change: dict) -> None:
    paper = window.paper(window.add())
    assert window.short_codes.ask(paper._replace(**change), EMBASSY) is None
    assert window.counted("short-code-refused") == 1


def test_what_is_not_published_does_not_exist(window: Window) -> None:
    paper = window.paper(window.add(Step.SEALED))
    assert window.short_codes.ask(paper, EMBASSY) is None


def test_an_unknown_number_and_a_wrong_guess_ask_the_table_the_same(window: Window) -> None:
    """The answer can't be timed: both take the same reads and writes in the same order."""
    known = window.paper(window.add())
    asked = []
    for paper in (known._replace(birth_year=1950), Paper(UNKNOWN, 1990, "4821")):
        window.items.asked.clear()
        assert window.short_codes.ask(paper, f"{EMBASSY}{len(asked)}") is None
        asked.append([line.replace("tally", "") for line in window.items.asked])
    assert asked[0] == asked[1]
    assert "get unique#paper" in asked[0]
    assert "get certificate" not in str(asked)


def test_withdrawn_and_replaced_show_no_facts_and_name_no_other_certificate(window: Window) -> None:
    first, second, third = window.add(), window.add(), window.add()
    window.withdraw(first)
    window.withdraw(second, replaced_by=third)
    gone, replaced = (window.short_codes.ask(window.paper(each), EMBASSY) for each in (first, second))
    assert gone is not None
    assert replaced is not None
    assert (gone.verdict, names(gone), gone.facts) == (Verdict.REVOKED, ["register-withdrawn"], ())
    assert (replaced.verdict, names(replaced), replaced.facts) == (Verdict.REVOKED, ["register-replaced"], ())
    assert window.paper(third).number not in str(replaced)


def test_a_code_that_the_keys_do_not_bear_is_refused(window: Window, stranger: Workshop) -> None:
    made = window.add()
    window.issuer = stranger
    found = window.short_codes.ask(window.paper(made), EMBASSY)
    assert found is not None
    assert names(found) == ["qr-key-unknown"]
    assert found.facts == ()


def test_guesses_about_one_number_end_and_say_when_to_come_back(window: Window) -> None:
    paper = window.paper(window.add())
    with freeze_time("2026-12-01 10:00"):
        for guess in range(BY_CODE):
            assert (
                window.short_codes.ask(paper._replace(passport_end=f"{guess:04}"), f"10.0.0.{guess}") is None
            )
        with pytest.raises(ComeBackLater, match="Come back after 10:00 UTC on 2 December 2026"):
            window.short_codes.ask(paper, "10.9.9.9")
        assert window.counted("short-code-locked") == 1
    with freeze_time("2026-12-02 10:01"):
        assert window.short_codes.ask(paper, "10.9.9.9") is not None


def test_one_address_can_not_lock_others_out_of_a_number(window: Window) -> None:
    paper = window.paper(window.add())
    with freeze_time("2026-12-01 10:00") as time:
        for guess in range(BY_PAIR):
            assert window.short_codes.ask(paper._replace(passport_end=f"{guess:04}"), "10.0.0.1") is None
        for _ in range(BY_CODE):
            with pytest.raises(ComeBackLater, match="2 December"):
                window.short_codes.ask(paper, "10.0.0.1")
        assert window.short_codes.ask(paper, EMBASSY) is not None
        time.tick(timedelta(hours=24, seconds=1))
        assert window.short_codes.ask(paper, "10.0.0.1") is not None


def test_an_unknown_number_is_locked_as_a_known_one(window: Window) -> None:
    for guess in range(BY_CODE):
        window.short_codes.ask(Paper(UNKNOWN, 1990, f"{guess:04}"), f"10.0.0.{guess}")
    with pytest.raises(ComeBackLater):
        window.short_codes.ask(Paper(UNKNOWN, 1990, "9999"), "10.9.9.9")


def test_one_address_can_not_try_many_numbers(window: Window) -> None:
    digits = [f"{number:012}" for number in range(BY_SOURCE + 1)]
    papers = [Paper(each + check_character(each), 1990, "4821") for each in digits]
    for paper in papers[:-1]:
        window.short_codes.ask(paper, EMBASSY)
    with pytest.raises(ComeBackLater):
        window.short_codes.ask(papers[-1], EMBASSY)


def test_right_answers_cost_nothing(window: Window) -> None:
    paper = window.paper(window.add())
    for _ in range(BY_SOURCE + BY_CODE):
        assert window.short_codes.ask(paper, EMBASSY) is not None
    assert window.counted("short-code-refused") == 0


def test_guesses_at_one_moment_do_not_beat_the_limit(window: Window) -> None:
    """The right one is among them, and is not asked more often than the limit lets through."""
    paper = window.paper(window.add())
    ready = threading.Barrier(24)

    def guess(number: int) -> bool:
        ready.wait(60)
        try:
            window.short_codes.ask(paper._replace(passport_end=f"{number:04}"), f"10.0.{number}.1")
        except ComeBackLater:
            return False
        return True

    with ThreadPoolExecutor(24) as crowd:
        assert sum(crowd.map(guess, range(24))) <= BY_CODE


def test_the_table_keeps_neither_number_nor_address_nor_answers(window: Window) -> None:
    window.short_codes.ask(Paper(UNKNOWN, 1957, "7Q7Q"), EMBASSY)
    kept = repr(window.items.rows)
    assert not any(secret in kept for secret in (UNKNOWN, "1957", "7Q7Q", EMBASSY))
    ends = [row["ttl"] for row in window.items.rows.values()]
    assert max(ends) < (clock.now() + timedelta(days=93)).timestamp()


def test_an_ipv6_network_is_one_address() -> None:
    assert (
        network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    )
    assert network_of("::ffff:192.0.2.7") != network_of("::ffff:192.0.2.8")
    assert network_of(EMBASSY) == EMBASSY
    assert network_of("") == ""
