"""The pages against lookalikes: the pinned hosts, and guidance that names what the page really answers."""

import re
from pathlib import Path

from tests.unit.verification.test_pages import STATIC, Embassy, embassy

assert embassy
HOST = "verify.probity.example"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2].partition("</main>")[0]))


def test_the_hosts_are_those_of_the_key_list(embassy: Embassy) -> None:
    said = words(embassy.get("/hosts")["body"])
    assert "Probity Criminal Records Office" in said
    assert HOST in said
    del embassy.public.versions["trust.json"]
    assert "not published yet" in words(embassy.get("/hosts")["body"])


def test_the_log_s_entry_is_named_once_there_is_one(embassy: Embassy) -> None:
    assert "/log/statements/hosts" not in embassy.get("/hosts")["body"]
    written = 'probity-statement/1\n{"kind":"hosts"}\n\nc2sp.org/tlog-proof@v1\nindex 41\n'
    embassy.public.put("log/statements/hosts", written.encode(), "text/plain")
    assert "entry 41" in words(embassy.get("/hosts")["body"])


def test_the_start_page_leads_to_the_guidance_and_it_names_the_host(embassy: Embassy) -> None:
    assert 'href="/how-to-check"' in embassy.get("/")["body"]
    said = words(embassy.get("/how-to-check")["body"])
    assert "localhost:8003" in said
    for link in ("/hosts", "/"):
        assert f'href="{link}"' in embassy.get("/how-to-check")["body"]


def test_the_guidance_names_the_answers_as_the_page_gives_them(embassy: Embassy) -> None:
    said = words(embassy.get("/how-to-check")["body"])
    page = embassy.get("/")["body"] + (STATIC / "reasons.js").read_text()
    for answer in (
        "Compare these facts with the passport",
        "Genuine",
        "Do not accept this certificate",
        "Not checked",
    ):
        assert answer in said
        assert answer in page


def test_neither_page_keeps_a_visitor(embassy: Embassy) -> None:
    for path in ("/hosts", "/how-to-check"):
        answer = embassy.get(path)
        assert "Set-Cookie" not in {**answer["headers"], **answer.get("multiValueHeaders", {})}
    assert embassy.sessions.rows == {}


def test_the_certificate_prints_the_guidance_s_address() -> None:
    wording = (Path(__file__).parents[3] / "chalicelib/certificates/wording.json").read_text()
    assert "{host}/how-to-check" in wording
