"""The machine interface over HTTP: what the document says is what is served, and refusals are problems."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from chalice.app import Chalice
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib.certificates import qr
from chalicelib.platform.settings import settings
from chalicelib.verification.bulk import openapi, routes_api, routes_embassy
from chalicelib.verification.bulk.counting import REQUESTS_A_MINUTE
from chalicelib.verification.bulk.desk import STRANGERS
from chalicelib.verification.bulk.models import Scope
from chalicelib.verification.bulk.operations import OPERATIONS, ROOT
from chalicelib.verification.errors import TooBusy
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from infra.local.http_server import Gateway
from tests.fakes.desk import ORIGINS
from tests.fakes.embassy import Mission
from tests.fakes.items import MemoryItems

HOST = "localhost:8003"
PDF, JSON, CSV = "application/pdf", "application/json", "text/csv"


class Machine:
    """A programme of an embassy."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.app = Chalice("machines")
        self.app.api.binary_types = [*self.app.api.binary_types, *routes_api.BINARY]
        site = Site("verify", lambda: Sessions(MemoryItems()))
        routes_embassy.register(site, lambda: mission.desk)
        routes_api.register(site, lambda: mission.desk)
        mount(self.app, [site])
        self.gateway = Gateway(self.app)
        self.key = mission.key()

    def ask(self, method: str, path: str, body: object = None, kind: str = "", **headers: str) -> dict:
        sent = {"host": HOST, "accept": "*/*", "authorization": f"Bearer {self.key}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict | list):
            body, kind = json.dumps(body).encode(), kind or JSON
        sent |= {"content-type": kind} if kind else {}
        return self.gateway.handle_request(method, ROOT + path, {k: v for k, v in sent.items() if v}, body)

    def json(self, *arguments: object, **more: str) -> dict:
        answer = self.ask(*arguments, **more)
        return json.loads(answer["body"])

    def batch(self, kind: str = "files") -> str:
        return self.json("POST", "/batches", {"kind": kind, "label": "March"})["id"]


@pytest.fixture
def machine(mission, monkeypatch) -> Iterator[Machine]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield Machine(mission)
    settings.cache_clear()


def status(answer: dict) -> int:
    return answer["statusCode"]


def test_the_document_is_valid_openapi():
    document = json.loads(json.dumps(openapi.document("https://verify.probity.example")))
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) == len(OPERATIONS)


def test_every_route_is_in_the_document_and_the_reverse(machine):
    served = {
        (method, path)
        for path, methods in machine.app.routes.items()
        for method in methods
        if path.startswith("/api/") and method != "HEAD"
    }
    document = machine.json("GET", "/openapi.json", authorization="")
    said = {(method.upper(), path) for path, one in document["paths"].items() for method in one}
    assert served - {("GET", f"{ROOT}/reference")} == said
    for path, one in document["paths"].items():
        for method, operation in one.items():
            entry = machine.app.routes[path][method.upper()]
            taken = set(operation.get("requestBody", {}).get("content", {}))
            assert taken == (set(entry.content_types) if method == "post" else set())


def test_answers_are_what_the_document_says(machine, certificate):
    from openapi_schema_validator import OAS31Validator  # noqa: PLC0415 - one test's

    document = machine.json("GET", "/openapi.json")

    def conforms(name: str, body: object) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        assert list(OAS31Validator(schema).iter_errors(body)) == []

    conforms("KeyView", machine.json("GET", "/key"))
    conforms("Result", machine.json("POST", "/files", certificate, PDF))
    conforms("Results", machine.json("POST", "/codes", {"rows": [{"code": "77"}]}))
    batch_id = machine.batch()
    conforms("Lines", machine.json("POST", f"/batches/{batch_id}/parts/1", certificate, PDF))
    conforms("BatchView", machine.json("GET", f"/batches/{batch_id}"))
    conforms("Lines", machine.json("GET", f"/batches/{batch_id}/lines"))
    conforms("BatchView", machine.json("POST", f"/batches/{batch_id}/finish", {}))
    conforms("Problem", machine.json("GET", "/batches/none"))


