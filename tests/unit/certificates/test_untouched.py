"""Whether what was appended to a page leaves the page alone."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from chalicelib.certificates.conformance import Reading
from chalicelib.certificates.steps import Bench
from chalicelib.certificates.untouched import page_untouched
from tests.fakes.issuing import Workshop


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[bytes, bytes]:
    """A page, and the sealed file that begins with it."""
    workshop = Workshop(tmp_path_factory.mktemp("workshop"))
    certificate = workshop.service._reserve(workshop.order()).state
    bench = Bench(workshop.service.tools)
    while bench.sealed is None:
        certificate = bench.advance(certificate)
    return bench.page or b"", bench.sealed


def appended(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], Any]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _turn_the_page(writer: IncrementalPdfFileWriter) -> None:
    place = writer.root["/Pages"]["/Kids"].raw_get(0)
    place.get_object()["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(place)


def _other_pages(writer: IncrementalPdfFileWriter) -> None:
    pages = generic.DictionaryObject(writer.root["/Pages"])
    writer.root["/Pages"] = writer.add_object(pages)
    writer.update_root()


def test_a_seal_leaves_its_page_alone(made):
    page, sealed = made
    assert page_untouched(Reading.of(sealed), page)


@pytest.mark.parametrize("change", [_turn_the_page, _other_pages])
def test_a_page_that_is_written_again_is_seen(made, change):
    page, _ = made
    assert not page_untouched(Reading.of(appended(page, change)), page)


def test_another_page_is_seen(made):
    page, sealed = made
    assert not page_untouched(Reading.of(sealed), page.replace(b"/Type", b"/Tipe", 1))
