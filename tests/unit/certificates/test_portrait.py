"""The photograph: byte for byte the approved one, from the order to the file, or no certificate."""

import io
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest

from chalicelib.certificates import lint, page
from chalicelib.certificates.errors import LintFailed, NeedsPerson
from chalicelib.certificates.models import Step
from chalicelib.certificates.portrait import photographs
from chalicelib.certificates.steps import Bench
from chalicelib.documents.errors import NoCleanCopy
from tests.fakes.issuing import ORIGIN, Workshop, ordered
from tests.golden import PAYLOAD, PHOTO, PROOF, content, render

DIGEST = sha256(PHOTO).hexdigest()
OTHER = PHOTO[:-2] + b"\0" + PHOTO[-2:]


def test_the_file_holds_the_photo_byte_for_byte_and_once():
    with pikepdf.open(io.BytesIO(render(content()))) as opened:
        assert photographs(opened) == [PHOTO]


def test_a_certificate_without_a_photo_holds_no_picture_but_its_code():
    with pikepdf.open(io.BytesIO(render(content(photo=False)))) as opened:
        assert photographs(opened) == []


@pytest.mark.parametrize("photo", [None, OTHER], ids=["none", "another"])
def test_another_photo_than_the_approved_one_is_never_printed(photo):
    with pytest.raises(NeedsPerson, match="not the one that was approved"):
        page.render(content(), PAYLOAD, PROOF, ORIGIN, photo)


def test_the_lint_refuses_a_file_whose_photo_was_changed():
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(render(content()))) as opened:
        image = next(
            i for i in opened.pages[0].Resources.XObject.values() if i.get("/Filter") == "/DCTDecode"
        )
        image.write(OTHER, filter=pikepdf.Name.DCTDecode)
        opened.save(changed)
    with pytest.raises(LintFailed, match="photograph is not the approved one"):
        lint.check(changed.getvalue(), content(), PAYLOAD, PROOF, ORIGIN)


def test_an_order_with_a_photo_becomes_a_certificate_with_it(tmp_path):
    shop = Workshop(tmp_path, photo=PHOTO)
    issued = shop.service.issue(shop.order(ordered(photo=DIGEST)))
    assert issued.step is Step.PUBLISHED
    (sealed,) = (shop.files.get(key) for key in shop.sealed_files())
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        assert photographs(opened) == [PHOTO]


def test_an_order_whose_photo_was_exchanged_after_the_approval_is_held(tmp_path):
    shop = Workshop(tmp_path, photo=OTHER)
    held = shop.service.issue(shop.order(ordered(photo=DIGEST)))
    assert held.step is Step.HELD
    assert shop.sealed_files() == {}


def test_a_reissue_takes_the_photo_from_the_certificate_that_it_replaces(tmp_path):
    shop = Workshop(tmp_path, photo=PHOTO)
    issued = shop.service.issue(shop.order(ordered(photo=DIGEST)))
    gone = replace(shop.service.tools, photo_of=_gone)
    assert Bench(gone, issued.serial)._photo(issued) == PHOTO
    with pytest.raises(NeedsPerson, match="no longer there"):
        Bench(gone)._photo(issued)
    without = shop.service.issue(shop.order())
    with pytest.raises(NeedsPerson, match="no longer there"):
        Bench(gone, without.serial)._photo(issued)


def _gone(_: str) -> bytes:
    raise NoCleanCopy
