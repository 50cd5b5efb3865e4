"""What a verifier remembers: nobody brings it back to an older status list or an older list of keys."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.__main__ import main
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Demands, Report, Standing
from chalicelib.verification.seen import Seen
from chalicelib.verification.trust import Trust, read_keys
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import Workshop, names
from tests.unit.verification.test_status import token

WHILE = timedelta(minutes=10)


def judged(issuer: Workshop, trust: Trust, status: bytes) -> Report:
    now = datetime.now(UTC)
    return verify_file("f", issuer.url().encode(), trust, Demands(), now, status=status)


def test_an_older_status_list_says_nobody_stands(issuer: Workshop) -> None:
    older, newer = token(issuer, age=2 * WHILE), token(issuer, age=WHILE)
    trust = replace(issuer.trust, seen=Seen())
    assert judged(issuer, trust, older).current is Standing.GOOD
    assert judged(issuer, trust, newer).current is Standing.GOOD
    found = judged(issuer, trust, older)
    assert (found.current, names(found)) == (Standing.UNKNOWN, ["only-code-checked", "status-list-older"])


def test_who_is_withdrawn_in_an_older_list_stays_withdrawn(issuer: Workshop) -> None:
    revoked = token(issuer, (77,), age=2 * WHILE)
    trust = replace(issuer.trust, seen=Seen())
    judged(issuer, trust, token(issuer, age=WHILE))
    assert judged(issuer, trust, revoked).current is Standing.REVOKED


def test_it_is_remembered_from_run_to_run(issuer: Workshop, tmp_path: Path) -> None:
    older, newer = token(issuer, age=2 * WHILE), token(issuer, age=WHILE)
    folder = tmp_path / "state"
    for status, standing in ((newer, Standing.GOOD), (older, Standing.UNKNOWN), (newer, Standing.GOOD)):
        seen = Seen.read(folder)
        assert judged(issuer, replace(issuer.trust, seen=seen), status).current is standing
        seen.write(folder)
    assert set(json.loads((folder / "seen.json").read_bytes())) == {"status", "keys"}


def test_an_older_list_of_keys_is_refused() -> None:
    seen = Seen()
    seen.require_newest_keys(7)
    seen.require_newest_keys(7)
    with pytest.raises(NotGenuine) as refused:
        seen.require_newest_keys(6)
    assert refused.value.reason.name == "key-list-older"


def test_a_damaged_memory_is_said_and_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "seen.json").write_text("{}")
    with pytest.raises(NotGenuine) as refused:
        Seen.read(tmp_path)
    assert refused.value.reason.name == "state-unreadable"


def test_a_bare_list_of_keys_is_named_in_the_verdict(issuer: Workshop) -> None:
    """A mark of a theft that was taken out of `trust.json` is not missed by any signature in it."""
    bare = Trust(issuer.trust.roots, read_keys(issuer.trust_json.read_bytes()), whole=False)
    found = verify_file("f", issuer.make(), bare, Demands(), datetime.now(UTC))
    assert names(found) == ["status-not-checked", "key-list-not-signed"]
    read = Trust.read(issuer.root_pem, issuer.trust_json)
    assert not read.whole
    assert issuer.trust.whole


def test_a_list_that_another_root_signed_counts_as_bare(issuer: Workshop, stranger: Workshop) -> None:
    crossed = Trust.given(issuer.root_pem.read_bytes(), stranger.trust_json.with_suffix(".cose").read_bytes())
    assert not crossed.whole
    found = verify_file("f", stranger.url().encode(), crossed, Demands(), datetime.now(UTC))
    assert names(found) == ["key-list-not-trusted"]


def test_the_command_line_remembers_in_a_folder(
    issuer: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, older, newer = tmp_path / "code.txt", tmp_path / "older", tmp_path / "newer"
    code.write_text(issuer.url())
    older.write_bytes(token(issuer, age=2 * WHILE))
    newer.write_bytes(token(issuer, age=WHILE))
    keys = issuer.trust_json.with_suffix(".cose")
    given = [
        "verify",
        "--trust",
        str(issuer.root_pem),
        "--keys",
        str(keys),
        "--state",
        str(tmp_path / "state"),
    ]
    for status, name in ((newer, "status-good"), (older, "status-list-older"), (newer, "status-good")):
        assert main([*given, "--status", str(status), str(code)]) == 0
        assert f"[{name}]" in capsys.readouterr().out
    Seen(keys=1_000_000).write(tmp_path / "state")
    with pytest.raises(SystemExit) as stop:
        main([*given, str(code)])
    assert stop.value.code == 2
    assert "older than one seen before" in capsys.readouterr().err
