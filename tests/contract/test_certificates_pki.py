"""The local PKI over its socket, and the trust list: OpenSSL agrees with every chain, stamp and status."""

import base64
import hashlib
import json
import subprocess
import threading

import pytest
from asn1crypto import algos, tsp

from chalicelib.certificates import key_list
from chalicelib.certificates.adapters.timestamps import HttpTimeStamps
from chalicelib.certificates.errors import TimestampUnavailable
from chalicelib.verification.trust import root_public_key
from infra.local.pki import certify, prepare, tsa_url
from infra.local.pki.serve import make_server
from tests.fakes.signer import MemorySigner

KEY_IDS = {"seal": "seal", "qr": "qr", "log": "log", "status": "status"}
ORIGIN = "http://127.0.0.1:8003"
PURPOSES = {
    "seal": "1.3.6.1.5.5.7.3.36",
    "qr": "1.3.6.1.4.1.32473.7.1",
    "log": "1.3.6.1.4.1.32473.7.2",
    "status": "1.3.6.1.4.1.32473.7.3",
}


def openssl(*command: object) -> str:
    done = subprocess.run(["openssl", *map(str, command)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("local") / "pki"
    prepare(made)
    return made


@pytest.fixture(scope="module")
def trust(folder):
    certify(MemorySigner(), KEY_IDS, folder, ["http://127.0.0.1:9999"])
    return certify(MemorySigner(), KEY_IDS, folder, [ORIGIN])


@pytest.fixture(scope="module")
def port(folder, trust):
    server = make_server(folder, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def test_it_is_made_once(folder):
    before = (folder / "root.pem").read_bytes()
    assert prepare(folder).read_bytes() == before


def test_private_keys_are_for_their_owner_alone(folder):
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "keys").iterdir())


def test_keys_of_earlier_starts_stay_in_the_trust_list(folder, trust):
    assert [entry["use"] for entry in trust["keys"]] == [*KEY_IDS, "status", *KEY_IDS]
    assert json.loads(folder.with_name("trust.json").read_text()) == trust
    assert trust["issuers"][0]["hosts"] == ["127.0.0.1:8003"]


def test_a_reader_of_an_earlier_start_takes_the_list_of_this_one(folder):
    root = root_public_key((folder / "root.pem").read_bytes())
    certify(MemorySigner(), KEY_IDS, folder, [ORIGIN])
    held = folder.with_name("trust.json").read_bytes()
    certify(MemorySigner(), KEY_IDS, folder, [ORIGIN])
    assert key_list.accept(held, root, folder.with_name("trust.cose").read_bytes()) != held


def test_the_same_keys_are_certified_once(folder):
    signer = MemorySigner()
    first, second = (certify(signer, KEY_IDS, folder, [ORIGIN]) for _ in range(2))
    assert first == second


def test_every_key_chains_to_the_root_for_its_own_use(folder, trust, tmp_path):
    for entry in trust["keys"]:
        leaf, issuing = (base64.b64decode(der) for der in entry["certificates"])
        (tmp_path / "leaf.der").write_bytes(leaf)
        (tmp_path / "issuing.der").write_bytes(issuing)
        chain = ("-CAfile", folder / "root.pem", "-untrusted", tmp_path / "issuing.der")
        openssl("verify", *chain, tmp_path / "leaf.der")
        text = openssl("x509", "-in", tmp_path / "leaf.der", "-noout", "-text")
        assert PURPOSES[entry["use"]] in text
        spki = openssl("x509", "-in", tmp_path / "leaf.der", "-noout", "-pubkey")
        body = "".join(line for line in spki.splitlines() if "-----" not in line)
        assert base64.b64decode(body) == base64.b64decode(entry["public_key"])
        assert hashlib.sha256(base64.b64decode(body)).hexdigest()[:8] == entry["kid"]
    assert f"URI:{ORIGIN}" in _text_of(trust, "qr", tmp_path)
    assert "1.3.6.1.5.5.7.3.36" in _text_of(trust, "seal", tmp_path)


def _text_of(trust, use: str, tmp_path) -> str:
    entry = [entry for entry in trust["keys"] if entry["use"] == use][-1]
    (tmp_path / "one.der").write_bytes(base64.b64decode(entry["certificates"][0]))
    return openssl("x509", "-in", tmp_path / "one.der", "-noout", "-text")


def test_time_stamps_over_http(port, folder, tmp_path):
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"})}
    imprint["hashed_message"] = hashlib.sha256(b"message").digest()
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, "nonce": 7})
    answer = HttpTimeStamps(tsa_url(port)).stamp(request.dump())
    (tmp_path / "answer").write_bytes(answer)
    (tmp_path / "message").write_bytes(b"message")
    said = openssl(
        "ts", "-verify", "-in", tmp_path / "answer", "-data", tmp_path / "message",
        "-CAfile", folder / "root.pem", "-untrusted", folder / "certificates/issuing.pem",
    )  # fmt: skip
    assert "Verification: OK" in said


def test_a_leaf_certified_after_the_start_has_a_status(port, folder, tmp_path):
    trust = certify(MemorySigner(), KEY_IDS, folder, [ORIGIN])
    leaf = base64.b64decode(trust["keys"][-4]["certificates"][0])
    (tmp_path / "leaf.der").write_bytes(leaf)
    openssl("x509", "-in", tmp_path / "leaf.der", "-out", tmp_path / "leaf.pem")
    said = openssl(
        "ocsp", "-issuer", folder / "certificates/issuing.pem", "-cert", tmp_path / "leaf.pem",
        "-url", f"http://127.0.0.1:{port}/local/ocsp/issuing", "-CAfile", folder / "root.pem",
    )  # fmt: skip
    assert "leaf.pem: good" in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "not an address"])
def test_no_time_stamper_is_said_in_words(url):
    with pytest.raises(TimestampUnavailable, match="sealed later"):
        HttpTimeStamps(url).stamp(b"x")


def test_a_page_in_place_of_a_stamp_is_said_in_words(port):
    with pytest.raises(TimestampUnavailable):
        HttpTimeStamps(f"http://127.0.0.1:{port}/nothing/here").stamp(b"x")
