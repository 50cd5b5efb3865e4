"""Files of which poppler, PDFium and MuPDF show different pages: refused, whatever each of them shows."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from chalicelib.verification.models import Report, Verdict
from tests.attack.differing import DIFFERING

Judge = Callable[..., Report]
Reader = Callable[[Path], Image.Image | None]
_SIZE, _ANOTHER_PAGE = (40, 56), 4.0
"""Dots that pages are compared in, and by how much of 255 they differ on average when one is forged."""


@pytest.mark.parametrize("name", DIFFERING)
def test_it_is_refused(judge: Judge, certificate: bytes, name: str) -> None:
    found = judge(DIFFERING[name](certificate))
    assert found.verdict is Verdict.ALTERED
    assert len(found.reasons) == 1


@pytest.mark.skipif(
    not (shutil.which("pdftoppm") and shutil.which("mutool")), reason="poppler or mutool missing"
)
def test_the_readers_do_differ(certificate: bytes, tmp_path: Path) -> None:
    """Otherwise the test above would show nothing: what one reader shows is not what another does."""
    genuine = tmp_path / "genuine.pdf"
    genuine.write_bytes(certificate)
    usual = {name: read(genuine) for name, read in READERS.items()}
    differing = 0
    for name, change in DIFFERING.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(change(certificate))
        shown = {reader: _is_usual(usual[reader], read(path)) for reader, read in READERS.items()}
        differing += len(set(shown.values())) > 1
    assert differing >= 2


def _is_usual(usual: Image.Image | None, shown: Image.Image | None) -> bool | None:
    """Whether it is the genuine page; None when the reader shows nothing."""
    if usual is None or shown is None:
        return None
    return ImageStat.Stat(ImageChops.difference(usual, shown)).mean[0] < _ANOTHER_PAGE


def _poppler(path: Path) -> Image.Image | None:
    return _drawn(path, "pdftoppm", "-r", "30", "-l", "1", "-singlefile", "-png", path, path.with_suffix(""))


def _mupdf(path: Path) -> Image.Image | None:
    return _drawn(path, "mutool", "draw", "-q", "-r", "30", "-o", path.with_suffix(".png"), path, "1")


def _drawn(path: Path, *command: object) -> Image.Image | None:
    out = path.with_suffix(".png")
    out.unlink(missing_ok=True)
    subprocess.run([str(part) for part in command], capture_output=True, check=False)
    return Image.open(out).convert("L").resize(_SIZE) if out.exists() else None


def _pdfium(path: Path) -> Image.Image | None:
    try:
        with pypdfium2.PdfDocument(path) as opened:
            return opened[0].render(scale=30 / 72).to_pil().convert("L").resize(_SIZE)
    except pypdfium2.PdfiumError:
        return None


READERS: dict[str, Reader] = {"poppler": _poppler, "pdfium": _pdfium, "mupdf": _mupdf}
