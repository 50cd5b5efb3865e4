"""From the start page to the sent form: one question a page."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.applications.errors import NotComplete
from chalicelib.applications.models import DOCUMENT_ROLES, Answers, Application, State
from chalicelib.applications.questions import QUESTIONS, Question, Values
from chalicelib.applications.reading import Reading
from chalicelib.applications.sections import SECTIONS, missing_sections
from chalicelib.applications.service_levels import level_on
from chalicelib.applications.services import Applications
from chalicelib.applications.summary import GROUPS, expired_note, grouped
from chalicelib.kernel.canonical import content_hash
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.web.errors import Elsewhere
from chalicelib.web.forms import Form
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

Service = Callable[[], Applications]
CHECK = "/apply/check"


def register(site: Site, service: Service) -> None:
    """Register the form's pages."""
    _register_start(site, service)
    _register_tasks(site, service)
    for question in QUESTIONS.values():
        _register_question(site, service, question)
    _register_sending(site, service)


def draft(visit: Visit, service: Applications) -> Stored[Application]:
    """The application being filled in; one that was sent is followed, not filled in (`Elsewhere`)."""
    stored = service.get(visit.application_id)
    if stored.state.state is not State.DRAFT:
        raise Elsewhere("/application")
    return stored


def after(section: str, visit: Visit) -> str:
    """Where to go after a section: back to the check, to the group's next question, or to the task list."""
    if (visit.form.text("return") or visit.query.get("return")) == "check":
        return CHECK
    group = next(sections for sections in GROUPS.values() if section in sections)
    following = group[group.index(section) + 1 :]
    return f"/apply/{following[0]}" if following else "/apply"


def _register_start(site: Site, service: Service) -> None:
    @site.get("/")
    def start_page(visit: Visit) -> Response:
        return page(visit, "applications/start.html", level=level_on(clock.today()))

    @site.get("/apply/start")
    def before_you_start(visit: Visit) -> Response:
        return page(visit, "applications/before.html", open=visit.session.application_id is not None)

    @site.post("/apply/start")
    def start(visit: Visit) -> Response:
        # The page's secret belongs to one visitor, so nobody else can come upon this application by a key.
        scope = f"start:{content_hash(visit.session.csrf_token)}"
        visit.session.replace(application_id=service().start(visit.once(scope)))
        return redirect("/apply")


def _register_tasks(site: Site, service: Service) -> None:
    @site.get("/apply")
    def task_list(visit: Visit) -> Response:
        application = draft(visit, service()).state
        groups = grouped(application.answers, clock.today())
        missing = missing_sections(application.answers, clock.today())
        return page(
            visit,
            "applications/tasks.html",
            application=application,
            groups=groups,
            answered=len(SECTIONS) - len(missing),
            total=len(SECTIONS),
            roles=DOCUMENT_ROLES,
        )

    @site.get("/apply/documents")
    def documents(visit: Visit) -> Response:
        application = service().get(visit.application_id).state
        return page(visit, "applications/documents.html", application=application, roles=DOCUMENT_ROLES)


def _register_question(site: Site, service: Service, question: Question) -> None:
    path = f"/apply/{question.section}"

    @site.get(path)
    def ask(visit: Visit) -> Response:
        answers = draft(visit, service()).state.answers
        return question_page(visit, question, question.values(answers), {})

    @site.post(path)
    def answer(visit: Visit) -> Response:
        draft(visit, service())
        reading = Reading(visit.form)
        change = question.read(reading, clock.today())
        if reading.errors:
            return question_page(visit, question, typed(visit.form), reading.errors)
        service().answer(visit.application_id, question.section, change)
        _say_what_follows(visit, question, change(Answers()))
        return redirect(after(question.section, visit))


def question_page(visit: Visit, question: Question, values: Values, errors: dict[str, str]) -> Response:
    """The page of a question with values as stored or as typed."""
    back = CHECK if (visit.form.text("return") or visit.query.get("return")) == "check" else "/apply"
    return page(
        visit,
        "applications/question.html",
        question=question,
        values=values,
        errors=errors,
        back=back,
        returns=back == CHECK,
    )


def typed(form: Form) -> Values:
    """What was typed, to be shown again beside what is wrong with it."""
    return {name: form.all(name) if name == "nationality" else form.text(name) for name in form}


def _say_what_follows(visit: Visit, question: Question, answers: Answers) -> None:
    if question.section == "passport" and answers.passport:
        note = expired_note(answers.passport.expires, clock.today())
        visit.session.replace(flash=note or None)


def _register_sending(site: Site, service: Service) -> None:
    @site.get(CHECK)
    def check(visit: Visit) -> Response:
        application = draft(visit, service()).state
        missing = missing_sections(application.answers, clock.today())
        return page(
            visit,
            "applications/check.html",
            application=application,
            groups=grouped(application.answers, clock.today()),
            missing=missing,
            roles=DOCUMENT_ROLES,
        )

    @site.get("/apply/declaration")
    def declaration(visit: Visit) -> Response:
        _require_complete(draft(visit, service()).state)
        return page(visit, "applications/declaration.html")

    @site.post("/apply/declaration")
    def send(visit: Visit) -> Response:
        if visit.form.text("declaration") != "yes":
            draft(visit, service())
            errors = {"declaration": "Tick the box to confirm the declaration"}
            return page(visit, "applications/declaration.html", errors=errors)
        try:
            service().submit(visit.application_id, visit.once(f"submit:{visit.application_id}"))
        except NotComplete:
            return redirect(CHECK)
        return redirect("/application/sent")


def _require_complete(application: Application) -> None:
    if missing_sections(application.answers, clock.today()):
        raise Elsewhere(CHECK)
