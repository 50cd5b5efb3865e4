"""Statements in the log: entered once, published with a proof that a stranger can check, the newest at hand."""

import hashlib
import json
from pathlib import Path

import pytest

from chalicelib.certificates import cli, official_hosts, verifier_file
from chalicelib.certificates.errors import NotTheVerifier
from chalicelib.certificates.log.notes import Proof
from chalicelib.certificates.log.tree import includes
from tests.fakes.issuing import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


HOSTS = {"issuer": 1, "hosts": ["verify.probity.example"]}
FILE = b'<!doctype html><script id="carried">{}</script>'


def published(workshop: Workshop, name: str) -> str:
    return workshop.public.get(f"log/statements/{name}").decode()


def test_a_statement_is_entered_once_and_proved(workshop: Workshop) -> None:
    workshop.statements().offer("hosts", HOSTS)
    workshop.deliver(twice=True)
    entry, _, proof = published(workshop, "0").partition("\n\n")
    head, said = entry.split("\n")
    assert head == "probity-statement/1"
    assert json.loads(said).items() >= {**HOSTS, "kind": "hosts"}.items()
    read = Proof.read(proof)
    leaf = hashlib.sha256(b"\x00" + entry.encode()).digest()
    tree = read.note.checkpoint
    assert includes(leaf, read.place, tree.size, read.path, tree.root)
    assert tree.size == 1


def test_the_newest_of_a_kind_is_shown_whatever_comes_first(workshop: Workshop) -> None:
    statements = workshop.statements()
    first = statements.offer("hosts", HOSTS)
    second = statements.offer("hosts", {**HOSTS, "hosts": []})
    statements.enter(second)
    statements.enter(first)
    statements.enter(second)
    newest = published(workshop, "hosts")
    assert newest == published(workshop, "1")
    assert workshop.service.tools.log.size() == 2


def test_the_hosts_of_the_key_list_are_stated_when_they_change(workshop: Workshop) -> None:
    assert official_hosts.offer(workshop.statements())
    workshop.deliver()
    said = json.loads(published(workshop, "hosts").split("\n")[1])
    assert [each["hosts"] for each in said["issuers"]] == [["verify.probity.example"]]
    assert official_hosts.offer(workshop.statements()) == ""
    moved = json.loads(workshop.public.get("trust.json"))
    moved["issuers"][0]["hosts"].append("check.probity.example")
    workshop.public.put("trust.json", json.dumps(moved).encode(), "application/json")
    assert official_hosts.offer(workshop.statements())
    workshop.deliver()
    assert "check.probity.example" in published(workshop, "1") == published(workshop, "hosts")


def test_without_a_key_list_no_hosts_are_stated(workshop: Workshop) -> None:
    del workshop.public.versions["trust.json"]
    assert official_hosts.offer(workshop.statements()) == ""


def test_a_file_is_published_under_the_hash_that_the_log_states(workshop: Workshop) -> None:
    verifier_file.offer(FILE, workshop.statements())
    verifier_file.offer(FILE, workshop.statements())
    workshop.deliver()
    said = json.loads(published(workshop, "verifier").split("\n")[1])
    assert workshop.public.get(f"verifier/{said['sha256']}.html") == FILE
    assert said["size"] == len(FILE)


def test_the_command_line_publishes_it(
    workshop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, other = tmp_path / "verifier.html", tmp_path / "other.html"
    made.write_bytes(FILE)
    other.write_bytes(b"<!doctype html>")
    codes = [
        cli.main(["publish", str(file)], pytest.fail, workshop.statements) for file in (made, other, tmp_path)
    ]
    assert codes == [0, 1, 1]
    assert "not the verifier" in capsys.readouterr().err
    workshop.deliver()
    assert hashlib.sha256(FILE).hexdigest() in published(workshop, "verifier")


@pytest.mark.parametrize("content", [b"", b"<!doctype html>", b'<html id="carried">'])
def test_nothing_else_is_published_as_the_verifier(workshop: Workshop, content: bytes) -> None:
    with pytest.raises(NotTheVerifier):
        verifier_file.offer(content, workshop.statements())
