"""Typst's pages as archive files with a seal's empty fields: for certificates and for copies of them."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from chalicelib.certificates import colours, fields, glyph_sets, metadata, square
from chalicelib.certificates.errors import GlyphMissing, NeedsPerson

Kind = Literal["certificate", "copy", "report"]
"""Names the template, `templates/<kind>/<kind>.typ`, and its one function."""
_TEMPLATES = Path(__file__).parents[2] / "templates"
_ONE_AT_A_TIME = Lock()


def typeset(kind: Kind, shown: Mapping[str, Any], parts: Mapping[str, str], day: date) -> bytes:
    """A PDF/A-3a and PDF/UA-1 file of that day, the same bytes every time.

    The template's function takes `shown`, the words, and `parts`, pictures and what is attached. Raises
    `GlyphMissing` when a letter is not in the fonts, `NeedsPerson` for what can't be laid out otherwise.
    """
    import typst  # noqa: PLC0415 - a layer's library

    document = _document(kind, json.dumps(shown, ensure_ascii=False), parts)
    midnight = int(datetime.combine(day, time(), UTC).timestamp())
    try:
        with _ONE_AT_A_TIME:
            pdf = _compiler(kind).compile(
                input=document, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=midnight
            )
    except typst.TypstError as failed:
        if "could not be displayed with" in str(failed):
            raise GlyphMissing(f"Something uses letters that the {kind} can't print.") from None
        raise NeedsPerson(f"The {kind} can't be laid out with this content.") from None
    packet = metadata.write(shown["title"], shown["description"], shown["issuer"], day)
    return _pack(pdf, packet, kind)


def _document(kind: Kind, shown: str, parts: Mapping[str, str]) -> bytes:
    """What is compiled: the template called with one certificate's data.

    Were the data Typst's `sys.inputs`, it would evaluate the whole template again for each certificate.
    """
    listed = "".join(f"{name}: {_literal(text)}, " for name, text in parts.items())
    called = f"{kind}(json(bytes({_literal(shown)})), ({listed}))"
    return f'#import "/{kind}.typ": {kind}\n#{called}'.encode()


def _literal(text: str) -> str:
    """A string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _pack(pdf: bytes, packet: bytes, kind: Kind) -> bytes:
    """The same file with our own metadata and its small objects compressed together: a third smaller, for 2 ms."""
    import pikepdf  # noqa: PLC0415 - a layer's library

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields.tag_fields(opened, kind)
        colours.name_plainly(opened)
        glyph_sets.leave_out(opened)
        square.sharpen(opened)
        opened.Root.Metadata.write(packet)
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


@cache
def _compiler(kind: Kind) -> Any:  # noqa: ANN401 - typst has no published types
    """One with the template's folder as its root: attached files are named by their place in it."""
    import typst  # noqa: PLC0415 - see typeset

    fonts = [str(_TEMPLATES / "certificate" / "fonts")]
    return typst.Compiler(root=str(_TEMPLATES / kind), font_paths=fonts, ignore_system_fonts=True)
