"""The seal: a PAdES B-T certification signature that allows no change, and its check with the public key."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.certificates import cose
from chalicelib.certificates.errors import LintFailed, TimestampUnavailable
from chalicelib.certificates.ports import TimeStamps
from chalicelib.certificates.trust import SigningKey
from chalicelib.platform.signer import Signer

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "Seal"
_SIGNATURE_ROOM = 72
"""The longest DER signature on P-256."""
_CONTENTS_ROOM = 6_000
"""Bytes kept for the CMS in hexadecimal digits: chain, attributes and the time stamp with its own chain."""


@dataclass(frozen=True)
class Sealer:
    """Seals files with one key and one time-stamping authority."""

    signer: Signer
    time_stamps: TimeStamps
    issuer: str

    def seal(self, pdf: bytes, key: SigningKey) -> bytes:
        """The sealed file, checked with the public key before anybody sees it.

        Raises `SigningRefused`, `TimestampUnavailable`; `LintFailed` when the seal does not verify.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - issuer's layer
        from pyhanko.sign import signers  # noqa: PLC0415 - as above
        from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415 - as above

        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        sealer = signers.PdfSigner(
            _metadata(self.issuer), _key_signer(self.signer, key), timestamper=_time_stamper(self.time_stamps)
        )
        try:
            sealed: bytes = sealer.sign_pdf(writer, bytes_reserved=2 * _CONTENTS_ROOM).getvalue()
        except TimestampRequestError as refused:
            raise TimestampUnavailable from refused
        require_sound(sealed, pdf, key)
        return sealed


def require_sound(sealed: bytes, pdf: bytes, key: SigningKey) -> None:
    """Raises `LintFailed` unless `sealed` is `pdf` with one time-stamped seal by `key` over the whole file."""
    from asn1crypto import cms  # noqa: PLC0415 - issuer's layer
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - as above
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - as above

    signatures = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    if not sealed.startswith(pdf) or len(signatures) != 1:
        raise LintFailed("The sealed file is not the page that was made.")
    (signature,) = signatures
    signature.compute_integrity_info()
    whole = signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    signed: cms.SignerInfo = signature.signer_info
    if not whole or not _signed_by(signed, key, signature.compute_digest()) or not _stamped(signed):
        raise LintFailed("The seal did not verify with the public key.")


def _signed_by(signed: Any, key: SigningKey, digest: bytes) -> bool:  # noqa: ANN401 - asn1crypto is untyped
    from asn1crypto import x509  # noqa: PLC0415 - issuer's layer
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    public_key = serialization.load_der_public_key(key.public_key)
    certified = x509.Certificate.load(key.certificates[0]).public_key.dump() == key.public_key
    attributes = {attribute["type"].native: attribute["values"] for attribute in signed["signed_attrs"]}
    if not certified or attributes["message_digest"][0].native != digest:
        return False
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        return False
    try:
        message = signed["signed_attrs"].untag().dump()
        public_key.verify(signed["signature"].native, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _stamped(signed: Any) -> bool:  # noqa: ANN401 - asn1crypto is untyped
    """Whether a time stamp over exactly this signature is attached."""
    from hashlib import new  # noqa: PLC0415 - see require_sound

    for attribute in signed["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            token = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            imprint = token["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            return bool(
                new(algorithm, signed["signature"].native).digest() == imprint["hashed_message"].native
            )
    return False


def _metadata(issuer: str) -> Any:  # noqa: ANN401 - pyhanko is imported by its users
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - issuer's layer

    return signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=issuer,
        reason="Sealed by the issuer. No change is allowed.",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )


def _key_signer(signer: Signer, key: SigningKey) -> Any:  # noqa: ANN401 - see _metadata
    from asn1crypto import algos, x509  # noqa: PLC0415 - issuer's layer
    from pyhanko.sign import signers  # noqa: PLC0415 - as above
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - as above

    class KeySigner(signers.Signer):
        """Asks the key service for the one raw signature, over the signed attributes themselves."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
            return bytes(_SIGNATURE_ROOM) if dry_run else _low_s(signer.sign_raw(key.id, data))

    chain = [x509.Certificate.load(der) for der in key.certificates]
    return KeySigner(
        signing_cert=chain[0],
        cert_registry=SimpleCertificateStore.from_certs(chain[1:]),  # type: ignore[no-untyped-call]
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )


def _low_s(der: bytes) -> bytes:
    return cose.der_signature(cose.raw_signature(der))


def _time_stamper(time_stamps: TimeStamps) -> "TimeStamper":
    from asn1crypto import tsp  # noqa: PLC0415 - issuer's layer
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415 - as above

    class PortTimeStamper(TimeStamper):
        """pyHanko's requests, carried by our own client."""

        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            try:
                return tsp.TimeStampResp.load(time_stamps.stamp(req.dump()), strict=True)
            except ValueError as garbled:
                raise TimestampUnavailable from garbled

    return PortTimeStamper()  # type: ignore[no-untyped-call]
