"""Which chains lead to a pinned root: each rule of RFC 5280 that we hold to, broken once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID

from chalicelib.verification.chain import path_to_root, serves

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
Extension = tuple[x509.ExtensionType, bool]


def usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**(dict.fromkeys(names, False) | allowed))


CA: dict[str, Extension] = {
    "constraints": (x509.BasicConstraints(ca=True, path_length=None), True),
    "usage": (usage(key_cert_sign=True), True),
}
LEAF: dict[str, Extension] = {
    "usage": (usage(content_commitment=True), True),
    "purpose": (x509.ExtendedKeyUsage([Purpose.TIME_STAMPING]), True),
}


class Made:
    """A certificate and its key."""

    def __init__(
        self,
        name: str,
        issuer: "Made | None" = None,
        extensions: dict[str, Extension] | None = None,
        *,
        key: Any = None,
        signed_with: Any = None,
        starts: datetime = NOW - YEAR,
        ends: datetime = NOW + YEAR,
    ) -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder(
            subject_name=self.name,
            issuer_name=(issuer or self).name,
            public_key=self.key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=starts,
            not_valid_after=ends,
        )
        for value, critical in (CA if extensions is None else extensions).values():
            builder = builder.add_extension(value, critical)
        signer = signed_with or (issuer or self).key
        self.der = builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


ROOT = Made("root")


def found(leaf: Made, *carried: Made, root: Made = ROOT) -> bool:
    path = path_to_root(leaf.der, frozenset(each.der for each in carried), (root.der,))
    return path is not None and path.covers(NOW)


def test_a_leaf_under_the_root_and_under_an_authority() -> None:
    authority = Made("authority", ROOT)
    leaf = Made("leaf", authority, LEAF)
    path = path_to_root(leaf.der, frozenset({authority.der}), (ROOT.der,))
    assert path is not None
    assert path.certificates == (leaf.der, authority.der, ROOT.der)
    assert list(path.links()) == [(leaf.der, authority.der), (authority.der, ROOT.der)]
    assert found(Made("leaf", ROOT, LEAF))
    assert not found(leaf)
    assert not found(leaf, authority, root=Made("root"))


BROKEN: dict[str, Callable[[], Made]] = {
    "no basic constraints": lambda: Made("authority", ROOT, {"usage": CA["usage"]}),
    "no authority": lambda: Made(
        "authority", ROOT, CA | {"constraints": (x509.BasicConstraints(ca=False, path_length=None), True)}
    ),
    "constraints not critical": lambda: Made(
        "authority", ROOT, CA | {"constraints": (CA["constraints"][0], False)}
    ),
    "may not sign certificates": lambda: Made(
        "authority", ROOT, CA | {"usage": (usage(digital_signature=True), True)}
    ),
    "an unknown critical extension": lambda: Made(
        "authority",
        ROOT,
        CA | {"odd": (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b""), True)},
    ),
    "name constraints": lambda: Made(
        "authority",
        ROOT,
        CA | {"names": (x509.NameConstraints([x509.DNSName("example")], None), False)},
    ),
    "a weak key": lambda: Made("authority", ROOT, key=rsa.generate_private_key(65537, 1024)),  # noqa: S505 - that is the test
    "an odd curve": lambda: Made("authority", ROOT, key=ec.generate_private_key(ec.BrainpoolP256R1())),
    "signed by somebody else": lambda: Made(
        "authority", ROOT, signed_with=ec.generate_private_key(ec.SECP256R1())
    ),
    "not valid yet": lambda: Made("authority", ROOT, starts=NOW + timedelta(days=1)),
    "no longer valid": lambda: Made("authority", ROOT, ends=NOW - timedelta(days=1)),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_an_authority_that_breaks_a_rule(broken: str) -> None:
    authority = BROKEN[broken]()
    assert not found(Made("leaf", authority, LEAF), authority)


def test_a_path_longer_than_an_authority_allows() -> None:
    short = CA | {"constraints": (x509.BasicConstraints(ca=True, path_length=0), True)}
    upper = Made("upper", ROOT, short)
    lower = Made("lower", upper)
    assert found(Made("leaf", upper, LEAF), upper)
    assert not found(Made("leaf", lower, LEAF), lower, upper)


def test_a_path_that_is_too_long_or_goes_in_a_circle() -> None:
    chain = [ROOT]
    for number in range(4):
        chain.append(Made(f"authority {number}", chain[-1]))
    assert found(Made("leaf", chain[3], LEAF), *chain[1:4])
    assert not found(Made("leaf", chain[4], LEAF), *chain[1:])
    one = Made("one")
    other = Made("other", one)
    again = Made("one", other, key=one.key)
    assert not found(Made("leaf", again, LEAF), again, other)


def test_a_leaf_is_no_authority() -> None:
    leaf = Made("leaf", ROOT, LEAF)
    assert not found(Made("below", leaf, LEAF), leaf)


def test_validity_is_asked_for_the_time_of_each_signature() -> None:
    leaf = Made("leaf", ROOT, LEAF, starts=NOW - timedelta(days=2), ends=NOW - timedelta(days=1))
    path = path_to_root(leaf.der, frozenset(), (ROOT.der,))
    assert path is not None
    assert path.covers(NOW - timedelta(hours=30))
    assert not path.covers(NOW)
    assert not path.covers(NOW - timedelta(days=3))


def test_what_a_certificate_is_for() -> None:
    leaf = Made("leaf", ROOT, LEAF)
    stamping = Purpose.TIME_STAMPING.dotted_string
    assert serves(leaf.der, "content_commitment", stamping, alone=True)
    assert not serves(leaf.der, "digital_signature", stamping)
    assert not serves(leaf.der, "content_commitment", Purpose.OCSP_SIGNING.dotted_string)
    both = x509.ExtendedKeyUsage([Purpose.TIME_STAMPING, Purpose.CODE_SIGNING])
    for purpose in ((both, True), (LEAF["purpose"][0], False)):
        other = Made("leaf", ROOT, LEAF | {"purpose": purpose})
        assert serves(other.der, "content_commitment", stamping)
        assert not serves(other.der, "content_commitment", stamping, alone=True)
    assert not serves(Made("leaf", ROOT, {"usage": LEAF["usage"]}).der, "content_commitment", stamping)
