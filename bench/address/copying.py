"""Clean copies of made-up papers, as the rewriter hands them to the reader: text PDFs, scans and photographs."""

import io
import random  # noqa: TID251 - seeded: the same damage every time

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from chalicelib.documents.disarm.words import words_of
from chalicelib.documents.judging import Mark
from chalicelib.documents.models import Kind
from chalicelib.documents.rewriting import CleanFile, Word
from infra.local.travel.photographs import Level, photograph

_DPI = 150
_TILT = 2.0


def text_copy(pdf: bytes) -> CleanFile:
    """The copy of a PDF with its text; its pictures are left out, for nobody looks at them."""
    document = pypdfium2.PdfDocument(pdf)
    words = tuple(
        Word(text, Mark(page=number + 1, left=place[0], top=place[1], right=place[2], bottom=place[3]))
        for number in range(len(document))
        for text, place, *_ in words_of(document[number])
    )
    return CleanFile(Kind.PDF, len(document), b"", words)


def scanned(pdf: bytes, seed: str) -> CleanFile:
    """The first page as a flat-bed scanner leaves it: 150 dots an inch, up to two degrees, noise, quality 50."""
    rng = random.Random(f"scan {seed}")  # noqa: S311 - made-up damage
    page = _picture(pdf)
    paper = (rng.randint(235, 255),) * 3
    page = page.rotate(rng.uniform(-_TILT, _TILT), Image.Resampling.BICUBIC, fillcolor=paper)
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.6)))
    dots = np.asarray(page).astype(np.float32) * rng.uniform(0.85, 1.0)
    dots += np.random.default_rng(rng.randrange(2**31)).normal(0, rng.uniform(1, 6), dots.shape)
    return _jpeg(Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8)), 50)


def photographed(pdf: bytes, seed: str) -> CleanFile:
    """The first page as a telephone sees it lying on a table: tilt, perspective, blur, noise, some sideways."""
    rng = random.Random(f"photo {seed}")  # noqa: S311 - made-up damage
    level = Level(_DPI, 60, (0, 4), 0.02, 0.5, 3, turns=(0, 0, 0, 0, 90, 180, 270), margin=(0.02, 0.12))
    return CleanFile(Kind.JPEG, 1, photograph(_picture(pdf, 200), level, rng))


def _picture(pdf: bytes, dpi: int = _DPI) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB")
    return picture


def _jpeg(picture: Image.Image, quality: int) -> CleanFile:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return CleanFile(Kind.JPEG, 1, out.getvalue())
