"""A visitor of our pages without a browser: follows links, fills in forms with what they carry, keeps cookies."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self, TypeVar
from urllib.parse import urljoin

import httpx

T = TypeVar("T")


class VisitError(Exception):
    """A page did not do what the visitor came for; the message says which and what it said instead."""


@dataclass
class PageForm:
    """A form as its page declares it: where it goes, and what it carries already."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, answers: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
        """The form's own values with the answers over them."""
        whole: dict[str, list[str]] = {}
        for name, value in self.fields:
            whole.setdefault(name, []).append(value)
        for name, answer in answers.items():
            whole[name] = answer if isinstance(answer, list) else [answer]
        return whole


class _Forms(HTMLParser):
    """Collects the forms of a page: hidden fields, values shown, and what is ticked or selected."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(about.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None:
            self._read(self._open, tag, about)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _read(self, form: PageForm, tag: str, about: dict[str, str]) -> None:
        if tag == "select":
            self._select = about.get("name", "")
        elif tag == "option" and "selected" in about and self._select:
            form.fields.append((self._select, about.get("value", "")))
        elif tag == "input" and _counts(about):
            form.fields.append((about["name"], about.get("value", "")))


def _counts(about: Mapping[str, str]) -> bool:
    kind = about.get("type", "text")
    if not about.get("name") or kind in {"file", "submit", "button", "image"}:
        return False
    return kind not in {"radio", "checkbox"} or "checked" in about


class Visitor:
    """One person's browser, as far as our pages need one."""

    def __init__(self, origin: str) -> None:
        """Begin at an origin with no cookies."""
        self.origin = origin
        self.client = httpx.Client(base_url=origin, follow_redirects=True, timeout=30)
        self.page: httpx.Response

    def __enter__(self) -> Self:
        """Come."""
        return self

    def __exit__(self, *_: object) -> None:
        """Go."""
        self.client.close()

    def open(self, path: str) -> httpx.Response:
        """Load a page, following redirects. Raises VisitError when it answers an error."""
        return self._arrive(self.client.get(path))

    def submit(self, action: str = "", /, **answers: str | list[str]) -> httpx.Response:
        """Fill in the form of the page that goes to `action` (or the page's first) and send it.

        A name's `__` stands for a dash. Raises VisitError when there is no such form, or the page complains.
        """
        form = self.form(action)
        data = form.filled({name.replace("__", "-"): answer for name, answer in answers.items()})
        headers = {"Origin": self.origin}
        return self._arrive(self.client.post(self._address(form.action), data=data, headers=headers))

    def answer(self, path: str, /, **answers: str | list[str]) -> httpx.Response:
        """Open a question's page and send its form."""
        self.open(path)
        return self.submit(path, **answers)

    def upload(self, content: bytes, content_type: str, name: str = "file") -> httpx.Response:
        """Send a file by the page's upload form, straight to where it says."""
        form = next((f for f in self.forms() if f.action.startswith("http")), None)
        if form is None:
            raise VisitError(f"{self.page.url} has no form that takes a file.")
        files = {"file": (name, content, content_type)}
        return self._arrive(
            self.client.post(form.action, data=form.filled({}), files=files, headers={"Origin": self.origin})
        )

    def forms(self) -> list[PageForm]:
        """The forms of the page."""
        reader = _Forms()
        reader.feed(self.page.text)
        return reader.forms

    def form(self, action: str = "") -> PageForm:
        """The form that goes to `action`, or the first one. Raises VisitError when there is none."""
        wanted = self._address(action) if action else ""
        for form in self.forms():
            if not wanted or self._address(form.action).partition("?")[0] == wanted:
                return form
        raise VisitError(f"{self.page.url} has no form for {action or 'anything'}: {self.words()[:600]}")

    def words(self) -> str:
        """The page's text without its tags."""
        text = re.sub(r"(?s)<(script|style|head).*?</\1>|<[^>]+>", " ", self.page.text)
        return " ".join(text.split())

    def find(self, pattern: str) -> str:
        """The first match of a pattern in the page. Raises VisitError when there is none."""
        found = re.search(pattern, self.page.text)
        if not found:
            raise VisitError(f"{self.page.url} does not show {pattern}: {self.words()[:600]}")
        return found.group(found.lastindex or 0)

    def _address(self, action: str) -> str:
        return urljoin(str(self.page.url), action)

    def _arrive(self, answer: httpx.Response) -> httpx.Response:
        self.page = answer
        if answer.is_error:
            raise VisitError(
                f"{answer.request.method} {answer.url} answered {answer.status_code}: {self.words()[:600]}"
            )
        if "govuk-error-summary" in answer.text:
            raise VisitError(f"{answer.url} complains: {self.words()[:600]}")
        return answer


def wait_for(probe: Callable[[], T | None], what: str, seconds: float = 60, every: float = 0.05) -> T:
    """Ask `probe` until it answers something. Raises VisitError when it takes too long."""
    end = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > end:
            raise VisitError(f"{what} did not come within {seconds:.0f} seconds.")
        time.sleep(every)
