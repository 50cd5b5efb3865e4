"""The containers of seal and archive stamp in their one accepted form: nothing unsigned in them can change unseen.

Profile: PAdES baseline B-LTA (ETSI EN 319 142-1) as our issuer writes it: strict DER with zero padding, one
signer, the smaller s of two, SHA-256 with ECDSA for the seal, three signed attributes, and the time stamp as the
only unsigned one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.certificates.sealing.signatures import low_s
from chalicelib.kernel.der import children, element_length, value
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto import cms, x509

_SIGNED = {"content_type", "message_digest", "signing_certificate_v2"}
_NULL = b"\x05\x00"
_DIGESTS = {"sha256", "sha384", "sha512"}


@dataclass(frozen=True)
class Token:
    """A time stamp taken apart; its signature is not verified yet."""

    signed_data: cms.SignedData
    stamped_at: datetime
    signer: bytes
    """DER of the certificate that its signed attributes name."""
    certificates: frozenset[bytes]
    """DER of every certificate in it."""


@dataclass(frozen=True)
class SealToken:
    """A seal taken apart; its signatures are not verified yet."""

    signed_data: cms.SignedData
    message_digest: bytes
    public_key: bytes
    """The signer's SubjectPublicKeyInfo, DER."""
    signer: bytes
    certificates: frozenset[bytes]
    stamp: Token


def read_seal(contents: bytes) -> SealToken:
    """Takes the seal's bytes apart; raises `NotGenuine` (seal-damaged, seal-wrong-kind, timestamp-missing)."""
    try:
        return _read_seal(contents)
    except PARSER_FAULTS as broken:
        raise NotGenuine("seal-damaged") from broken


def read_archive_stamp(contents: bytes) -> Token:
    """Takes the archive time stamp's bytes apart; raises `NotGenuine` (archive-stamp-wrong)."""
    try:
        container, signed_data = _open(contents)
        _require_stamp_form(signed_data)
        _require_stamp_fields(container)
        return _token(signed_data)
    except (*PARSER_FAULTS, NotGenuine) as broken:
        raise NotGenuine("archive-stamp-wrong") from broken


def _open(contents: bytes) -> tuple[bytes, cms.SignedData]:
    """The container without its padding of zeros."""
    from asn1crypto import (  # noqa: PLC0415 - only to verify
        cms,
        tsp,  # noqa: F401 - it teaches cms the time stamp attributes
    )

    length = element_length(contents)
    if contents[length:].strip(b"\0"):
        raise NotGenuine("seal-damaged")
    container = cms.ContentInfo.load(contents[:length], strict=True)
    if container["content_type"].native != "signed_data":
        raise NotGenuine("seal-damaged")
    return contents[:length], container["content"]


def _read_seal(contents: bytes) -> SealToken:
    container, signed_data = _open(contents)
    attributes = _require_seal_form(signed_data)
    signer_info = signed_data["signer_infos"][0]
    stamp = _stamp_of(signer_info)
    _require_seal_fields(container)
    carried = frozenset(_certificates(signed_data))
    signer = _signer(signed_data)
    _require_low_s(signer, signer_info)
    return SealToken(
        signed_data=signed_data,
        message_digest=attributes["message_digest"],
        public_key=signer.public_key.dump(),
        signer=signer.dump(),
        certificates=carried,
        stamp=_token(stamp),
    )


def _token(signed_data: cms.SignedData) -> Token:
    signer = _signer(signed_data)
    _require_low_s(signer, signed_data["signer_infos"][0])
    return Token(
        signed_data=signed_data,
        stamped_at=signed_data["encap_content_info"]["content"].parsed["gen_time"].native,
        signer=signer.dump(),
        certificates=frozenset(_certificates(signed_data)),
    )


def _require_seal_form(seal: cms.SignedData) -> dict[str, bytes]:
    """The signed attributes by name, once the container has the profile's form."""
    from asn1crypto import algos  # noqa: PLC0415 - only where something is verified

    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
    ecdsa = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
    signers = seal["signer_infos"]
    signer = signers[0]
    attributes = {item["type"].native: item["values"] for item in signer["signed_attrs"]}
    sound = (
        len(signers) == 1
        and seal["version"].native == signer["version"].native == "v1"
        and [algorithm.dump() for algorithm in seal["digest_algorithms"]] == [sha256]
        and signer["digest_algorithm"].dump() == sha256
        and signer["signature_algorithm"].dump() == ecdsa
        and seal["encap_content_info"]["content_type"].native == "data"
        and seal["encap_content_info"]["content"].native is None
        and seal["crls"].native is None
        and signer["sid"].name == "issuer_and_serial_number"
        and len(signer["signed_attrs"]) == len(_SIGNED)
        and set(attributes) == _SIGNED
        and all(len(values) == 1 for values in attributes.values())
    )
    if not sound:
        raise NotGenuine("seal-wrong-kind")
    return {name: values[0].native for name, values in attributes.items()}


