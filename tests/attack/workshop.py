"""An issuer's workshop: a PKI, keys and small sealed certificates, whole or with one thing wrong.

It uses the local PKI's own code and the certificate formats, and seals as the issuer does (PAdES B-LTA).
"""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import zxingcpp
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.signers import cms_embedder
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chalicelib.certificates import cose, page, qr
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.models import Content, Holder
from chalicelib.certificates.sealing.stamps import Stamper
from chalicelib.certificates.trust import SigningKey
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.verification.models import Report
from chalicelib.verification.trust import Trust
from infra.local.pki import certify, prepare
from infra.local.pki.architecture import load
from infra.local.simulators.witness.key import WitnessKey
from tests.attack.sealing import SOUND, Flaws, Hand
from tests.fakes.signer import MemorySigner
from tests.fakes.statuses import LocalStatuses
from tests.fakes.timestamps import LocalTimeStamps

ORIGIN = "https://verify.probity.example"
DER, PKCS8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


class FakeKms:
    """Just enough of KMS for `certify`: it hands out public keys."""

    def __init__(self, spkis: Mapping[str, bytes]) -> None:
        self._spkis = spkis

    def get_public_key(self, KeyId: str) -> dict[str, bytes]:  # noqa: N803 - boto3's name
        return {"PublicKey": self._spkis[KeyId]}


@dataclass(frozen=True)
class Recipe:
    """What a certificate is made of; a forger changes one ingredient."""

    content: Content
    claims: qr.Claims
    spoil: Callable[[bytes], bytes] | None = None
    """What a dishonest issuer does to the page before it is sealed."""
    flaws: Flaws = SOUND
    sealer: str = "seal"
    result: bytes = b""
    """The result-only code's payload, when a second square stands on the page."""


def content(**other: object) -> Content:
    """What a certificate of a synthetic person says."""
    holder = Holder(
        name=PersonName(forenames="Amelia Jane", surname="Hargreaves"),
        sex=Sex.FEMALE,
        birth_date=date(1990, 4, 17),
        birth_place="Leeds",
        birth_country="GB",
        nationalities=("GB",),
        passport_number="533484821",
        passport_country="GB",
    )
    said: dict[str, object] = {
        "issuer": "Probity Criminal Records Office",
        "serial": "00A1B2C3D4E5F60718293A4B5C6D7E8F",
        "issued_on": datetime.now(UTC).date(),
        "holder": holder,
        "destination": "AU",
        "outcome": Outcome.NO_TRACE,
    }
    return Content.model_validate(said | other)


def claims(subject: Content, **other: object) -> qr.Claims:
    """The facts that the code holds for that content."""
    holder = subject.holder
    facts: dict[str, object] = {
        "issuer": 1,
        "serial": subject.serial,
        "issued_on": subject.issued_on,
        "outcome": qr.OutcomeCode[subject.outcome.name],
        "holder": claimed_name(holder.name),
        "birth": int(holder.birth_date.strftime("%Y%m%d")),
        "passport_end": holder.passport_number[-4:],
        "status_index": 77,
        "content_digest": subject.digest[:16],
        "log_index": 0,
    }
    return qr.Claims.model_validate(facts | other)


