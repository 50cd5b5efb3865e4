"""A finished certificate before other people's tools: poppler, OpenSSL, qpdf, mutool, zbar, zxing, pyHanko."""

import asyncio
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from asn1crypto import algos, cms, x509
from PIL import Image
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from chalicelib.certificates import qr
from chalicelib.certificates.conformance import Reading, breaches
from chalicelib.certificates.errors import (
    ClocksDiffer,
    LintFailed,
    StatusUnavailable,
    TimestampUnavailable,
)
from chalicelib.certificates.models import Step
from chalicelib.certificates.sealing import container, require_sound
from chalicelib.certificates.words import written_date
from chalicelib.kernel.der import element_length
from chalicelib.platform import clock
from chalicelib.platform.signer import SigningRefused
from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import verify_file
from tests.fakes.issuing import ORIGIN, Workshop, ordered

LARGEST = 45_000
"""Bytes of a No Trace certificate without a photograph; with the second signature they are 44,200 to 44,900."""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="module")
def certificate(workshop):
    return workshop.service.issue(workshop.order())


@pytest.fixture(scope="module")
def sealed(workshop, certificate, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "certificate.pdf"
    path.write_bytes(workshop.files.get(certificate.stored.key))
    return path


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return (done.stdout + done.stderr).decode(errors="replace")


def byte_range(pdf: bytes, which: int = 0) -> list[int]:
    """Of the seal (0) or of the time stamp over the whole file (1)."""
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", pdf)
    assert len(found) == 2
    return [int(number) for number in found[which]]


def taken_apart(pdf: bytes, which: int) -> tuple[bytes, bytes]:
    """What a signature of the file covers, and its container without padding."""
    start, length, second, rest = byte_range(pdf, which)
    padded = bytes.fromhex(pdf[length + 1 : second - 1].decode())
    return pdf[start:length] + pdf[second : second + rest], padded[: element_length(padded)]


def test_poppler_finds_the_seal_valid_over_the_whole_file(sealed):
    said = run("pdfsig", "-nocert", sealed)
    seal, stamp = said.split("Signature #")[1:]
    assert "Signature Validation: Signature is Valid." in seal
    assert "ETSI.CAdES.detached" in seal
    assert "Signature Field Name: Timestamp" in stamp
    assert "Total document signed" in stamp


def test_openssl_verifies_the_seal_to_the_local_root(sealed, workshop, tmp_path):
    signed, contents = taken_apart(sealed.read_bytes(), 0)
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "cms.der").write_bytes(contents)
    trust = ("-CAfile", workshop.root, "-purpose", "any")
    said = run(
        "openssl", "cms", "-verify", "-binary", "-inform", "der", "-in", tmp_path / "cms.der",
        "-content", tmp_path / "signed", *trust, "-out", tmp_path / "out",
    )  # fmt: skip
    assert "successful" in said


def test_openssl_verifies_the_time_stamp_over_the_signature(sealed, workshop, tmp_path):
    signature = PdfFileReader(io.BytesIO(sealed.read_bytes())).embedded_signatures[0]
    (token,) = signature.signer_info["unsigned_attrs"][0]["values"]
    (tmp_path / "token.der").write_bytes(token.dump())
    (tmp_path / "signature").write_bytes(signature.signer_info["signature"].native)
    said = run(
        "openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token.der", "-data", tmp_path / "signature",
        "-CAfile", workshop.root, "-untrusted", workshop.folder / "pki/certificates/issuing.pem",
    )  # fmt: skip
    assert "Verification: OK" in said


def test_openssl_verifies_the_time_stamp_over_the_whole_file(sealed, workshop, tmp_path):
    signed, token = taken_apart(sealed.read_bytes(), 1)
    (tmp_path / "token.der").write_bytes(token)
    (tmp_path / "signed").write_bytes(signed)
    said = run(
        "openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token.der", "-data", tmp_path / "signed",
        "-CAfile", workshop.root, "-untrusted", workshop.folder / "pki/certificates/issuing.pem",
    )  # fmt: skip
    assert "Verification: OK" in said


def test_mutool_finds_the_seal_valid(sealed):
    said = subprocess.run(
        ["mutool", "sign", "-v", sealed], check=False, capture_output=True, text=True
    ).stdout
    assert "The signature is valid" in said


def test_each_signature_s_room_is_what_it_needs(sealed):
    pdf = sealed.read_bytes()
    for which in (0, 1):
        _, length, second, _ = byte_range(pdf, which)
        assert (second - length - 2) // 2 - len(taken_apart(pdf, which)[1]) < 256


