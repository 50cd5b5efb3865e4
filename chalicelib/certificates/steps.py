"""The steps of issuance: each takes a certificate as stored and gives the next state; nothing here saves."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from chalicelib.certificates import cose, lint, page, portrait, post_quantum, qr, result_code, sealing
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.errors import LintFailed, NeedsPerson, TrustMissing
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.notes import Note, write_proof
from chalicelib.certificates.models import STEPS, Certificate, Seal, Step, StoredFile
from chalicelib.certificates.trust import Keys, SigningKey
from chalicelib.disclosure.meanings import CODES
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer

_PASSPORT_END = 4
_DIGEST = 16


@dataclass(frozen=True)
class Tools:
    """What the steps work with."""

    log: Log
    keys: Keys
    signer: Signer
    sealer: sealing.Sealer
    files: Objects
    """The bucket of sealed certificates."""
    verify_origin: str
    post_quantum: bool
    """Whether certificates carry a second signature, with ML-DSA-44."""
    photo_of: Callable[[str], bytes]
    """The photograph of an application's holder, as accepted; raises `NotFound`."""
    issuer_number: int
    """Who issues, as the trust list numbers its issuers."""


@dataclass
class Bench:
    """One certificate on the bench. It holds the files between two steps; what is lost is made again."""

    tools: Tools
    replaces: str = ""
    """The serial of the certificate whose place this one takes."""
    page: bytes | None = None
    sealed: bytes | None = None

    def advance(self, certificate: Certificate) -> Certificate:
        """The certificate one step further.

        Raises `NeedsPerson` when only a person can help, `Unavailable` when the step can be tried again.
        """
        match certificate.step:
            case Step.RESERVED:
                return self._log(certificate)
            case Step.LOGGED:
                return self._sign_code(certificate)
            case Step.QR_SIGNED:
                return self._render(certificate)
            case Step.RENDERED:
                return self._seal(certificate)
            case Step.SEALED:
                return self._store(certificate)
            case _:
                return move(certificate, Step.PUBLISHED, issued_at=clock.now())

    def _log(self, certificate: Certificate) -> Certificate:
        log, keys = self.tools.log, self.tools.keys
        keys.get("log")
        leaf = qr.leaf(claims_of(certificate, self.tools.issuer_number))
        entry = log.append(leaf, since=certificate.log_size)
        if not log.witnesses.policy.vouched(Note.read(entry.checkpoint), keys.public_keys("witness")):
            raise TrustMissing("No witness of the log is listed yet. The certificate will be issued later.")
        return move(certificate, Step.LOGGED, logged=entry)

    def _sign_code(self, certificate: Certificate) -> Certificate:
        key = self.tools.keys.get("qr")
        encoded = qr.encode_claims(claims_of(certificate, self.tools.issuer_number))
        message = qr.sig_structure(key.kid, encoded)
        signature = cose.raw_signature(self.tools.signer.sign_raw(key.id, message))
        payload = qr.assemble(key.kid, encoded, signature)
        if not qr.verifies(qr.disassemble(payload), key.public_key):
            raise LintFailed("The code's signature did not verify with the public key.")
        return move(
            certificate,
            Step.QR_SIGNED,
            code=payload.hex(),
            result_code=self._sign_result(certificate, key),
            code_certificates=key.archived,
            counter_signature=self._counter_sign(certificate),
        )

    def _sign_result(self, certificate: Certificate, key: SigningKey) -> str:
        """The result-only code's payload in hexadecimal; empty when the content does not ask for one."""
        if not certificate.content.result_code:
            return ""
        encoded = result_code.encode_claims(result_claims_of(certificate, self.tools.issuer_number))
        protected = result_code.protected_header(key.kid)
        message = cose.sig_structure(protected, encoded)
        payload = cose.assemble(
            protected, encoded, cose.raw_signature(self.tools.signer.sign_raw(key.id, message))
        )
        signed = result_code.disassemble(payload).signed
        if not cose.verifies(signed.to_be_signed, signed.signature, key.public_key):
            raise LintFailed("The result-only code's signature did not verify with the public key.")
        return payload.hex()

    def _counter_sign(self, certificate: Certificate) -> str:
        if not self.tools.post_quantum:
            return ""
        key = self.tools.keys.get("pq")
        made = post_quantum.sign(certificate.content.attachment, key, self.tools.signer)
        return base64.b64encode(made).decode()

    def _render(self, certificate: Certificate) -> Certificate:
        pdf = self._page(certificate)
        self._lint(pdf, certificate)
        return move(certificate, Step.RENDERED, page_digest=hashlib.sha256(pdf).hexdigest())

    def _seal(self, certificate: Certificate) -> Certificate:
        key = self.tools.keys.get("seal")
        self.sealed = self.tools.sealer.seal(self._page(certificate), key)
        self._lint(self.sealed, certificate, self._page(certificate))
        record = Seal(
            digest=hashlib.sha256(self.sealed).hexdigest(),
            key_id=key.kid.hex(),
            certificates=key.archived,
            sealed_at=clock.now(),
        )
        return move(certificate, Step.SEALED, seal=record)

    def _lint(self, pdf: bytes, certificate: Certificate, page_before: bytes = b"") -> None:
        """The file read back, the unsealed and then the sealed one; raises `LintFailed`."""
        payload, origin, number = (
            bytes.fromhex(certificate.code),
            self.tools.verify_origin,
            self.tools.issuer_number,
        )
        if qr.disassemble(payload).claims != claims_of(certificate, number):
            raise LintFailed("The code speaks of another content.")
        result = bytes.fromhex(certificate.result_code)
        if result and result_code.disassemble(result).claims != result_claims_of(certificate, number):
            raise LintFailed("The result-only code speaks of another content.")
        second = base64.b64decode(certificate.counter_signature)
        lint.check(
            pdf,
            certificate.content,
            payload,
            proof_of(certificate),
            origin,
            result=result,
            second=second,
            page_before=page_before,
        )

    def _store(self, certificate: Certificate) -> Certificate:
        """Store the sealed file once. Without it (a crash came between) adopt the stored one or seal again."""
        files, key = self.tools.files, file_key(certificate.serial)
        if self.sealed is None:
            self.sealed = self._stored_already(certificate)
        if self.sealed is None:
            return self._seal(certificate)
        try:
            files.put_once(key, self.sealed, "application/pdf")
        except ObjectExists:
            self.sealed = self._stored_already(certificate)
        info = files.head(key)
        digest = hashlib.sha256(self.sealed or b"").hexdigest()
        stored = StoredFile(key=key, version_id=info.version, digest=digest, size=info.size)
        return move(certificate, Step.STORED, stored=stored)

    def _stored_already(self, certificate: Certificate) -> bytes | None:
        """The file that an earlier attempt stored, once it is proved to be this certificate."""
        try:
            there = self.tools.files.get(file_key(certificate.serial))
        except ObjectMissing:
            return None
        key = _key_of(certificate.seal) if certificate.seal else self.tools.keys.get("seal")
        sealing.require_sound(there, self._page(certificate), key)
        return there

    def _page(self, certificate: Certificate) -> bytes:
        """The unsealed file, made again after a crash: rendering is repeatable, and the digest proves it."""
        if self.page is None:
            payload, proof = bytes.fromhex(certificate.code), proof_of(certificate)
            photo, origin = self._photo(certificate), self.tools.verify_origin
            result = bytes.fromhex(certificate.result_code)
            self.page = page.render(certificate.content, payload, proof, origin, photo, result=result)
            if certificate.counter_signature:
                second = base64.b64decode(certificate.counter_signature)
                self.page = post_quantum.attach(self.page, second, certificate.content.issued_on)
        if certificate.page_digest not in {"", hashlib.sha256(self.page).hexdigest()}:
            raise LintFailed("The page came out differently the second time.")
        return self.page

    def _photo(self, certificate: Certificate) -> bytes | None:
        if certificate.content.holder.photo is None:
            return None
        try:
            return self.tools.photo_of(certificate.application_id)
        except NotFound:
            return self._printed_photo()

    def _printed_photo(self) -> bytes:
        """As the replaced certificate shows it: documents are kept for months, certificates for years."""
        try:
            return portrait.photograph(self.tools.files.get(file_key(self.replaces)))
        except (ObjectMissing, LookupError):
            raise NeedsPerson("The holder's photograph is no longer there.") from None


