"""Seals and time stamps by others, by keys for another use, or of another kind than the issuer's."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509

from chalicelib.certificates.sealing import layout, revisions
from chalicelib.certificates.sealing.stamps import Stamper
from chalicelib.verification.models import Demands, Report, Verdict
from chalicelib.verification.verify_file import verify_file
from infra.local.pki.architecture import load
from tests.attack.forgeries import FORGERIES
from tests.attack.sealing import WIDE, Flaws, archive
from tests.attack.workshop import Workshop, names
from tests.fakes.timestamps import LocalTimeStamps
from tests.unit.verification.test_chain import Made

Judge = Callable[..., Report]


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


def _with_a_further_certificate(sealed: bytes) -> bytes:
    """Somebody's certificate rides along, which no signature covers."""
    held = cms.ContentInfo.load(sealed)
    listed = [choice.chosen for choice in held["content"]["certificates"]]
    other = asn1_x509.Certificate.load(Made("somebody").der)
    choices = sorted((cms.CertificateChoices("certificate", each) for each in [*listed, other]), key=_dumped)
    held["content"]["certificates"] = cms.CertificateSet(choices)
    return bytes(held.dump(force=True))


def _dumped(choice: cms.CertificateChoices) -> bytes:
    return bytes(choice.chosen.dump())


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
        ({"entries": lambda said: said + b" /Prop_Build << >>"}, "seal-wrong-kind"),
        ({"revision": lambda said: said.replace(b"(en-GB)", b"(cy-GB)")}, "unexpected-revisions"),
        ({"revision": lambda said: said.replace(b"/SigFlags 3", b"/SigFlags 1")}, "unexpected-revisions"),
        ({"revision": lambda said: said.replace(b"/W [1 4 1] ", b"/W [1 4 1]\n")}, "unexpected-revisions"),
        ({"revision": lambda said: said.replace(b"/Certs [ ", b"/Certs [\n")}, "unexpected-revisions"),
        ({"container": _with_a_further_certificate}, "seal-wrong-kind"),
        ({"evidence": lambda proof: replace(proof, responses=())}, "validation-data-wrong"),
        ({"evidence": lambda proof: replace(proof, responses=proof.responses[:1])}, "validation-data-wrong"),
        ({"evidence": lambda proof: replace(proof, responses=proof.responses * 2)}, "validation-data-wrong"),
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
    early = LocalTimeStamps(load(issuer.folder / "pki"))
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


def test_no_sealed_stranger_s_file_is_taken_apart(
    issuer: Workshop, stranger: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a stranger's bytes were read as a PDF")

    monkeypatch.setattr("chalicelib.verification.structure.check_structure", opened)
    monkeypatch.setattr("chalicelib.verification.meaning.check_meaning", opened)
    found = verify_file("f", stranger.make(), issuer.trust, Demands(), datetime.now(UTC))
    assert names(found) == ["chain-not-trusted"]
