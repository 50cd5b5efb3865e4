"""The verify site alone, on a port of its own, with an issuer's lists that a test may change or take away."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn
from unittest.mock import patch

from chalice.app import Chalice

from chalicelib.certificates.statements import FOLDER
from chalicelib.certificates.verifier_file import KIND, file_key
from chalicelib.platform.settings import settings
from chalicelib.verification import routes, routes_current, routes_lists
from chalicelib.verification.bulk import routes_embassy
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from chalicelib.web.static import BINARY
from infra.local.http_server import serve
from infra.local.ports import free_port
from infra.verifier import Lists, build
from tests.attack.workshop import Workshop, claims, content
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects
from tests.fakes.verify_lists import Office

_BINARY = "application/octet-stream"


class VerifySite:
    """A running site. Its log holds one leaf: the file for use without a network is stated in it."""

    def __init__(self, issuer: Workshop, origin: str) -> None:
        self.issuer, self.origin, self.office = issuer, origin, Office(issuer)
        self.public = MemoryObjects()
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.put("trust.cose", bytes.fromhex(self.office.keys(1)))
        self.put("status/1", bytes.fromhex(self.office.status(self.now)))
        self.put("log/checkpoint", bytes.fromhex(self.office.checkpoint(1, self.now)))

    def put(self, name: str, body: bytes) -> None:
        """Publish a file."""
        self.public.put(name, body, _BINARY)

    def offer_file(self) -> bytes:
        """Publish the single file with the present lists, and its hash."""
        files = (self.public.get(name) for name in ("trust.cose", "status/1", "log/checkpoint"))
        keys, status, checkpoint = files
        made = build(self.origin, self.issuer.root_pem, Lists(keys, {1: status}, checkpoint))
        digest = hashlib.sha256(made).hexdigest()
        self.put(file_key(digest), made)
        said = self.office.stated(KIND, {"sha256": digest, "size": len(made)}, self.now)
        self.put(f"{FOLDER}{KIND}", said.encode())
        return made

    def code(self, **other: object) -> str:
        """What a phone reads from a certificate of the issuer's."""
        return self.issuer.url(claims(content(), **other)).replace(
            "https://verify.probity.example", self.origin
        )


@contextmanager
def running_site(issuer: Workshop) -> Iterator[VerifySite]:
    """The site until the block ends; this process's settings are its own meanwhile."""
    origin = f"http://localhost:{free_port()}"
    given = {
        "VERIFY_ORIGIN": origin,
        "APPLY_ORIGIN": "http://localhost:1",
        "STAFF_ORIGIN": "http://localhost:2",
        "UPLOAD_ORIGIN": "http://localhost:3",
        "STAGE": "local",
        "PROBITY_LOCAL": str(issuer.folder),
    }
    with patch.dict(os.environ, given):
        settings.cache_clear()
        site = VerifySite(issuer, origin)
        servers = serve(_app(site.public), [int(origin.rpartition(":")[2])])
        try:
            yield site
        finally:
            for server in servers:
                server.shutdown()
                server.server_close()
            settings.cache_clear()


def _app(public: MemoryObjects) -> Chalice:
    app = Chalice("verify")
    app.api.binary_types = [*app.api.binary_types, "multipart/form-data", *routes_lists.BINARY, *BINARY]
    site = Site("verify", lambda: Sessions(MemoryItems()))
    routes.register(site, lambda: public)
    routes_current.register(site, _nobody, _nobody)
    routes_embassy.register(site, _nobody)
    mount(app, [site])
    return app


def _nobody() -> NoReturn:
    """Behind this site's forms stands no register: they are shown, and what is sent is not answered."""
    raise NotImplementedError
