"""Access codes: the holder gives them, sees every look, takes them back; nobody guesses one."""

from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.certificates.access import codes
from chalicelib.certificates.access.errors import NothingToShow, NotOpen, TooManyCodes
from chalicelib.certificates.access.models import LIFETIME, Looked
from chalicelib.certificates.access.services import MOST, State
from chalicelib.kernel.changes import Once
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.verification.access_desk import LOOKS
from chalicelib.verification.errors import ComeBackLater
from chalicelib.verification.guard import BY_SOURCE
from tests.attack.workshop import Workshop
from tests.fakes.current import EMBASSY, HOLDER, PDF, Window


@pytest.fixture
def window(issuer: Workshop) -> Window:
    return Window(issuer)


def give(window: Window, label: str = "for the Spanish consulate") -> str:
    return window.access.give(HOLDER, label, Once("access", new_id()))


def test_a_code_opens_everything_and_each_look_is_the_holder_s_to_see(window: Window) -> None:
    certificate_id = window.add()
    code = give(window)
    opened = window.desk.open(code, EMBASSY, "Consulate in London")
    assert opened.state is State.CURRENT
    assert opened.certificate == window.register.get(certificate_id).state
    file = window.desk.file(code, EMBASSY, "")
    assert file is not None
    assert file[1] == PDF
    (given,) = window.access.given(HOLDER)
    assert (given.code.label, given.is_live, given.looks) == ("for the Spanish consulate", True, 2)
    assert [(use.looked, use.said) for use in given.uses] == [
        (Looked.FILE, ""),
        (Looked.CONTENT, "Consulate in London"),
    ]


def test_the_code_itself_is_kept_nowhere(window: Window) -> None:
    window.add()
    code = give(window)
    window.desk.open(code, EMBASSY, "")
    assert code not in repr(window.items.rows)
    assert code[:-1] not in repr(window.items.rows)


def test_codes_have_a_hundred_random_bits_and_their_misprints_are_noticed() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert len(code) == codes.LENGTH == 21
        assert codes.read_code(f" {code[:4].lower()}-{code[4:]} ") == code
        swapped = code[1] + code[0] + code[2:]
        assert swapped == code or codes.read_code(swapped) is None


def test_it_dies_of_age_and_at_the_holder_s_wish(window: Window) -> None:
    window.add()
    code, other = give(window), give(window)
    (given, _) = reversed(window.access.given(HOLDER))
    window.access.withdraw(HOLDER, given.id)
    window.access.withdraw(HOLDER, given.id)
    with pytest.raises(NotOpen):
        window.desk.open(code, EMBASSY, "")
    assert window.desk.open(other, EMBASSY, "").certificate
    with freeze_time(clock.now() + LIFETIME), pytest.raises(NotOpen):
        window.desk.open(other, EMBASSY, "")
    with freeze_time(clock.now() + LIFETIME - timedelta(seconds=5)):
        assert window.desk.open(other, EMBASSY, "").certificate


def test_nobody_withdraws_another_s_code(window: Window) -> None:
    window.add()
    code = give(window)
    (given,) = window.access.given(HOLDER)
    with pytest.raises(NotFound):
        window.access.withdraw("application-2", given.id)
    assert window.desk.open(code, EMBASSY, "").certificate


@pytest.mark.parametrize("replaced", [False, True])
def test_what_does_not_stand_shows_its_state_alone(window: Window, replaced: bool) -> None:
    first = window.add()
    code = give(window)
    window.withdraw(first, replaced_by=window.add() if replaced else None)
    opened = window.desk.open(code, EMBASSY, "")
    assert opened == (State.REPLACED if replaced else State.WITHDRAWN, None)
    assert window.desk.file(code, EMBASSY, "") is None
    (given,) = window.access.given(HOLDER)
    assert [use.looked for use in given.uses] == [Looked.STATE]


def test_a_code_is_given_for_the_certificate_that_stands_now(window: Window) -> None:
    first = window.add()
    second = window.add()
    window.certificate_of[HOLDER] = first
    window.withdraw(first, replaced_by=second)
    opened = window.desk.open(give(window), EMBASSY, "")
    assert opened.certificate is not None
    assert opened.certificate.order_id == second


def test_without_a_certificate_in_force_there_is_nothing_to_give(window: Window) -> None:
    with pytest.raises(NothingToShow):
        give(window)
    window.withdraw(window.add())
    assert not window.access.can_give(HOLDER)
    with pytest.raises(NothingToShow):
        give(window)


def test_the_same_form_twice_gives_one_code(window: Window) -> None:
    window.add()
    once = Once("access", "k")
    assert window.access.give(HOLDER, "x", once)
    assert window.access.give(HOLDER, "x", once) == ""
    assert len(window.access.given(HOLDER)) == 1


def test_there_are_only_so_many_at_once(window: Window) -> None:
    window.add()
    for _ in range(MOST):
        give(window)
    with pytest.raises(TooManyCodes):
        give(window)
    window.access.withdraw(HOLDER, window.access.given(HOLDER)[0].id)
    give(window)


def test_guessing_ends_and_is_counted(window: Window) -> None:
    window.add()
    code = give(window)
    for _ in range(BY_SOURCE):
        with pytest.raises(NotOpen):
            window.desk.open(codes.new_code(), EMBASSY, "")
    with pytest.raises(ComeBackLater):
        window.desk.open(code, EMBASSY, "")
    assert window.counted("access-code-refused") == BY_SOURCE
    assert window.counted("access-code-locked") == 1
    assert window.desk.open(code, "192.0.2.8", "").certificate


def test_never_given_and_taken_back_are_told_apart_by_nobody(window: Window) -> None:
    window.add()
    code = give(window)
    window.access.withdraw(HOLDER, window.access.given(HOLDER)[0].id)
    said = []
    for typed in (code, codes.new_code()):
        with pytest.raises(NotOpen) as refused:
            window.desk.open(typed, EMBASSY, "")
        said.append(refused.value.message)
    assert said[0] == said[1]


def test_looks_through_one_code_are_bounded(window: Window) -> None:
    window.add()
    code = give(window)
    for look in range(LOOKS):
        window.desk.open(code, f"10.0.{look}.1", "")
    with pytest.raises(ComeBackLater):
        window.desk.open(code, "10.1.0.1", "")
    assert window.access.given(HOLDER)[0].looks == LOOKS


def test_a_look_that_can_not_be_written_down_is_not_answered(window: Window) -> None:
    window.add()
    code = give(window)
    given = window.access.find(code)
    window.items.refuse_next = RuntimeError("no power")
    with pytest.raises(RuntimeError):
        window.access.look(given)
    window.items.refuse_next = RuntimeError("no power")
    with pytest.raises(RuntimeError):
        window.access.file(given)