def test_a_whole_batch(machine, certificate):
    batch_id = machine.batch()
    name = quote("März/Größe ✓.pdf")
    answer = machine.ask("POST", f"/batches/{batch_id}/parts/1", certificate, PDF, x_file_name=name)
    (line,) = json.loads(answer["body"])["lines"]
    assert (line["verdict"], line["name"]) == ("genuine", "März/Größe ✓.pdf")
    assert {fact["label"] for fact in line["facts"]} >= {"Name", "Date of birth"}
    machine.ask("POST", f"/batches/{batch_id}/parts/2", b"junk", "application/octet-stream")
    assert status(machine.ask("POST", f"/batches/{batch_id}/finish", {})) == 202
    assert status(machine.ask("GET", f"/batches/{batch_id}/report.pdf")) == 404
    machine.mission.deliver(times=2)
    view = machine.json("GET", f"/batches/{batch_id}")
    assert (view["state"], view["verdicts"]) == ("reported", {"genuine": 1, "not-a-certificate": 1})
    for ending, start in (("json", b'{"payload"'), ("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfnumber")):
        answer = machine.ask("GET", f"/batches/{batch_id}/report.{ending}")
        body = base64.b64decode(answer["body"]) if ending != "json" else answer["body"].encode()
        assert body.startswith(start)
        assert f"report-on-checks-{batch_id}.{ending}" in str(answer["headers"])


def test_codes_by_list_and_by_json(machine, issuer):
    digits = qr.to_digits(issuer.payload(issuer.recipe().claims))
    results = machine.json("POST", "/codes", {"rows": [{"code": digits}, {"code": "77", "reference": "x"}]})
    assert [one["verdict"] for one in results["results"]] == ["genuine", "not-a-certificate"]
    assert results["results"][0]["facts"]
    assert not results["results"][1]["facts"]
    batch_id = machine.batch("codes")
    listed = machine.json("POST", f"/batches/{batch_id}/parts/1", f"code\n{digits}\n77\n".encode(), CSV)
    assert [line["verdict"] for line in listed["lines"]] == ["genuine", "not-a-certificate"]


def test_a_batch_begun_twice_with_one_key_is_one(machine):
    wanted = {"kind": "files"}
    one, two = (machine.json("POST", "/batches", wanted, idempotency_key="a") for _ in range(2))
    assert one["id"] == two["id"]
    assert status(machine.ask("POST", "/batches", {"kind": "codes"}, idempotency_key="a")) == 409


@pytest.mark.parametrize(
    "key", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer prb_aaaaaaaaaaaa_" + "A" * 43]
)
def test_without_a_key_that_opens_there_is_one_answer(machine, key):
    for operation in OPERATIONS:
        if not operation.needs_key:
            continue
        path = operation.path.removeprefix(ROOT).replace("{batch_id}", "x").replace("{part}", "1")
        kind = next(iter(operation.takes), "")
        answer = machine.ask(operation.method, path, b"{}" if kind else None, kind, authorization=key)
        if status(answer) == 429:
            continue
        assert status(answer) == 401
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        assert headers["content-type"] == "application/problem+json"
        assert headers["www-authenticate"] == "Bearer"


def test_who_guesses_keys_is_stopped(machine):
    answers = [machine.ask("GET", "/key", authorization="Bearer no") for _ in range(STRANGERS + 1)]
    assert [status(answer) for answer in answers] == [401] * STRANGERS + [429]
    assert int(answers[-1]["headers"]["Retry-After"]) > 60
    assert status(machine.ask("GET", "/key")) == 200, (
        "a key that opens is not kept waiting by others' guesses"
    )


def test_a_key_without_the_scope_is_told_which(machine):
    machine.key = machine.mission.key(scopes=(Scope.CHECK,))
    answer = machine.ask("POST", "/batches", {"kind": "files"})
    assert status(answer) == 403
    assert "batches" in json.loads(answer["body"])["detail"]


