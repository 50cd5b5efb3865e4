"""Writes docs/formats/vectors/result-code.json and copy-code.json; the signing keys are made here and thrown away."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import cbor2

from chalicelib.certificates import copy_code, cose, qr, result_code
from tests.unit.certificates.make_vectors import FOLDER, ORIGIN, Signer, claims, high_s

Format = Any


class Maker:
    """Codes of one kind by one throw-away key."""

    def __init__(self, form: Format, signer: Signer) -> None:
        self.form = form
        self.signer = signer

    def payload(self, claims_bytes: bytes, header: bytes | None = None) -> bytes:
        """A code over any claim bytes, well formed or not."""
        protected = header or self.form.protected_header(self.signer.kid)
        signature = self.signer.sign(cose.sig_structure(protected, claims_bytes))
        return cose.assemble(protected, claims_bytes, signature)

    def good(self, title: str, subject: Any) -> dict[str, object]:
        encoded = self.form.encode_claims(subject)
        payload = self.payload(encoded)
        shown = subject.model_dump(mode="python") | {"outcome": int(subject.outcome)}
        return {
            "name": title,
            "claims": {name: _shown(value) for name, value in shown.items()},
            "claims_hex": encoded.hex(),
            "sig_structure_hex": self.form.disassemble(payload).signed.to_be_signed.hex(),
            "payload_hex": payload.hex(),
            "digits": qr.to_digits(payload),
            "url": qr.to_url(ORIGIN, payload),
        }

    def bad(self, subject: Any, letter: bytes, certificate: bytes) -> list[dict[str, str]]:
        encoded = self.form.encode_claims(subject)
        payload, labelled = self.payload(encoded), cbor2.loads(encoded)
        backwards = bytes([0xA0 | len(labelled)]) + b"".join(
            cbor2.dumps(k) + cbor2.dumps(labelled[k]) for k in sorted(labelled, reverse=True)
        )
        bare = cose.protected_header(self.signer.kid)
        other = cose.protected_header(self.signer.kid, {cose.TYPE: "probity-other"})
        changed = bytearray(payload)
        changed[payload.index(letter)] ^= 0x01
        taken_off = cose.assemble(bare, encoded, payload[-64:])
        put_on = cbor2.loads(certificate)
        put_on[0] = self.form.protected_header(self.signer.kid)

        def with_claims(change: Callable[[dict[int, Any]], dict[int, Any]]) -> bytes:
            return self.payload(cbor2.dumps(change(dict(labelled)), canonical=True))

        rows = {
            "high s": ("not-canonical", high_s(payload)),
            "keys in descending order": ("not-canonical", self.payload(backwards)),
            "a byte after the end": ("not-canonical", payload + b"\x00"),
            "a claim missing": (
                "wrong-claims",
                with_claims(lambda c: {k: v for k, v in c.items() if k != 4}),
            ),
            "a claim too many": ("wrong-claims", with_claims(lambda c: c | {9: 12})),
            "31 February": ("wrong-claims", with_claims(lambda c: c | {3: 20260231})),
            "a name of 61 bytes": ("wrong-claims", with_claims(lambda c: c | {5: "A" * 61})),
            "a name turned around": (
                "wrong-claims",
                with_claims(lambda c: c | {5: "Amelia \u202esevaergraH"}),
            ),
            "outcome as text": ("wrong-claims", with_claims(lambda c: c | {4: "0"})),
            "its type taken off": ("wrong-claims", taken_off),
            "its type taken off, and signed so": ("wrong-claims", self.payload(encoded, bare)),
            "another type, and signed so": ("not-a-certificate-code", self.payload(encoded, other)),
            "a certificate's code with this type put on": (
                "wrong-claims",
                cbor2.dumps(put_on, canonical=True),
            ),
            "one letter of the name changed": ("bad-signature", bytes(changed)),
            "signed by a stranger": ("unknown-key", Maker(self.form, Signer()).payload(encoded)),
        }
        return [
            {"name": name, "fault": fault, "digits": qr.to_digits(made)}
            for name, (fault, made) in rows.items()
        ]


def _shown(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def result(**other: object) -> result_code.ResultClaims:
    """Claims of a synthetic person, with changes."""
    facts: dict[str, object] = {
        "issuer": 1,
        "issued_on": date(2026, 11, 23),
        "outcome": qr.OutcomeCode.NO_TRACE,
        "holder": "Amelia Jane Hargreaves",
        "status_index": 7_654_321,
    }
    return result_code.ResultClaims.model_validate(facts | other)


def copy(**other: object) -> copy_code.CopyClaims:
    """Claims of a synthetic person's copy, with changes."""
    facts: dict[str, object] = {
        "issuer": 1,
        "number": "00112233445566778899AABBCCDDEEFF",
        "made_on": date(2026, 11, 23),
        "outcome": qr.OutcomeCode.NO_TRACE,
        "holder": "Amelia Jane Hargreaves",
        "birth": 19900417,
        "passport_end": "4821",
        "status_index": 1_234_567,
        "recipient": "Acme Ltd",
        "purpose": "visa",
        "expires_on": date(2027, 3, 1),
        "issued_on": date(2026, 11, 20),
        "content_digest": sha256(b"copy.json").digest()[:16],
    }
    return copy_code.CopyClaims.model_validate(facts | other)


def _write(name: str, maker: Maker, good: list[dict[str, object]], bad: list[dict[str, str]]) -> None:
    document = {
        "origin": ORIGIN,
        "kid": maker.signer.kid.hex(),
        "public_key_hex": maker.signer.spki.hex(),
        "good": good,
        "bad": bad,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    """Write the files."""
    signer = Signer()
    certificate = signer.payload(qr.encode_claims(claims()))
    small = Maker(result_code, signer)
    _write(
        "result-code",
        small,
        [
            small.good("a plain No Trace", result()),
            small.good("every outcome", result(outcome=qr.OutcomeCode.FURTHER_INFORMATION_STEPPED_DOWN)),
            small.good(
                "the longest name, the largest index", result(holder="Ж" * 30, status_index=(1 << 32) - 1)
            ),
        ],
        [
            *small.bad(result(), b"Amelia", certificate),
            {
                "name": "a certificate's code",
                "fault": "another-kind",
                "digits": qr.to_digits(certificate),
            },
        ],
    )
    bound = Maker(copy_code, signer)
    turned = bound.payload(
        cbor2.dumps(cbor2.loads(copy_code.encode_claims(copy())) | {11: "Acme \u202edtL"}, canonical=True)
    )
    changed = bound.payload(copy_code.encode_claims(copy())).replace(b"Acme", b"Ecma")
    _write(
        "copy-code",
        bound,
        [
            bound.good("for Acme Ltd", copy()),
            bound.good(
                "the longest words",
                copy(recipient="Ü" * 30, purpose="ж" * 30, holder="A" * 60, status_index=(1 << 32) - 1),
            ),
        ],
        [
            *bound.bad(copy(), b"Amelia", certificate),
            {"name": "another recipient", "fault": "bad-signature", "digits": qr.to_digits(changed)},
            {"name": "a recipient turned around", "fault": "wrong-claims", "digits": qr.to_digits(turned)},
        ],
    )


if __name__ == "__main__":
    main()
