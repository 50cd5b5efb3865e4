"""Which OCSP answers prove that a certificate was good at a time, and which prove nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from chalicelib.verification.chain import path_to_root
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.lasting import _require_good
from tests.unit.verification.test_chain import LEAF, NOW, ROOT, Extension, Made, usage

HOUR = timedelta(hours=1)
RESPONDER: dict[str, Extension] = {
    "usage": (usage(digital_signature=True), True),
    "purpose": (x509.ExtendedKeyUsage([Purpose.OCSP_SIGNING]), False),
    "no check": (x509.OCSPNoCheck(), False),
}
SEAL = Made("seal", ROOT, LEAF)


def answer(
    *,
    by: Made = ROOT,
    about: Made = SEAL,
    issuer: Made = ROOT,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    made: datetime = NOW - HOUR,
    until: datetime | None = NOW + HOUR,
) -> bytes:
    """A signed answer; by a responder when it is not the authority itself."""
    load = x509.load_der_x509_certificate
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=load(about.der),
        issuer=load(issuer.der),
        algorithm=hashes.SHA1(),  # noqa: S303 - as responders name certificates (RFC 6960)
        cert_status=status,
        this_update=made,
        next_update=until,
        revocation_time=made if revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, load(by.der))
    if by is not ROOT:
        builder = builder.certificates([load(by.der)])
    response = builder.sign(by.key, hashes.SHA256())
    return response.public_bytes(serialization.Encoding.DER)


def proves(*responses: bytes, moment: datetime = NOW) -> bool:
    path = path_to_root(SEAL.der, frozenset(), (ROOT.der,))
    assert path is not None
    try:
        _require_good(path, responses, moment)
    except NotGenuine as refused:
        return refused.reason.name != "validation-data-wrong"
    return True


def test_the_authority_or_its_responder_says_good() -> None:
    assert proves(answer())
    assert proves(answer(by=Made("responder", ROOT, RESPONDER)))


def _last_bit_turned(response: bytes) -> bytes:
    return response[:-1] + bytes((response[-1] ^ 1,))


BAD: dict[str, Callable[[], bytes]] = {
    "withdrawn": lambda: answer(status=ocsp.OCSPCertStatus.REVOKED),
    "unknown": lambda: answer(status=ocsp.OCSPCertStatus.UNKNOWN),
    "about another certificate": lambda: answer(about=Made("other", ROOT, LEAF)),
    "of another authority": lambda: answer(issuer=Made("root"), by=Made("responder", ROOT, RESPONDER)),
    "made later": lambda: answer(made=NOW + HOUR, until=NOW + 2 * HOUR),
    "too old": lambda: answer(made=NOW - 3 * HOUR, until=NOW - HOUR),
    "too old without an end": lambda: answer(made=NOW - 30 * HOUR, until=None),
    "a signature that does not hold": lambda: _last_bit_turned(answer()),
    "signed by somebody of the authority's name": lambda: answer(by=Made("root")),
    "a stranger's responder": lambda: answer(by=Made("responder", Made("root"), RESPONDER)),
    "a responder for nothing": lambda: answer(by=Made("responder", ROOT, LEAF)),
    "a responder that must be asked about": lambda: answer(
        by=Made("responder", ROOT, {name: RESPONDER[name] for name in ("usage", "purpose")})
    ),
    "a responder of an hour ago": lambda: answer(by=Made("responder", ROOT, RESPONDER, ends=NOW - HOUR)),
    "no answer": lambda: ocsp.OCSPResponseBuilder.build_unsuccessful(
        ocsp.OCSPResponseStatus.TRY_LATER
    ).public_bytes(serialization.Encoding.DER),
    "nothing of the kind": lambda: b"\x30\x00",
}


@pytest.mark.parametrize("bad", BAD)
def test_an_answer_that_proves_nothing(bad: str) -> None:
    assert not proves(BAD[bad]())


def test_one_answer_and_no_more() -> None:
    assert not proves()
    assert not proves(answer(), answer(made=NOW - 2 * HOUR))
    assert not proves(answer(), moment=NOW + 2 * HOUR)
