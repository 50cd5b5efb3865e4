"""The pictures of a clean copy's pages, one after another."""

import io
from collections.abc import Iterator

from PIL import Image

from chalicelib.documents.models import Kind
from chalicelib.documents.rewriting import CleanFile


def page_pictures(copy: CleanFile, longest: int) -> Iterator[Image.Image]:
    """Each page in three colours, halved while its longer side stays above `longest`, which a JPEG does for nothing.

    A clean PDF's pages are one JPEG each, which `rewriter` made.
    """
    for content in [copy.content] if copy.kind is Kind.JPEG else _bound(copy.content):
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            share = longest / max(picture.size)
            if share < 1:
                picture.draft("RGB", (int(picture.width * share), int(picture.height * share)))
            yield picture.convert("RGB")


def _bound(content: bytes) -> Iterator[bytes]:
    import pikepdf  # noqa: PLC0415 - a PDF alone pays for it

    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for picture in page.get_images().values():
                yield picture.read_raw_bytes()
