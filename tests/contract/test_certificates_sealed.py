"""A finished certificate in the hands of other people's tools: poppler, OpenSSL, qpdf, zbar, zxing, pyHanko."""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from asn1crypto import x509
from PIL import Image
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chalicelib.certificates import qr
from chalicelib.certificates.errors import LintFailed, TimestampUnavailable
from chalicelib.certificates.models import Step
from chalicelib.certificates.seal import require_sound
from chalicelib.platform.signer import SigningRefused
from tests.fakes.issuing import ORIGIN, Workshop, ordered


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


def byte_range(pdf: bytes) -> list[int]:
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", pdf)
    assert len(found) == 1
    return [int(number) for number in found[0]]


def test_poppler_finds_the_seal_valid_over_the_whole_file(sealed):
    said = run("pdfsig", "-nocert", sealed)
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_openssl_verifies_the_seal_to_the_local_root(sealed, workshop, tmp_path):
    pdf = sealed.read_bytes()
    start, length, second, rest = byte_range(pdf)
    (tmp_path / "signed").write_bytes(pdf[start:length] + pdf[second : second + rest])
    contents = bytes.fromhex(pdf[length + 1 : second - 1].decode())
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


def test_qpdf_finds_nothing_wrong(sealed):
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", sealed)


def test_pyhanko_accepts_no_change_and_the_chain(sealed, workshop):
    root = load_cert_from_pemder(str(workshop.root))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    signature = PdfFileReader(io.BytesIO(sealed.read_bytes())).embedded_signatures[0]
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    assert status.bottom_line
    assert status.docmdp_ok
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.timestamp_validity.trusted
    assert signature.docmdp_level.name == "NO_CHANGES"


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
        (field,) = opened.Root.AcroForm.Fields
        assert field.FT == "/Sig"
        assert opened.Root.Perms.DocMDP.objgen == field.V.objgen
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


def test_a_silent_time_stamper_means_later_and_never_unsealed(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order(ordered(matters=2))
    workshop.time_stamps.down = True
    with pytest.raises(TimestampUnavailable):
        workshop.service.issue(order_id)
    assert workshop.sealed_files() == {}
    workshop.time_stamps.down = False
    certificate = workshop.service.issue(order_id)
    assert list(workshop.sealed_files()) == [f"certificates/{certificate.serial}.pdf"]
