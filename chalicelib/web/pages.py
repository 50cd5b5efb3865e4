"""Pages: Jinja templates with what every page needs, and redirects."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from chalice.app import Request, Response

from chalicelib.kernel.identifiers import new_id
from chalicelib.platform.mail import templates_folder
from chalicelib.web import words
from chalicelib.web.languages import (
    DOMAINS,
    ENGLISH,
    Language,
    catalogue,
    dated,
    language_of,
    said,
    script_words,
)
from chalicelib.web.sessions import Session, SiteName, origin_of
from chalicelib.web.static import static_url
from chalicelib.web.visit import Visit

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html; charset=utf-8"


def page(visit: Visit, template: str, *, status: int = 200, **context: object) -> Response:
    """`templates/pages/<template>` as a page.

    A template also finds `site`, `session`, `flash`, `errors` (field to sentence; pass your own to have
    the summary, the title's 'Error:' and status 422), `csrf_field()`, `csrf_token()` and `once_field()`. On the
    verify site it is in the visitor's language, which the template finds as `language`.
    """
    return _page(visit, template, status, context, bilingual=False)


def bilingual_page(visit: Visit, template: str, *, status: int = 200, **context: object) -> Response:
    """As `page`, on the applicant's site, in English or Welsh as the visitor likes."""
    return _page(visit, template, status, context, bilingual=True)


def _page(
    visit: Visit, template: str, status: int, context: Mapping[str, object], *, bilingual: bool
) -> Response:
    if context.get("errors") and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    language = language_on(visit.site, visit.request, bilingual=bilingual)
    text = render(visit.site, visit.session, template, context, language, bilingual=bilingual)
    return Response(text, {"Content-Type": HTML}, status)


def language_on(site: SiteName, request: Request, *, bilingual: bool = False) -> Language:
    """The language of a page: the visitor's where there is a choice, else English."""
    offered = _offered(site, bilingual=bilingual)
    return language_of(request, offered) if offered else ENGLISH


def _offered(site: SiteName, *, bilingual: bool) -> Collection[Language]:
    return DOMAINS[site] if site == "verify" or bilingual else ()


def say_on(visit: Visit, *, bilingual: bool = False) -> Callable[..., str]:
    """Says a sentence with facts by name, in the language of the visitor's page."""
    code = language_on(visit.site, visit.request, bilingual=bilingual).code
    return lambda sentence, **facts: said(code, sentence, facts)


def redirect(path: str) -> Response:
    """303 to a path of this site, or to an address that we made ourselves."""
    return Response("", {"Location": path, "Content-Type": HTML}, HTTPStatus.SEE_OTHER)


def safe_path(text: str, otherwise: str = "/") -> str:
    """`text` if it is a path of this site, else `otherwise`: a redirect never leaves by a query's wish."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if inside else otherwise


def render(
    site: SiteName,
    session: Session,
    template: str,
    context: Mapping[str, object],
    language: Language = ENGLISH,
    *,
    bilingual: bool = False,
) -> str:
    """A template of `templates/pages` as text; `page` is the usual way in."""
    name = template if template.endswith(".html") else f"{template}.html"
    fields = _HiddenFields(session)
    own: dict[str, object] = {
        "site": site,
        "origin": origin_of(site),
        "session": session,
        "flash": session.take_flash(),
        "errors": {},
        "language": language,
        "languages": _offered(site, bilingual=bilingual),
        "script_words": script_words(language.code, site),
        "csrf_token": lambda: session.csrf_token,
        "csrf_field": fields.csrf,
        "once_field": fields.once,
    }
    return _environment(language.code).get_template(name).render({**own, **context})


@dataclass(frozen=True)
class _HiddenFields:
    session: Session

    def csrf(self) -> str:
        return _hidden("csrf", self.session.csrf_token)

    def once(self) -> str:
        """A key for `Visit.once`, new each time the page is made."""
        return _hidden("once", new_id())


def _hidden(name: str, value: str) -> str:
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja, which is needed only for pages

    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


@cache
def _environment(code: str) -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - cold starts of functions without pages
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        PackageLoader,
        PrefixLoader,
    )

    ours = FileSystemLoader(templates_folder() / "pages")
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([ours, govuk]),
        autoescape=True,
        undefined=_undefined(),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    speak(environment, code)
    environment.globals.update({"static": static_url, "countries": words.countries})
    environment.filters.update({"day": words.day, "month": words.month, "country": words.country})
    return environment


def speak(environment: "Environment", code: str) -> None:
    """Teach an environment to say its templates' sentences in a language."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    sentences = catalogue(code)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        lambda sentence: sentences.get(sentence, sentence),
        lambda one, many, n: one if n == 1 else many,
        newstyle=True,
    )
    environment.filters["said"] = lambda sentence, **facts: sentence and said(code, str(sentence), facts)
    environment.filters["dated"] = lambda value: dated(code, str(value))


def _undefined() -> Any:  # noqa: ANN401 - a class made from Jinja's, which is imported late
    from jinja2 import StrictUndefined, Undefined  # noqa: PLC0415 - as above
    from jinja2.utils import missing  # noqa: PLC0415

    class NamesAreStrict(Undefined):
        """A misspelt name fails; a parameter that a GOV.UK macro looks for in vain is just not there."""

        def __new__(cls, hint: Any = None, obj: Any = missing, name: Any = None, *_: Any) -> Any:  # noqa: ANN401
            if obj is missing and name not in {"caller", "undefined", "null"}:
                return StrictUndefined(hint, obj, name)
            return super().__new__(cls)

    return NamesAreStrict