def _stamp_of(signer: cms.SignerInfo) -> cms.SignedData:
    unsigned = list(signer["unsigned_attrs"])
    if not unsigned:
        raise NotGenuine("timestamp-missing")
    kinds = [(item["type"].native, len(item["values"])) for item in unsigned]
    if kinds != [("signature_time_stamp_token", 1)]:
        raise NotGenuine("seal-wrong-kind")
    stamp = unsigned[0]["values"][0]["content"]
    _require_stamp_form(stamp)
    return stamp


def _require_stamp_form(stamp: cms.SignedData) -> None:
    stamper = stamp["signer_infos"][0]
    sound = (
        len(stamp["signer_infos"]) == 1
        and stamp["version"].native == "v3"
        and stamper["version"].native == "v1"
        and stamp["encap_content_info"]["content_type"].native == "tst_info"
        and [item.dump() for item in stamp["digest_algorithms"]] == [stamper["digest_algorithm"].dump()]
        and stamper["digest_algorithm"]["algorithm"].native in _DIGESTS
        and stamp["crls"].native is None
        and stamper["unsigned_attrs"].native is None
        and stamper["sid"].name == "issuer_and_serial_number"
    )
    if not sound:
        raise NotGenuine("timestamp-wrong")


def _require_seal_fields(container: bytes) -> None:
    """Every container holds as many elements as the profile knows; the ASN.1 reader would let more pass."""
    _, _, _, certificates, signer = _signed_data(container, eci=1)
    _, signer_id, _, _, _, _, unsigned = children(signer)
    _require_named(signer_id, certificates)
    (attribute,) = children(unsigned)
    _, values = children(attribute)
    (stamp,) = children(values)
    _require_stamp_fields(stamp)


def _require_stamp_fields(stamp: bytes) -> None:
    _, _, _, certificates, stamper = _signed_data(stamp, eci=2)
    _, stamper_id, digest, _, algorithm, _ = children(stamper)
    _require_named(stamper_id, certificates)
    for identifier in (digest, algorithm):
        _, *parameters = children(identifier)
        if parameters not in ([], [_NULL]):
            raise ValueError("an algorithm has parameters")


def _require_named(signer_id: bytes, certificates: bytes) -> None:
    """The signer's issuer and serial are those of one certificate to the letter, not in another spelling."""
    if children(signer_id) not in [_issuer_and_serial(each) for each in children(certificates)]:
        raise ValueError("the signer is spelt in another way than in the certificate")


def _issuer_and_serial(certificate: bytes) -> list[bytes]:
    signed, _, signature = children(certificate)
    _version, serial, _, issuer, *_ = children(signed)
    if value(signature)[0] != 0:
        raise ValueError("a certificate's signature is not made of whole bytes")
    return [issuer, serial]


def _signed_data(container: bytes, *, eci: int) -> list[bytes]:
    """The five parts of the SignedData in a ContentInfo, the set of its one signer opened."""
    _, wrapped = children(container)
    (signed_data,) = children(wrapped)
    version, digests, encapsulated, certificates, signers = children(signed_data)
    (signer,) = children(signers)
    parts = children(encapsulated)
    if len(parts) != eci or (eci > 1 and len(children(parts[1])) != 1):
        raise ValueError("the encapsulated content has further fields")
    return [version, digests, encapsulated, certificates, signer]


def _signer(signed_data: cms.SignedData) -> x509.Certificate:
    """The certificate that the signer's identifier names. Raises `ValueError` unless it is exactly one."""
    named = signed_data["signer_infos"][0]["sid"].chosen
    wanted = (named["issuer"].dump(), named["serial_number"].native)
    listed = [choice.chosen for choice in signed_data["certificates"] if choice.name == "certificate"]
    found = [each for each in listed if (each.issuer.dump(), each.serial_number) == wanted]
    if len(found) != 1:
        raise ValueError("the signer's certificate is not there once")
    signer: x509.Certificate = found[0]
    return signer


def _require_low_s(signer: x509.Certificate, signer_info: cms.SignerInfo) -> None:
    """Anybody can turn an elliptic signature's s round, and it still holds: one of the two is ours."""
    signature = signer_info["signature"].native
    if low_s(signer.dump(), signature) != signature:
        raise ValueError("a signature is not in its one accepted spelling")


def _certificates(signed_data: cms.SignedData) -> list[bytes]:
    listed: list[bytes] = []
    for choice in signed_data["certificates"]:
        if choice.name != "certificate":
            raise NotGenuine("seal-wrong-kind")
        certificate: x509.Certificate = choice.chosen
        listed.append(certificate.dump())
    if listed != sorted(set(listed)):
        raise NotGenuine("seal-wrong-kind")
    return listed
