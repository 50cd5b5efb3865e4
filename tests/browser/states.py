"""Every page of the three sites in its states, visited one after another: each yields its name, and stands open."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from infra.local.sample import download_link
from infra.local.simulators.records.known import NO_RECORD
from infra.local.simulators.scanner.scan import EICAR
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER, SUPERVISOR
from tests.browser import applicant, officers
from tests.browser.applicant import follow, go_on
from tests.stackrun import eventually

RECENT = date(2024, 2, 1)


def form_states(page: Page, stack: Stack) -> Iterator[str]:
    """The form from its start page to the full task list."""
    page.goto(stack.apply_origin)
    yield "apply start"
    follow(page, "Start now")
    yield "apply before"
    go_on(page, "Continue")
    yield "apply tasks empty"
    page.goto(f"{stack.apply_origin}/apply/save")
    yield "apply save without address"
    page.goto(f"{stack.apply_origin}/apply/check")
    yield "apply check empty"
    yield from _about_you(page, stack)
    yield from _the_rest(page, stack)
    yield "apply tasks full"


def _asked(page: Page, what: str) -> Iterator[str]:
    """A question as it comes, and sent without an answer."""
    yield f"apply {what} empty"
    go_on(page)
    yield f"apply {what} error"


def _about_you(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.apply_origin}/apply/name")
    yield from _asked(page, "name")
    applicant.name(page, "Eleanor Ruth", "Fairweather")
    go_on(page)
    yield from _asked(page, "former names")
    page.get_by_label("Yes").check()
    go_on(page)
    yield from _asked(page, "former name")
    applicant.name(page, "Eleanor Ruth", "Oduya-Fairweather")
    go_on(page)
    yield "apply former names filled"
    page.get_by_label("No", exact=True).check()
    go_on(page)
    yield from _asked(page, "sex")
    page.get_by_label("Female").check()
    go_on(page)
    yield from _asked(page, "birth date")
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page)
    yield from _asked(page, "birth place")
    applicant.birth_place(page, NO_RECORD)
    go_on(page)
    yield from _asked(page, "nationality")
    page.get_by_label("Country of nationality").select_option(label="United Kingdom")
    go_on(page)


def _the_rest(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.apply_origin}/apply/passport")
    yield from _asked(page, "passport")
    applicant.passport(page)
    page.get_by_label("Year").fill("2024")
    go_on(page)
    yield "apply address after expired passport"
    yield from _asked(page, "address")
    applicant.address(page, RECENT)
    go_on(page)
    yield "apply addresses too short"
    follow(page, "Add the address before it")
    applicant.address(page, NO_RECORD.birth_date)
    go_on(page)
    yield "apply addresses filled"
    page.goto(f"{stack.apply_origin}/apply/destination")
    yield from _asked(page, "destination")
    page.get_by_label("Country").select_option(label="Norway")
    go_on(page)
    yield from _asked(page, "email")
    page.get_by_label("Email address").fill("eleanor.of.states@applicant.example")
    go_on(page)


def sending_states(page: Page, stack: Stack) -> Iterator[str]:
    """From the full task list to the sent form: papers, check, declaration."""
    page.goto(f"{stack.apply_origin}/apply/save")
    yield "apply save"
    page.goto(f"{stack.apply_origin}/apply/documents/passport")
    yield "documents passport empty"
    applicant.send_file(page)
    yield "documents passport error"
    yield from _papers(page, stack)
    page.goto(f"{stack.apply_origin}/apply/check")
    yield "apply check"
    follow(page, "Continue")
    yield "apply declaration empty"
    go_on(page, "Confirm and send")
    yield "apply declaration error"
    page.get_by_label("I confirm this").check()
    go_on(page, "Confirm and send")
    yield "apply sent"


def _papers(page: Page, stack: Stack) -> Iterator[str]:
    files = applicant.papers(NO_RECORD)
    passport, bill = files["Passport photo page"], files["Proof of address"]
    chooser = page.get_by_label("Choose the file")
    infected = {**passport, "buffer": passport["buffer"] + EICAR}
    chooser.set_input_files(infected)  # type: ignore[arg-type]
    yield "documents passport chosen"
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="We need another file")).to_be_visible(timeout=applicant.SETTLED)
    yield "documents passport refused"
    go_on(page, "Send another file")
    yield "documents passport again"
    chooser.set_input_files(passport)  # type: ignore[arg-type]
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
    yield "documents passport accepted"
    page.goto(f"{stack.apply_origin}/apply/documents/address")
    yield "documents address empty"
    with page.expect_request("**/apply/documents/address/status*"):
        chooser.set_input_files(bill)  # type: ignore[arg-type]
        applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
    page.goto(f"{stack.apply_origin}/apply/documents/photo")
    yield "documents photo empty"
    chooser.set_input_files(files["Photo of yourself"])  # type: ignore[arg-type]
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)


def after_states(page: Page, stack: Stack) -> Iterator[str]:
    """What an applicant may see after sending: status, the way back, withdrawing, and what goes wrong."""
    page.goto(f"{stack.apply_origin}/application")
    yield "application status"
    page.goto(f"{stack.apply_origin}/apply/documents")
    yield "application documents"
    page.goto(f"{stack.apply_origin}/application/withdraw")
    yield "application withdraw"
    go_on(page, "Yes, withdraw it")
    yield "application withdrawn"
    page.goto(f"{stack.apply_origin}/nowhere")
    yield "apply not found"
    page.goto(f"{stack.apply_origin}/apply/resume/no-such-link")
    yield "apply link dead"
    page.goto(f"{stack.apply_origin}/application/link")
    yield "apply link empty"
    go_on(page, "Send me a link")
    yield "apply link error"
    page.get_by_label("Your reference").fill("PC-7R3M-9Q2V-4XWC")
    page.get_by_label("Email address in the application").fill("nobody@applicant.example")
    go_on(page, "Send me a link")
    yield "apply link sent"
    page.goto(f"{stack.apply_origin}/application/link")
    _forget_session(page)
    go_on(page, "Send me a link")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    yield "apply session ended"
    page.goto(f"{stack.apply_origin}/application")
    yield "apply signed out"


def _forget_session(page: Page) -> None:
    """Keep the cookies, but let them name a session that nobody knows (any more)."""
    for cookie in page.context.cookies():
        page.context.add_cookies([{**cookie, "value": cookie["value"][::-1]}])  # type: ignore[list-item]


def returning_states(page: Page, stack: Stack, email: str) -> Iterator[str]:
    """Leave by a mailed link and come back by it."""
    applicant.begin(page, stack)
    page.goto(f"{stack.apply_origin}/apply/birth-date")
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page)
    page.goto(f"{stack.apply_origin}/apply/email")
    page.get_by_label("Email address").fill(email)
    go_on(page)
    page.goto(f"{stack.apply_origin}/apply/save")
    go_on(page, "Mail me a link and sign me out")
    yield "apply saved"
    page.goto(eventually(lambda: _mailed_link(stack, email, "/apply/resume/")))
    yield "apply resume empty"
    go_on(page, "Continue")
    yield "apply resume error"
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application")
    page.goto(f"{stack.apply_origin}/application/withdraw")
    yield "apply delete"


def collecting_states(page: Page, stack: Stack, email: str) -> Iterator[str]:
    """The mailed link of a certificate: its question, answered with nothing and wrongly."""
    page.goto(stack.apply_origin + eventually(lambda: download_link(stack, email)))
    yield "download empty"
    go_on(page, "Download certificate")
    yield "download error"
    applicant.dates(page, date(1990, 5, 15))
    go_on(page, "Download certificate")
    yield "download date error"


def _mailed_link(stack: Stack, email: str, path: str) -> str | None:
    for message in reversed(stack.mail()):
        if email in message["to"] and path in message["body"]:
            return str(next(word for word in message["body"].split() if path in word))
    return None


def desk_states(page: Page, stack: Stack) -> Iterator[str]:
    """Sign-in, the queue and its tabs, finding, certificates under way, and failed messages."""
    page.goto(stack.staff_origin)
    yield "staff sign in"
    officers.act(page, "Sign in")
    yield "staff sign in error"
    officers.sign_in(page, stack, FIRST_OFFICER)
    yield "staff queue"
    follow(page, "Later due →")
    yield "staff queue second page"
    page.goto(f"{stack.staff_origin}/staff/queue?state=refused")
    yield "staff queue refused"
    officers.find(page, "PC-0000")
    yield "staff find error"
    page.goto(f"{stack.staff_origin}/staff/queue?state=mine")
    yield "staff queue mine"
    page.goto(f"{stack.staff_origin}/staff/nowhere")
    yield "staff not found"
    page.goto(f"{stack.staff_origin}/staff/system")
    yield "staff system"
    yield from _failures(page, stack)


def _failures(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.staff_origin}/staff/failures")
    yield "staff failures"
    letter = {
        "id": "01K0000000000000000000TEST",
        "type": "RecordCheckAnswered",
        "aggregate": "record_check#01K0000000000000000000TEST",
        "data": {"application_id": "01K0000000000000000000TEST", "check_id": "01K0000000000000000000TEST"},
    }
    stack.place.client("sqs").send_message(
        QueueUrl=stack.environment["CASEWORK_DLQ_URL"], MessageBody=json.dumps(letter)
    )
    page.reload()
    yield "staff failures filled"


def supervisor_states(page: Page, stack: Stack) -> Iterator[str]:
    """What only a supervisor may do."""
    officers.sign_in(page, stack, SUPERVISOR)
    page.goto(f"{stack.staff_origin}/staff/failures")
    yield "supervisor failures"


def register_states(page: Page, stack: Stack, number: str) -> Iterator[str]:
    """A certificate found by its printed number, a withdrawal asked for and taken back, and the keys."""
    officers.sign_in(page, stack, FIRST_OFFICER)
    page.goto(f"{stack.staff_origin}/staff/register")
    yield "staff register"
    _find(page)
    yield "staff register error"
    page.get_by_label("Certificate number").fill("Eleanor Ruth Fairweather")
    _find(page)
    yield "staff register found"
    page.goto(f"{stack.staff_origin}/staff/register")
    page.get_by_label("Certificate number").fill(number)
    _find(page)
    yield "certificate"
    page.get_by_text("Issue it again").click()
    yield "certificate again"
    page.get_by_text("Withdraw it").click()
    officers.act(page, "Ask for withdrawal")
    yield "certificate ask error"
    page.get_by_label("What happened").fill("The photograph is somebody else's.")
    officers.act(page, "Ask for withdrawal")
    yield "certificate asked"
    page.get_by_label("Why it should stand").fill("It is her photograph after all.")
    officers.act(page, "Take it back")
    yield "certificate history"


def _find(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Find", exact=True).click()


def keys_states(page: Page, stack: Stack) -> Iterator[str]:
    """What a supervisor can do about signing keys."""
    officers.sign_in(page, stack, SUPERVISOR)
    page.goto(f"{stack.staff_origin}/staff/keys")
    yield "staff keys"
    officers.act(page, "Report the key")
    yield "staff keys error"


def case_states(page: Page, stack: Stack, reference: str) -> Iterator[str]:
    """A case with a record, from claim to recommendation, by the first officer."""
    officers.sign_in(page, stack, FIRST_OFFICER)
    officers.open_case(page, stack, reference)
    yield "case open"
    officers.act(page, "Claim")
    yield "case claimed"
    officers.act(page, "Show the records")
    yield "case purpose error"
    officers.say_why(page)
    yield "case candidates"
    page.locator("details[open] textarea").first.fill("Born on another day.")
    officers.act(page, "Save finding")
    expect(page.locator("details[open] textarea").first).to_have_value("Born on another day.")
    yield "case finding error"
    while _undecided(page, "Save finding"):
        _decide(page, "Same person", "Save finding")
    yield "case matters"
    page.locator("details[open]").get_by_label("Include").first.check()
    officers.act(page, "Save decision")
    yield "case matter error"
    while _undecided(page, "Save decision"):
        _decide(page, "Include", "Save decision")
    yield "case decided"
    page.get_by_text("Refuse the application").click()
    officers.act(page, "Refuse")
    yield "case refuse error"
    officers.act(page, "Recommend")
    yield "case recommended"


def _undecided(page: Page, button: str) -> int:
    return page.locator("details[open]").filter(has=page.get_by_role("button", name=button)).count()


def _decide(page: Page, choice: str, button: str) -> None:
    form = page.locator("details[open] form").filter(has=page.get_by_role("button", name=button)).first
    form.get_by_label(choice).check()
    form.get_by_label("Reason").fill("All facts agree with the application and the papers.")
    with page.expect_navigation():
        form.get_by_role("button", name=button).click()


def approval_states(page: Page, stack: Stack, reference: str) -> Iterator[str]:
    """The same case at the second officer's desk."""
    officers.sign_in(page, stack, SECOND_OFFICER)
    page.goto(f"{stack.staff_origin}/staff/queue?state=recommended")
    yield "staff queue to approve"
    page.goto(f"{stack.staff_origin}/staff/cases?reference={reference}")
    yield "approval before the records"
    officers.say_why(page, "Approval of a police certificate")
    yield "approval"
    page.get_by_text("Return to the officer").click()
    officers.act(page, "Return")
    yield "approval return error"
    officers.act(page, "Approve")
    yield "approval done"
    eventually(lambda: _is_issued(page), 30, every=0.5)
    yield "case issued"


