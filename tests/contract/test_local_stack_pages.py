"""The page server: Chalice's gateway on three ports with keep-alive, cookies, binary bodies and its own headers."""

import threading
import time

import httpx
import pytest
from chalice import Chalice, Response

from infra.local.http_server import gateway_headers, serve
from infra.local.ports import free_port

PDF = b"%PDF-1.7\x00\xff"
AT_ONCE = 8
ALL_INSIDE = threading.Barrier(AT_ONCE)


def sample_app() -> Chalice:
    app = Chalice(app_name="sample")
    app.api.binary_types = [*app.api.binary_types, "application/pdf", "multipart/form-data"]

    @app.route("/")
    def host():
        return app.current_request.headers["host"]

    @app.route("/cookies")
    def cookies():
        return Response(
            "ok", headers={"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"], "Content-Type": "text/plain"}
        )

    @app.route("/pdf")
    def pdf():
        return Response(PDF, headers={"Content-Type": "application/pdf"})

    @app.route("/go", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
    def go():
        return Response(
            "", status_code=303, headers={"Location": f"/{app.current_request.raw_body.decode()}"}
        )

    @app.route("/echo", methods=["POST"], content_types=["multipart/form-data", "application/pdf"])
    def echo():
        return Response(app.current_request.raw_body, headers={"Content-Type": "application/pdf"})

    @app.route("/head", methods=["HEAD", "GET"])
    def head():
        return Response("body", headers={"Content-Type": "text/plain"})

    @app.route("/together")
    def together():
        mine = app.current_request.query_params["n"]
        ALL_INSIDE.wait(30)  # nobody is answered before all have come in
        return mine

    return app


@pytest.fixture(scope="module")
def ports():
    chosen = [free_port() for _ in range(3)]
    servers = serve(sample_app(), chosen)
    yield chosen
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def client(ports):
    with httpx.Client(base_url=f"http://localhost:{ports[0]}") as client:
        yield client


def test_each_origin_reaches_the_app_by_its_own_name(ports):
    for port in ports:
        assert httpx.get(f"http://localhost:{port}/").text == f"localhost:{port}"


def test_several_cookies(client):
    assert client.get("/cookies").headers.get_list("set-cookie") == ["a=1; Path=/", "b=2; Path=/"]


def test_binary_answers(client):
    answer = client.get("/pdf", headers={"Accept": "application/pdf"})
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"


def test_binary_bodies_whatever_the_parameters_of_their_type(client):
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/pdf"}
    assert client.post("/echo", content=PDF, headers=headers).content == PDF


def test_redirects(client):
    answer = client.post(
        "/go", content="there", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/there")


def test_head_has_no_body_and_the_connection_lives(client):
    assert client.head("/head").content == b""
    assert client.get("/head").text == "body"


def test_keep_alive_without_the_forty_milliseconds(client):
    client.get("/")
    took = []
    for _ in range(50):
        begun = time.perf_counter()
        client.get("/")
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.02, "it is the kernel's delay, which every answer would have, that is looked for"


def test_requests_run_side_by_side_and_do_not_mix(ports):
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- this test alone

    def ask(n):
        return httpx.get(f"http://localhost:{ports[n % 3]}/together?n={n}", timeout=60).text

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(ask, range(AT_ONCE))) == [str(n) for n in range(AT_ONCE)]


def test_the_gateways_own_answers_carry_the_security_headers(client):
    answer = client.get("/nothing-here")
    assert answer.status_code == 403
    for name, value in gateway_headers().items():
        assert answer.headers[name] == value
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_body_beyond_the_gateways_limit_is_refused(client):
    answer = client.post(
        "/echo", content=bytes(11 * 1024 * 1024), headers={"Content-Type": "application/pdf"}
    )
    assert answer.status_code == 413
    assert client.get("/head").text == "body"
