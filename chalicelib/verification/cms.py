"""The seal's CMS container in its one accepted form: nothing unsigned in it can be changed unseen.

Profile: PAdES baseline B-T (ETSI EN 319 142-1) as our issuer writes it: strict DER with zero padding, one
signer, SHA-256 with ECDSA, three signed attributes, and the time stamp as the only unsigned one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.kernel.der import children, element_length, value
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto import cms, x509

_SIGNED = {"content_type", "message_digest", "signing_certificate_v2"}
_NULL = b"\x05\x00"
_DIGESTS = {"sha256", "sha384", "sha512"}


@dataclass(frozen=True)
class SealToken:
    """A seal taken apart; its signatures are not verified yet."""

    signed_data: cms.SignedData
    message_digest: bytes
    stamped_at: datetime
    certificates: frozenset[bytes]
    """DER of every certificate in the seal and in its time stamp."""


def read_token(contents: bytes) -> SealToken:
    """Takes the seal's bytes apart; raises `NotGenuine` (seal-damaged, seal-wrong-kind, timestamp-missing)."""
    try:
        return _read(contents)
    except PARSER_FAULTS as broken:
        raise NotGenuine("seal-damaged") from broken


def _read(contents: bytes) -> SealToken:
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
    seal = container["content"]
    attributes = _require_seal_form(seal)
    stamp = _stamp(seal["signer_infos"][0])
    _require_no_further_fields(contents[:length])
    return SealToken(
        signed_data=seal,
        message_digest=attributes["message_digest"],
        stamped_at=stamp["encap_content_info"]["content"].parsed["gen_time"].native,
        certificates=frozenset(_certificates(seal) + _certificates(stamp)),
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


def _stamp(signer: cms.SignerInfo) -> cms.SignedData:
    unsigned = list(signer["unsigned_attrs"])
    if not unsigned:
        raise NotGenuine("timestamp-missing")
    kinds = [(item["type"].native, len(item["values"])) for item in unsigned]
    if kinds != [("signature_time_stamp_token", 1)]:
        raise NotGenuine("seal-wrong-kind")
    stamp = unsigned[0]["values"][0]["content"]
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
    return stamp


def _require_no_further_fields(container: bytes) -> None:
    """Every container holds as many elements as the profile knows; the ASN.1 reader would let more pass."""
    _, _, _, certificates, signer = _signed_data(container, eci=1)
    _, signer_id, _, _, _, _, unsigned = children(signer)
    _require_named(signer_id, certificates)
    (attribute,) = children(unsigned)
    _, values = children(attribute)
    (stamp,) = children(values)
    _, _, _, stamp_certificates, stamper = _signed_data(stamp, eci=2)
    _, stamper_id, digest, _, algorithm, _ = children(stamper)
    _require_named(stamper_id, stamp_certificates)
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
