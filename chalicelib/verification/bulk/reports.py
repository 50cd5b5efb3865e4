"""Writes and signs the report on a batch of checks: once, whoever asks how often."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.trust import Keys, SigningKey
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.platform import clock
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer
from chalicelib.platform.store import Stored
from chalicelib.verification.bulk import jws
from chalicelib.verification.bulk.batches import report_key
from chalicelib.verification.bulk.models import Batch, BatchState, SignedReport
from chalicelib.verification.bulk.report_body import TYPE, Written, body
from chalicelib.verification.bulk.store import AccountStore, BatchStore, Lines

Draw = Callable[[bytes, bytes], bytes]
"""A report's JSON and its signed form to an unsealed PDF."""


@dataclass(frozen=True)
class Reports:
    """The one service that uses the key for reports."""

    batches: BatchStore
    accounts: AccountStore
    lines: Lines
    keys: Keys
    signer: Signer
    sealer: Sealer
    files: Objects
    draw: Draw
    issuer: str
    origin: str

    def write(self, batch_id: str) -> None:
        """Write the report on a closed batch; one that was written is left as it is.

        The signed JSON is stored first and the PDF is drawn from what is stored, so that after a crash anywhere,
        and of two messages at one moment, both files say the same. Raises what signing and sealing raise.
        """
        stored = self.batches.get(batch_id)
        if stored.state.state is not BatchState.CLOSED:
            return
        key = self.keys.get("report")
        signed = self._once(batch_id, "json", jws.MEDIA_TYPE, lambda: self._signed(stored, key))
        pdf = self._once(batch_id, "pdf", "application/pdf", lambda: self._sealed(signed, key))
        report = SignedReport(
            written_at=clock.now(),
            json_digest=hashlib.sha256(signed).hexdigest(),
            pdf_digest=hashlib.sha256(pdf).hexdigest(),
            key_id=jws.read(signed).key_id,
        )
        after = stored.state.model_copy(update={"state": BatchState.REPORTED, "report": report})
        facts = {"json": report.json_digest, "pdf": report.pdf_digest, "key": report.key_id}
        self.batches.save(stored, after, audit=AuditEntry("batch.reported", SYSTEM, facts))

    def _signed(self, stored: Stored[Batch], key: SigningKey) -> bytes:
        account = self.accounts.get(stored.state.account_id).state
        written = Written(self.issuer, self.origin, clock.now())
        said = body(stored.id, stored.state, account, list(self.lines.all(stored.id)), written)
        return jws.sign(said, TYPE, key, self.signer)

    def _sealed(self, signed: bytes, key: SigningKey) -> bytes:
        return self.sealer.seal(self.draw(jws.read(signed).payload, signed), key)

    def _once(self, batch_id: str, ending: str, content_type: str, make: Callable[[], bytes]) -> bytes:
        """What is stored under the key; made and stored first when nothing is."""
        name = report_key(batch_id, ending)
        try:
            return self.files.get(name)
        except ObjectMissing:
            made = make()
        try:
            self.files.put_once(name, made, content_type)
        except ObjectExists:
            return self.files.get(name)
        return made