def _is_issued(page: Page) -> bool:
    page.reload()
    return page.locator(".case-head .tag", has_text="Issued").count() > 0


def check_states(page: Page, stack: Stack, code: str) -> Iterator[str]:
    """The verify page without a code and with one, good and bad."""
    page.goto(stack.verify_origin)
    yield "verify start"
    page.get_by_text("You have no camera").click()
    page.get_by_role("button", name="Check the code").click()
    yield "verify digits error"
    page.goto(code)
    expect(page.get_by_role("button", name="Everything matches")).to_be_visible()
    yield "verify compare"
    page.get_by_role("button", name="Everything matches").click()
    yield "verify genuine"
    page.goto("about:blank")
    page.goto(code)
    page.get_by_role("button", name="Something does not match").click()
    yield "verify differs"
    page.goto(f"{code[:-9]}{(int(code[-9]) + 1) % 10}{code[-8:]}")
    expect(page.locator("[data-refusal-reasons] li")).to_have_count(1)
    yield "verify refused"
    page.goto(f"{stack.verify_origin}/nowhere")
    yield "verify not found"


def file_states(page: Page, stack: Stack, certificate: Path) -> Iterator[str]:
    """The verify page about a file: none, a sound one, a changed one, and something else."""
    page.goto(stack.verify_origin)
    go_on(page, "Check the file")
    yield "verify file error"
    page.get_by_label("Certificate as a PDF").set_input_files(certificate)
    go_on(page, "Check the file")
    yield "verify file compare"
    page.get_by_role("button", name="Everything matches").click()
    yield "verify file genuine"
    content = bytearray(certificate.read_bytes())
    content[len(content) // 2] ^= 4
    for name, what in (("altered", bytes(content)), ("other", b"%PDF-1.7\n%%EOF\n")):
        page.goto(stack.verify_origin)
        file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": what}
        page.get_by_label("Certificate as a PDF").set_input_files(file)  # type: ignore[arg-type]
        go_on(page, "Check the file")
        yield f"verify file {name}"
