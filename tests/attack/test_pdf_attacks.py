"""The attack wall for PDFs: nothing here may be called genuine, and each refusal has a name."""

import io
import random  # noqa: TID251 - a repeatable choice, no secret
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from chalicelib.certificates import page, post_quantum, qr
from chalicelib.certificates.models import Content
from chalicelib.certificates.sealing import layout, revisions
from chalicelib.certificates.sealing.stamps import Stamper
from chalicelib.certificates.trust import SigningKey
from chalicelib.kernel.outcomes import Outcome
from chalicelib.verification.models import Demands, Report, Verdict
from chalicelib.verification.verify_file import MAX_BYTES, verify_file
from infra.local.pki.architecture import load
from tests.attack.forgeries import FORGERIES, seal_place
from tests.attack.sealing import WIDE, Flaws, archive
from tests.attack.workshop import ORIGIN, Workshop, claims, content, tlog_proof
from tests.fakes.signer import MemorySigner
from tests.fakes.timestamps import LocalTimeStamps

Judge = Callable[..., Report]

EXPECTED = {
    "append_bytes": "seal-does-not-cover-file",
    "append_one_newline": "seal-does-not-cover-file",
    "prepend_bytes": "seal-does-not-cover-file",
    "cut_the_end": "seal-does-not-cover-file",
    "append_empty_revision": "seal-does-not-cover-file",
    "replace_page": "seal-does-not-cover-file",
    "replace_page_without_trailer": "seal-does-not-cover-file",
    "shadow_annotation": "seal-does-not-cover-file",
    "replace_page_and_copy_seal": "more-than-one-seal",
    "remove_seal": "no-seal",
    "first_revision_only": "no-seal",
    "lower_case_seal": "seal-damaged",
    "words_in_the_padding": "seal-damaged",
    "wrapped_object": "seal-damaged",
    "without_timestamp": "timestamp-missing",
    "another_unsigned_attribute": "seal-wrong-kind",
    "certificate_twice": "seal-wrong-kind",
    "remove_archive_stamp": "archive-stamp-missing",
    "seal_turned_round": "seal-damaged",
    "archive_stamp_turned_round": "archive-stamp-wrong",
    "unsigned_attribute_in_the_archive_stamp": "archive-stamp-wrong",
    "words_after_the_archive_stamp": "archive-stamp-wrong",
    "archive_stamp_in_other_letters": "seal-damaged",
    "archive_stamp_over_a_part": "seal-does-not-cover-file",
    "other_evidence": "content-changed",
}
"""Where the name itself matters; the others may be refused by whichever check meets them first."""


def names(found: Report) -> list[str]:
    return [reason.name for reason in found.reasons]


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_forged_file_is_refused(judge: Judge, certificate: bytes, forgery: str) -> None:
    forged = FORGERIES[forgery](certificate)
    assert forged != certificate
    found = judge(forged)
    assert found.verdict in {Verdict.ALTERED, Verdict.NOT_A_CERTIFICATE}
    assert len(found.reasons) == 1
    assert found.reasons[0].name == EXPECTED.get(forgery, found.reasons[0].name)


def test_flipped_bytes_anywhere_are_refused(judge: Judge, certificate: bytes) -> None:
    """Every 1,009th byte of the file, every 11th of both signatures: one bit each."""
    dice = random.Random(20261123)  # noqa: S311 - as above
    places = [*range(0, len(certificate), 1009)]
    for last in (False, True):
        places += range(*seal_place(certificate, last=last), 11)
    for place in places:
        changed = bytearray(certificate)
        changed[place] ^= 1 << dice.randrange(8)
        found = judge(bytes(changed))
        assert found.verdict is not Verdict.GENUINE, place
        assert names(found), place


def test_cut_files_are_refused(judge: Judge, certificate: bytes) -> None:
    for length in range(0, len(certificate), len(certificate) // 40):
        assert judge(certificate[:length]).verdict is not Verdict.GENUINE


def test_another_issuer_of_the_same_shape_is_not_trusted(judge: Judge, stranger: Workshop) -> None:
    found = judge(stranger.make())
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["chain-not-trusted"])


def test_a_changed_page_sealed_anew_by_a_stranger(
    judge: Judge, certificate: bytes, stranger: Workshop
) -> None:
    bare = FORGERIES["first_revision_only"](certificate)
    found = judge(stranger.seal(bare))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["chain-not-trusted"])


def test_a_second_seal_by_a_stranger_over_everything(
    judge: Judge, certificate: bytes, stranger: Workshop
) -> None:
    """The forger's own seal covers the whole file; the issuer's would be the one that people look for."""
    found = judge(stranger.seal_again(certificate))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["more-than-one-seal"])


