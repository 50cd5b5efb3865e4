"""Content and code to a PDF/A-3a and PDF/UA-1 file, the same bytes every time; nothing is signed here."""

import io
import json
import unicodedata
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from chalicelib.certificates import colours, fields, glyph_sets, guilloche, metadata, portrait, qr, square
from chalicelib.certificates.errors import GlyphMissing, NeedsPerson
from chalicelib.certificates.models import Content, Variant
from chalicelib.certificates.view import titled, view

__all__ = ["CONTENT_NAME", "PROOF_NAME", "render", "view"]

CONTENT_NAME = "certificate.json"
PROOF_NAME = "certificate.tlog-proof"
_TEMPLATES = Path(__file__).parents[2] / "templates" / "certificate"
_ONE_AT_A_TIME = Lock()
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
    import typst  # noqa: PLC0415 - the issuer's layer only

    _require_visible(content)
    parts = (
        _parts(content, payload, proof, verify_origin)
        | _result(result, verify_origin)
        | portrait.as_input(content, photo)
    )
    document = _document(json.dumps(view(content, verify_origin), ensure_ascii=False), parts)
    midnight = int(datetime.combine(content.issued_on, time(), UTC).timestamp())
    try:
        with _ONE_AT_A_TIME:
            pdf = _compiler().compile(
                input=document, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=midnight
            )
    except typst.TypstError as failed:
        if "could not be displayed with" in str(failed):
            raise GlyphMissing("A name or line uses letters that the certificate can't print.") from None
        raise NeedsPerson("The certificate can't be laid out with this content.") from None
    return _pack(pdf, _metadata(content))


def _metadata(content: Content) -> bytes:
    named = titled(content)
    return metadata.write(named.title, named.description, content.issuer, content.issued_on)


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


def _document(shown: str, parts: dict[str, str]) -> bytes:
    """What is compiled: the template called with one certificate's data.

    Were the data Typst's `sys.inputs`, it would evaluate the whole template again for each certificate.
    """
    listed = ", ".join(f"{name}: {_literal(text)}" for name, text in parts.items())
    called = f"certificate(json(bytes({_literal(shown)})), ({listed}))"
    return f'#import "/certificate.typ": certificate\n#{called}'.encode()


def _literal(text: str) -> str:
    """A string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _pack(pdf: bytes, packet: bytes) -> bytes:
    """The same file with our own metadata and its small objects compressed together: a third smaller, for 2 ms."""
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields.tag_fields(opened)
        colours.name_plainly(opened)
        glyph_sets.leave_out(opened)
        square.sharpen(opened)
        opened.Root.Metadata.write(packet)
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


@cache
def _compiler() -> Any:  # noqa: ANN401 - typst has no published types
    import typst  # noqa: PLC0415 - see render

    fonts = [str(_TEMPLATES / "fonts")]
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
