"""Proof that the certificates of seal and time stamp were good: asked for once, kept until it grows old."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.certificates.errors import ClocksDiffer, StatusUnavailable
from chalicelib.certificates.ports import Statuses
from chalicelib.certificates.sealing import signatures
from chalicelib.platform import clock

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509 import ocsp

_FRESH = 7 / 8
"""The part of an answer's time after which it is asked for again."""
_NEVER = timedelta(days=1)
"""How long an answer is kept that does not say when the next one comes."""


@dataclass(frozen=True)
class Evidence:
    """What a verifier in thirty years needs, as DER."""

    certificates: tuple[bytes, ...]
    """Authorities between the roots and those who sign."""
    responses: tuple[bytes, ...]
    """OCSP answers, one for each authority asked."""
    begins: datetime
    ends: datetime
    """When all of the answers hold."""

    def covers(self, moment: datetime) -> bool:
        """Whether the answers speak of that moment."""
        return self.begins <= moment <= self.ends

    @property
    def is_fresh(self) -> bool:
        return clock.now() < self.begins + (self.ends - self.begins) * _FRESH


@dataclass
class EvidenceStore:
    """Gathers evidence, and keeps what it gathered for each set of certificates."""

    statuses: Statuses
    roots: Callable[[], tuple[bytes, ...]]
    """The root certificates that chains end at (DER)."""
    tolerance: timedelta
    """By how much a responder's clock and ours may differ."""
    _kept: dict[frozenset[bytes], Evidence] = field(default_factory=dict, init=False)

    def about(self, certificates: Iterable[bytes]) -> Evidence:
        """Evidence that each of these is good now; roots need none.

        Raises `StatusUnavailable` when one is not, or nobody says; `ClocksDiffer`.
        """
        asked = frozenset(certificates)
        known = self._kept.get(asked)
        if known is None or not known.is_fresh:
            known = self._kept[asked] = self._gather(asked)
        return known

    def _gather(self, asked: frozenset[bytes]) -> Evidence:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where something is sealed
        from cryptography.x509 import ExtensionNotFound  # noqa: PLC0415 - as above

        try:
            return self._ask_everybody(asked)
        except (ValueError, LookupError, TypeError, InvalidSignature, ExtensionNotFound) as garbled:
            raise StatusUnavailable from garbled

    def _ask_everybody(self, asked: frozenset[bytes]) -> Evidence:
        from cryptography import x509  # noqa: PLC0415 - only where something is sealed

        subjects = [x509.load_der_x509_certificate(der) for der in sorted(asked)]
        pool = [*subjects, *(x509.load_der_x509_certificate(der) for der in self.roots())]
        by_issuer: dict[x509.Certificate, list[x509.Certificate]] = {}
        for subject in subjects:
            if subject.subject != subject.issuer:
                by_issuer.setdefault(_issuer_of(subject, pool), []).append(subject)
        answers = [self._ask(issuer, subjects) for issuer, subjects in by_issuer.items()]
        authorities = [issuer for issuer in by_issuer if issuer.subject != issuer.issuer]
        return Evidence(
            certificates=tuple(sorted(_der(authority) for authority in authorities)),
            responses=tuple(response for response, _, _ in answers),
            begins=max(begins for _, begins, _ in answers),
            ends=min(ends for _, _, ends in answers),
        )

    def _ask(
        self, issuer: x509.Certificate, subjects: list[x509.Certificate]
    ) -> tuple[bytes, datetime, datetime]:
        from cryptography.x509 import ocsp  # noqa: PLC0415 - see _ask_everybody

        answer = self.statuses.ask(_request(issuer, subjects), _responder(subjects[0]))
        response = ocsp.load_der_ocsp_response(answer)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise StatusUnavailable
        _require_signed(response, issuer)
        spans = [self._good(response, subject) for subject in subjects]
        return answer, max(begins for begins, _ in spans), min(ends for _, ends in spans)

    def _good(self, response: ocsp.OCSPResponse, subject: x509.Certificate) -> tuple[datetime, datetime]:
        """From when until when the answer says that the certificate is good."""
        from cryptography.x509 import ocsp  # noqa: PLC0415 - see _ask_everybody

        said = {one.serial_number: one for one in response.responses}[subject.serial_number]
        if said.certificate_status is not ocsp.OCSPCertStatus.GOOD:
            raise StatusUnavailable
        begins, now = said.this_update_utc, clock.now()
        ends = said.next_update_utc or begins + _NEVER
        if begins - self.tolerance > now or ends <= now:
            raise ClocksDiffer
        return begins, ends


def _issuer_of(subject: x509.Certificate, pool: list[x509.Certificate]) -> x509.Certificate:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see _ask_everybody

    for candidate in pool:
        try:
            subject.verify_directly_issued_by(candidate)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return candidate
    raise StatusUnavailable


def _responder(subject: x509.Certificate) -> str:
    """Where the certificate says that its status is told. Raises `LookupError` when it does not say."""
    from cryptography import x509  # noqa: PLC0415 - see _ask_everybody
    from cryptography.x509.oid import AuthorityInformationAccessOID as Access  # noqa: PLC0415 - see above

    told = subject.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    named = [str(one.access_location.value) for one in told if one.access_method == Access.OCSP]
    return named[0]


def _request(issuer: x509.Certificate, subjects: list[x509.Certificate]) -> bytes:
    """One request for all of an issuer's certificates (RFC 6960, 4.1.1): one answer is less to carry than two."""
    from asn1crypto import algos, ocsp  # noqa: PLC0415 - see _ask_everybody
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 - see above

    named = asn1_x509.Certificate.load(_der(issuer))
    common = {
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
        "issuer_name_hash": named.subject.sha1,
        "issuer_key_hash": named.public_key.sha1,
    }
    asked = [{"req_cert": {**common, "serial_number": subject.serial_number}} for subject in subjects]
    request: bytes = ocsp.OCSPRequest({"tbs_request": {"request_list": asked}}).dump()
    return request


def _require_signed(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """Raises `ValueError` unless the issuer, or a responder whom it certified for that, signed the answer."""
    from asn1crypto.core import ObjectIdentifier  # noqa: PLC0415 - see _ask_everybody
    from cryptography import x509  # noqa: PLC0415 - see above
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415 - see above

    signer = response.certificates[0] if response.certificates else issuer
    if signer != issuer:
        signer.verify_directly_issued_by(issuer)
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
            raise ValueError("not a responder")
    algorithm = ObjectIdentifier(response.signature_algorithm_oid.dotted_string).dump()
    if not signatures.holds(_der(signer), algorithm, b"", response.signature, response.tbs_response_bytes):
        raise ValueError("the answer is not signed by its responder")


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - see _ask_everybody

    return certificate.public_bytes(Encoding.DER)