def test_a_key_for_another_use_can_not_seal(judge: Judge, issuer: Workshop) -> None:
    found = judge(issuer.make(issuer.recipe(sealer="qr")))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["chain-not-trusted"])


def test_a_time_stamp_of_a_stranger_is_not_trusted(
    judge: Judge, issuer: Workshop, stranger: Workshop
) -> None:
    page_ = issuer.page(issuer.recipe())
    found = judge(issuer.seal(page_, stamper=stranger.stamper))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["timestamp-not-trusted"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"timestamp": False}, "timestamp-missing"),
        ({"entries": lambda said: said.replace(b"/P 1", b"/P 2")}, "seal-allows-changes"),
        ({"certifying": False}, "seal-allows-changes"),
        (
            {"entries": lambda said: said.replace(layout.SEAL_KIND, b"/adbe.pkcs7.detached")},
            "seal-wrong-kind",
        ),
        ({"entries": lambda said: said.replace(b"/Type /Sig ", b"/Type /DocTimeStamp ")}, "seal-wrong-kind"),
        ({"evidence": lambda proof: replace(proof, responses=())}, "validation-data-wrong"),
        ({"evidence": lambda proof: replace(proof, responses=proof.responses[:1])}, "validation-data-wrong"),
        ({"evidence": lambda proof: replace(proof, certificates=())}, "validation-data-wrong"),
        (
            {"evidence": lambda proof: replace(proof, certificates=proof.certificates * 2)},
            "validation-data-wrong",
        ),
    ],
)
def test_the_issuer_s_own_seal_of_another_kind(
    judge: Judge, issuer: Workshop, change: dict[str, object], reason: str
) -> None:
    found = judge(issuer.make(issuer.recipe(flaws=Flaws(**change))))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, [reason])


# Time stamps are for everybody: what follows the seal may be stamped by an authority that all trust.


def _stamped_anew(issuer: Workshop, certificate: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The certificate cut back to its seal, changed, and stamped as a whole by the true authority."""
    return archive(change(FORGERIES["remove_archive_stamp"](certificate)), issuer.stamper)


@pytest.mark.parametrize("change", ["append_empty_revision", "replace_page", "shadow_annotation"])
def test_a_revision_between_seal_and_stamp(
    judge: Judge, issuer: Workshop, certificate: bytes, change: str
) -> None:
    def appended(pdf: bytes) -> bytes:
        changed = FORGERIES[change](pdf)
        return changed + b"\n" if not changed.endswith(b"\n") else changed

    found = judge(_stamped_anew(issuer, certificate, appended))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["unexpected-revisions"])


def test_a_stamp_s_revision_that_also_changes_the_page(
    judge: Judge, issuer: Workshop, certificate: bytes
) -> None:
    """The forger's page in the very revision in which everybody expects a change."""
    certified = FORGERIES["remove_archive_stamp"](certificate)
    frame = revisions.read_frame(certified)
    body = b"BT /F1 40 Tf 72 600 Td (No Trace) Tj ET"
    with pikepdf.open(io.BytesIO(certified)) as opened:
        contents = opened.pages[0].Contents.objgen[0]
    prepared = revisions.append(
        certified,
        frame,
        {contents: revisions.stream(body)},
        "Timestamp",
        revisions.Signature(b"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161", 6000),
    )
    found = judge(prepared.filled(issuer.stamper.stamp(prepared.digest).token))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["unexpected-revisions"])


def test_a_stamp_written_in_another_hand(judge: Judge, issuer: Workshop, certificate: bytes) -> None:
    """Two entries of the last revision in another order, stamped by the true authority: still not ours."""
    certified = FORGERIES["remove_archive_stamp"](certificate)
    assert judge(archive(certified, issuer.stamper)).verdict is Verdict.GENUINE
    prepared = layout.prepare_stamp(certified, 6000)
    one, two = b"/Type /DocTimeStamp", b"/Filter /Adobe.PPKLite"
    other = replace(prepared, body=prepared.body.replace(one + b" " + two, two + b" " + one))
    assert other != prepared
    found = judge(other.filled(issuer.stamper.stamp(other.digest).token))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["unexpected-revisions"])


def test_a_second_archive_stamp_by_the_true_authority(
    judge: Judge, issuer: Workshop, certificate: bytes
) -> None:
    """Renewal in the year 2050 will be allowed by its own rule, not by chance."""
    found = judge(archive(certificate, issuer.stamper))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["more-than-one-seal"])


def test_an_archive_stamp_of_a_stranger_is_not_trusted(
    judge: Judge, issuer: Workshop, stranger: Workshop
) -> None:
    found = judge(issuer.make(issuer.recipe(flaws=Flaws(archive=stranger.stamper))))
    assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["archive-stamp-not-trusted"])


