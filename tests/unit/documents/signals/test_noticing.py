"""What is met again under another name, and that nothing else depends on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.applications.models import Answers, Application
from chalicelib.documents.claims import Claims
from chalicelib.documents.intake import Intake
from chalicelib.documents.judging import Checked, Decision, Field, judged
from chalicelib.documents.models import Document, Kind, Role, Signal
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.signals.fingerprints import Fingerprints
from chalicelib.documents.signals.noticing import MOST_NAMED, Noticing
from chalicelib.documents.signals.people import is_same_person
from chalicelib.kernel.changes import SYSTEM, AuditEntry, Once
from chalicelib.kernel.people import PersonName
from chalicelib.platform.items import TableUnavailable
from tests.fakes.documents import JPEG, Room
from tests.fakes.pictures import jpeg, scene

BORN = date(1985, 11, 23)


class Desk(Room):
    """A documents room that notices, and several applicants."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.prints = Fingerprints(self.items)
        self.intake = self.noticing(Noticing(self.prints, self.intake.claims_of).notice)
        self.name(self.application_id, "Thomas", "Ashdown")

    def noticing(self, notice: Callable[..., tuple[Signal, ...]]) -> Intake:
        return replace(self.intake, notice=notice)

    def name(self, application_id: str, forenames: str, surname: str, born: date = BORN) -> str:
        stored = self.applications.get(application_id)
        answers = Answers(names=(PersonName(forenames=forenames, surname=surname),), birth_date=born)
        after = Application.model_validate({**stored.state.model_dump(), "answers": answers})
        self.applications.store.save(stored, after, audit=AuditEntry("named", SYSTEM))
        return application_id

    def stranger(self, number: int = 1, forenames: str = "Bronwen", surname: str = "Pugh") -> str:
        application_id = self.applications.start(Once("start", f"stranger {number}"))
        return self.name(application_id, forenames, surname, date(1990, 2, number % 27 + 1))

    def sends(self, application_id: str, content: bytes = JPEG, role: Role = Role.ADDRESS) -> Document:
        self.application_id = application_id
        document, version = self.scanning(role, content)
        self.intake.verdict(self.clean_verdict(document, version))
        return self.now(document)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def codes(document: Document) -> list[str]:
    return [signal.code for signal in document.signals]


def test_the_first_use_of_a_file_gives_nothing(desk: Desk) -> None:
    assert codes(desk.sends(desk.application_id)) == []


def test_the_same_file_under_another_name_is_noticed_at_both(desk: Desk) -> None:
    first, stranger = desk.application_id, desk.stranger()
    earlier, later = desk.sends(first), desk.sends(stranger)

    assert codes(later) == ["same_file"]
    assert later.signals[0].values == {"application": first, "document": earlier.id}
    told = desk.prints.told(first)
    assert [signal.values["application"] for signal in told[earlier.id]] == [stranger]


def test_one_person_may_use_a_file_twice(desk: Desk) -> None:
    first = desk.application_id
    again = desk.name(desk.stranger(), "Thomas Wm", "ASHDOWN")
    desk.sends(first)
    assert codes(desk.sends(again)) == []
    assert codes(desk.sends(first, role=Role.PASSPORT)) == [], "within one application it is no signal"


def test_the_same_picture_saved_otherwise_is_noticed(desk: Desk) -> None:
    desk.sends(desk.application_id, b"\xff\xd8\xff\xe0 one")
    same = CleanFile(Kind.JPEG, 1, b"clean \xff\xd8\xff\xe0 one")
    desk.intake = replace(desk.intake, rewrite=lambda *_: same)
    assert codes(desk.sends(desk.stranger(), b"\xff\xd8\xff\xe0 other")) == ["same_picture"]


