"""Makes docs/vectors/codes.json anew, with new keys: `python -m tests.unit.verification.make_code_vectors`."""

import base64
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import qr
from tests.attack.workshop import Workshop, claims, content
from tests.fakes.verify_lists import Office

FILE = Path(__file__).parents[3] / "docs" / "vectors" / "codes.json"
WITHDRAWN = 8


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        issuer = Workshop(Path(folder))
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(_vectors(issuer, Office(issuer)), indent=1, ensure_ascii=False) + "\n")
        issuer.close()


def _vectors(issuer: Workshop, office: Office) -> dict[str, Any]:
    listed = bytes.fromhex(office.keys(1))
    at = datetime.now(UTC).replace(microsecond=0)
    return {
        "about": "Codes with the verdict that a verifier must reach at `now`, holding these lists. Synthetic people.",
        "now": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "root_public_key": base64.b64encode(bytes.fromhex(office.root_key)).decode(),
        "trust_cose_hex": listed.hex(),
        "status_1_hex": office.status(at - timedelta(minutes=5)),
        "checkpoint": bytes.fromhex(office.checkpoint(10, at - timedelta(minutes=5))).decode(),
        "cases": list(_cases(issuer)),
    }


def _cases(issuer: Workshop) -> Iterator[dict[str, Any]]:
    said = content()
    digits = issuer.url(claims(said)).partition("#")[2]
    sound = bytearray(issuer.payload(claims(said)))
    changed = bytearray(sound)
    changed[sound.index(b"Hargreaves")] ^= 1
    stranger = ec.generate_private_key(ec.SECP256R1())
    tomorrow = said.issued_on + timedelta(days=3)

    def case(name: str, text: str, verdict: str, *reasons: str) -> dict[str, Any]:
        return {"name": name, "text": text, "verdict": verdict, "reasons": list(reasons)}

    good = ("status-good", "log-covers")
    yield case("a certificate's code", issuer.url(claims(said)), "genuine", *good)
    yield case(
        "its digits alone, in groups",
        " ".join(digits[n : n + 60] for n in range(0, 430, 60)),
        "genuine",
        *good,
    )
    yield case(
        "behind another address, which counts for nothing",
        f"https://evil.example/#{digits}",
        "genuine",
        *good,
    )
    yield case("another script", issuer.url(claims(said, holder="李 小龙")), "genuine", *good)
    yield case("withdrawn", issuer.url(claims(said, status_index=WITHDRAWN)), "revoked", "status-revoked")
    yield case(
        "on a list not at hand",
        issuer.url(claims(said, status_index=2**24)),
        "genuine",
        "status-not-checked",
        "log-covers",
    )
    yield case(
        "beyond the log at hand",
        issuer.url(claims(said, log_index=10)),
        "genuine",
        "status-good",
        "log-not-reached",
    )
    yield case("a digit missing", digits[:-1], "altered", "qr-wrong-length")
    yield case("no digits", "javascript:alert(1)", "not-a-certificate", "qr-not-digits")
    yield case("too many digits", "9" * 5000, "altered", "qr-wrong-length")
    yield case("a letter of the name changed", qr.to_digits(bytes(changed)), "altered", "qr-signature-wrong")
    yield case(
        "signed by a stranger",
        qr.to_digits(issuer.payload(claims(said), stranger)),
        "untrusted",
        "qr-key-unknown",
    )
    yield case("of another issuer", issuer.url(claims(said, issuer=2)), "untrusted", "qr-key-unknown")
    yield case("of the future", issuer.url(claims(said, issued_on=tomorrow)), "altered", "issued-in-future")
    yield case("the higher signature", qr.to_digits(_high_s(sound)), "altered", "qr-not-canonical")
    yield case("a byte after the end", qr.to_digits(bytes(sound) + b"\0"), "altered", "qr-not-canonical")


def _high_s(payload: bytearray) -> bytes:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    s = order - int.from_bytes(payload[-32:], "big")
    return bytes(payload[:-32]) + s.to_bytes(32, "big")


if __name__ == "__main__":
    main()
