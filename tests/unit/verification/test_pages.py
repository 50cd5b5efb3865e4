"""The verify origin's pages through Chalice's gateway, on a public folder in memory."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chalice.app import Chalice

from chalicelib.certificates import words
from chalicelib.kernel.outcomes import Outcome
from chalicelib.platform.settings import settings
from chalicelib.verification import routes, routes_lists
from chalicelib.verification.reasons import GROUNDS
from chalicelib.verification.upload import read_upload
from chalicelib.verification.verify_file import MAX_BYTES
from chalicelib.web.errors import BadRequest
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from infra.local.http_server import Gateway
from tests.attack.workshop import Workshop
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects

VERIFY = "http://localhost:8003"
STATIC = Path(__file__).parents[3] / "chalicelib/web/static/verify"
CHECKPOINT = "host/log\n600\n" + "A" * 43 + "=\n\n\u2014 host/log AAAAAAAA\n"
BOUNDARY = "----WebKitFormBoundaryAbc123"


class Embassy:
    """A browser at the verify origin, and what the issuer published."""

    def __init__(self, issuer: Workshop) -> None:
        self.public = MemoryObjects()
        self.public.put("trust.json", issuer.trust_json.read_bytes(), "application/json")
        self.public.put("log/checkpoint", CHECKPOINT.encode(), "text/plain")
        for width in (1, 2, 88, 89):
            self.public.put(f"log/tile/0/002.p/{width}", b"\x01" * 32 * width, "application/octet-stream")
        self.public.put("log/tile/0/000", bytes(8192), "application/octet-stream")
        self.public.put("log/head", b"{}", "application/octet-stream")
        self.sessions = MemoryItems()
        app = Chalice("embassy")
        app.api.binary_types = [*app.api.binary_types, "multipart/form-data", *routes_lists.BINARY]
        site = Site("verify", lambda: Sessions(self.sessions))
        routes.register(site, lambda: self.public)
        mount(app, [site])
        self.gateway = Gateway(app)

    def get(self, path: str, **headers: str) -> dict:
        sent = {"host": "localhost:8003", "accept": "text/html,*/*", **headers}
        return self.gateway.handle_request("GET", path, sent, None)

    def upload(self, content: bytes, name: str = "certificate.pdf", **headers: str) -> dict:
        return self.post(multipart(content, name), **headers)

    def post(self, body: bytes, **headers: str) -> dict:
        sent = {"host": "localhost:8003", "accept": "text/html", "origin": VERIFY, **headers}
        sent.setdefault("content-type", f"multipart/form-data; boundary={BOUNDARY}")
        return self.gateway.handle_request("POST", "/verify/file", sent, body)


def multipart(content: bytes, name: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    return (
        head.encode()
        + b"Content-Type: application/pdf\r\n\r\n"
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def headers_of(answer: dict) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in answer["headers"].items()}


@pytest.fixture
def embassy(issuer: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embassy]:
    monkeypatch.setenv("VERIFY_ORIGIN", VERIFY)
    monkeypatch.setenv("APPLY_ORIGIN", "http://localhost:8001")
    monkeypatch.setenv("STAFF_ORIGIN", "http://localhost:8002")
    monkeypatch.setenv("UPLOAD_ORIGIN", "http://localhost:8010")
    monkeypatch.setenv("STAGE", "local")
    monkeypatch.setenv("PROBITY_LOCAL", str(issuer.folder))
    settings.cache_clear()
    yield Embassy(issuer)
    settings.cache_clear()


def test_the_page_is_useless_without_a_scan(embassy: Embassy) -> None:
    text = embassy.get("/")["body"]
    assert "Is this police certificate genuine?" in text
    assert "localhost:8003" in text
    for view in ("compare", "matched", "differs", "refused", "checking"):
        assert f'data-view="{view}" hidden' in text
    assert text.index("We do not keep it") < text.index('name="file"')
    assert 'href="/check"' in text
    assert 'href="/access"' in text


def test_nothing_inline_and_no_session(embassy: Embassy) -> None:
    answer = embassy.get("/")
    text = answer["body"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
    assert "Set-Cookie" not in {**answer["headers"], **answer.get("multiValueHeaders", {})}
    assert embassy.sessions.rows == {}


def test_a_sound_file_asks_for_the_comparison_first(embassy: Embassy, certificate: bytes) -> None:
    answer = embassy.upload(certificate)
    text = answer["body"]
    assert answer["statusCode"] == 200
    assert "<h1" in text
    assert "Compare these facts with the passport" in text
    assert "<bdi>Amelia Jane Hargreaves</bdi>" in text
    assert 'data-view="matched" hidden' in text
    assert 'data-reason="status-not-checked"' in text


def test_a_sound_file_tells_its_age_against_its_destination_s_rule(
    embassy: Embassy, certificate: bytes
) -> None:
    text = embassy.upload(certificate)["body"]
    assert 'data-age-state="within"' in text
    assert "Australia, visas: at most 12 months old" in text
    assert embassy.upload(certificate + b"\n")["body"].count("data-age-state") == 0


def test_a_changed_file_is_refused_by_name(embassy: Embassy, certificate: bytes) -> None:
    text = embassy.upload(certificate + b"\n")["body"]
    assert 'data-reason="seal-does-not-cover-file"' in text
    assert "Do not accept this certificate" in text
    assert "Hargreaves" not in text


def test_the_file_s_name_is_never_shown(embassy: Embassy) -> None:
    assert "alert(1)" not in embassy.upload(b"x", name="<script>alert(1)</script>.pdf")["body"]


def test_nothing_of_an_upload_is_kept(
    embassy: Embassy, certificate: bytes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {key: len(versions) for key, versions in embassy.public.versions.items()}
    embassy.upload(certificate)
    embassy.upload(certificate[:-1])
    assert {key: len(versions) for key, versions in embassy.public.versions.items()} == before
    assert embassy.sessions.rows == {}
    said = capsys.readouterr()
    everything = caplog.text + said.out + said.err
    assert not any(secret in everything for secret in ("Hargreaves", "00A1B2C3D4E5F6071829", "533484821"))


def test_a_file_larger_than_any_certificate_is_refused(embassy: Embassy) -> None:
    assert 'data-reason="too-large"' in embassy.upload(b"%PDF-" + bytes(MAX_BYTES))["body"]


def test_no_file_chosen_is_told_beside_the_field(embassy: Embassy) -> None:
    answer = embassy.upload(b"", name="")
    assert answer["statusCode"] == 422
    assert "Choose a PDF or a picture of the code" in answer["body"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no frame at all",
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file\r\n\r\nnot closed".encode(),
        f"--{BOUNDARY}\r\nno blank line\r\n--{BOUNDARY}--\r\n".encode(),
    ],
)
def test_a_broken_form_is_told_plainly(embassy: Embassy, body: bytes) -> None:
    assert embassy.post(body)["statusCode"] == 400


def test_another_media_type_is_refused(embassy: Embassy) -> None:
    assert embassy.post(b"{}", **{"content-type": "application/json"})["statusCode"] == 415


def test_uploads_are_read_to_the_byte() -> None:
    for content in (b"\r\n\r\n--x\r\n", bytes(range(256)) * 3, b"", f"\r\n--{BOUNDARY}".encode()[:-1]):
        body = multipart(content, "x.pdf")
        assert read_upload(body, f'multipart/form-data; boundary="{BOUNDARY}"', "file") == content
    with pytest.raises(BadRequest):
        read_upload(b"", "multipart/form-data", "file")


def test_keys_and_log_are_published(embassy: Embassy) -> None:
    assert '"probity-trust/2"' in embassy.get("/trust.json")["body"]
    answer = embassy.get("/log/checkpoint")
    assert answer["body"] == CHECKPOINT
    assert headers_of(answer)["cache-control"] == "public, max-age=5"
    silent = embassy.gateway.handle_request("GET", "/log/tile/0/000", {"host": "localhost:8003"}, None)
    assert silent["statusCode"] == 200, "Go's client names no type"
    for path, length in (
        ("/log/tile/0/000", 8192),
        ("/log/tile/0/002.p/88", 88 * 32),
        ("/log/tile/0/002.p/1", 32),
    ):
        answer = embassy.get(path, accept="*/*")
        assert len(base64.b64decode(answer["body"])) == length
        assert headers_of(answer)["content-type"] == "application/octet-stream"
        assert "immutable" in headers_of(answer)["cache-control"]


@pytest.mark.parametrize(
    ("path", "kept", "kind"),
    [
        ("/status/1", "status/1", "application/statuslist+cwt"),
        ("/trust.cose", "trust.cose", "application/cose"),
    ],
)
def test_lists_are_published_whole_whatever_a_reader_accepts(
    embassy: Embassy, path: str, kept: str, kind: str
) -> None:
    embassy.public.put(kept, b"\x84\x00\xff", kind)
    for accepted in (kind, "*/*", "text/html,application/xhtml+xml,*/*;q=0.8"):
        answer = embassy.get(path, accept=accepted)
        assert base64.b64decode(answer["body"]) == b"\x84\x00\xff"
        assert headers_of(answer)["content-type"] == kind
        assert headers_of(answer)["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/status/2",
        "/status/0x1",
        "/status/1234",
        "/status/%2e%2e",
        "/log/secret",
        "/log/head",
        "/log/..%2Ftrust.json",
        "/log/%2e%2e",
        "/log/leaves",
        "/log/tile/0/002.p/89",  # there, but no checkpoint covers it yet
        "/log/tile/0/002.p/2a",
        "/log/tile/0/002.p/088",
        "/log/tile/0/002",
        "/log/tile/00/000",
        "/log/tile/0/0",
        "/log/tile/64/000",
        "/log/tile/0/x000/000",
        "/log/tile/0/..%2f..%2fhead",
        "/log/tile/entries/000",
    ],
)
def test_nothing_else_of_the_log_is_published(embassy: Embassy, path: str) -> None:
    answer = embassy.get(path)
    assert answer["statusCode"] in {400, 404}
    assert headers_of(answer)["cache-control"] == "no-store"


def test_the_browser_says_the_same_sentences() -> None:
    source = (STATIC / "reasons.js").read_text()
    said = dict(re.findall(r'"?([a-z-]+)"?: "([^"]+)",', source.split("HEADINGS")[0]))
    own = {
        "keys-not-loaded",
        "keys-old",
        "browser-too-old",
        "not-checked",
        "log-covers",
        "log-not-reached",
        "log-not-checked",
        "log-place-missing",
    }
    assert own <= set(said)
    assert {name: sentence for name, sentence in said.items() if name not in own} == {
        name: GROUNDS[name].sentence for name in said if name not in own
    }


def test_the_browser_names_outcomes_as_the_certificate_does() -> None:
    said = dict(re.findall(r'([a-z_]+): "([^"]+)",', (STATIC / "facts.js").read_text().split("};")[0]))
    assert said == {outcome.value: words.outcome_name(outcome) for outcome in Outcome}
