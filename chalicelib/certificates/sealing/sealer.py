"""Seals a finished page: a certification signature that allows no change, then a time stamp over the whole file.

PAdES baseline B-LTA (ETSI EN 319 142-1) in two revisions: the seal together with the proof that its certificates
were good, and the document time stamp, last, so that it covers every byte (decision 0061).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256

from chalicelib.certificates.errors import ClocksDiffer, TimestampUnavailable
from chalicelib.certificates.ports import Statuses, TimeStamps
from chalicelib.certificates.sealing import layout
from chalicelib.certificates.sealing.checking import require_sound
from chalicelib.certificates.sealing.container import SealForm
from chalicelib.certificates.sealing.evidence import Evidence, EvidenceStore
from chalicelib.certificates.sealing.revisions import Prepared
from chalicelib.certificates.sealing.signatures import low_s
from chalicelib.certificates.sealing.stamps import Stamper
from chalicelib.certificates.trust import SigningKey
from chalicelib.platform import clock
from chalicelib.platform.signer import Signer

TOLERANCE = timedelta(seconds=60)
"""By how much the clocks of time stamps, of certificates' status and ours may differ."""
_LONGEST_SIGNATURE = bytes(72)
"""On P-256, in DER."""


@dataclass(frozen=True)
class Sealer:
    """Seals files with one key, one time-stamping authority and one source of certificates' status."""

    signer: Signer
    time_stamps: TimeStamps
    statuses: Statuses
    roots: Callable[[], tuple[bytes, ...]]
    """The roots that the chains of seal and time stamp end at (DER)."""
    issuer: str

    def seal(self, pdf: bytes, key: SigningKey) -> bytes:
        """The sealed file, checked with the public key before anybody sees it.

        Raises `SigningRefused`, `TimestampUnavailable`, `StatusUnavailable`, `ClocksDiffer`: later it will do.
        `LintFailed` when the seal does not verify.
        """
        sealed = self._archive(self._certify(pdf, key), key)
        require_sound(sealed, pdf, key)
        return sealed

    @cached_property
    def _stamper(self) -> Stamper:
        return Stamper(self.time_stamps, TOLERANCE)

    @cached_property
    def _evidence(self) -> EvidenceStore:
        return EvidenceStore(self.statuses, self.roots, TOLERANCE)

    def _certify(self, pdf: bytes, key: SigningKey) -> bytes:
        """The page with its seal, and with the evidence for the seal and both stamps."""
        form, entries = SealForm(key.certificates), layout.seal_entries(self.issuer, clock.now())
        prepared = layout.prepare_seal(pdf, entries, self._evidence_for(key), self._room(form))
        attributes = form.attributes(prepared.digest)
        signature = low_s(key.certificates[0], self.signer.sign_raw(key.id, attributes))
        return _filled(
            prepared, form.write(attributes, signature, self._token(sha256(signature).digest(), key))
        )

    def _archive(self, certified: bytes, key: SigningKey) -> bytes:
        """The certified file with a time stamp over all of it."""
        prepared = layout.prepare_stamp(certified, self._stamper.room)
        return _filled(prepared, self._token(prepared.digest, key))

    def _evidence_for(self, key: SigningKey) -> Evidence:
        return self._evidence.about((*key.certificates, *self._stamper.example().signed.certificates))

    def _token(self, digest: bytes, key: SigningKey) -> bytes:
        """A time stamp of which the evidence speaks."""
        expected, evidence = self._stamper.example().signed.certificates, self._evidence_for(key)
        stamp = self._stamper.stamp(digest)
        if stamp.signed.certificates != expected:
            raise TimestampUnavailable  # the authority changed its certificate just now
        if not evidence.covers(stamp.time):
            raise ClocksDiffer
        return stamp.token

    def _room(self, form: SealForm) -> int:
        """Bytes to keep for the seal: as much as it will need, and what stamps differ by."""
        example = self._stamper.example().token
        container = form.write(form.attributes(bytes(32)), _LONGEST_SIGNATURE, example)
        return len(container) - len(example) + self._stamper.room


def _filled(prepared: Prepared, signature: bytes) -> bytes:
    """The file with its signature; a stamp longer than any before it is known by now, so later will do."""
    try:
        return prepared.filled(signature)
    except ValueError as too_long:
        raise TimestampUnavailable from too_long
