"""The shared vectors, and every way to change a code by one byte or one digit."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.certificates import qr
from chalicelib.verification.codes import read_code
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import Workshop, claims, content
from tests.unit.verification.conftest import Judge, names

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/qr.json").read_text())
REASON_OF = {
    "not-digits": "qr-not-digits",
    "wrong-length": "qr-wrong-length",
    "not-canonical": "qr-not-canonical",
    "not-a-certificate-code": "qr-not-ours",
    "wrong-claims": "qr-wrong-claims",
}
ANY_EXAMPLE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60
)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda vector: vector["name"])
def test_good_vectors_read_back(vector: dict[str, str]) -> None:
    code = read_code(vector["url"])
    assert code.claims.serial == vector["claims"]["serial"]
    assert qr.verifies(code, bytes.fromhex(VECTORS["public_key_hex"]))


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda vector: vector["name"])
def test_bad_vectors_are_refused_by_their_name(vector: dict[str, str]) -> None:
    if vector["fault"] not in REASON_OF:
        code = read_code(vector["digits"])
        known = code.key_id.hex() == VECTORS["kid"]
        assert vector["fault"] == ("bad-signature" if known else "unknown-key")
        assert not qr.verifies(code, bytes.fromhex(VECTORS["public_key_hex"]))
        return
    with pytest.raises(NotGenuine) as refusal:
        read_code(vector["digits"])
    assert refusal.value.reason.name == REASON_OF[vector["fault"]]


def test_every_byte_of_a_code_counts(issuer: Workshop, judge: Judge) -> None:
    payload = issuer.payload(issuer.recipe().claims)
    for place in range(len(payload)):
        for flip in (0x01, 0x80, 0xFF):
            changed = bytearray(payload)
            changed[place] ^= flip
            found = judge(qr.to_digits(bytes(changed)).encode())
            assert found.verdict in {Verdict.ALTERED, Verdict.UNTRUSTED}, place
            assert names(found), place


@given(data=st.data())
@ANY_EXAMPLE
def test_no_change_to_the_digits_is_accepted(issuer: Workshop, judge: Judge, data: st.DataObject) -> None:
    digits = qr.to_digits(issuer.payload(issuer.recipe().claims))
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != digits[place]]))
    change = data.draw(st.sampled_from(["replace", "insert", "delete", "cut"]))
    changed = {
        "replace": digits[:place] + other + digits[place + 1 :],
        "insert": digits[:place] + other + digits[place:],
        "delete": digits[:place] + digits[place + 1 :],
        "cut": digits[:place],
    }[change]
    found = judge(changed.encode())
    assert found.verdict is not Verdict.GENUINE
    assert names(found)


@given(content_=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@ANY_EXAMPLE
def test_any_bytes_get_a_named_refusal(judge: Judge, content_: bytes) -> None:
    found = judge(content_)
    assert found.verdict is not Verdict.GENUINE
    assert names(found)


def test_a_stranger_s_key_is_not_on_the_list(issuer: Workshop, judge: Judge) -> None:
    payload = issuer.payload(issuer.recipe().claims, ec.generate_private_key(ec.SECP256R1()))
    found = judge(qr.to_digits(payload).encode())
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["qr-key-unknown"])


def test_the_seal_s_key_can_not_sign_codes(issuer: Workshop, judge: Judge) -> None:
    payload = issuer.payload(issuer.recipe().claims, issuer.keys["seal"])
    assert names(judge(qr.to_digits(payload).encode())) == ["qr-key-unknown"]


def test_a_key_list_of_another_root_is_not_believed(issuer: Workshop, stranger: Workshop) -> None:
    crossed = Trust.read(issuer.root_pem, stranger.trust_json)
    found = verify_file("f", stranger.url().encode(), crossed, Demands(), datetime.now(UTC))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["key-list-not-trusted"])


def test_a_code_from_the_future_or_from_before_its_key_is_refused(issuer: Workshop, judge: Judge) -> None:
    today = datetime.now(UTC).date()
    early = issuer.url(claims(content(issued_on=today - timedelta(days=30)))).encode()
    late = issuer.url(claims(content(issued_on=today + timedelta(days=30)))).encode()
    assert names(judge(early)) == ["qr-key-not-valid-then"]
    assert names(judge(late)) == ["issued-in-future"]
