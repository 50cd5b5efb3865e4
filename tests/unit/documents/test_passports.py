"""What becomes of a passport's picture, by what was read and what was typed."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chalicelib.__main__ import main
from chalicelib.documents import cli
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Judged
from chalicelib.documents.models import READING_MODELS
from chalicelib.documents.mrz.layouts import MRV_A, TD3
from chalicelib.documents.mrz.repair import Correction, Why
from chalicelib.documents.mrz.zones import read_zone
from chalicelib.documents.passports import SeenZone, differs, judge_passport
from chalicelib.documents.reading import Reader
from chalicelib.documents.reasons import Reason
from infra import reading_models
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 23)
ELEANOR = Claims(
    surname="Fairweather",
    forenames="Eleanor Ruth",
    birth_date=date(1968, 1, 23),
    number="900000123",
    country="GB",
    expires=date(2031, 5, 19),
)
FIXTURES = Path(__file__).parents[2] / "fixtures"


def _seen(written: Written, unsure: tuple[str, ...] = ()) -> SeenZone:
    zone = read_zone(written.rows, TODAY)
    return SeenZone(zone, (), {field.name: 1.0 for field in zone.layout.fields}, unsure)


def _judged(written: Written, claimed: Claims = ELEANOR) -> Judged:
    return judge_passport([_seen(written)], claimed, TODAY)


def test_the_applicant_s_own_passport() -> None:
    judged = _judged(Written(TD3))
    assert (judged.decision, judged.reasons) == (Decision.ACCEPTED, ())
    assert judged.fields["number"].value == "900000123"


def test_nothing_read_is_taken_again() -> None:
    assert judge_passport((), ELEANOR, TODAY).reasons == (Reason.NO_ZONE,)


def test_somebody_else_s_passport_goes_to_a_person_and_says_what_differs() -> None:
    judged = _judged(Written(TD3, names="OKAFOR<<JOHN", birth="750101"))
    assert judged.decision is Decision.PERSON
    assert judged.reasons == (Reason.OTHER_NAME, Reason.OTHER_BIRTH_DATE)


def test_an_expired_one_is_accepted_and_it_is_said() -> None:
    judged = _judged(Written(TD3, expiry="200101"), ELEANOR.model_copy(update={"expires": date(2020, 1, 1)}))
    assert (judged.decision, judged.reasons) == (Decision.ACCEPTED, (Reason.EXPIRED,))


def test_a_visa_is_refused_and_a_specimen_is_not_believed() -> None:
    assert _judged(Written(MRV_A, code="V")).reasons == (Reason.VISA,)
    assert _judged(Written(TD3, issuer="UTO")).reasons == (Reason.SPECIMEN,)


def test_digits_that_do_not_agree_are_taken_again() -> None:
    rows = Written(TD3).rows
    zone = read_zone((rows[0], rows[1].replace("900000123", "900000128")), TODAY)
    seen = SeenZone(zone, (), {field.name: 1.0 for field in TD3.fields}, ())
    assert judge_passport([seen], ELEANOR, TODAY).reasons == (Reason.ZONE_UNCLEAR,)


def test_a_reading_that_check_digits_chose_stands_only_beside_the_same_typed_number() -> None:
    chosen = [Correction(1, 0, "O", "9", Why.CHECK_DIGITS)]
    seen = replace(_seen(Written(TD3)), corrections=chosen)
    assert judge_passport([seen], ELEANOR, TODAY).decision is Decision.ACCEPTED
    unsaid = judge_passport([seen], ELEANOR.model_copy(update={"number": None}), TODAY)
    assert (unsaid.decision, unsaid.reasons) == (Decision.PERSON, (Reason.NUMBER_UNSURE,))
    assert unsaid.fields["number"].corrections[0].why == "check_digits"


def test_unsure_names_are_taken_again() -> None:
    assert judge_passport([_seen(Written(TD3), ("names",))], ELEANOR, TODAY).decision is Decision.RETAKE


def test_what_was_read_is_held_against_what_is_typed_later() -> None:
    fields = _judged(Written(TD3), Claims()).fields
    assert differs(fields, ELEANOR, TODAY) == ()
    typed = ELEANOR.model_copy(update={"surname": "Okafor", "forenames": "John", "number": "1"})
    found = [note.reason for note in differs(fields, typed, TODAY)]
    assert found == [Reason.OTHER_NAME, Reason.OTHER_NUMBER]
    assert differs({}, ELEANOR, TODAY) == ()


# ---- the command line ----


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    reading_models.ensure()
    travel = FIXTURES / "travel"
    (tmp_path / "form.json").write_text(
        json.dumps({"surname": "Zziwa", "forenames": "Quentin", "number": "309430466"})
    )
    (tmp_path / "note.txt").write_text("hello")
    files = [
        travel / "passport-small.jpg",
        travel / "passport-tampered.jpg",
        FIXTURES / "photo.jpg",
        tmp_path / "note.txt",
    ]
    names = [str(file) for file in files]
    code = main(
        [
            "intake",
            *names,
            "--as",
            "passport",
            "--form",
            str(tmp_path / "form.json"),
            "--clean",
            str(tmp_path),
            "--json",
        ]
    )
    assert code == 1
    lines = _lines(capsys)
    assert [line["decision"] for line in lines] == ["accepted", "retake", "retake", "refused"]
    assert [line["kind"] for line in lines] == ["image/jpeg", "image/jpeg", "image/jpeg", None]
    assert Path(str(lines[0]["clean"])).read_bytes().startswith(b"\xff\xd8\xff")


def test_without_the_networks_a_person_looks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(READING_MODELS, str(tmp_path))
    reader = Reader()
    monkeypatch.setattr(cli, "shared_reader", lambda: reader)
    assert main(["intake", str(FIXTURES / "travel" / "passport-small.jpg"), "--as", "passport"]) == 1
    reader.close()
    assert _lines(capsys)[0]["decision"] == "person"


def test_what_is_not_there_crashes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["intake", str(tmp_path / "none.jpg"), str(tmp_path), "--as", "address"]) == 1
    assert [line["decision"] for line in _lines(capsys)] == ["retake", "retake"]
