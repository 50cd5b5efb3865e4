"""What the applicant is told of a file: reasons with their place, what was read, what to do; in two languages."""

import base64
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from html import unescape

import pytest
from PIL import Image

from chalicelib.applications.models import Passport
from chalicelib.documents.disarm.binding import bound
from chalicelib.documents.judging import Checked, Decision, Field, Judged, Mark, Note
from chalicelib.documents.models import TRIES, Document, Kind, Role, Signal, State
from chalicelib.documents.outcome import told
from chalicelib.documents.ports import ScanResult
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.web.languages import catalogue
from tests.fakes.browser import Browser
from tests.fakes.documents import Room

PAGE = "/apply/documents/passport"
LINES = Mark(left=50, top=800, right=950, bottom=950)
READ = {
    "surname": Field(value="O'NEIL <B>", confidence=0.99),
    "forenames": Field(value="ANA", confidence=0.99),
    "number": Field(value="123456789", confidence=0.98),
    "birth_date": Field(value="1990-05-14", confidence=0.98),
    "expires": Field(value="2031-08-04", confidence=0.2),
}


def jpeg(colour: str = "white", size: tuple[int, int] = (1600, 1000)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def judge(
    room: Room, decision: Decision, *notes: Note, fields: Mapping[str, Field] | None = None
) -> Document:
    """A passport page on which the machine said this."""
    room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, jpeg())
    room.check = lambda *_: Checked(Judged(decision=decision, notes=notes, fields=fields or {}))
    return room.accepted()


def picture(browser: Browser, document: Document, page: str = "1"):
    return browser.get(
        f"{PAGE}/picture?document={document.id}&page={page}", accept="image/avif,image/webp,*/*;q=0.8"
    )


def text(browser: Browser, path: str = PAGE) -> str:
    """The words that somebody reads on a page."""
    shown = re.sub(r"<script.*?</script>|<[^>]+>", " ", browser.get(path).text, flags=re.DOTALL)
    return " ".join(unescape(shown).split())


def status(browser: Browser) -> dict:
    return json.loads(browser.get(f"{PAGE}/status", accept="application/json").text)


# ---- while it is checked ----


def test_the_steps_go_on_when_there_is_a_clean_copy(browser, room) -> None:
    document, _ = room.scanning()
    assert status(browser)["step"] == "virus"
    assert 'class="is-now" data-step="virus"' in browser.get(PAGE).text
    room.clean.put(document.clean_key, b"copy", "image/jpeg")
    assert status(browser)["step"] == "read"
    assert 'class="is-done" data-step="safe"' in browser.get(PAGE).text


def test_on_another_device_the_same_is_seen(browser, room) -> None:
    room.scanning()
    assert "We are checking your file" in text(browser, PAGE)
    assert "Look again" in text(browser, PAGE)


def test_choosing_a_language_on_the_way_back_from_s3_leads_to_the_page(browser) -> None:
    answer = browser.get(f"{PAGE}/sent?lang=cy")
    assert (answer.status, answer.location) == (303, PAGE)
    assert browser.cookies["language"] == "cy"


# ---- a better one is wanted ----


def test_the_reason_its_place_and_the_picture_are_shown(browser, room) -> None:
    document = judge(room, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES))
    assert REASONS[Reason.ZONE_UNCLEAR] + " Look at the bottom of the picture." in text(browser)
    assert f"/picture?document={document.id}&amp;page=1" in browser.get(PAGE).text
    assert status(browser)["notes"] == [
        {
            "code": "zone_unclear",
            "sentence": REASONS[Reason.ZONE_UNCLEAR],
            "mark": {"page": 1, "left": 50, "top": 800, "right": 950, "bottom": 950},
        }
    ]


def test_the_picture_is_the_clean_copy_with_a_frame_and_is_kept_nowhere(browser, room) -> None:
    answer = picture(browser, judge(room, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES)))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; img-src data:;")
    assert answer.text.count("<rect") == 2
    assert "<text" not in answer.text
    dots = re.search(r"data:image/jpeg;base64,([^\"]+)", answer.text)
    assert dots
    assert Image.open(io.BytesIO(base64.b64decode(dots[1]))).size == (1200, 750)


def test_several_places_are_numbered_and_the_whole_page_is_not_framed(browser, room) -> None:
    notes = [
        Note(reason=Reason.OTHER_NAME, mark=LINES),
        Note(reason=Reason.OTHER_NUMBER, mark=LINES.model_copy(update={"page": 2})),
        Note(reason=Reason.OTHER_EXPIRY, mark=LINES.model_copy(update={"top": 100, "bottom": 200})),
        Note(reason=Reason.OTHER_COUNTRY, mark=Mark(left=0, top=0, right=1000, bottom=1000)),
    ]
    document = judge(room, Decision.PERSON, *notes)
    assert re.findall(r">(\d)</text>", picture(browser, document).text) == ["1", "3"]
    assert [each.place for each in told(document, "en")][-2:] == ["at the top", "in the middle"]


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "²", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(browser, room, page: str) -> None:
    assert picture(browser, judge(room, Decision.RETAKE, Note(reason=Reason.NO_ZONE)), page).status == 404


