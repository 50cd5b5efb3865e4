"""What a dishonest or broken issuer could seal: a page of the right shape whose parts disagree."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from chalicelib.certificates import page, post_quantum, qr
from chalicelib.certificates.models import Content
from chalicelib.certificates.trust import SigningKey
from chalicelib.kernel.outcomes import Outcome
from chalicelib.verification.models import Demands, Report, Verdict
from chalicelib.verification.verify_file import verify_file
from tests.attack.genuine import genuine, page_of
from tests.attack.rewriting import drawn, resaved, with_attachment
from tests.attack.workshop import ORIGIN, Workshop, claims, content, names, tlog_proof
from tests.fakes.signer import MemorySigner

Judge = Callable[..., Report]


def _other_content() -> Content:
    return content(destination="CA", outcome=Outcome.NO_LIVE_TRACE)


def test_a_swapped_attachment_is_found(judge: Judge, issuer: Workshop) -> None:
    other = _other_content().attachment
    recipe = issuer.recipe(spoil=lambda pdf: with_attachment(pdf, page.CONTENT_NAME, other))
    assert names(judge(issuer.make(recipe))) == ["qr-and-pdf-disagree"]


def test_an_attachment_that_is_not_canonical_is_found(judge: Judge, issuer: Workshop) -> None:
    body = issuer.recipe().content.attachment.replace(b",", b", ", 1)
    recipe = issuer.recipe(spoil=lambda pdf: with_attachment(pdf, page.CONTENT_NAME, body))
    assert names(judge(issuer.make(recipe))) == ["attachment-malformed"]


def test_missing_and_further_attachments_are_found(judge: Judge, issuer: Workshop) -> None:
    missing = issuer.recipe(spoil=lambda pdf: with_attachment(pdf, page.CONTENT_NAME, None))
    further = issuer.recipe(spoil=lambda pdf: with_attachment(pdf, "more.exe", b"MZ"))
    assert names(judge(issuer.make(missing))) == ["structure-damaged"]
    assert names(judge(issuer.make(further))) == ["structure-damaged"]


def _said(place: str, said: str) -> Callable[[bytes], bytes]:
    """The page with another word in a place that few look at."""

    def change(opened: Any) -> None:
        match place:
            case "title":
                opened.docinfo["/Title"] = said
            case "metadata":
                packet = opened.Root.Metadata.read_bytes()
                opened.Root.Metadata.write(packet.replace(b"outcome: No Trace", b"outcome: Trace"))
            case "bookmark":
                opened.Root.Outlines.First.Title = pikepdf.String(said)
            case _:
                spoken = [
                    held for held in opened.objects if isinstance(held, pikepdf.Dictionary) and place in held
                ]
                spoken[0][place] = pikepdf.String(said)

    return lambda pdf: resaved(pdf, change)


@pytest.mark.parametrize("place", ["title", "metadata", "bookmark", "/Alt"])
def test_what_few_people_look_at_says_the_same(judge: Judge, issuer: Workshop, place: str) -> None:
    """Title of the window, metadata, bookmarks and what is read to the blind."""
    recipe = issuer.recipe(spoil=_said(place, "No Live Trace"))
    assert names(judge(issuer.make(recipe))) == ["text-and-content-disagree"]


def test_what_is_spelt_for_listeners_is_the_content_s(judge: Judge, issuer: Workshop) -> None:
    def speak(content_: bytes) -> bytes:
        return content_.replace(b"BT 0 Tr", b"BT/Span<</ActualText(Nothing at all)>>BDC 0 Tr", 1).replace(
            b"]TJ\nET", b"]TJ\nEMC\nET", 1
        )

    recipe = issuer.recipe(spoil=lambda pdf: drawn(pdf, speak))
    assert names(judge(issuer.make(recipe))) == ["text-and-content-disagree"]


def test_pages_in_another_order_are_found(judge: Judge, issuer: Workshop) -> None:
    """Each page bears its number, and a check that binds it to its place in this certificate."""
    one = next(each for each in genuine(60) if len(each.content.lines) > 10 and not each.second)

    def change(opened: Any) -> None:
        opened.Root.Pages.Kids = pikepdf.Array(list(opened.Root.Pages.Kids)[::-1])

    page_ = page_of(issuer, one)
    assert judge(issuer.seal(page_)).verdict is Verdict.GENUINE
    assert names(judge(issuer.seal(resaved(page_, change)))) == ["text-and-content-disagree"]


def test_another_photograph_is_found(judge: Judge, issuer: Workshop) -> None:
    one = next(each for each in genuine(40) if each.photo and not each.content.result_code)
    swapped = next(each.photo for each in genuine(40) if each.photo and each.photo != one.photo)

    def change(opened: Any) -> None:
        for held in opened.objects:
            if isinstance(held, pikepdf.Stream) and held.get("/Filter") == "/DCTDecode":
                held.write(swapped, filter=pikepdf.Name.DCTDecode)

    page_ = page_of(issuer, one)
    assert judge(issuer.seal(page_)).verdict is Verdict.GENUINE
    assert names(judge(issuer.seal(resaved(page_, change)))) == ["photograph-wrong"]


def test_a_transplanted_code_is_found(judge: Judge, issuer: Workshop) -> None:
    """A genuine code of another certificate on this page."""
    recipe = issuer.recipe(claims=claims(_other_content()))
    assert names(judge(issuer.make(recipe))) == ["qr-and-pdf-disagree"]


@pytest.mark.parametrize(
    "one",
    [
        {"birth": 19900418},
        {"holder": "Amelia Jane Hargreavės"},
        {"holder": "\u0410melia Jane Hargreaves"},
        {"passport_end": "4822"},
        {"serial": "B" * 32},
    ],
)
def test_one_fact_of_the_code_that_differs_is_found(
    judge: Judge, issuer: Workshop, one: dict[str, object]
) -> None:
    recipe = issuer.recipe(claims=claims(issuer.recipe().content, **one))
    assert names(judge(issuer.make(recipe))) == ["qr-and-pdf-disagree"]


def test_words_that_differ_from_the_content_are_found(judge: Judge, issuer: Workshop) -> None:
    """The page of one content with the attachment and code of another."""
    shown, said = issuer.recipe().content, _other_content()

    def swap(_: bytes) -> bytes:
        subject = claims(said)
        made = page.render(shown, issuer.payload(subject), issuer.proof(subject), ORIGIN)
        return with_attachment(made, page.CONTENT_NAME, said.attachment)

    recipe = issuer.recipe(spoil=swap)
    assert names(judge(issuer.make(recipe))) == ["text-and-content-disagree"]


def test_a_code_signed_by_a_stranger_inside_a_true_seal(
    judge: Judge, issuer: Workshop, stranger: Workshop
) -> None:
    said = issuer.recipe()
    made = page.render(said.content, stranger.payload(said.claims), issuer.proof(said.claims), ORIGIN)
    assert names(judge(issuer.make(issuer.recipe(spoil=lambda _: made)))) == ["qr-key-unknown"]


def test_a_proof_of_another_leaf_or_by_another_log(
    judge: Judge, issuer: Workshop, stranger: Workshop
) -> None:
    other = issuer.proof(claims(_other_content())).encode()
    foreign = stranger.proof(issuer.recipe().claims).encode()
    leaf = qr.leaf(issuer.recipe().claims)
    unseen = tlog_proof(issuer.log_key, leaf).encode()
    strangely_seen = tlog_proof(issuer.log_key, leaf, stranger.witness).encode()
    backdated = tlog_proof(issuer.log_key, leaf, issuer.witness, moment=0).encode()
    for proof, reason in (
        (other, "log-entry-wrong"),
        (foreign, "log-key-unknown"),
        (b"none", "log-entry-wrong"),
        (unseen, "log-not-witnessed"),
        (strangely_seen, "log-not-witnessed"),
        (backdated, "log-entry-wrong"),
    ):
        recipe = issuer.recipe(spoil=lambda pdf, proof=proof: with_attachment(pdf, page.PROOF_NAME, proof))
        assert names(judge(issuer.make(recipe))) == [reason]


def test_how_many_witnesses_are_enough_is_the_reader_s_to_say(issuer: Workshop) -> None:
    unseen = tlog_proof(issuer.log_key, qr.leaf(issuer.recipe().claims)).encode()
    recipe = issuer.recipe(spoil=lambda pdf: with_attachment(pdf, page.PROOF_NAME, unseen))
    for pdf, enough in ((issuer.make(), 1), (issuer.make(recipe), 0)):
        for needed in (0, 1, 2):
            trust = replace(issuer.trust, witnesses=needed)
            found = verify_file("file", pdf, trust, Demands(), datetime.now(UTC))
            assert (found.verdict is Verdict.GENUINE) == (needed <= enough)
            assert ("log-not-witnessed" in names(found)) == (needed > enough)


def test_a_seal_much_later_than_the_day_of_issue(judge: Judge, issuer: Workshop) -> None:
    """An old certificate sealed anew would look fresh; here the code's key was not yet in use either."""
    old = content(issued_on=datetime(2020, 1, 2, tzinfo=UTC).date())
    found = judge(issuer.make(issuer.recipe(content=old, claims=claims(old))))
    assert found.verdict is not Verdict.GENUINE


@pytest.mark.parametrize("said", [b"none", b"\x84"])
def test_a_second_signature_that_is_none(judge: Judge, issuer: Workshop, said: bytes) -> None:
    recipe = issuer.recipe(spoil=lambda pdf: post_quantum.attach(pdf, said, content().issued_on))
    assert names(judge(issuer.make(recipe))) == ["second-signature-wrong"]


def test_a_second_signature_by_a_stranger(judge: Judge, issuer: Workshop) -> None:
    signer = MemorySigner()
    key = SigningKey("pq", signer.public_key("pq"), ())
    made = post_quantum.sign(issuer.recipe().content.attachment, key, signer)
    recipe = issuer.recipe(spoil=lambda pdf: post_quantum.attach(pdf, made, content().issued_on))
    found = judge(issuer.make(recipe))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["second-signature-key-unknown"])
