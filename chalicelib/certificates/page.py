"""Content and code to a PDF/A-3a and PDF/UA-1 file, the same bytes every time; nothing is signed here."""

import io
import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from chalicelib.certificates import guilloche, qr, words
from chalicelib.certificates.errors import GlyphMissing, NeedsPerson
from chalicelib.certificates.models import Content, Holder
from chalicelib.certificates.short_code import grouped
from chalicelib.disclosure.meanings import HEADING

CONTENT_NAME = "certificate.json"
PROOF_NAME = "certificate.tlog-proof"
_TEMPLATES = Path(__file__).parents[2] / "templates" / "certificate"
_QUIET_ZONE = 8
"""Modules: four on either side."""
_RUNNING_LENGTH = 46
_ONE_AT_A_TIME = Lock()


def render(content: Content, payload: bytes, proof: str, verify_origin: str) -> bytes:
    """The unsealed file.

    Raises `GlyphMissing` when a letter is not in the certificate's fonts, `NeedsPerson` for any other
    content that the template can't set.
    """
    import typst  # noqa: PLC0415 - the issuer's layer only

    square = _square(qr.to_url(verify_origin, payload))
    inputs = {
        "view": json.dumps(view(content, verify_origin) | {"qr-modules": _modules(square)}),
        "qr": square,
        "guilloche": guilloche.draw(content.digest),
        "content": content.attachment.decode(),
        "proof": proof,
    }
    midnight = int(datetime.combine(content.issued_on, time(), UTC).timestamp())
    try:
        with _ONE_AT_A_TIME:
            pdf = _compiler().compile(
                format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=midnight
            )
    except typst.TypstError as failed:
        if "could not be displayed with" in str(failed):
            raise GlyphMissing("A name or line uses letters that the certificate can't print.") from None
        raise NeedsPerson("The certificate can't be laid out with this content.") from None
    return _pack(pdf)


def view(content: Content, verify_origin: str) -> dict[str, Any]:
    """All words of the page that vary, as the template names them."""
    name = words.outcome_name(content.outcome)
    count = words.matters(len(content.lines))
    return {
        "title": f"Police Certificate {grouped(content.number)}",
        "description": f"Police certificate, outcome: {name}",
        "issuer": content.issuer,
        "wordmark": content.issuer.split()[0],
        "number": grouped(content.number),
        "fingerprint": words.grouped(content.digest[:8].hex().upper()),
        "issued": words.written_date(content.issued_on),
        "destination": words.country(content.destination),
        "holder": _holder_view(content.holder),
        "outcome": {"name": name, "meaning": words.outcome_meaning(content.outcome)},
        "notes": [note._asdict() for note in words.notes(content.outcome)],
        "host": urlsplit(verify_origin).netloc,
        "qr-alt": "Square code with the signed facts of this certificate, for the check described beside it",
        "lines": [
            line.model_dump(include={"date", "offence", "court", "disposal"}) for line in content.lines
        ],
        "matters-pointer": f"{count.capitalize()}, from page 2 on." if content.lines else "",
        "matters-title": "Matters disclosed",
        "matters-heading": f"{HEADING}.",
        "matters-end": f"End of the list: {count}.",
    }


def _holder_view(holder: Holder) -> dict[str, str]:
    name = holder.name.full
    running = name if len(name) <= _RUNNING_LENGTH else holder.name.surname
    return {
        "name": name,
        "running": running if len(running) <= _RUNNING_LENGTH else running[:_RUNNING_LENGTH] + "…",
        "former": "; ".join(former.full for former in holder.former_names),
        "birth": words.written_date(holder.birth_date),
        "birthplace": f"{holder.birth_place}, {words.country(holder.birth_country)}",
        "sex": words.sex(holder.sex),
        "passport": holder.passport_number,
        "passport-country": words.country(holder.passport_country),
        "nationality": "; ".join(words.country(code) for code in holder.nationalities),
    }


def _square(url: str) -> str:
    """The QR code as SVG; the library itself splits the address (bytes) from the digits (numeric)."""
    import zxingcpp  # noqa: PLC0415 - the issuer's layer only

    return str(zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg())


def _pack(pdf: bytes) -> bytes:
    """The same file with its small objects compressed together: a sixth smaller, for 2 ms."""
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _modules(svg: str) -> int:
    return int(svg.split('width="', 1)[1].split('"', 1)[0]) - _QUIET_ZONE


@cache
def _compiler() -> Any:  # noqa: ANN401 - typst has no published types
    import typst  # noqa: PLC0415 - see render

    fonts = [str(_TEMPLATES / "fonts")]
    return typst.Compiler(str(_TEMPLATES / "police.typ"), font_paths=fonts, ignore_system_fonts=True)
