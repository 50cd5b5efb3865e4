"""The applicant's documents on ports of their own: pages over the fake room, and a stand-in for S3."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from unittest.mock import patch

from chalice.app import Chalice

from chalicelib.documents import routes
from chalicelib.documents.models import Document, Role
from chalicelib.platform.objects import UploadForm
from chalicelib.platform.settings import settings
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from infra.local.http_server import serve
from infra.local.ports import free_port
from tests.fakes.documents import Room
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects

PATIENCE = 30
"""Seconds for a file to come."""


class PostedObjects(MemoryObjects):
    """A bucket whose forms a browser can post."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def upload_form(
        self, key: str, content_type: str, max_bytes: int, expires: timedelta, redirect: str | None
    ) -> UploadForm:
        form = super().upload_form(key, content_type, max_bytes, expires, redirect)
        return UploadForm(self.address, form.fields)


@dataclass
class DocumentsSite:
    """What is running, and the hand on what happens after a file was posted."""

    origin: str
    room: Room
    sessions: Sessions
    posted: list[tuple[str, str]] = field(default_factory=list)
    """Key and version of each file that came."""
    refused: int = 0
    """How many of the next posts are answered with an error."""
    silent: threading.Event | None = None
    """While it is not set, the next post gets no answer."""
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def applicant(self) -> tuple[dict[str, Any], str]:
        """A browser's cookie, and the new application that it stands for."""
        session = self.sessions.open("apply", "")
        session.replace(application_id=self.room.apply())
        name, _, value = (self.sessions.close("apply", session) or "").partition(";")[0].partition("=")
        return {"name": name, "value": value, "url": self.origin}, self.room.application_id

    def take(self, fields: dict[str, str], content: bytes) -> str | None:
        """Store a posted file; where the browser goes next."""
        version = self.room.quarantine.put(fields["key"], content, fields["Content-Type"])
        with self.arrived:
            self.posted.append((fields["key"], version))
            self.arrived.notify_all()
        return fields.get("success_action_redirect")

    def noticed(self, role: Role = Role.PASSPORT) -> None:
        """The queue brings the news of the role's file, once the bucket has all of it."""
        key = self.newest(role).key
        with self.arrived:
            assert self.arrived.wait_for(lambda: key in dict(self.posted), PATIENCE), f"{key} never came"
        self.room.intake.received(key, dict(self.posted)[key])

    def newest(self, role: Role = Role.PASSPORT) -> Document:
        """The role's last try."""
        return self.room.store.latest(self.room.application_id, role).state

    def judged_clean(self, role: Role) -> None:
        """The scanner's verdict about the role's file, and what follows from it."""
        document = self.newest(role)
        self.room.intake.verdict(self.room.clean_verdict(document, document.upload.version))


@contextmanager
def running_site() -> Iterator[DocumentsSite]:
    """The site until the block ends; this process's settings are its own meanwhile."""
    origin, uploads = (f"http://localhost:{free_port()}" for _ in range(2))
    given = {
        "APPLY_ORIGIN": origin,
        "STAFF_ORIGIN": "http://localhost:1",
        "VERIFY_ORIGIN": "http://localhost:2",
        "UPLOAD_ORIGIN": uploads,
        "STAGE": "local",
    }
    with patch.dict(os.environ, given):
        settings.cache_clear()
        room = Room(quarantine=PostedObjects(f"{uploads}/quarantine"), apply_origin=origin)
        site = DocumentsSite(origin, room, Sessions(MemoryItems()))
        servers = [*serve(_app(site), [_port(origin)]), _Bucket.serving(site, _port(uploads))]
        try:
            yield site
        finally:
            for server in servers:
                server.shutdown()
                server.server_close()
            settings.cache_clear()


def _port(origin: str) -> int:
    return int(origin.rpartition(":")[2])


def _app(site: DocumentsSite) -> Chalice:
    app = Chalice("apply")
    pages = Site("apply", lambda: site.sessions)
    routes.register(pages, lambda: site.room.documents)
    mount(app, [pages])
    return app


class _Bucket(BaseHTTPRequestHandler):
    """Takes posted forms as S3 does: 201 for scripts, else back to the page."""

    protocol_version = "HTTP/1.1"
    site: DocumentsSite

    @classmethod
    def serving(cls, site: DocumentsSite, port: int) -> ThreadingHTTPServer:
        handler: type[Self] = type("BoundBucket", (cls,), {"site": site})
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server

    def do_OPTIONS(self) -> None:
        self._answer(200)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):  # the line broke
            return
        if self.site.silent:
            silent, self.site.silent = self.site.silent, None
            silent.wait(PATIENCE)
            return
        fields, content = self._form(body)
        if self.site.refused:
            self.site.refused -= 1
            self._answer(503)
            return
        back = self.site.take(fields, content)
        self._answer(303 if back else 201, {"Location": back} if back else {})

    def _form(self, body: bytes) -> tuple[dict[str, str], bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        fields, content = {}, b""
        for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            if name == "file":
                content = part.get_payload(decode=True)
            else:
                fields[name] = part.get_payload(decode=True).decode()
        return fields, content

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        cors = {"Access-Control-Allow-Origin": self.site.origin, "Content-Length": "0", "Vary": "Origin"}
        for name, value in {**cors, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