class Workshop:
    """One issuer with a PKI of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        """pyHanko signs in one; it is made at once, because unit tests may open no socket later."""
        self.root_pem = prepare(folder / "pki")
        self.keys = {
            use: ec.generate_private_key(ec.SECP256R1()) for use in ("seal", "qr", "status", "copy", "report")
        }
        self.log_key = ed25519.Ed25519PrivateKey.generate()
        spkis = {use: key.public_key().public_bytes(DER, SPKI) for use, key in self.keys.items()}
        spkis["log"] = self.log_key.public_key().public_bytes(DER, SPKI)
        self.second_signer = MemorySigner()
        spkis["pq"] = self.second_signer.public_key("pq")
        self.spkis = spkis
        self.witness = WitnessKey(ed25519.Ed25519PrivateKey.generate())
        certify(FakeKms(spkis), {use: use for use in spkis}, folder / "pki", [ORIGIN], self.witness.spki)
        self.trust_json = folder / "trust.json"

    @cached_property
    def trust(self) -> Trust:
        return Trust.read(self.root_pem, self.trust_json.with_suffix(".cose"))

    @property
    def second_key(self) -> SigningKey:
        """The key of the second signature, against quantum computers."""
        return SigningKey("pq", self.spkis["pq"], ())

    def close(self) -> None:
        self.loop.close()

    def recipe(self, **other: object) -> Recipe:
        """A sound certificate's ingredients, with changes."""
        said = content()
        return replace(Recipe(content=said, claims=claims(said)), **other)

    def payload(self, subject: qr.Claims, key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
        """A signed code; by a stranger's key when one is given."""
        signer = key or self.keys["qr"]
        kid = cose.key_id(signer.public_key().public_bytes(DER, SPKI))
        encoded = qr.encode_claims(subject)
        message = qr.sig_structure(kid, encoded)
        signature = signer.sign(message, ec.ECDSA(hashes.SHA256()))
        return qr.assemble(kid, encoded, cose.raw_signature(signature))

    def other_payload(self, form: Any, subject: Any, use: str, protected: bytes | None = None) -> bytes:
        """A signed code of another kind (the modules `result_code` and `copy_code`)."""
        header = protected or form.protected_header(cose.key_id(self.spkis[use]))
        encoded = form.encode_claims(subject)
        message = cose.sig_structure(header, encoded)
        signature = self.keys[use].sign(message, ec.ECDSA(hashes.SHA256()))
        return cose.assemble(header, encoded, cose.raw_signature(signature))

    def url(self, subject: qr.Claims | None = None) -> str:
        return qr.to_url(ORIGIN, self.payload(subject or self.recipe().claims))

    def make(self, recipe: Recipe | None = None) -> bytes:
        """A sealed certificate."""
        recipe = recipe or self.recipe()
        return self.seal(self.page(recipe), recipe)

    def page(self, recipe: Recipe) -> bytes:
        """The unsealed page, from the issuer's own template."""
        made = page.render(
            recipe.content,
            self.payload(recipe.claims),
            self.proof(recipe.claims),
            ORIGIN,
            result=recipe.result,
        )
        return recipe.spoil(made) if recipe.spoil else made

    def proof(self, subject: qr.Claims) -> str:
        """A log of one leaf (docs/formats/log.md)."""
        return tlog_proof(self.log_key, qr.leaf(subject), self.witness)

    def seal(self, pdf: bytes, recipe: Recipe | None = None, *, stamper: Stamper | None = None) -> bytes:
        """The page sealed as the issuer seals it, or as the recipe says."""
        recipe = recipe or self.recipe()
        chain = tuple(certificate.dump() for certificate in self.chain(recipe.sealer))
        return self.hand.seal(pdf, self.keys[recipe.sealer], chain, recipe.flaws, stamper)

    def seal_again(self, pdf: bytes) -> bytes:
        """A further seal over a file that forbids it, as a forger's own tool would make it."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        steps = cms_embedder.PdfCMSEmbedder().write_cms("Second", writer)
        next(steps)
        seal = signers.pdf_byterange.SignatureObject(bytes_reserved=20_000)
        steps.send(cms_embedder.SigObjSetup(sig_placeholder=seal))
        digest, out = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=True))
        signing = self.signer().async_sign(digest.document_digest, "sha256")
        steps.send(self.loop.run_until_complete(signing))
        return out.getvalue()

    def signer(self, use: str = "seal") -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        leaf, issuing = self.chain(use)
        store.register(issuing)
        key = asn1_keys.PrivateKeyInfo.load(
            self.keys[use].private_bytes(DER, PKCS8, serialization.NoEncryption())
        )
        return signers.SimpleSigner(leaf, key, store)

    def chain(self, use: str) -> tuple[asn1_x509.Certificate, asn1_x509.Certificate]:
        listed = next(key for key in Trust.read(self.root_pem, self.trust_json).keys.keys if key.use == use)
        first, second = (asn1_x509.Certificate.load(der) for der in listed.certificates)
        return first, second

    @cached_property
    def hand(self) -> Hand:
        """The office's sealing, its clock kept by the local PKI."""
        folder = self.folder / "pki"
        return Hand(LocalTimeStamps(load(folder)), LocalStatuses(folder), self.trust.roots)

    @property
    def stamper(self) -> Stamper:
        return self.hand.stamper


def photograph(text: str) -> bytes:
    """A QR code as a PNG picture."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = memoryview(made.to_image(scale=4))
    height, width = drawn.shape[:2]
    out = io.BytesIO()
    Image.frombytes("L", (width, height), drawn.tobytes()).save(out, "PNG")
    return out.getvalue()


def tlog_proof(
    key: ed25519.Ed25519PrivateKey, leaf: bytes, witness: WitnessKey | None = None, moment: int | None = None
) -> str:
    """The proof of a log that holds nothing but this leaf, with or without a witness."""
    origin = "verify.probity.example/log"
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    hint = sha256(origin.encode() + b"\n\x01" + raw).digest()[:4]
    text = f"{origin}\n1\n{base64.b64encode(leaf).decode()}\n"
    signed = base64.b64encode(hint + key.sign(text.encode())).decode()
    cosigned = witness.cosign(text, moment) if witness else ""
    return f"c2sp.org/tlog-proof@v1\nindex 0\n\n{text}\n\u2014 {origin} {signed}\n{cosigned}"


def names(report: Report) -> list[str]:
    """The reasons of a report."""
    return [reason.name for reason in report.reasons]
