"""A browser without a screen: keeps cookies, knows the last page's hidden fields, posts its forms."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalGateway

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Answer:
    """A response as a browser got it."""

    status: int
    text: str
    headers: dict[str, Any]

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1] if found else ""


@dataclass
class Browser:
    """Talks to the app through Chalice's own gateway, in the process and without a socket."""

    app: Chalice
    origin: str
    cookies: dict[str, str] = field(default_factory=dict)
    page: Answer | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, headers)

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to, through as many as there are."""
        while answer.status in {302, 303}:
            answer = self.get(answer.location)
        return answer

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form with the hidden fields of the page last seen (unless given here)."""
        hidden = dict(_HIDDEN.findall(self.page.text)) if self.page else {}
        body = urlencode({**hidden, **(fields or {})}, doseq=True).encode()
        sent = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": self.origin,
            "sec-fetch-site": "same-origin",
        }
        return self.send("POST", path, body, {**sent, **headers})

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        everything = {
            "host": urlsplit(self.origin).netloc,
            "accept": "text/html,*/*",
            "cookie": cookie,
            **given,
        }
        gateway = LocalGateway(self.app, Config())
        raw = gateway.handle_request(method, path, {k: v for k, v in everything.items() if v}, body)
        headers_out = {**raw["headers"], **raw.get("multiValueHeaders", {})}
        self._keep_cookies(headers_out.get("Set-Cookie", []))
        answer = Answer(raw["statusCode"], raw["body"] or "", headers_out)
        if answer.status < 300 or answer.status >= 400:
            self.page = answer
        return answer

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
