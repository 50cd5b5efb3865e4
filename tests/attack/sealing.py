"""Seals as the issuer does, from the issuer's own parts, and with one thing wrong when a forger wants it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates.ports import Statuses, TimeStamps
from chalicelib.certificates.sealing import layout
from chalicelib.certificates.sealing.container import SealForm
from chalicelib.certificates.sealing.evidence import Evidence, EvidenceStore
from chalicelib.certificates.sealing.signatures import low_s
from chalicelib.certificates.sealing.stamps import Stamper

ROOM = 6_000
WIDE = timedelta(days=40_000)
"""The dishonest ask authorities whose clocks are wrong."""


@dataclass(frozen=True)
class Flaws:
    """What is wrong with a seal; by default nothing."""

    entries: Callable[[bytes], bytes] = lambda entries: entries
    """A change to the signature dictionary."""
    revision: Callable[[bytes], bytes] = lambda revision: revision
    """A change, of the same length, to the rest of the seal's revision before it is signed."""
    certifying: bool = True
    timestamp: bool = True
    evidence: Callable[[Evidence], Evidence] = lambda evidence: evidence
    archive: Stamper | None = None
    """Another authority for the time stamp over the whole file."""
    container: Callable[[bytes], bytes] = lambda container: container
    """A change to the seal's container before the whole is stamped."""
    certified: Callable[[bytes], bytes] = lambda certified: certified
    """A change to the sealed file before the whole is stamped."""


SOUND = Flaws()


@dataclass
class Hand:
    """One office's hand at sealing."""

    time_stamps: TimeStamps
    statuses: Statuses
    roots: tuple[bytes, ...]
    stamper: Stamper = field(init=False)

    def __post_init__(self) -> None:
        self.stamper = Stamper(self.time_stamps, WIDE)
        self._store = EvidenceStore(self.statuses, lambda: self.roots, WIDE)

    def seal(
        self,
        pdf: bytes,
        key: ec.EllipticCurvePrivateKey,
        chain: tuple[bytes, ...],
        flaws: Flaws = SOUND,
        stamper: Stamper | None = None,
    ) -> bytes:
        """The page sealed and stamped; `stamper` is whom to ask for the time stamp over the seal."""
        certified = self.certify(pdf, key, chain, flaws, stamper or self.stamper)
        return archive(flaws.certified(certified), flaws.archive or stamper or self.stamper)

    def certify(
        self,
        pdf: bytes,
        key: ec.EllipticCurvePrivateKey,
        chain: tuple[bytes, ...],
        flaws: Flaws,
        stamper: Stamper,
    ) -> bytes:
        """The page with its seal alone."""
        evidence = self._store.about((*chain, *self.stamper.example().signed.certificates))
        entries = flaws.entries(layout.seal_entries("Probity Criminal Records Office", datetime.now(UTC)))
        prepared = layout.prepare_seal(pdf, entries, flaws.evidence(evidence), ROOM)
        written = flaws.revision(prepared.body[len(pdf) :])
        prepared = replace(prepared, body=prepared.body[: len(pdf)] + written)
        if not flaws.certifying:
            prepared = replace(prepared, body=prepared.body.replace(b"/Perms <<", b"/PermX <<"))
        form = SealForm(chain)
        attributes = form.attributes(prepared.digest)
        signature = low_s(chain[0], key.sign(attributes, ec.ECDSA(hashes.SHA256())))
        token = stamper.stamp(sha256(signature).digest()).token
        container = form.write(attributes, signature, token if flaws.timestamp else None)
        return prepared.filled(flaws.container(container))


def archive(certified: bytes, stamper: Stamper) -> bytes:
    """The file with a time stamp over all of it: anybody can have one made."""
    prepared = layout.prepare_stamp(certified, ROOM)
    return prepared.filled(stamper.stamp(prepared.digest).token)
