"""The holder's photograph: into the page and out of the file, byte for byte the one that was approved."""

import base64
import io
from hashlib import sha256
from typing import Any

from chalicelib.certificates.errors import NeedsPerson
from chalicelib.certificates.models import Content


def as_input(content: Content, photo: bytes | None) -> dict[str, str]:
    """The photograph for the template, in which only text travels; nothing when the content names none.

    Raises `NeedsPerson` unless it is the JPEG whose digest the content names.
    """
    if content.holder.photo is None:
        return {}
    if photo is None or sha256(photo).hexdigest() != content.holder.photo:
        raise NeedsPerson("The photograph is not the one that was approved.")
    data = base64.b64encode(photo).decode()
    picture = (
        f'<image width="35" height="45" preserveAspectRatio="none" href="data:image/jpeg;base64,{data}"/>'
    )
    return {"photo": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 35 45">{picture}</svg>'}


def photograph(pdf: bytes) -> bytes:
    """The one in a certificate's file; raises `LookupError` when it has none."""
    import pikepdf  # noqa: PLC0415 - a layer's library

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return photographs(opened)[0]


def photographs(opened: Any) -> list[bytes]:  # noqa: ANN401 - a pikepdf.Pdf, imported by its users
    """The JPEGs in a file: a certificate has its holder's, or none."""
    import pikepdf  # noqa: PLC0415 - a layer's library

    found = (thing for thing in opened.objects if isinstance(thing, pikepdf.Stream))
    return [image.read_raw_bytes() for image in found if image.get("/Filter") == "/DCTDecode"]
