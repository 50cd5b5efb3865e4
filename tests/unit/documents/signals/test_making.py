"""What a file says of its making, against what it is to show."""

import pytest

from chalicelib.documents.judging import Decision, Field, Judged, judged
from chalicelib.documents.models import Document, Kind, Role, Upload
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.signals.making import known, signals_of_making
from chalicelib.documents.signals.meanings import MEANINGS, in_words
from chalicelib.platform import clock

BANK = {"producer": "Acme Statement Server 4", "created": "D:20261101093000Z", "revisions": "1"}
OWN = "ABCDEF+Sans, GHIJKL+Sans-Bold"


def noticed(
    role: Role, kind: Kind, said: dict[str, str], read: Judged | None = None
) -> dict[str, dict[str, str]]:
    upload = Upload(version="1", size=1, kind=kind, at=clock.now())
    document = Document(
        id="app-x-1", application_id="app", role=role, attempt=1, declared=(kind.value,), upload=upload
    )
    copy = CleanFile(Kind.JPEG, 1, b"", said=said)
    found = signals_of_making(document, copy, read or judged(Decision.ACCEPTED))
    return {signal.code: dict(signal.values) for signal in found}


def paper(**said: str) -> dict[str, dict[str, str]]:
    return noticed(Role.ADDRESS, Kind.PDF, {**BANK, **said})


def test_a_paper_as_its_bank_made_it_gives_nothing() -> None:
    assert paper() == {}
    assert paper(changed="D:20261101093500Z", revisions="2", fonts_1=OWN) == {}


@pytest.mark.parametrize(
    ("said", "program"),
    [
        ({"producer": "iLovePDF"}, "iLovePDF"),
        ({"producer": "www.ilovepdf.com"}, "iLovePDF"),
        ({"creator": "Draw", "producer": "LibreOffice 24.2"}, "LibreOffice Draw"),
        ({"creator": "Adobe Photoshop 25.0"}, "Adobe Photoshop"),
        ({"creator": "Canva"}, "Canva"),
    ],
)
def test_a_program_that_edits_papers_is_named(said: dict[str, str], program: str) -> None:
    assert paper(**said) == {"paper_edited": {"program": program}}


@pytest.mark.parametrize(
    "said",
    [
        {"producer": "Skia/PDF m120"},
        {"producer": "iText 2.1.7"},
        {"creator": "CorelDRAW", "producer": "x"},
        {"creator": "Canvas renderer"},
        {"creator": "Writer", "producer": "LibreOffice 24.2"},
        {"producer": "Microsoft: Print To PDF"},
    ],
)
def test_a_program_that_prints_or_makes_papers_is_not(said: dict[str, str]) -> None:
    assert paper(**said) == {}


def test_a_paper_changed_on_another_day_says_both_days() -> None:
    assert paper(changed="D:20261109120000+01'00'") == {
        "paper_changed": {"made": "2026-11-01", "changed": "2026-11-09"}
    }
    assert paper(created="rubbish", changed="D:20269999") == {}


def test_a_paper_made_long_before_its_date_says_so() -> None:
    read = judged(Decision.ACCEPTED, fields={"date": Field(value="2026-11-20", confidence=1)})
    assert noticed(Role.ADDRESS, Kind.PDF, BANK, read) == {
        "made_too_early": {"made": "2026-11-01", "dated": "2026-11-20"}
    }
    soon = judged(Decision.ACCEPTED, fields={"date": Field(value="2026-11-04", confidence=1)})
    assert noticed(Role.ADDRESS, Kind.PDF, BANK, soon) == {}


def test_one_standard_font_among_embedded_ones_stands_out() -> None:
    assert paper(fonts_2=f"{OWN}, Helvetica") == {"strange_font": {"page": "2", "font": "Helvetica"}}
    assert paper(fonts_1="Helvetica, Helvetica-Bold") == {}
    assert paper(fonts_1=f"{OWN}, Helvetica, Times-Roman") == {}
    assert paper(fonts_1="ABCDEF+Sans, Helvetica") == {}


def test_an_edited_picture_of_a_paper_is_named_and_a_studios_portrait_is_not() -> None:
    said = {"software": "Adobe Photoshop CC 2019 Macintosh", "dots": "3000x4000"}
    assert noticed(Role.ADDRESS, Kind.JPEG, said) == {"picture_edited": {"program": "Adobe Photoshop"}}
    assert noticed(Role.PHOTO, Kind.JPEG, said) == {}
    assert noticed(Role.PHOTO, Kind.JPEG, {"software": "FaceApp 11"}) == {
        "picture_edited": {"program": "FaceApp"}
    }


def test_a_picture_of_a_screen_is_told_by_its_size_only_without_a_camera() -> None:
    assert noticed(Role.PASSPORT, Kind.PNG, {"dots": "1170x2532"}) == {"screenshot": {"dots": "1170x2532"}}
    assert noticed(Role.PASSPORT, Kind.PNG, {"dots": "2532x1170"}) == {"screenshot": {"dots": "2532x1170"}}
    assert noticed(Role.PASSPORT, Kind.JPEG, {"dots": "1170x2532"}) == {}
    assert noticed(Role.PASSPORT, Kind.PNG, {"dots": "1170x2532", "make": "Apple"}) == {}
    assert noticed(Role.PASSPORT, Kind.PNG, {"dots": "3000x4000"}) == {}
    assert noticed(Role.PASSPORT, Kind.PNG, {}) == {}


def test_the_list_of_programs_is_dated_and_says_whence_each_is() -> None:
    assert known().version >= "2026-11-24"
    assert all(program.source and program.words == program.words.casefold() for program in known().programs)
    assert len({program.words for program in known().programs}) == len(known().programs)
    assert known().screens.source


def test_every_signal_has_its_meaning_in_words_whose_gaps_are_filled() -> None:
    read = judged(Decision.ACCEPTED, fields={"date": Field(value="2027-01-01", confidence=1)})
    said = {**BANK, "producer": "Sejda", "changed": "D:20270101", "fonts_1": f"{OWN}, Arial"}
    upload = Upload(version="1", size=1, kind=Kind.PDF, at=clock.now())
    document = Document(
        id="a-a-1", application_id="a", role=Role.ADDRESS, attempt=1, declared=(), upload=upload
    )
    found = signals_of_making(document, CleanFile(Kind.PDF, 1, b"", said=said), read)
    assert {signal.code for signal in found} == {
        "paper_edited",
        "paper_changed",
        "made_too_early",
        "strange_font",
    }
    for signal in found:
        words = in_words(signal)
        assert "{" not in words.what
        assert words.do
    assert all(len(meaning.title) <= 60 for meaning in MEANINGS.values())
