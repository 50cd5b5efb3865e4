"""Whether a file that we refused opens elsewhere, each asked in a process; and what others say of our copies."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SECONDS = 20
_PDFIUM = """
import sys, pypdfium2
d = pypdfium2.PdfDocument(sys.argv[1])
assert 1 <= len(d) <= 10
for n in range(len(d)):
    w, h = d[n].get_size()
    assert max(w, h) <= 20 * min(w, h)
    d[n].render(scale=0.5).to_pil()
"""
_PILLOW = """
import sys, warnings
warnings.simplefilter("ignore")
import pi_heif
from PIL import Image
pi_heif.register_heif_opener()
p = Image.open(sys.argv[1], formats=("JPEG", "PNG", "GIF", "TIFF", "WEBP", "HEIF"))
assert min(p.size) >= 300 and max(p.size) <= 5 * min(p.size) and p.width * p.height <= 50_000_000
p.load()
"""


_EACH = """
import sys
program, files = compile(sys.argv[1], "program", "exec"), sys.argv[2:]
for file in files:
    sys.argv = ["", file]
    try:
        exec(program, {})
    except Exception as error:
        print(file, "does not open:", repr(error)[:80])
"""


def opens(content: bytes) -> list[str]:
    """Which of pdfium, Poppler and Pillow read every page of it, within the limits that we state."""
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        file.write(content)
        file.flush()
        asked: Mapping[str, list[str]] = {
            "pdfium": [sys.executable, "-c", _PDFIUM, file.name],
            "poppler": ["pdftoppm", "-r", "20", "-l", "10", file.name],
            "pillow": [sys.executable, "-c", _PILLOW, file.name],
        }
        is_paper = content[:5] == b"%PDF-"
        return [
            name for name, command in asked.items() if (name == "pillow") is not is_paper and _works(command)
        ]


def objections(folder: Path) -> Iterator[str]:
    """What qpdf, exiftool, pdf-defang, Pillow and pdfium have against the copies in a folder."""
    for file in sorted(folder.glob("*.pdf")):
        done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"qpdf on {file.name}: {done.stdout[-200:]}"
        yield from _active(file)
    for program, kind in ((_PDFIUM, "pdf"), (_PILLOW.replace("300", "1"), "jpg")):
        files = [str(file) for file in sorted(folder.glob(f"*.{kind}"))]
        command = [sys.executable, "-c", _EACH, program, *files]
        yield from subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    yield from _metadata(folder)


def _active(file: Path) -> Iterator[str]:
    from pdf_defang import scan  # noqa: PLC0415 - only here

    report = scan(file)
    if report.risk_level != "none" or report.error:
        yield f"pdf-defang on {file.name}: {report}"


_HARMLESS = frozenset(
    {
        *(
            "SourceFile",
            "ExifToolVersion",
            "FileName",
            "Directory",
            "FileSize",
            "FileModifyDate",
            "FileAccessDate",
        ),
        *(
            "FileInodeChangeDate",
            "FilePermissions",
            "FileType",
            "FileTypeExtension",
            "MIMEType",
            "JFIFVersion",
        ),
        *("ResolutionUnit", "XResolution", "YResolution", "ImageWidth", "ImageHeight", "EncodingProcess"),
        *("BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ImageSize", "Megapixels"),
        *("PDFVersion", "Linearized", "PageCount"),
    }
)


def _metadata(folder: Path) -> Iterator[str]:
    done = subprocess.run(["exiftool", "-j", "-q", "-r", str(folder)], capture_output=True, check=False)
    facts: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    for one in facts:
        if more := one.keys() - _HARMLESS:
            yield f"exiftool on {one['FileName']}: {sorted(more)}"


def _works(command: list[str]) -> bool:
    try:
        return not subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS).returncode
    except subprocess.TimeoutExpired:
        return False
