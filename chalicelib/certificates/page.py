"""Content and code to a PDF/A-3a and PDF/UA-1 file, the same bytes every time; nothing is signed here."""

import unicodedata

from chalicelib.certificates import guilloche, portrait, qr, square, typesetting
from chalicelib.certificates.errors import NeedsPerson
from chalicelib.certificates.models import Content, Variant
from chalicelib.certificates.view import view

__all__ = ["CONTENT_NAME", "PROOF_NAME", "render", "view"]

CONTENT_NAME = "certificate.json"
PROOF_NAME = "certificate.tlog-proof"
_JOINERS = frozenset("\u200c\u200d")
"""Persian and Indian scripts are spelt with them."""
_TINTS = {Variant.STANDARD: ("#64958f", "#8496a8"), Variant.LEGALISATION: ("#7d7d7d", "#929292")}
"""Of the guilloche's two bands; the second set stays visible on a copier without colours."""


def render(
    content: Content,
    payload: bytes,
    proof: str,
    verify_origin: str,
    photo: bytes | None = None,
    *,
    result: bytes = b"",
) -> bytes:
    """The unsealed file; `photo` is the JPEG whose digest the content names, `result` the result-only code's payload.

    Raises `GlyphMissing` when a letter is not in the certificate's fonts, `NeedsPerson` for any other
    content that the template can't set, and for a photograph that is not the content's.
    """
    _require_visible(content)
    parts = (
        _parts(content, payload, proof, verify_origin)
        | _result(result, verify_origin)
        | portrait.as_input(content, photo)
    )
    return typesetting.typeset("certificate", view(content, verify_origin), parts, content.issued_on)


def _require_visible(content: Content) -> None:
    """Raises `NeedsPerson` for signs that nobody sees: they turn text round, or make two names look alike."""
    text = content.attachment.decode()
    if any(unicodedata.category(c) == "Cf" and c not in _JOINERS for c in text):
        raise NeedsPerson("A name or line holds invisible signs. Type it again without them.")


def _parts(content: Content, payload: bytes, proof: str, verify_origin: str) -> dict[str, str]:
    return {
        "qr": square.draw(qr.to_url(verify_origin, payload)),
        "guilloche": guilloche.draw(content.digest, _TINTS[content.variant]),
        "content": content.attachment.decode(),
        "proof": proof,
    }


def _result(payload: bytes, verify_origin: str) -> dict[str, str]:
    return {"result-qr": square.draw(qr.to_url(verify_origin, payload))} if payload else {}
