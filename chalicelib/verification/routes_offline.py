"""What makes the verify page work without a network: its service worker, and the single file that does the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

from chalice.app import Response

from chalicelib.certificates.verifier_file import KIND, file_key
from chalicelib.platform.objects import Objects
from chalicelib.verification.adapters.public_bucket import PublicBucket
from chalicelib.verification.errors import NotPublished
from chalicelib.verification.ports import PublicFiles
from chalicelib.verification.public_log import PublicLog
from chalicelib.web.site import Site
from chalicelib.web.static import static_body, static_family, static_url
from chalicelib.web.visit import Visit

_WORKER = "verify/worker.js"
_PAGE = ("app.css", "mark.svg", "verify/verify.css")
_SCRIPTS = ("app.js", "verify/page.js")


class Decoder(NamedTuple):
    """The addresses of the QR decoder's script and program."""

    reader: str
    wasm: str


def decoder() -> Decoder | None:
    """Where the QR decoder is; None in a build without it (infra/decoder.py)."""
    try:
        return Decoder(static_url("verify/decoder/reader.js"), static_url("verify/decoder/reader.wasm"))
    except KeyError:
        return None


def register(
    site: Site, public_files: Callable[[], Objects], start_page: Callable[[Visit], Response]
) -> None:
    """Register the worker's address and the file's. `start_page` makes the page that the worker keeps."""

    @site.get("/service-worker.js")
    def worker(visit: Visit) -> Response:
        content = worker_script(str(start_page(visit).body))
        return Response(
            content, {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
        )

    @site.get("/verifier")
    def single_file(visit: Visit) -> Response:  # noqa: ARG001 - it is the same for everybody
        public = PublicBucket(public_files())
        content = public.read(file_key(_stated_digest(public))).decode()
        headers: dict[str, str | list[str]] = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Disposition": 'attachment; filename="probity-verifier.html"',
            "Cache-Control": "no-cache",
        }
        return Response(content, headers)


def _stated_digest(public: PublicFiles) -> str:
    """The hash of the newest file that the log states; raises `NotPublished`."""
    stated = PublicLog(public).statement(KIND)
    if stated is None:
        raise NotPublished
    return str(json.loads(stated.split("\n")[1])["sha256"])


def worker_script(page: str) -> str:
    """The service worker of one version of the page: the version follows from all that it keeps."""
    files = [
        *(static_url(path) for path in _PAGE),
        *{a: None for path in _SCRIPTS for a in static_family(path)},
    ]
    script = static_body(_WORKER)
    version = hashlib.sha256("\n".join([page, *files, str(script)]).encode()).hexdigest()[:16]
    said = {"VERSION": version, "FILES": ["/", *files], "LATER": list(decoder() or ())}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items()) + str(script)