def test_the_container_is_what_pyhanko_writes(sealed, workshop):
    """The seal's container is ours, but not our invention: the same signature and stamp, packed by pyHanko."""
    signed, contents = taken_apart(sealed.read_bytes(), 0)
    ours = container.read(contents)
    packed = pack(ours, workshop.service.tools.keys.get("seal").certificates, hashlib.sha256(signed).digest())
    assert packed == contents


def pack(ours: container.Container, chain: tuple[bytes, ...], digest: bytes) -> bytes:
    """PyHanko's PAdES container for that digest, with the signature and the stamp of another."""

    class Repeating(signers.Signer):
        async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
            assert data == ours.signed_attributes
            return ours.signature

    class Stamped(TimeStamper):
        async def async_timestamp(self, message_digest, md_algorithm):
            return cms.ContentInfo.load(ours.stamp)

    certificates = [x509.Certificate.load(der) for der in chain]
    signer = Repeating(
        signing_cert=certificates[0],
        cert_registry=SimpleCertificateStore.from_certs(certificates[1:]),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
    return asyncio.run(signer.async_sign(digest, "sha256", use_pades=True, timestamper=Stamped())).dump()


def test_qpdf_finds_nothing_wrong(sealed):
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", sealed)


def test_pyhanko_accepts_no_change_and_the_chain(sealed, workshop):
    root = load_cert_from_pemder(str(workshop.root))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    signature = PdfFileReader(io.BytesIO(sealed.read_bytes())).embedded_signatures[0]
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    assert status.bottom_line
    assert status.docmdp_ok
    assert status.modification_level.name == "LTA_UPDATES"
    assert status.timestamp_validity.trusted
    assert signature.docmdp_level.name == "NO_CHANGES"


def test_pyhanko_s_strict_long_term_validation_passes_by_what_the_file_holds(sealed, workshop):
    """ETSI EN 319 102-1, 5.6: revocation required for every certificate, nothing fetched."""
    required = RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    )
    policy = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build([load_cert_from_pemder(str(workshop.root))]),
            revinfo_policy=CertRevTrustPolicy(required),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
    )
    reader = PdfFileReader(io.BytesIO(sealed.read_bytes()), strict=True)
    sealing, stamping = reader.embedded_signatures
    assert reader.xrefs.total_revisions == 3
    assert stamping.evaluate_signature_coverage().name == "ENTIRE_FILE"
    said = asyncio.run(ades_lta_validation(sealing, PdfSignatureValidationSpec(policy)))
    assert said.ades_subindic is AdESPassed.OK


def test_our_own_verifier_finds_it_genuine(sealed, workshop, tmp_path):
    run("pdftoppm", "-r", 150, "-png", "-singlefile", sealed, tmp_path / "page")
    trusted = ("--trust", workshop.root, "--keys", workshop.folder / "trust.json")
    said = run(
        sys.executable, "-m", "chalicelib", "verify", sealed, tmp_path / "page.png", "--json", *trusted
    )
    assert [json.loads(line)["verdict"] for line in said.splitlines()] == ["genuine", "genuine"]


@pytest.mark.parametrize("dpi", [150, 300])
def test_zxing_and_zbar_read_the_square_from_the_rendered_page(sealed, certificate, tmp_path, dpi):
    run("pdftoppm", "-r", dpi, "-png", "-singlefile", sealed, tmp_path / "page")
    picture = tmp_path / "page.png"
    by_zbar = run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture).splitlines()[0]
    (by_zxing,) = zxingcpp.read_barcodes(Image.open(picture))
    expected = qr.to_url(ORIGIN, bytes.fromhex(certificate.code))
    assert by_zxing.text == expected
    assert by_zbar == expected
    code = qr.disassemble(qr.read_text(by_zbar))
    archived = x509.Certificate.load(base64.b64decode(certificate.code_certificates[0]))
    assert qr.verifies(code, archived.public_key.dump())
    assert code.claims.content_digest == hashlib.sha256(certificate.content.attachment).digest()[:16]


def test_the_square_is_no_larger_than_it_need_be(certificate):
    assert len(bytes.fromhex(certificate.code)) <= 194
    square = zxingcpp.create_barcode(
        qr.to_url(ORIGIN, bytes.fromhex(certificate.code)), zxingcpp.BarcodeFormat.QRCode, ec_level="M"
    )
    assert (square.to_image().shape[0] - 8 - 17) / 4 <= 11


