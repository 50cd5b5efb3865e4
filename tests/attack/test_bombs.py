"""Our own bombs through recognising and rewriting: each is answered, and what comes of it is harmless."""

import io
import json
import subprocess
from pathlib import Path

from pdf_defang import scan
from pdfid.pdfid import PDFiD, PDFiD2JSON
from PIL import Image

from bench.disarm.peers import objections
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import rewrite
from tests.attack import hostile
from tests.attack.bombs import BOMBS

ELSEWHERE = {
    *("shading without rest", "JPEG of 2,000 scans", "49 million dots of 64 bits", "2,000 frames"),
    *("1 GB in a stream", "1 GB packed twice", "form that draws itself", "60,000 x 60,000 in a PDF"),
    *("pages in a loop", "13,300 x 13,300 in 22 KB of PNG", "40,000 x 40,000 PNG", "65,535 x 65,535 JPEG"),
    *(
        "packed comment",
        "packed profile",
        "JPEG that is a PDF",
        "PNG that is a zip",
        "SVG named PNG",
        "half a JPEG",
    ),
    *("millions of letters", "active PDF"),
}
"""The first take seconds by nature: the bench has them all. The others are in other tests."""
TAKEN = None
ANSWERS = {
    "forms of forms": Reason.NOT_SAFE_TO_OPEN,
    "20,000 pages": Reason.TOO_MANY_PAGES,
    "800 pages of TIFF": Reason.TOO_MANY_PAGES,
    "13,000 x 13,000 fax": Reason.TOO_MANY_PIXELS,
    "60,000 x 60,000 TIFF": Reason.TOO_MANY_PIXELS,
    "60,000 x 60,000 HEIC": Reason.TOO_MANY_PIXELS,
    "65,535 x 65,535 GIF": Reason.TOO_MANY_PIXELS,
    "largest WebP": Reason.TOO_MANY_PIXELS,
    "GIF that is a PDF": Reason.UNSAFE_MIX,
    "MVG named JPEG": Reason.WRONG_TYPE,
    "PostScript": Reason.WRONG_TYPE,
    "half a HEIC": Reason.DAMAGED,
    "arrays without end": Reason.DAMAGED,
    "TIFF in a loop": TAKEN,
    "7,000 x 7,000 fax": TAKEN,
    "100,000 notes": TAKEN,
    "pages 100 deep": TAKEN,
    "30,000 x 30,000 JBIG2 in a PDF": TAKEN,
}
"""What becomes of some: a reason, or a copy."""


def answer(name: str, folder: Path) -> Reason | None:
    """The reason against a bomb, or None and its copy in the folder."""
    content = BOMBS[name]()
    try:
        copy = rewrite(recognise(content), content, Role.ADDRESS)
    except NotTaken as refused:
        return refused.reason
    suffix = ".pdf" if copy.kind is Kind.PDF else ".jpg"
    (folder / f"{name.replace(' ', '-')}{suffix}").write_bytes(copy.content)
    return TAKEN


def test_each_is_answered_by_name_and_nobody_objects_to_a_copy(tmp_path: Path) -> None:
    found = {name: answer(name, tmp_path) for name in BOMBS if name not in ELSEWHERE}
    assert len(found) > 20
    assert {name: found[name] for name in ANSWERS} == ANSWERS
    assert len(list(tmp_path.iterdir())) > 5
    assert list(objections(tmp_path)) == []


def test_other_peoples_tools_find_what_is_active_and_nothing_of_it_in_the_copy(tmp_path: Path) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(hostile.active_pdf())
    after.write_bytes(rewrite(Kind.PDF, hostile.active_pdf(), Role.ADDRESS).content)
    assert (scan(before).risk_level, scan(after).risk_level) == ("high", "none")
    assert active(before) >= {"/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/EmbeddedFile"}
    assert active(after) == set()
    told = subprocess.run(["pdfinfo", str(after)], capture_output=True, text=True, check=True).stdout
    assert "JavaScript:      no" in told
    assert not [
        line for line in told.splitlines() if line.startswith(("Title", "Author", "Producer", "Creat"))
    ]


def active(file: Path) -> set[str]:
    """The words of action, script and attachment that pdfid counts."""
    found = json.loads(PDFiD2JSON(PDFiD(str(file)), True))[0]["pdfid"]["keywords"]["keyword"]
    plain = {"obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref", "/Page"}
    return {one["name"] for one in found if one["count"]} - plain


def test_exiftool_finds_nothing_that_a_camera_wrote(tmp_path: Path) -> None:
    for name, content in {
        "a": hostile.tracked_jpeg(),
        "b": hostile.heic(),
        "c": hostile.phone_photo(),
    }.items():
        copy = rewrite(recognise(content), content, Role.PASSPORT).content
        (tmp_path / f"{name}.jpg").write_bytes(copy)
        Image.open(io.BytesIO(copy)).load()
    assert list(objections(tmp_path)) == []
    (tmp_path / "d.jpg").write_bytes(hostile.tracked_jpeg())
    assert len(list(objections(tmp_path))) == 1
