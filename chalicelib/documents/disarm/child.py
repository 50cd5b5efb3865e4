r"""The child process that opens a hostile file, and hands back pictures of it and what it says.

It runs under limits that it sets before it reads the first byte: processor time, memory, no files to
write and none to open (so no network either). It may be killed at any moment and nothing is lost.

    python -m chalicelib.documents.disarm.child <media type>  < file  > answer

The answer is `started\n`, then one line of JSON (`refused`, or `pages` with the sizes of their JPEGs,
`words`, `said`), then the JPEGs. A child that ends without the JSON line was defeated by the file.
"""

import io
import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from chalicelib.documents.disarm.cell import lock
from chalicelib.documents.disarm.limits import MIN_SIDE, Unusable, take_limits
from chalicelib.documents.disarm.papers import Drawn, drawn
from chalicelib.documents.disarm.pictures import FORMATS, allow_heic, encoded, pages_of
from chalicelib.documents.disarm.telling import said_by_picture

_PDF = "application/pdf"
_PLUGINS = {
    "image/jpeg": ("Jpeg", "Mpo"),
    "image/heic": ("Jpeg", "Mpo", "Tiff"),
    "image/tiff": ("Tiff",),
    "image/webp": ("WebP",),
    _PDF: ("Jpeg", "Pdf"),
}
"""Pillow's parts that it would not load by itself, or only with all the others."""

_REHEARSED = {"image/heic": "JPEG"}
"""What can't be written here is rehearsed as something else."""


def main() -> None:
    """Take standard input for the kind in the first argument, and answer on standard output."""
    kind = sys.argv[1]
    _rehearse(kind)
    out = os.fdopen(os.dup(1), "wb")
    out.write(b"started\n")
    out.flush()
    take_limits()
    lock()
    content = sys.stdin.buffer.read()
    try:
        found = _open(kind, content)
        facts = {"pages": [len(page) for page in found.pages], "words": found.words, "said": found.said}
    except Unusable as unusable:
        found, facts = Drawn(), {"refused": unusable.args[0]}
    out.write(b"".join([json.dumps(facts).encode(), b"\n", *found.pages]))
    out.close()
    _leave()


def _leave() -> NoReturn:
    # Straight out: no library's clean-up code runs over what the file may have spoilt.
    os._exit(0)


def _open(kind: str, content: bytes) -> Drawn:
    if kind == _PDF:
        return drawn(content)
    found = Drawn()
    for opened, page in pages_of(content, FORMATS[kind]):
        found.said = found.said or said_by_picture(opened)
        found.pages.append(encoded(page))
    return found


def _rehearse(kind: str) -> None:
    """One round with a file of our own: what is loaded at first use is loaded while files can be opened."""
    from PIL import Image  # noqa: PLC0415 - each kind loads only what it needs

    for name in _PLUGINS.get(kind, ()):
        import_module(f"PIL.{name}ImagePlugin")
    page, out = Image.new("RGB", (MIN_SIDE, MIN_SIDE)), io.BytesIO()
    if kind == _PDF:
        page.save(out, "PDF")
        with suppress(Unusable):  # the way of a file that has to be repaired
            _open(kind, b"%PDF-1.4")
    else:
        turned = Image.Exif()
        turned[0x0112] = 6
        form = _REHEARSED.get(kind, FORMATS[kind])
        page.save(out, form, **({} if form == "GIF" else {"exif": turned}))
    if kind == "image/heic":
        allow_heic()
        kind = "image/jpeg"
    _open(kind, out.getvalue())


if __name__ == "__main__":
    main()