def test_too_many_requests_are_told_when_to_come_back(machine, monkeypatch):
    monkeypatch.setattr("chalicelib.verification.bulk.counting.REQUESTS_A_MINUTE", 3)
    assert REQUESTS_A_MINUTE > 3
    answers = [machine.ask("GET", "/key") for _ in range(4)]
    assert [status(answer) for answer in answers][:3] == [200] * 3
    assert status(answers[3]) in {200, 429}  # a minute may have turned between two requests
    for answer in answers:
        if status(answer) == 429:
            assert 0 < int(answer["headers"]["Retry-After"]) <= 61


@pytest.mark.parametrize(
    ("path", "body", "kind", "expected"),
    [
        ("/codes", b"{", JSON, 422),
        ("/codes", b"[" * 5000, JSON, 422),
        ("/codes", b'{"rows":[]}', JSON, 422),
        ("/codes", b'{"rows":[{"code":1}]}', JSON, 422),
        ("/codes", b'{"rows":[{"code":"1","more":"x"}]}', JSON, 422),
        ("/codes", json.dumps({"rows": [{"code": "1"}] * 501}).encode(), JSON, 422),
        ("/codes", b"code", CSV, 415),
        ("/files", b"x", "text/html", 415),
        ("/files", b"%PDF-" + b"0" * (4 * 1024 * 1024), PDF, 413),
        ("/batches", b'{"kind":"folders"}', JSON, 422),
        ("/batches", b'{"kind":"files","expected":0}', JSON, 422),
        ("/batches/x/parts/1", b"%PDF-", PDF, 404),
        ("/batches/x/parts/one", b"%PDF-", PDF, 422),
    ],
)  # fmt: skip
def test_bad_requests_are_problems_with_a_sentence(machine, path, body, kind, expected):
    answer = machine.ask("POST", path, body, kind)
    problem = json.loads(answer["body"])
    assert status(answer) == expected
    assert problem["status"] == expected
    assert problem["detail"].endswith(".")
    assert answer["headers"]["Content-Type"] == "application/problem+json"


def test_an_address_of_nobodys_is_a_problem_too(machine):
    answer = machine.ask("GET", "/nothing")
    assert status(answer) == 404
    assert answer["headers"]["Content-Type"] == "application/problem+json"


def test_when_too_much_is_going_on_a_file_is_not_answered_and_may_be_sent_again(
    machine, certificate, monkeypatch
):
    def busy(_: bytes) -> None:
        raise TooBusy

    batch_id = machine.batch()
    with monkeypatch.context() as patched:
        patched.setattr(machine.mission.checks, "file", busy)
        answer = machine.ask("POST", f"/batches/{batch_id}/parts/1", certificate, PDF)
    assert (status(answer), answer["headers"]["Retry-After"]) == (503, "5")
    assert status(machine.ask("POST", f"/batches/{batch_id}/parts/1", certificate, PDF)) == 200


def test_the_reference_page_shows_every_operation(machine):
    page = machine.ask("GET", "/reference", authorization="")
    assert status(page) == 200
    assert all(operation.summary.split(".")[0] in page["body"] for operation in OPERATIONS[:4])


def test_giant_lists_go_lot_by_lot_and_each_lot_is_bounded(machine):
    batch_id = machine.batch("codes")
    whole = b"77\n" * 10_000
    assert status(machine.ask("POST", f"/batches/{batch_id}/parts/1", whole, CSV)) == 422
    for part in range(1, 21):
        lot = "\n".join(f"{part:04d}{row:04d}" for row in range(500)).encode()
        assert status(machine.ask("POST", f"/batches/{batch_id}/parts/{part}", lot, CSV)) == 200
    assert status(machine.ask("POST", f"/batches/{batch_id}/parts/21", b"77\n", CSV)) == 422
    assert machine.json("GET", f"/batches/{batch_id}")["checked"] == 10_000