def test_nearly_the_same_photo_is_noticed_and_another_is_not(desk: Desk) -> None:
    desk.intake = replace(desk.intake, rewrite=lambda _, content, __: CleanFile(Kind.JPEG, 1, content))
    desk.sends(desk.application_id, jpeg(scene(1)), Role.PHOTO)
    assert codes(desk.sends(desk.stranger(1), jpeg(scene(1), 50), Role.PHOTO)) == ["alike_photo"]
    assert codes(desk.sends(desk.stranger(2), jpeg(scene(2)), Role.PHOTO)) == []
    assert codes(desk.sends(desk.stranger(3), jpeg(scene(1), 40), Role.ADDRESS)) == [], "papers look alike"


def test_a_passports_number_under_another_name_is_noticed(desk: Desk) -> None:
    read = {
        "number": Field(value="L898902C3", confidence=1),
        "issuer": Field(value="GBR", confidence=1),
    }
    desk.intake = replace(desk.intake, check=lambda *_: Checked(judged(Decision.ACCEPTED, fields=read)))
    desk.sends(desk.application_id, b"\xff\xd8\xff\xe0 one", Role.PASSPORT)
    found = desk.sends(desk.stranger(), b"\xff\xd8\xff\xe0 two", Role.PASSPORT)
    assert codes(found) == ["same_number"]
    kept = [key.pk for key in desk.items.rows if key.pk.startswith("print")]
    assert not any("L898902C3" in pk for pk in kept), "no number stands in a key"


def test_a_file_that_everybody_sends_names_only_some(desk: Desk) -> None:
    for number in range(MOST_NAMED + 3):
        desk.sends(desk.stranger(number, surname=f"Pugh{'abcdefghijk'[number]}"))
    assert len(desk.sends(desk.stranger(20, "Olwen", "Rees")).signals) == MOST_NAMED


def test_what_was_kept_goes_with_the_application(desk: Desk) -> None:
    first = desk.application_id
    desk.sends(first)
    stranger = desk.stranger()
    desk.sends(stranger)
    desk.prints.forget(first)

    left = [row for key, row in desk.items.rows.items() if key.pk.startswith("print")]
    assert all(row.get("application_id") != first for row in left)
    assert desk.prints.told(first) == {}
    assert codes(desk.sends(desk.stranger(2, "Olwen", "Rees"))) == ["same_file"], (
        "the stranger's is still known"
    )


@pytest.mark.parametrize("decision", Decision)
def test_the_decision_is_the_same_whatever_was_noticed(decision: Decision) -> None:
    noisy = tuple(Signal(code=code) for code in ("same_file", "paper_edited", "alike_photo"))

    def broken(*_: object) -> tuple[Signal, ...]:
        raise ZeroDivisionError

    ends = []
    for notice in (lambda *_: (), lambda *_: noisy, broken):
        desk = Desk(check=lambda *_: Checked(judged(decision, Reason.NOT_READ_YET)))
        desk.intake = desk.noticing(notice)
        sent = desk.sends(desk.application_id)
        ends.append((sent.state, sent.reason, sent.judged, sent.clean and sent.clean.sha256, desk.events()))
    assert ends[0] == ends[1] == ends[2]


def test_a_store_that_does_not_answer_stops_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise TableUnavailable

    monkeypatch.setattr(Fingerprints, "met", silent)
    sent = desk.sends(desk.application_id)
    assert sent.state.value == "accepted"
    assert sent.signals == ()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"forenames": "Thomas", "surname": "Ashdown"}, True),
        ({"forenames": "Tomás", "surname": "Ashdown"}, False),
        ({"forenames": "Thomas", "surname": "Ashdown", "birth_date": date(1985, 11, 24)}, False),
        ({"forenames": "Thomas", "surname": "Ash", "former_names": ("Thomas Ashdown",)}, True),
        ({"forenames": "Thomas", "surname": "Ashdown", "birth_date": None}, False),
        ({"forenames": "Tina", "surname": "Ashdown"}, False),
    ],
)
def test_a_person_is_known_by_the_day_of_birth_and_a_name(other: dict, same: bool) -> None:
    one = Claims(forenames="Thomas William", surname="Ashdown", birth_date=BORN)
    assert is_same_person(one, Claims(**{"birth_date": BORN, **other})) is same
