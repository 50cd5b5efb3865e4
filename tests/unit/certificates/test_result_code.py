"""The second, smaller square: made, read back and withdrawn with the certificate, by a status index of its own."""

import io
import itertools
import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from chalicelib.certificates import lint, page, qr, result_code
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.models import Content, Language, OrderedContent, Step, Variant
from chalicelib.certificates.status_list import disassemble
from chalicelib.certificates.withdrawing import Withdrawing
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import PersonName
from chalicelib.verification.codes import scan
from tests.fakes.issuing import ORIGIN, Workshop, ordered
from tests.golden import INFORMATION, PAYLOAD, PHOTO, PROOF, RESULT, content, render

VECTORS = Path(__file__).parents[3] / "docs/formats/vectors"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("issuer"))


def check(pdf: bytes, subject: Content, result: bytes = RESULT) -> None:
    lint.check(pdf, subject, PAYLOAD, PROOF, ORIGIN, result=result)


def test_without_the_wish_nothing_changes() -> None:
    plain, wished = content(), content(result_code=True)
    assert b"result_code" not in plain.attachment
    assert b'"result_code":true' in wished.attachment
    assert Content.model_validate_json(plain.attachment) == plain
    before = OrderedContent.model_validate_json(ordered().model_dump_json())
    assert "result_code" not in before.model_dump(mode="json")


@pytest.mark.parametrize(
    ("product", "language", "variant", "outcome"),
    list(
        itertools.product(
            Product, Language, Variant, [Outcome.NO_TRACE, Outcome.FURTHER_INFORMATION_STEPPED_DOWN]
        )
    ),
)
def test_both_squares_stand_on_the_first_page_of_every_kind(product, language, variant, outcome) -> None:
    information = INFORMATION if product is Product.ICPC else ()
    known = {"product": product, "language": language, "variant": variant, "information": information}
    subject = content(outcome, result_code=True, **known)
    check(render(subject), subject)


def test_the_smaller_square_is_far_from_the_larger_and_large_enough() -> None:
    document = pypdfium2.PdfDocument(render(content(photo=False, result_code=True)))
    try:
        boxes = [thing.get_bounds() for thing in document[0].get_objects() if thing.type == 3]
        found = scan(document[0].render(scale=150 / 72, grayscale=True).to_pil())
    finally:
        document.close()
    large, small = sorted(boxes, key=lambda box: box[0] - box[2])
    millimetre = 72 / 25.4
    assert small[2] - small[0] == pytest.approx(27 * millimetre, abs=1)
    assert small[0] - large[2] > 90 * millimetre
    assert {qr.read_text(text) for text in found} == {PAYLOAD, RESULT}


def test_the_lint_misses_neither_a_square_too_few_nor_one_too_many() -> None:
    plain, wished = content(), content(result_code=True)
    with pytest.raises(LintFailed, match="square does not read"):
        check(page.render(plain, PAYLOAD, PROOF, ORIGIN, PHOTO), plain)
    with pytest.raises(LintFailed, match="square does not read"):
        check(render(wished), wished, b"")
    other = bytes.fromhex(json.loads((VECTORS / "result-code.json").read_text())["good"][1]["payload_hex"])
    with pytest.raises(LintFailed, match="square does not read"):
        check(render(wished), wished, other)


def test_it_is_issued_with_an_index_of_its_own_and_withdrawn_with_the_certificate(workshop: Workshop) -> None:
    made_id = workshop.order(ordered().model_copy(update={"result_code": True}))
    made = workshop.service.issue(made_id)
    assert made.step is Step.PUBLISHED
    code = qr.disassemble(bytes.fromhex(made.code)).claims
    result = result_code.disassemble(bytes.fromhex(made.result_code)).claims
    assert (result.holder, result.issued_on, result.outcome) == (code.holder, code.issued_on, code.outcome)
    assert result.status_index == made.result_index != code.status_index == made.status_index
    _withdraw(workshop, made_id)
    published = disassemble(workshop.public.get("status/1"))[1]
    assert published.is_revoked(made.status_index)
    assert published.is_revoked(result.status_index)


def test_the_two_codes_share_nothing_but_what_both_papers_show(workshop: Workshop) -> None:
    made = workshop.service.issue(workshop.order(ordered().model_copy(update={"result_code": True})))
    code = qr.disassemble(bytes.fromhex(made.code))
    result = result_code.disassemble(bytes.fromhex(made.result_code))
    shared = set(code.claims.model_dump().items()) & set(result.claims.model_dump().items())
    assert {name for name, _ in shared} == {"issuer", "issued_on", "outcome", "holder"}


def test_a_certificate_without_the_wish_has_one_code(workshop: Workshop) -> None:
    made = workshop.service.issue(workshop.order())
    assert (made.result_index, made.result_code) == (None, "")
    with pikepdf.open(io.BytesIO(workshop.files.get(f"certificates/{made.serial}.pdf"))) as opened:
        assert len(opened.pages[0].Resources.XObject) == 1


def _withdraw(workshop: Workshop, made_id: str) -> None:
    withdrawing = Withdrawing(workshop.service.register, workshop.service.ledger)
    withdrawing.ask(made_id, "officer-1", RevocationReason.ISSUED_IN_ERROR, "Another person was meant")
    withdrawing.confirm(made_id, "officer-2")
    workshop.deliver()


@pytest.mark.parametrize("others", [0, 2, 5, 30])
def test_a_full_first_page_keeps_both_squares(others: int) -> None:
    names = tuple(PersonName(forenames="Synthetic", surname=f"Former {n}") for n in range(others))
    known = {"name": PersonName(forenames="小明", surname="王"), "former_names": names}
    subject = content(result_code=True, product=Product.ICPC, information=INFORMATION, **known)
    check(render(subject), subject)
