"""`python -m chalicelib verify`: exit codes, JSON Lines, whom it trusts, and that it needs nobody."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from chalicelib.__main__ import main
from tests.attack.workshop import Workshop, photograph

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/formats/verdict.schema.json").read_text())
Run = Callable[..., tuple[int, list[dict]]]


@pytest.fixture
def files(issuer: Workshop, certificate: bytes, tmp_path: Path) -> Path:
    (tmp_path / "sound.pdf").write_bytes(certificate)
    (tmp_path / "altered.pdf").write_bytes(certificate + b" ")
    (tmp_path / "code.txt").write_text(issuer.url() + "\n")
    (tmp_path / "code.png").write_bytes(photograph(issuer.url()))
    (tmp_path / "letter.txt").write_text("Dear Sir")
    return tmp_path


@pytest.fixture
def run(issuer: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The verb with --json as in stage local, on the issuer's own folder."""
    monkeypatch.setenv("PROBITY_LOCAL", str(issuer.folder))
    monkeypatch.delenv("STAGE", raising=False)

    def verify(*arguments: object) -> tuple[int, list[dict]]:
        code = main(["verify", "--json", *map(str, arguments)])
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        for line in lines:
            jsonschema.validate(line, SCHEMA)
        return code, lines

    return verify


def reasons(line: dict) -> list[str]:
    return [reason["name"] for reason in line["reasons"]]


def test_all_genuine_exits_with_zero(run: Run, files: Path) -> None:
    code, lines = run(files / "sound.pdf", files / "code.txt", files / "code.png")
    assert code == 0
    assert [line["verdict"] for line in lines] == ["genuine"] * 3
    assert [line["file"] for line in lines] == [str(files / n) for n in ("sound.pdf", "code.txt", "code.png")]
    assert {line["current"] for line in lines} == {"unknown"}


def test_one_that_is_not_exits_with_one_and_the_rest_is_still_told(run: Run, files: Path) -> None:
    code, lines = run(
        files / "altered.pdf", files / "none.pdf", files, files / "letter.txt", files / "sound.pdf"
    )
    assert code == 1
    assert [line["verdict"] for line in lines] == ["altered", *["not-a-certificate"] * 3, "genuine"]
    assert [reasons(line)[0] for line in lines[:4]] == [
        "seal-does-not-cover-file",
        "unreadable-file",
        "unreadable-file",
        "unknown-format",
    ]


def test_another_root_replaces_the_default(run: Run, files: Path, stranger: Workshop) -> None:
    code, lines = run("--trust", stranger.root_pem, files / "sound.pdf", files / "code.txt")
    assert code == 1
    assert [reasons(line) for line in lines] == [["chain-not-trusted"], ["key-list-not-trusted"]]


def test_a_deployed_stage_trusts_nobody_by_itself(
    run: Run, files: Path, issuer: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stage in ("prod", "test"):
        monkeypatch.setenv("STAGE", stage)
        code, lines = run(files / "sound.pdf", files / "code.txt")
        assert (code, [reasons(line) for line in lines]) == (1, [["no-trust-given"]] * 2)
        assert run("--trust", issuer.root_pem, files / "sound.pdf", files / "code.txt")[0] == 0


def test_keys_may_lie_elsewhere_but_must_lead_to_the_root(
    run: Run, files: Path, issuer: Workshop, stranger: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROBITY_LOCAL", str(files))
    assert reasons(run("--trust", issuer.root_pem, files / "code.txt")[1][0]) == ["qr-key-unknown"]
    keys = ("--keys", issuer.trust_json)
    assert run("--trust", issuer.root_pem, *keys, files / "code.txt", files / "sound.pdf")[0] == 0
    crossed = run("--trust", stranger.root_pem, *keys, files / "code.txt")
    assert reasons(crossed[1][0]) == ["key-list-not-trusted"]


def test_status_and_age_are_judged_when_asked(run: Run, files: Path) -> None:
    code, lines = run("--require-status", files / "sound.pdf")
    assert (code, lines[0]["verdict"], reasons(lines[0])) == (
        1,
        "untrusted",
        ["status-not-checked", "status-required"],
    )
    assert run("--max-age", "30", files / "sound.pdf")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [[], ["--max-age", "-1", "x"], ["--max-age", "soon", "x"], ["--what", "x"], ["--trust", "none.pem", "x"]],
)
def test_wrong_usage_exits_with_two(run: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    assert stop.value.code == 2


def test_unknown_verbs_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["forge"]) == 2
    assert main(["--help"]) == 0
    assert "verify" in capsys.readouterr().out


def test_people_are_told_in_words(
    issuer: Workshop, files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROBITY_LOCAL", str(issuer.folder))
    assert main(["verify", str(files / "sound.pdf"), str(files / "altered.pdf")]) == 1
    said = capsys.readouterr().out
    assert "sound.pdf: GENUINE" in said
    assert "Compare with the passport" in said
    assert "Name: Amelia Jane Hargreaves" in said
    assert "altered.pdf: NOT GENUINE: altered" in said


def test_it_needs_no_network_no_aws_and_no_boto3(issuer: Workshop, files: Path) -> None:
    """In a process of its own, where every socket fails and nothing of AWS is in the environment."""
    alone = (
        "import socket, sys\n"
        "def no(*_, **__): raise OSError('no network here')\n"
        "socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = no\n"
        "from chalicelib.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        "assert 'boto3' not in sys.modules and 'botocore' not in sys.modules\n"
        "sys.exit(code)\n"
    )
    bare = {"PATH": os.environ["PATH"], "PROBITY_LOCAL": str(issuer.folder)}
    ran = subprocess.run(
        [sys.executable, "-c", alone, "verify", "--json", files / "sound.pdf", files / "code.png", "-"],
        input=(files / "code.txt").read_bytes(),
        capture_output=True,
        cwd=ROOT,
        env=bare,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    lines = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert [line["verdict"] for line in lines] == ["genuine"] * 3
    assert lines[2]["file"] == "-"
    assert ran.stderr == b""