def move(certificate: Certificate, to: Step, **parts: object) -> Certificate:
    """The certificate in its next step with the parts that the step made."""
    step = require_transition(STEPS, certificate.step, to)
    return certificate.model_copy(update={"step": step, "touched_at": clock.now(), **parts})


def claims_of(certificate: Certificate, issuer_number: int) -> qr.Claims:
    """What the code says; raises `NeedsPerson` when the content does not fit into one."""
    content = certificate.content
    try:
        return qr.Claims(
            issuer=issuer_number,
            serial=certificate.serial,
            issued_on=content.issued_on,
            outcome=qr.OutcomeCode(CODES[content.outcome]),
            holder=claimed_name(content.holder.name),
            birth=_as_number(content.holder.birth_date),
            passport_end=content.holder.passport_number[-_PASSPORT_END:],
            status_index=certificate.status_index,
            content_digest=content.digest[:_DIGEST],
            log_index=certificate.logged.index if certificate.logged else None,
        )
    except ValidationError:
        raise NeedsPerson("The certificate's code can't hold this content.") from None


def result_claims_of(certificate: Certificate, issuer_number: int) -> result_code.ResultClaims:
    """What the result-only code says; raises `NeedsPerson` when none was prepared for."""
    content = certificate.content
    if certificate.result_index is None:
        raise NeedsPerson("No place in the status list was reserved for the result-only code.")
    return result_code.ResultClaims(
        issuer=issuer_number,
        issued_on=content.issued_on,
        outcome=qr.OutcomeCode(CODES[content.outcome]),
        holder=claimed_name(content.holder.name),
        status_index=certificate.result_index,
    )


def proof_of(certificate: Certificate) -> str:
    """The attached proof that the certificate stands in the log."""
    entry = certificate.logged
    if entry is None:
        raise LintFailed("The certificate has no place in the log.")
    return write_proof(entry.index, [bytes.fromhex(value) for value in entry.proof], entry.checkpoint)


def _key_of(seal: Seal) -> SigningKey:
    """The key that a seal was made with, by what the register archived: another may be in use by now."""
    chain = tuple(base64.b64decode(der) for der in seal.certificates)
    return SigningKey("", sealing.public_key(chain[0]), chain)


def file_key(serial: str) -> str:
    """Where the sealed file lies in the certificates bucket."""
    return f"certificates/{serial}.pdf"


def _as_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
