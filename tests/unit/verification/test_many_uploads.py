"""Many uploads at once, good and hostile: each gets an answer, none of them brings the others down."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest

from chalicelib.verification import turns
from tests.attack import hostile
from tests.attack.forgeries import FORGERIES
from tests.attack.workshop import Workshop, photograph
from tests.unit.verification import test_pages

embassy = test_pages.embassy
_UPLOADS, _AT_ONCE = 200, 40


@pytest.fixture
def files(issuer: Workshop, certificate: bytes) -> list[bytes]:
    return [
        certificate,
        FORGERIES["replace_page"](certificate),
        b"%PDF-1.7\n" + b"[" * 500_000,
        hostile.flate_bomb(64_000_000),
        hostile.locked_pdf(),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
        photograph(issuer.url()),
        certificate[:20_000],
        b"not a certificate",
        hostile.png_text_bomb(),
    ]


def test_two_hundred_uploads_at_once(
    embassy: test_pages.Embassy, files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever: who has to wait for too long is asked to come again, and the rest is answered."""
    monkeypatch.setattr(turns, "PATIENCE", 120.0)
    sent = [files[number % len(files)] for number in range(_UPLOADS)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(embassy.upload, sent))
    said = Counter((answer["statusCode"], _verdict(answer["body"])) for answer in answers)
    assert {status for status, _ in said} == {HTTPStatus.OK}
    each = _UPLOADS // len(files)
    assert said[HTTPStatus.OK, "genuine"] == 2 * each
    assert said[HTTPStatus.OK, "altered"] == each
    assert _verdict(embassy.upload(files[0])["body"]) == "genuine"


def test_who_waits_too_long_is_asked_to_come_again(
    embassy: test_pages.Embassy, certificate: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with turns.turn():
        answer = embassy.upload(certificate)
    assert answer["statusCode"] == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Send it again in a minute" in answer["body"]
    assert _verdict(embassy.upload(certificate)["body"]) == "genuine"


def _verdict(body: str) -> str:
    return body.partition('data-verdict="')[2].partition('"')[0]