def test_an_archive_stamp_before_the_seal_s(judge: Judge, issuer: Workshop) -> None:
    folder = issuer.folder / "pki"
    early = LocalTimeStamps(load(folder))
    early.ahead = timedelta(hours=-1)
    found = judge(issuer.make(issuer.recipe(flaws=Flaws(archive=Stamper(early, WIDE)))))
    assert (found.verdict, names(found)) == (Verdict.ALTERED, ["archive-stamp-wrong"])


def test_a_seal_whose_certificate_was_good_at_another_time(judge: Judge, issuer: Workshop) -> None:
    """Sealed three days ago by the stamp, with answers of today."""
    late = LocalTimeStamps(load(issuer.folder / "pki"))
    late.ahead = timedelta(days=-3)
    stamper = Stamper(late, WIDE)
    found = judge(issuer.seal(issuer.page(issuer.recipe()), stamper=stamper))
    assert found.verdict is not Verdict.GENUINE


# What a dishonest or broken issuer could seal: the parts of the certificate disagree.


def _with_attachment(pdf: bytes, name: str, body: bytes | None) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if body is None:
            del opened.attachments[name]
        else:
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, body, filename=name)
        opened.save(out)
    return out.getvalue()


def _other_content() -> Content:
    return content(destination="CA", outcome=Outcome.NO_LIVE_TRACE)


def test_a_swapped_attachment_is_found(judge: Judge, issuer: Workshop) -> None:
    other = _other_content().attachment
    recipe = issuer.recipe(spoil=lambda pdf: _with_attachment(pdf, page.CONTENT_NAME, other))
    assert names(judge(issuer.make(recipe))) == ["qr-and-pdf-disagree"]


def test_an_attachment_that_is_not_canonical_is_found(judge: Judge, issuer: Workshop) -> None:
    body = issuer.recipe().content.attachment.replace(b",", b", ", 1)
    recipe = issuer.recipe(spoil=lambda pdf: _with_attachment(pdf, page.CONTENT_NAME, body))
    assert names(judge(issuer.make(recipe))) == ["attachment-malformed"]


def test_missing_and_further_attachments_are_found(judge: Judge, issuer: Workshop) -> None:
    missing = issuer.recipe(spoil=lambda pdf: _with_attachment(pdf, page.CONTENT_NAME, None))
    further = issuer.recipe(spoil=lambda pdf: _with_attachment(pdf, "more.exe", b"MZ"))
    assert names(judge(issuer.make(missing))) == ["attachment-missing"]
    assert names(judge(issuer.make(further))) == ["attachment-missing"]


def test_a_transplanted_code_is_found(judge: Judge, issuer: Workshop) -> None:
    """A genuine code of another certificate on this page."""
    recipe = issuer.recipe(claims=claims(_other_content()))
    assert names(judge(issuer.make(recipe))) == ["qr-and-pdf-disagree"]


@pytest.mark.parametrize(
    "one",
    [
        {"birth": 19900418},
        {"holder": "Amelia Jane Hargreavės"},
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
        return _with_attachment(made, page.CONTENT_NAME, said.attachment)

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
        recipe = issuer.recipe(spoil=lambda pdf, proof=proof: _with_attachment(pdf, page.PROOF_NAME, proof))
        assert names(judge(issuer.make(recipe))) == [reason]


def test_how_many_witnesses_are_enough_is_the_reader_s_to_say(issuer: Workshop) -> None:
    unseen = tlog_proof(issuer.log_key, qr.leaf(issuer.recipe().claims)).encode()
    recipe = issuer.recipe(spoil=lambda pdf: _with_attachment(pdf, page.PROOF_NAME, unseen))
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


# Hostile files cost little: they are refused before any PDF parser opens them.


def test_a_huge_or_recursive_file_is_refused_at_once(judge: Judge) -> None:
    recursive = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\n/ByteRange [0 5 9 3]"
    assert names(judge(recursive)) == ["seal-does-not-cover-file"]
    assert names(judge(b"%PDF-1.7" + b"\0" * MAX_BYTES)) == ["too-large"]


def test_no_sealed_stranger_s_file_reaches_a_pdf_parser(
    issuer: Workshop, stranger: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a PDF parser was called")

    monkeypatch.setattr("chalicelib.verification.structure.check_structure", opened)
    monkeypatch.setattr("chalicelib.verification.meaning.check_meaning", opened)
    found = verify_file("f", stranger.make(), issuer.trust, Demands(), datetime.now(UTC))
    assert names(found) == ["chain-not-trusted"]


# Other people's tools read the same seal.


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_agrees(certificate: bytes, tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