def test_the_seal_field_stays_within_archive_rules(sealed):
    with pikepdf.open(sealed) as opened:
        seal, stamp = opened.Root.AcroForm.Fields
        assert seal.FT == stamp.FT == "/Sig"
        assert opened.Root.Perms.DocMDP.objgen == seal.V.objgen
        assert opened.open_metadata()["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
        assert all(page.get("/Tabs") == "/S" for page in opened.pages)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9, 0.999])
def test_one_changed_byte_breaks_the_seal(sealed, workshop, tmp_path, place):
    pdf = bytearray(sealed.read_bytes())
    _, length, *_ = byte_range(bytes(pdf))
    pdf[int(length * place)] ^= 0x01
    (tmp_path / "changed.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "changed.pdf"], check=False, capture_output=True)
    assert b"Signature is Valid" not in said.stdout
    with pytest.raises((LintFailed, PdfError)):
        require_sound(bytes(pdf), bytes(pdf[: length // 2]), workshop.service.tools.keys.get("seal"))


def test_another_key_does_not_pass_for_ours(sealed, workshop):
    other = workshop.service.tools.keys.get("qr")
    pdf = sealed.read_bytes()
    with pytest.raises(LintFailed):
        require_sound(pdf, pdf[: len(pdf) // 2], other)


def test_the_key_service_refusing_leaves_it_resumable_and_nothing_leaves(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order()
    for key, reached in (("log", Step.RESERVED), ("qr", Step.LOGGED), ("seal", Step.RENDERED)):
        workshop.signer.refuse = {key}
        with pytest.raises(SigningRefused):
            workshop.service.issue(order_id)
        assert workshop.service.register.get(order_id).state.step is reached
        assert workshop.sealed_files() == {}
        assert workshop.events("CertificateIssued") == []
    workshop.signer.refuse = set()
    assert workshop.service.issue(order_id).step is Step.PUBLISHED
    assert workshop.leaves() == 1


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (lambda workshop: setattr(workshop.time_stamps, "down", True), TimestampUnavailable),
        (lambda workshop: setattr(workshop.statuses, "down", True), StatusUnavailable),
        (lambda workshop: setattr(workshop.time_stamps, "ahead", timedelta(minutes=5)), ClocksDiffer),
        (lambda workshop: setattr(workshop.time_stamps, "ahead", timedelta(minutes=-5)), ClocksDiffer),
    ],
    ids=["no stamps", "no status", "ahead", "behind"],
)
def test_whoever_fails_the_seal_it_comes_later_and_never_unsealed(tmp_path, trouble, refusal):
    workshop = Workshop(tmp_path)
    order_id = workshop.order(ordered(matters=2))
    trouble(workshop)
    for _ in range(2):
        with pytest.raises(refusal):
            workshop.service.issue(order_id)
        assert workshop.service.register.get(order_id).state.step is Step.RENDERED
        assert workshop.sealed_files() == {}
    workshop.time_stamps.down = workshop.statuses.down = False
    workshop.time_stamps.ahead = timedelta(0)
    certificate = workshop.service.issue(order_id)
    assert list(workshop.sealed_files()) == [f"certificates/{certificate.serial}.pdf"]


def test_the_status_of_certificates_is_asked_once_for_many(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.service.issue(workshop.order())
    asked = workshop.statuses.asked
    assert asked == 2
    workshop.service.issue(workshop.order())
    assert workshop.statuses.asked == asked


def test_with_a_second_signature_against_quantum_computers_the_seal_is_as_good(tmp_path):
    workshop = Workshop(tmp_path, post_quantum=True)
    certificate = workshop.service.issue(workshop.order())
    pdf = workshop.files.get(certificate.stored.key)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    assert "Signature is Valid" in run("pdfsig", "-nocert", path)
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path)
    with pikepdf.open(path) as opened:
        attached = opened.attachments["certificate.mldsa.cose"].get_file().read_bytes()
    assert base64.b64encode(attached).decode() == certificate.counter_signature
    assert breaches(Reading.of(pdf)) == []
    assert len(pdf) <= LARGEST
    trust = Trust.read(workshop.root, workshop.folder / "trust.json")
    found = verify_file("f", pdf, trust, Demands(), clock.now())
    assert found.verdict is Verdict.GENUINE
    assert ("Records searched on", written_date(clock.today())) in [(f.label, f.value) for f in found.facts]
