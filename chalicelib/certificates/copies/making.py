"""Makes copies that holders asked for; the one function that runs this may use the copies' key."""

import hashlib
from dataclasses import dataclass

from chalicelib.certificates import copy_code, cose, qr, sealing
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.copies import page
from chalicelib.certificates.copies.models import STEPS, CopiedHolder, CopyContent, HolderCopy, Step
from chalicelib.certificates.copies.store import HolderCopies
from chalicelib.certificates.errors import LintFailed, NeedsPerson
from chalicelib.certificates.labelled import day_number
from chalicelib.certificates.models import Certificate, StoredFile
from chalicelib.certificates.store import Ledger, Register
from chalicelib.certificates.trust import Keys
from chalicelib.disclosure.meanings import CODES
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.objects import Objects
from chalicelib.platform.signer import Signer
from chalicelib.platform.store import Stored

_PASSPORT_END = 4
_DIGEST = 16


@dataclass(frozen=True)
class CopyMaking:
    """From what was asked for to a sealed file."""

    copies: HolderCopies
    register: Register
    ledger: Ledger
    keys: Keys
    signer: Signer
    sealer: sealing.Sealer
    files: Objects
    verify_origin: str
    issuer_number: int

    def make(self, copy_id: str) -> None:
        """Make a copy, once; a second message finds it done.

        Raises `Unavailable` while a key or the time-stamping authority does not answer: later it will do.
        """
        stored = self.copies.get(copy_id)
        if stored.state.step is not Step.ASKED:
            return
        certificate = self.register.get(stored.state.certificate_id).state
        if self.ledger.history(stored.state.certificate_id).revoked:
            self._move(stored, Step.REFUSED, refused_because="withdrawn")
            return
        try:
            payload, sealed = self._seal(content_of(stored.state, certificate), certificate.status_index)
        except NeedsPerson:
            self._move(stored, Step.REFUSED, refused_because="not-printable")
            return
        file = self._store(stored.state, sealed)
        self._move(stored, Step.MADE, made_at=clock.now(), code=payload.hex(), stored=file)

    def _seal(self, content: CopyContent, status_index: int) -> tuple[bytes, bytes]:
        payload = self._sign(claims_of(content, status_index, self.issuer_number))
        return payload, self.sealer.seal(
            page.render(content, payload, self.verify_origin), self.keys.get("copy")
        )

    def _sign(self, claims: copy_code.CopyClaims) -> bytes:
        key, encoded = self.keys.get("copy"), copy_code.encode_claims(claims)
        protected = copy_code.protected_header(key.kid)
        signature = self.signer.sign_raw(key.id, cose.sig_structure(protected, encoded))
        payload = cose.assemble(protected, encoded, cose.raw_signature(signature))
        signed = copy_code.disassemble(payload).signed
        if not cose.verifies(signed.to_be_signed, signed.signature, key.public_key):
            raise LintFailed("The copy's code did not verify with the public key.")
        return payload

    def _store(self, copy: HolderCopy, sealed: bytes) -> StoredFile:
        key = f"copies/{copy.number}.pdf"
        version = self.files.put(key, sealed, "application/pdf")
        digest = hashlib.sha256(sealed).hexdigest()
        return StoredFile(key=key, version_id=version, digest=digest, size=len(sealed))

    def _move(self, before: Stored[HolderCopy], to: Step, **parts: object) -> None:
        step = require_transition(STEPS, before.state.step, to)
        after = before.state.model_copy(update={"step": step, **parts})
        self.copies.save(before, after, audit=AuditEntry(f"holder_copy.{to.value}", SYSTEM))
        logger().info("holder's copy", extra={"copy_id": before.id, "step": to.value})


def content_of(copy: HolderCopy, certificate: Certificate) -> CopyContent:
    """What the copy says, made today."""
    said, holder = certificate.content, certificate.content.holder
    return CopyContent(
        issuer=said.issuer,
        number=copy.number,
        made_on=clock.today(),
        recipient=copy.recipient,
        purpose=copy.purpose,
        expires_on=copy.expires_on,
        holder=CopiedHolder(
            name=holder.name,
            birth_date=holder.birth_date,
            passport_end=holder.passport_number[-_PASSPORT_END:],
        ),
        product=said.product,
        destination=said.destination,
        issued_on=said.issued_on,
        outcome=said.outcome,
        lines=said.lines,
        information=said.information,
    )


def claims_of(content: CopyContent, status_index: int, issuer_number: int) -> copy_code.CopyClaims:
    """What the copy's code says."""
    holder = content.holder
    return copy_code.CopyClaims(
        issuer=issuer_number,
        number=content.number,
        made_on=content.made_on,
        outcome=qr.OutcomeCode(CODES[content.outcome]),
        holder=claimed_name(holder.name),
        birth=day_number(holder.birth_date),
        passport_end=holder.passport_end,
        status_index=status_index,
        recipient=content.recipient,
        purpose=content.purpose,
        expires_on=content.expires_on,
        issued_on=content.issued_on,
        content_digest=content.digest[:_DIGEST],
    )
