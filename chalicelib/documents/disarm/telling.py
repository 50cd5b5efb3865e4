"""What an original says of itself: the program that made it, its camera, its dates. Data for staff, never trusted."""

import re
from typing import TYPE_CHECKING, Any

from chalicelib.documents.disarm.limits import MAX_SAID

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument

Said = dict[str, str]
_OF_A_CAMERA = {"make": 0x010F, "model": 0x0110, "software": 0x0131, "changed": 0x0132}
_EXIF, _TAKEN = 0x8769, 0x9003
_OF_A_PAPER = {"producer": "Producer", "creator": "Creator", "created": "CreationDate", "changed": "ModDate"}
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")


def said_by_picture(picture: "Image.Image") -> Said:
    """Make, model, software and dates, and the size in dots; what is not said is left out."""
    said = {"dots": f"{picture.width}x{picture.height}"}
    exif: Any = picture.getexif()
    said |= {name: exif[tag] for name, tag in _OF_A_CAMERA.items() if tag in exif}
    said |= {"taken": exif.get_ifd(_EXIF)[_TAKEN]} if _TAKEN in exif.get_ifd(_EXIF) else {}
    written = picture.info.get("Software")
    return kept({"software": written, **said} if written else said)


def said_by_paper(document: "PdfDocument", content: bytes) -> Said:
    """Producer, creator and dates, and how often the file was saved over itself."""
    facts = document.get_metadata_dict(skip_empty=True)
    said = {name: facts[key] for name, key in _OF_A_PAPER.items() if key in facts}
    for_the_web = b"/Linearized" in content[:1024]  # such a file has two ends from the start
    said["revisions"] = str(max(1, len(_END.findall(content)) - for_the_web))
    return kept(said)


def kept(said: dict[str, Any]) -> Said:
    """Each as one short line of printable characters."""
    lines = {name: _line(value) for name, value in said.items()}
    return {name: line for name, line in lines.items() if line}


def _line(value: object) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    printable = "".join(sign if sign.isprintable() else " " for sign in text[: 10 * MAX_SAID])
    return " ".join(printable.split())[:MAX_SAID]
