"""Holders' copies under attack: changed, out of date, transplanted, passed off as certificates and the other way."""

import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pikepdf
import pytest

from chalicelib.certificates import copy_code, qr
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.copies import page
from chalicelib.certificates.copies.models import CopiedHolder, CopyContent
from chalicelib.certificates.labelled import day_number
from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import ORIGIN, Recipe, Workshop, content
from tests.unit.verification.conftest import Judge, names
from tests.unit.verification.test_status import INDEX, token

TODAY = datetime.now(UTC).date()


def said(**other: object) -> CopyContent:
    """What a copy of the synthetic person's certificate says."""
    certificate = content()
    holder = certificate.holder
    facts: dict[str, object] = {
        "issuer": certificate.issuer,
        "number": "00112233445566778899AABBCCDDEEFF",
        "made_on": TODAY,
        "recipient": "Acme Ltd",
        "purpose": "visa",
        "expires_on": TODAY + timedelta(days=30),
        "holder": CopiedHolder(
            name=holder.name, birth_date=holder.birth_date, passport_end=holder.passport_number[-4:]
        ),
        "product": certificate.product,
        "destination": certificate.destination,
        "issued_on": certificate.issued_on,
        "outcome": certificate.outcome,
    }
    return CopyContent.model_validate(facts | other)


def claims(of: CopyContent, **other: object) -> copy_code.CopyClaims:
    """The facts that the code holds for that content."""
    facts: dict[str, object] = {
        "issuer": 1,
        "outcome": qr.OutcomeCode[of.outcome.name],
        "holder": claimed_name(of.holder.name),
        "birth": day_number(of.holder.birth_date),
        "passport_end": of.holder.passport_end,
        "status_index": INDEX,
        "content_digest": sha256(of.attachment).digest()[:16],
        **of.model_dump(include={"number", "made_on", "recipient", "purpose", "expires_on", "issued_on"}),
    }
    return copy_code.CopyClaims.model_validate(facts | other)


def draw(issuer: Workshop, of: CopyContent, code: copy_code.CopyClaims | None = None) -> bytes:
    """The unsealed page, with another code where one is given."""
    return page.render(of, issuer.other_payload(copy_code, code or claims(of), "copy"), ORIGIN)


def seal(issuer: Workshop, pdf: bytes, sealer: str = "copy") -> bytes:
    recipe = issuer.recipe()
    return issuer.seal(pdf, Recipe(recipe.content, recipe.claims, sealer=sealer))


@pytest.fixture(scope="session")
def copy(issuer: Workshop) -> bytes:
    return seal(issuer, draw(issuer, said()))


def test_a_sound_copy_is_a_copy_and_nothing_more(copy: bytes, judge: Judge) -> None:
    found = judge(copy)
    assert found.verdict is Verdict.COPY, names(found)
    assert [fact.value for fact in found.facts][:2] == ["Acme Ltd", "visa"]
    assert judge(copy, require_status=True).verdict is Verdict.UNTRUSTED


def test_it_falls_with_its_certificate_and_ends_on_its_day(issuer: Workshop, copy: bytes) -> None:
    now = datetime.now(UTC)
    for revoked, verdict in (((), Verdict.COPY), ((INDEX,), Verdict.REVOKED)):
        listed = token(issuer, revoked)
        assert verify_file("f", copy, issuer.trust, Demands(), now, status=listed).verdict is verdict
    later = verify_file("f", copy, issuer.trust, Demands(), now + timedelta(days=33))
    assert later.verdict is Verdict.EXPIRED
    assert "copy-expired" in names(later)


def test_a_copy_sealed_by_the_certificates_key_is_no_certificate(issuer: Workshop, judge: Judge) -> None:
    found = judge(seal(issuer, draw(issuer, said()), "seal"))
    assert found.verdict in {Verdict.ALTERED, Verdict.UNTRUSTED}
    assert not found.facts


def test_a_certificate_sealed_by_the_copies_key_is_neither(issuer: Workshop, judge: Judge) -> None:
    found = judge(seal(issuer, issuer.page(issuer.recipe())))
    assert names(found) == ["attachment-missing"]


def test_a_stranger_s_copy_is_nobody_s(stranger: Workshop, judge: Judge) -> None:
    assert names(judge(seal(stranger, draw(stranger, said())))) == ["chain-not-trusted"]


def test_the_code_of_another_copy_on_this_page_is_noticed(issuer: Workshop, judge: Judge) -> None:
    other = claims(said(recipient="Apex Ltd"))
    assert names(judge(seal(issuer, draw(issuer, said(), other)))) == ["copy-and-code-disagree"]


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "Apex Ltd"},
        {"purpose": "work"},
        {"expires_on": TODAY + timedelta(days=300)},
        {"outcome": qr.OutcomeCode.TRACE},
        {"passport_end": "0000"},
        {"birth": 19910417},
    ],
)
def test_a_code_that_says_other_than_the_page_is_noticed(
    issuer: Workshop, judge: Judge, change: dict[str, object]
) -> None:
    found = judge(seal(issuer, draw(issuer, said(), claims(said(), **change))))
    assert names(found) == ["copy-and-code-disagree"]


def test_a_changed_recipient_breaks_the_seal(copy: bytes, judge: Judge) -> None:
    for place in range(200, len(copy), len(copy) // 40):
        changed = bytearray(copy)
        changed[place] ^= 0x01
        found = judge(bytes(changed))
        assert found.verdict is not Verdict.COPY, place
        assert not found.facts


def test_what_is_appended_is_noticed(copy: bytes, judge: Judge) -> None:
    appended = io.BytesIO()
    with pikepdf.open(io.BytesIO(copy)) as opened:
        opened.Root.Lang = "fr"
        opened.save(appended)
    for changed in (copy + b"\n%%EOF\n", copy + copy[-2000:], appended.getvalue()):
        assert judge(changed).verdict is not Verdict.COPY