def test_of_a_pdf_the_page_that_is_meant_is_shown(browser, room) -> None:
    document = judge(
        room, Decision.RETAKE, Note(reason=Reason.NO_ZONE, mark=LINES.model_copy(update={"page": 2}))
    )
    pages = [(jpeg(size=(600, 800)), 600, 800), (jpeg(size=(800, 600)), 800, 600)]
    room.clean.put(document.clean_key, bound(pages), Kind.PDF.value)
    stored = room.store.get(document.id)
    clean = stored.state.clean.model_copy(update={"kind": Kind.PDF, "pages": 2})
    after = stored.state.model_copy(update={"clean": clean})
    room.store.save(stored, after, audit=AuditEntry("changed", SYSTEM))
    assert "page=2" in browser.get(PAGE).text
    assert 'viewBox="0 0 800 600"' in picture(browser, document, "2").text
    assert "<rect" not in picture(browser, document, "1").text
    assert picture(browser, document, "3").status == 404


def test_an_accepted_photo_is_shown_as_it_is_printed(browser, room) -> None:
    room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, jpeg())
    room.check = lambda *_: Checked(Judged(decision=Decision.ACCEPTED), jpeg("red", (413, 531)))
    document = room.accepted(Role.PHOTO)
    shown = f"/apply/documents/photo/portrait?document={document.id}"
    assert shown in browser.get("/apply/documents/photo").text
    assert 'viewBox="0 0 413 531"' in browser.get(shown).text
    passport = judge(room, Decision.ACCEPTED)
    assert browser.get(f"{PAGE}/portrait?document={passport.id}").status == 404


def test_nobody_sees_another_applicants_picture(browser, room) -> None:
    document = judge(room, Decision.RETAKE, Note(reason=Reason.NO_ZONE))
    room.check = lambda *_: Checked(Judged(decision=Decision.ACCEPTED))
    mine = room.application_id
    room.apply()
    theirs = room.accepted()
    assert picture(browser, theirs).status == 404
    room.application_id = mine
    assert picture(browser, document).status == 200


def test_no_picture_is_shown_before_a_clean_verdict_or_once_it_is_doubted(browser, room) -> None:
    document, version = room.scanning()
    room.clean.put(document.clean_key, jpeg(), "image/jpeg")
    assert picture(browser, document).status == 404
    room.clean.delete(document.clean_key)
    room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, jpeg())
    room.intake.verdict(room.clean_verdict(document, version))
    assert picture(browser, document).status == 200
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert picture(browser, document).status == 404
    assert "What we read" not in text(browser)


def test_the_old_file_stays_until_the_new_one_is_here(browser, room) -> None:
    document = judge(room, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES))
    browser.get(PAGE)
    form = browser.follow(browser.post(f"{PAGE}/again"))
    assert f"/picture?document={document.id}" in form.text
    assert "We need a better picture" in text(browser), "who comes back finds the old one"
    assert browser.get(f"{PAGE}/another").status == 200


def test_a_form_for_another_file_that_nobody_asked_for_leads_to_the_page(browser, room) -> None:
    judge(room, Decision.RETAKE, Note(reason=Reason.NO_ZONE))
    assert browser.get(f"{PAGE}/another").location == PAGE


def test_a_person_looks_when_the_applicant_wants_it(browser, room) -> None:
    document = judge(room, Decision.RETAKE, Note(reason=Reason.NO_ZONE))
    assert "Use this one anyway" in text(browser)
    after = browser.follow(browser.post(f"{PAGE}/anyway"))
    assert "A person will look at your file" in after.text
    assert room.now(document).state is State.NEEDS_PERSON


def test_a_harmful_file_can_t_be_insisted_on(browser, room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert "Use this one anyway" not in text(browser)
    assert browser.post(f"{PAGE}/anyway").status == 422


def test_from_the_third_try_on_the_page_counts_and_after_the_ninth_a_person_helps(browser, room) -> None:
    for attempt in range(1, TRIES + 1):
        judge_again(room)
        shown = text(browser)
        left = re.search(r"You can add (\d|one) more files?", shown)
        if attempt < 3:
            assert left is None
        elif attempt < TRIES:
            assert left
            assert left[1] == {8: "one"}.get(attempt, str(TRIES - attempt))
        if attempt < TRIES:
            room.documents.replace(room.application_id, Role.PASSPORT)
    assert "You have added nine files." in shown
    assert REASONS[Reason.NO_ZONE] not in shown, "no new picture is asked for"


def judge_again(room: Room) -> None:
    room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, jpeg())
    room.check = lambda *_: Checked(Judged(decision=Decision.RETAKE, notes=(Note(reason=Reason.NO_ZONE),)))
    newest = room.store.latest(room.application_id, Role.PASSPORT)
    document = newest.state if newest else room.offered()
    version = room.posted(document)
    room.intake.received(document.key, version)
    room.intake.verdict(room.clean_verdict(document, version))


