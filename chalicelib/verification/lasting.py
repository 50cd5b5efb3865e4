"""Whether a seal lasts: the file itself proves that no certificate of seal and stamps was withdrawn at the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.verification.errors import NotGenuine, pdf_faults
from chalicelib.verification.offline import complete
from chalicelib.verification.trust import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pyhanko.pdf_utils.reader import PdfFileReader

    from chalicelib.verification.seal import Seal
    from chalicelib.verification.trust import Trust

_STORE = {"/Type", "/Certs", "/OCSPs"}
_SEALING = ({"non_repudiation"}, {PURPOSES["seal"]})
_STAMPING = ({"digital_signature"}, {"time_stamping"})


@dataclass(frozen=True)
class _Proof:
    """The file's security store: authorities' certificates and OCSP answers, as DER."""

    certificates: tuple[bytes, ...]
    responses: tuple[bytes, ...]

    def require_good(
        self, signer: bytes, usage: tuple[set[str], set[str]], roots: Iterable[bytes], moment: datetime
    ) -> None:
        """The certificate and its authorities were good at that moment, by these answers alone."""
        from asn1crypto import ocsp, x509  # noqa: PLC0415 - only to verify
        from pyhanko_certvalidator import CertificateValidator, ValidationContext  # noqa: PLC0415 - as above

        try:
            context = ValidationContext(
                trust_roots=[x509.Certificate.load(der) for der in roots],
                ocsps=[ocsp.OCSPResponse.load(der, strict=True) for der in self.responses],
                moment=moment,
                allow_fetching=False,
                revocation_mode="require",
            )
            authorities = [x509.Certificate.load(der, strict=True) for der in self.certificates]
            validator = CertificateValidator(
                x509.Certificate.load(signer), authorities, validation_context=context
            )
            complete(validator.async_validate_usage(*usage))  # type: ignore[no-untyped-call]
        except pdf_faults() as broken:
            raise NotGenuine("validation-data-wrong") from broken


def require_lasting(reader: PdfFileReader, seal: Seal, trust: Trust) -> None:
    """Raises `NotGenuine` (validation-data-wrong) unless the proof is there, whole, and without anything besides.

    The store is inside what the seal covers, so it also vouches for the authorities' certificates that the
    containers carry unsigned.
    """
    proof = _read(reader)
    token, archive = seal.token, seal.archive
    carried = token.certificates | token.stamp.certificates | archive.certificates
    signers = {token.signer, token.stamp.signer, archive.signer}
    if carried - signers != set(proof.certificates):
        raise NotGenuine("validation-data-wrong")
    proof.require_good(token.signer, _SEALING, trust.roots[:1], seal.sealed_at)
    proof.require_good(token.stamp.signer, _STAMPING, trust.roots, seal.sealed_at)
    proof.require_good(archive.signer, _STAMPING, trust.roots, seal.archived_at)


def _read(reader: PdfFileReader) -> _Proof:
    if "/DSS" not in reader.root or set(reader.root["/DSS"]) != _STORE:
        raise NotGenuine("validation-data-wrong")
    store = reader.root["/DSS"]
    certificates, responses = (
        tuple(bytes(stream.get_object().data) for stream in store[name]) for name in ("/Certs", "/OCSPs")
    )
    if len(set(certificates)) != len(certificates):
        raise NotGenuine("validation-data-wrong")
    return _Proof(certificates, responses)
