"""Writes docs/formats/vectors/qr.json; the signing keys are made here and thrown away."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, qr
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.kernel.people import PersonName

FOLDER = Path(__file__).parents[3] / "docs/formats/vectors"
ORIGIN = "https://verify.probity.example"
ORDER = cose._ORDER


class Signer:
    """A throw-away P-256 key."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.spki = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.kid = cose.key_id(self.spki)

    def payload(self, claims_bytes: bytes) -> bytes:
        """A code over any claim bytes, well formed or not."""
        signature = self.sign(qr.sig_structure(self.kid, claims_bytes))
        return qr.assemble(self.kid, claims_bytes, signature)

    def sign(self, message: bytes) -> bytes:
        """The raw signature, with low s."""
        return cose.raw_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))


def claims(**other: object) -> qr.Claims:
    """Claims of a synthetic person, with changes."""
    facts: dict[str, object] = {
        "issuer": 1,
        "serial": "000102030405060708090A0B0C0D0E0F",
        "issued_on": date(2026, 11, 23),
        "outcome": qr.OutcomeCode.NO_TRACE,
        "holder": "Amelia Jane Hargreaves",
        "birth": 19900417,
        "passport_end": "4821",
        "status_index": 1_234_567,
        "content_digest": sha256(b"certificate.json").digest()[:16],
        "log_index": 12,
    }
    return qr.Claims.model_validate(facts | other)


def held(forenames: str, surname: str) -> str:
    """A name as a code holds it."""
    return claimed_name(PersonName(forenames=forenames, surname=surname))


def good(title: str, signer: Signer, subject: qr.Claims) -> dict[str, object]:
    """A vector that verifies, with everything between claims and digits."""
    encoded = qr.encode_claims(subject)
    payload = signer.payload(encoded)
    code = qr.disassemble(payload)
    shown = subject.model_dump(mode="python") | {
        "issued_on": subject.issued_on.isoformat(),
        "outcome": int(subject.outcome),
        "content_digest": subject.content_digest.hex(),
    }
    return {
        "name": title,
        "claims": shown,
        "claims_hex": encoded.hex(),
        "sig_structure_hex": code.to_be_signed.hex(),
        "payload_hex": payload.hex(),
        "digits": qr.to_digits(payload),
        "url": qr.to_url(ORIGIN, payload),
        "number": subject.number,
        "record_hex": qr.log_record(subject).hex(),
        "leaf_hex": qr.leaf(subject).hex(),
    }


def high_s(payload: bytes) -> bytes:
    """The same signature in its other, refused form."""
    s = ORDER - int.from_bytes(payload[-32:], "big")
    return payload[:-32] + s.to_bytes(32, "big")


def bad(signer: Signer) -> list[dict[str, str]]:
    """Texts that a reader refuses, each with the fault's name; the last two read well but never verify."""
    sound = claims()
    encoded = qr.encode_claims(sound)
    payload = signer.payload(encoded)
    digits = qr.to_digits(payload)
    labelled = cbor2.loads(encoded)
    backwards = b"\xab" + b"".join(
        cbor2.dumps(k) + cbor2.dumps(labelled[k]) for k in sorted(labelled, reverse=True)
    )
    without = cbor2.dumps({k: v for k, v in labelled.items() if k != 10}, canonical=True)
    wrong_day = cbor2.dumps(labelled | {3: 20260231}, canonical=True)
    wrong_type = cbor2.dumps(labelled | {4: "0"}, canonical=True)
    too_long = cbor2.dumps(labelled | {5: "A" * 61}, canonical=True)
    reordered = cbor2.dumps(labelled | {5: "Amelia \u202esevaergraH"}, canonical=True)
    decomposed = cbor2.dumps(labelled | {5: "Ame\u0301lie Roux"}, canonical=True)
    header = cose.protected_header(signer.kid)
    other_algorithm = cbor2.dumps({1: -35, 4: signer.kid}, canonical=True)
    signature = payload[-64:]
    rows = {
        "a letter among the digits": ("not-digits", digits[:-1] + "A"),
        "nothing after the sign": ("not-digits", ""),
        "fullwidth digits": ("not-digits", digits[:-1] + "\uff11"),
        "one digit short": ("wrong-length", digits[1:] if qr_has(len(digits) - 1) is None else digits[:-2]),
        "a number too large for its length": ("wrong-length", "9" * len(digits)),
        "high s": ("not-canonical", qr.to_digits(high_s(payload))),
        "keys in descending order": ("not-canonical", qr.to_digits(signer.payload(backwards))),
        "a byte after the end": ("not-canonical", qr.to_digits(payload + b"\x00")),
        "holder not in NFC": ("not-canonical", qr.to_digits(signer.payload(decomposed))),
        "a claim missing": ("wrong-claims", qr.to_digits(signer.payload(without))),
        "31 February": ("wrong-claims", qr.to_digits(signer.payload(wrong_day))),
        "a name of 61 bytes": ("wrong-claims", qr.to_digits(signer.payload(too_long))),
        "a name turned around": ("wrong-claims", qr.to_digits(signer.payload(reordered))),
        "outcome as text": ("wrong-claims", qr.to_digits(signer.payload(wrong_type))),
        "something in the unprotected header": (
            "not-a-certificate-code",
            qr.to_digits(cbor2.dumps([header, {4: signer.kid}, encoded, signature], canonical=True)),
        ),
        "another algorithm": (
            "not-a-certificate-code",
            qr.to_digits(cbor2.dumps([other_algorithm, {}, encoded, signature], canonical=True)),
        ),
        "a tagged COSE_Sign1": ("not-a-certificate-code", qr.to_digits(b"\xd2" + payload)),
        "an empty list": ("not-a-certificate-code", qr.to_digits(b"\x80")),
    }
    changed = bytearray(payload)
    changed[payload.index(b"Amelia")] ^= 0x01
    rows["one letter of the name changed"] = ("bad-signature", qr.to_digits(bytes(changed)))
    rows["signed by a stranger"] = ("unknown-key", qr.to_digits(Signer().payload(encoded)))
    return [{"name": name, "fault": fault, "digits": text} for name, (fault, text) in rows.items()]


def qr_has(length: int) -> int | None:
    """The byte count of a digit count, or None."""
    return qr._sizes().get(length)


def main() -> None:
    """Write the files."""
    signer = Signer()
    whole = [
        good("a plain No Trace", signer, claims()),
        good("serial with leading zeros", signer, claims(serial="F".rjust(32, "0"), log_index=0)),
        good("accents, unknown birth day", signer, claims(holder="José Ångström-Núñez", birth=19870600)),
        good("the largest numbers", signer, claims(status_index=(1 << 32) - 1, log_index=(1 << 53) - 1)),
        good("every outcome", signer, claims(outcome=qr.OutcomeCode.FURTHER_INFORMATION_STEPPED_DOWN)),
        good("a name of 300 letters", signer, claims(holder=held("A" * 149, "B" * 150))),
        good(
            "a name in Arabic",
            signer,
            claims(holder=held("\u0645\u062d\u0645\u062f", "\u0627\u0644\u0639\u0644\u064a")),
        ),
        good(
            "a name in Burmese, cut between letters",
            signer,
            claims(holder=held("", "\u1019\u103c\u1004\u103a\u1037" * 9)),
        ),
    ]
    document = {
        "origin": ORIGIN,
        "kid": signer.kid.hex(),
        "public_key_hex": signer.spki.hex(),
        "good": whole,
        "bad": bad(signer),
    }
    (FOLDER / "qr.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