# ---- what was read ----


def test_what_was_read_is_shown_and_what_differs_beside_it(browser, room) -> None:
    stored = room.applications.get(room.application_id)
    passport = Passport(number="987654321", country="GB", expires=date(2031, 8, 4))
    answers = stored.state.answers.model_copy(update={"passport": passport})
    room.applications.store.save(
        stored, stored.state.model_copy(update={"answers": answers}), audit=AuditEntry("answered", SYSTEM)
    )
    judge(room, Decision.PERSON, Note(reason=Reason.OTHER_NUMBER), fields=READ)
    shown = text(browser)
    assert "Name ANA O'NEIL <B>" in shown
    assert "Number ends in 6789 You typed: 4321" in shown
    assert "Date of birth 14 May 1990" in shown
    assert "12345" not in shown
    assert "Expires" not in shown, "it was not read surely"


def test_of_a_bill_its_kind_day_name_and_address_are_shown(browser, room) -> None:
    read = {
        "kind": Field(value="utility_bill", confidence=0.9),
        "name": Field(value="MS A O'NEIL", confidence=0.9),
        "date": Field(value="2026-08-04", confidence=0.9),
        "address": Field(value="14 Larch Road, Harrowgate", confidence=0.9),
    }
    notes = (Note(reason=Reason.PAPER_OLD, values={"date": "2026-05-04", "earliest": "2026-08-24"}),)
    room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, jpeg())
    room.check = lambda *_: Checked(Judged(decision=Decision.RETAKE, notes=notes, fields=read))
    room.accepted(Role.ADDRESS)
    shown = text(browser, "/apply/documents/address")
    assert "We need another page" in shown
    assert "This page is from 4 May 2026. Add a bill or a letter from 24 August 2026 or later." in shown
    assert (
        "Name MS A O'NEIL Kind of paper Bill for gas, power or water Date 4 August 2026 Address 14" in shown
    )
    assert "Dyddiad y dudalen hon yw 4 Mai 2026." in text(browser, "/apply/documents/address?lang=cy")


@pytest.mark.parametrize("reason", [Reason.ZONE_UNCLEAR, Reason.NO_ZONE])
def test_what_can_t_be_read_is_not_shown_as_read(browser, room, reason: Reason) -> None:
    judge(room, Decision.RETAKE, Note(reason=reason), fields=READ)
    assert "What we read" not in text(browser)


def test_signals_are_the_staffs_alone(browser, room) -> None:
    stored = room.store.get(judge(room, Decision.ACCEPTED, fields=READ).id)
    signals = (Signal(code="photo_of_screen", mark=LINES),)
    after = stored.state.model_copy(update={"signals": signals})
    room.store.save(stored, after, audit=AuditEntry("signalled", SYSTEM))
    assert "screen" not in browser.get(PAGE).text
    assert "photo_of_screen" not in json.dumps(status(browser))


def test_advice_leaves_the_photo_accepted_and_offers_another(browser, room) -> None:
    judge(room, Decision.ACCEPTED, Note(reason=Reason.EXPIRED, mark=LINES))
    shown = text(browser)
    assert "You can use it as it is." in shown
    assert REASONS[Reason.EXPIRED] in shown
    assert "Add another file instead" in shown
    assert "Your application is not sent yet." in shown


def test_an_officers_yes_leaves_no_reason_behind(browser, room) -> None:
    document = judge(room, Decision.RETAKE, Note(reason=Reason.NO_ZONE))
    room.documents.use_anyway(room.application_id, Role.PASSPORT)
    room.documents.accept_by_person(document.id, SYSTEM, "It is fine.")
    assert told(room.now(document), "en") == []
    assert REASONS[Reason.NO_ZONE] not in text(browser)


# ---- Welsh ----


def test_everything_is_said_in_welsh_to_who_wants_it(browser, room) -> None:
    judge(room, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES), fields=READ)
    shown = text(browser, f"{PAGE}?lang=cy")
    welsh = catalogue("cy")
    assert welsh[REASONS[Reason.ZONE_UNCLEAR]] in shown
    assert status(browser)["reason"] == welsh[REASONS[Reason.ZONE_UNCLEAR]]
    assert english_in(shown) == []
    assert '<html lang="cy"' in browser.get(PAGE).text, "the choice is kept"
    assert '<html lang="en-GB"' in browser.get(f"{PAGE}?lang=en").text


def english_in(shown: str) -> list[str]:
    return [sentence for sentence in catalogue("cy") if len(sentence.split()) > 3 and sentence in shown]


@pytest.mark.parametrize("role", Role)
def test_the_form_is_in_welsh_too(browser, room, role: Role) -> None:
    shown = text(browser, f"/apply/documents/{role.value}?lang=cy")
    assert english_in(shown) == []
    assert "Ychwanegu'r ffeil hon" in shown


def test_dates_are_in_welsh(browser, room) -> None:
    judge(room, Decision.ACCEPTED, fields=READ)
    assert "14 Mai 1990" in text(browser, f"{PAGE}?lang=cy")
