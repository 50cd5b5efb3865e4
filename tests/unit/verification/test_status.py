"""What a status list at hand says of a certificate, and how far each kind of list is believed."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, key_list, status_list
from chalicelib.verification.models import Demands, Report, Standing, Verdict
from chalicelib.verification.verify_file import verify_file
from infra.local.pki.signed_list import sign_list
from tests.attack.workshop import ORIGIN, Workshop, claims, content
from tests.unit.verification.conftest import names

INDEX = 77
ROOT = Path(__file__).parents[3]


def token(
    issuer: Workshop,
    revoked: tuple[int, ...] = (),
    *,
    number: int = 1,
    age: timedelta = timedelta(minutes=1),
    use: str = "status",
) -> bytes:
    """A status list signed by the issuer's key of that use."""
    key, kid = issuer.keys[use], cose.key_id(issuer.spkis[use])
    body = status_list.encode(ORIGIN, number, revoked, datetime.now(UTC) - age)
    protected = status_list.protected_header(kid)
    made = key.sign(cose.sig_structure(protected, body), ec.ECDSA(hashes.SHA256()))
    return cose.assemble(protected, body, cose.raw_signature(made))


def judge(
    issuer: Workshop, status: bytes | None, later: timedelta = timedelta(), **demands: object
) -> Report:
    url = issuer.url(claims(content(), status_index=INDEX)).encode()
    given = Demands.model_validate(demands)
    return verify_file("f", url, issuer.trust, given, datetime.now(UTC) + later, status=status)


def test_good_and_withdrawn(issuer: Workshop) -> None:
    good = judge(issuer, token(issuer, (INDEX + 1, INDEX - 1)))
    assert (good.verdict, good.current) == (Verdict.GENUINE, Standing.GOOD)
    assert names(good) == ["only-code-checked", "status-good"]
    assert good.status_as_of is not None
    bad = judge(issuer, token(issuer, (INDEX,)))
    assert (bad.verdict, bad.current) == (Verdict.REVOKED, Standing.REVOKED)
    assert names(bad) == ["only-code-checked", "status-revoked"]
    assert bad.facts == ()


def test_an_old_list_says_nothing_good_but_a_withdrawal_is_final(issuer: Workshop) -> None:
    days = timedelta(days=3)
    old = judge(issuer, token(issuer), days)
    assert (old.verdict, old.current, names(old)[1]) == (Verdict.GENUINE, Standing.UNKNOWN, "status-too-old")
    assert judge(issuer, token(issuer, (INDEX,)), days).verdict is Verdict.REVOKED


@pytest.mark.parametrize("required", [False, True])
def test_lists_that_are_not_believed(issuer: Workshop, stranger: Workshop, *, required: bool) -> None:
    sound = token(issuer, (INDEX,))
    spoilt = sound[:-1] + bytes([sound[-1] ^ 1])
    future = token(issuer, age=-timedelta(hours=1))
    for found, why in (
        (None, "status-not-checked"),
        (b"", "status-list-wrong"),
        (spoilt, "status-list-wrong"),
        (token(stranger, (INDEX,)), "status-list-wrong"),
        (token(issuer, (INDEX,), use="qr"), "status-list-wrong"),
        (future, "status-list-wrong"),
        (token(issuer, (INDEX,), number=2), "status-other-list"),
    ):
        report = judge(issuer, found, require_status=required)
        assert report.current is Standing.UNKNOWN
        assert why in names(report)
        assert report.verdict is (Verdict.UNTRUSTED if required else Verdict.GENUINE)


def test_a_required_status_is_met_by_a_fresh_list(issuer: Workshop) -> None:
    assert judge(issuer, token(issuer), require_status=True).verdict is Verdict.GENUINE


def test_on_the_command_line(issuer: Workshop, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(token(issuer, (INDEX,)))
    url = issuer.url(claims(content(), status_index=INDEX))
    ran = _cli(issuer, "--status", str(tmp_path / "list"), "--json", "-", said=url)
    answer = json.loads(ran.stdout)
    assert (ran.returncode, answer["verdict"], answer["current"]) == (1, "revoked", "revoked")
    words = _cli(issuer, "--status", str(tmp_path / "list"), "-", said=url)
    assert "NOT VALID: withdrawn by the issuer" in words.stdout
    assert "0 hours old" in words.stdout


def test_the_command_line_takes_a_newer_list_of_keys(issuer: Workshop, tmp_path: Path) -> None:
    held = tmp_path / "keys.json"
    held.write_bytes(issuer.trust_json.read_bytes())
    newer = json.loads(held.read_bytes()) | {"sequence": 1_000}
    body = tmp_path / "newer.json"
    body.write_text(json.dumps(newer))
    offered = tmp_path / "newer.cose"
    sign_list(body, offered, issuer.folder / "pki/keys/root.pem")
    refused = _cli(issuer, "--keys", str(held), "--update", str(offered), keys=False)
    assert refused.returncode == 2
    assert "list-not-continued" in refused.stderr
    offered.write_bytes(_continued(issuer, offered.read_bytes()))
    taken = _cli(issuer, "--keys", str(held), "--update", str(offered), keys=False)
    assert taken.returncode == 0, taken.stderr
    assert key_list.read(key_list.disassemble(held.read_bytes()).body)["sequence"] == 1_000
    again = _cli(issuer, "--keys", str(held), "--update", str(offered), keys=False)
    assert again.returncode == 0, again.stderr


def _continued(issuer: Workshop, message: bytes) -> bytes:
    signed = key_list.disassemble(message)
    protected = cose.protected_header(cose.key_id(issuer.spkis["status"]))
    made = issuer.keys["status"].sign(
        key_list.to_be_signed(signed.body, protected), ec.ECDSA(hashes.SHA256())
    )
    second = key_list.Signature(protected, cose.raw_signature(made))
    return key_list.assemble(signed.body, [*signed.signatures, second])


def _cli(
    issuer: Workshop, *arguments: str, said: str = "", keys: bool = True
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chalicelib", "verify", "--trust", str(issuer.root_pem)]
    command += ["--keys", str(issuer.trust_json)] if keys else []
    return subprocess.run(
        [*command, *arguments], input=said, cwd=ROOT, capture_output=True, text=True, check=False
    )
