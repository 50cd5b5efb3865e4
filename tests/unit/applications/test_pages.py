"""The applicant's way through the pages, as a browser without scripts goes it."""

import re
from html.parser import HTMLParser

import pytest

from chalicelib.applications.models import State
from chalicelib.applications.sections import SECTIONS
from tests.fakes.desk import ADA, Desk


class _Form(HTMLParser):
    """Ids, labels and fields of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: dict[str, str] = {}
        self.targets: list[str] = []
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields[given.get("id", "")] = given.get("value", "")
        if tag == "a" and given.get("href", "").startswith("#"):
            self.targets.append(given["href"][1:])
        self.headings += tag == "h1"


def _application(desk: Desk):
    return desk.applications.get(desk.application_id).state


def test_the_whole_form(desk):
    browser = desk.filled()
    check = browser.get("/apply/check").text
    for shown in (
        "Ada Mary",
        "27 March 1987",
        "Leeds, United Kingdom",
        "Ireland",
        "Canada",
        "ada@example.com",
    ):
        assert shown in check
    assert desk.send(browser).location == "/application/sent"
    sent = browser.get("/application/sent").text
    assert _application(desk).reference in sent
    assert "/apply/documents/passport" in sent
    assert "How far it is" in browser.get("/application").text
    assert browser.get("/apply/name").location == "/application"


@pytest.mark.parametrize("section", [s for s in ADA if s != "former-names"])
def test_errors_keep_answers_and_point_to_their_fields(desk, section):
    browser = desk.started()
    browser.get(f"/apply/{section}")
    fields = dict(ADA[section])
    wrong = next(iter(fields))
    answer = browser.post(f"/apply/{section}", {**fields, wrong: ""})
    if section == "name":
        assert "tick the box" in answer.text
    assert answer.status == 422
    assert answer.title.startswith("Error: ")
    form = _Form(answer.text)
    errors = [t for t in form.targets if t != "main-content"]
    assert errors
    assert set(errors) <= set(form.ids)
    assert "govuk-error-summary" in answer.text
    for name, value in fields.items():
        if name != wrong and isinstance(value, str) and name in form.fields and "country" not in name:
            assert form.fields[name] == value


@pytest.mark.parametrize(
    "path", [*(f"/apply/{s}" for s in SECTIONS), "/apply/former-names/new", "/apply/addresses/new"]
)
def test_every_field_has_a_label_and_every_page_a_heading(desk, path):
    answer = desk.started().get(path)
    if answer.status == 303:
        return
    form = _Form(answer.text)
    assert set(form.fields) <= form.labels
    assert form.headings == 1
    assert len(form.ids) == len(set(form.ids))


def test_what_was_answered_is_shown_again(desk):
    browser = desk.filled()
    assert 'value="Ada Mary"' in browser.get("/apply/name").text
    assert '<option value="IE" selected>' in browser.get("/apply/nationality").text
    assert 'value="2009"' in browser.get("/apply/addresses/1").text


def test_a_change_from_the_check_returns_to_it(desk):
    browser = desk.filled()
    assert 'name="return" value="check"' in browser.get("/apply/sex?return=check").text
    assert browser.post("/apply/sex", {"sex": "M"}).location == "/apply/check"
    browser.get("/apply/sex")
    assert browser.post("/apply/sex", {"sex": "M"}).location == "/apply/birth-date"


def test_other_names_are_added_changed_and_removed(desk):
    browser = desk.started()
    browser.get("/apply/former-names")
    assert browser.post("/apply/former-names", {"former": "yes"}).location == "/apply/former-names/new"
    for name in ("Byron", "King"):
        browser.get("/apply/former-names/new")
        browser.post("/apply/former-names/new", {"forenames": "Ada", "surname": name})
    browser.get("/apply/former-names/1")
    browser.post("/apply/former-names/1", {"forenames": "Augusta", "surname": "Byron"})
    assert [n.full for n in _application(desk).answers.former_names] == ["Augusta Byron", "Ada King"]
    assert "Augusta Byron" in browser.get("/apply/former-names").text
    browser.post("/apply/former-names/1/remove")
    assert [n.full for n in _application(desk).answers.former_names] == ["Ada King"]
    assert browser.post("/apply/former-names", {"former": "no"}).location == "/apply/sex"
    assert _application(desk).answers.has_former_names is True
    assert browser.get("/apply/former-names/7").status == 404
    assert browser.get("/apply/former-names/x").status == 404


def test_addresses_until_ten_years_are_covered(desk):
    browser = desk.started()
    assert browser.get("/apply/addresses").location == "/apply/addresses/new"
    now = {**ADA["addresses/new"], "since-year": "2024"}
    browser.get("/apply/addresses/new")
    browser.post("/apply/addresses/new", now)
    assert "Add the address before it" in browser.get("/apply/addresses").text
    assert browser.post("/apply/addresses").status == 422
    assert "before June 2024" in browser.get("/apply/addresses/new").text
    assert "another address from this month" in browser.post("/apply/addresses/new", now).text
    browser.post("/apply/addresses/new", {**now, "since-year": "2001"})
    browser.get("/apply/addresses")
    assert browser.post("/apply/addresses").location == "/apply"
    assert [a.until for a in _application(desk).answers.addresses] == [None, "2024-06"]
    browser.get("/apply/addresses")
    browser.post("/apply/addresses/1/remove")
    assert [a.until for a in _application(desk).answers.addresses] == [None]


def test_an_expired_passport_is_said_plainly(desk):
    browser = desk.filled(passport={**ADA["passport"], "passport-expires-year": "2020"})
    assert "This passport expired on 14 August 2020" in browser.get("/apply/check").text


def test_a_declaration_that_is_not_ticked_is_not_sent(desk):
    browser = desk.filled()
    browser.get("/apply/declaration")
    assert browser.post("/apply/declaration").status == 422
    assert _application(desk).state is State.DRAFT


def test_sending_the_same_form_twice_is_one_submission(desk):
    browser = desk.filled()
    browser.get("/apply/declaration")
    answers = [browser.post("/apply/declaration", {"declaration": "yes"}) for _ in range(2)]
    assert [a.location for a in answers] == ["/application/sent"] * 2
    assert [e["type"] for e in desk.events] == ["ApplicationSubmitted"]


def test_an_incomplete_application_cannot_reach_the_declaration(desk):
    browser = desk.started()
    assert browser.get("/apply/declaration").location == "/apply/check"
    browser.get("/apply/name")
    assert browser.post("/apply/declaration", {"declaration": "yes"}).location == "/apply/check"


def test_without_an_application_everything_begins_at_the_start(desk):
    browser = desk.browser()
    for path in ("/apply", "/apply/name", "/apply/check", "/application", "/apply/documents", "/apply/save"):
        assert browser.get(path).location == "/"


@pytest.mark.parametrize("path", ["/", "/apply/start"])
def test_whoever_begins_reads_of_every_paper_that_is_asked_for(desk, path):
    words = desk.browser().get(path).text
    for named in ("passport", "photo of yourself", "address"):
        assert named in words.partition("<main")[2]


def test_an_expired_session_says_what_happened(desk):
    browser = desk.started()
    desk.session_items.rows.clear()
    answer = browser.get("/apply/name")
    assert answer.status == 403
    assert "Every page that you sent before is saved" in answer.text
    assert browser.get("/").status == 200
    assert browser.get("/apply/start").status == 200


def test_save_and_come_back(desk):
    browser = desk.filled()
    browser.get("/apply/save")
    assert "on its way" in browser.post("/apply/save").text
    assert browser.get("/apply").location == "/"
    token = desk.applications.new_resume_token(desk.application_id)
    other = desk.browser()
    assert "date of birth" in other.get(f"/apply/resume/{token}").text
    assert other.post(f"/apply/resume/{token}", {"birth-date-day": "1"}).status == 422
    wrong = {"birth-date-day": "1", "birth-date-month": "1", "birth-date-year": "1990"}
    assert "4 more times" in other.post(f"/apply/resume/{token}", wrong).text
    assert other.follow(other.post(f"/apply/resume/{token}", ADA["birth-date"])).title.startswith("Your app")
    assert other.get(f"/apply/resume/{token}").status == 410


def test_without_a_mail_address_saving_asks_for_one(desk):
    browser = desk.started()
    assert "Give an email address" in browser.get("/apply/save").text


def test_asking_for_a_link_never_tells_who_is_known(desk):
    desk.filled()
    browser = desk.browser()
    texts = []
    for reference in (_application(desk).reference, "PC-2222-2222-2222"):
        browser.get("/application/link")
        answer = browser.post("/application/link", {"reference": reference, "email": "ada@example.com"})
        texts.append((answer.status, re.sub(r"\s+", " ", answer.text)))
    assert texts[0] == texts[1]


def test_withdrawing_asks_first(desk):
    browser = desk.sent()
    browser.get("/application/withdraw")
    assert browser.post("/application/withdraw").location == "/application"
    assert _application(desk).state is State.SUBMITTED
    browser.post("/application/withdraw", {"withdraw": "yes"})
    status = browser.get("/application").text
    assert "Your application is withdrawn" in status
    assert _application(desk).state is State.WITHDRAWN


def test_one_visitor_never_sees_another_s_application(desk):
    desk.filled()
    other = desk.started()
    assert "Ada Mary" not in other.get("/apply/check").text


def test_hostile_text_stays_text(desk):
    evil = '<script>alert("x")</script>'
    browser = desk.filled(name={"forenames": evil, "surname": '"><img src=x onerror=alert(1)>'})
    for path in ("/apply/check", "/apply/name"):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text
