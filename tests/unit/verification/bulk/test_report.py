"""A report proves itself to the command line and to openssl, and nothing else passes for one, nor it for another."""

import base64
import io
import json
import shutil
import subprocess

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates import cose
from chalicelib.certificates.conformance import Reading, breaches
from chalicelib.certificates.trust import Keys
from chalicelib.platform import clock
from chalicelib.verification.bulk import cli, jws, report_page
from chalicelib.verification.bulk.models import BatchKind
from chalicelib.verification.bulk.report_body import TYPE
from chalicelib.verification.bulk.report_check import ReportRefused, check_report
from chalicelib.verification.models import Verdict
from tests.fakes.embassy import Mission

ODD = "\U0001f600 \u4e2d\u6587 \u0627\u0644.pdf"


@pytest.fixture(scope="module")
def written(issuer, certificate) -> tuple[Mission, bytes, bytes]:
    """A mission and its report, signed and sealed."""
    mission = Mission(issuer)
    caller = mission.caller()
    batches = mission.desk.batches
    batch_id = batches.open(caller, BatchKind.FILES, "March 2026")
    for part, (name, content) in enumerate(
        [("good.pdf", certificate), ("cut.pdf", certificate[:-9]), (ODD, b"x")], start=1
    ):
        batches.add_file(caller, batch_id, part, name, content)
    batches.finish(caller, batch_id)
    mission.deliver()
    return mission, batches.report(caller, batch_id, "json"), batches.report(caller, batch_id, "pdf")


def test_both_files_say_the_same_and_are_sound(written):
    mission, signed, pdf = written
    said = check_report(signed, mission.workshop.trust, clock.now())
    assert said == check_report(pdf, mission.workshop.trust, clock.now())
    assert said["count"] == 3
    assert [check["name"] for check in said["checks"]][2] == ODD


def test_a_name_that_no_font_has_stops_no_report(written):
    _, _, pdf = written
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(pdf))
    assert "U+1F600" in text.replace("\ufffe", "")
    assert "not a police certificate" in text


def test_it_is_an_accessible_archive_and_looks_like_no_certificate(written):
    _, _, pdf = written
    reading = Reading.of(pdf)
    assert breaches(reading) == []
    opened = pikepdf.open(io.BytesIO(pdf))
    assert str(opened.docinfo.get("/Title", report_page.TITLE)) == report_page.TITLE
    images = [image for sheet in opened.pages for image in sheet.get_images()]
    assert images == []


def test_a_report_is_no_certificate_and_a_certificate_no_report(written, judge, certificate):
    mission, signed, pdf = written
    assert judge(pdf).verdict is not Verdict.GENUINE
    assert judge(signed).verdict is not Verdict.GENUINE
    with pytest.raises(ReportRefused):
        check_report(certificate, mission.workshop.trust, clock.now())


def test_openssl_verifies_the_signature(written, tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    mission, signed, _ = written
    outer = json.loads(signed)
    taken = jws.read(signed)
    (tmp_path / "input").write_bytes(f"{outer['protected']}.{outer['payload']}".encode())
    (tmp_path / "signature").write_bytes(cose.der_signature(taken.signature))
    (tmp_path / "leaf.der").write_bytes(base64.b64decode(taken.header["x5c"][0]))
    run = [openssl, "x509", "-inform", "DER", "-in", "leaf.der", "-pubkey", "-noout"]
    (tmp_path / "key").write_bytes(subprocess.run(run, cwd=tmp_path, check=True, capture_output=True).stdout)
    run = [openssl, "dgst", "-sha256", "-verify", "key", "-signature", "signature", "input"]
    assert b"Verified OK" in subprocess.run(run, cwd=tmp_path, check=True, capture_output=True).stdout
    assert mission


def resigned(mission: Mission, payload: bytes, kind: str = TYPE, use: str = "report") -> bytes:
    """The payload signed by another of the issuer's keys, or as another kind."""
    mission.signer.keys[use] = mission.workshop.keys[use]
    key = Keys(mission.public, mission.signer, {use: use}).get(use)
    return jws.sign(payload, kind, key, mission.signer)


def test_another_key_of_the_issuer_signs_no_report(written):
    mission, signed, _ = written
    payload = jws.read(signed).payload
    for forged in (
        resigned(mission, payload, use="qr"),
        resigned(mission, payload, use="seal"),
        resigned(mission, payload, kind="JWT"),
        resigned(mission, b"{}"),
        resigned(mission, b'{"format":"probity-report/1","written":"2026-11-23"}'),
        resigned(mission, b'{"format":"probity-report/1","written":"1999-11-23T00:00:00Z"}'),
    ):
        with pytest.raises(ReportRefused):
            check_report(forged, mission.workshop.trust, clock.now())


def test_a_strangers_report_is_refused(written, stranger):
    _, signed, pdf = written
    for content in (signed, pdf):
        with pytest.raises(ReportRefused):
            check_report(content, stranger.trust, clock.now())


def _other(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


@pytest.mark.parametrize("field", ["payload", "protected", "signature"])
def test_a_changed_field_is_noticed(written, field):
    mission, signed, _ = written
    outer = json.loads(signed)
    outer[field] = outer[field][:40] + _other(outer[field][40:])
    with pytest.raises(ReportRefused):
        check_report(json.dumps(outer).encode(), mission.workshop.trust, clock.now())


def test_the_other_s_and_another_spelling_are_noticed(written):
    mission, signed, _ = written
    outer = json.loads(signed)
    raw = jws.read(signed).signature
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    high = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    spelt = base64.urlsafe_b64encode(high).rstrip(b"=").decode()
    for signature in (spelt, outer["signature"] + "=", outer["signature"] + " "):
        with pytest.raises(ReportRefused):
            check_report(
                json.dumps({**outer, "signature": signature}).encode(), mission.workshop.trust, clock.now()
            )
    with pytest.raises(ReportRefused):
        check_report(json.dumps({**outer, "header": {}}).encode(), mission.workshop.trust, clock.now())


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"%PDF-1.7", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"[" * 9999]
)
def test_anything_else_is_refused_in_a_sentence(written, content):
    with pytest.raises(ReportRefused) as refused:
        check_report(content, written[0].workshop.trust, clock.now())
    assert refused.value.message.endswith(".")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["payload", "protected", "signature", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_do_more_than_be_no_signature(text):
    with pytest.raises(jws.NotSigned):
        jws.read(text)


@pytest.mark.parametrize("place", [0.02, 0.2, 0.4, 0.6, 0.8, 0.95, 0.9999])
def test_a_changed_byte_of_the_pdf_is_noticed(written, place):
    mission, _, pdf = written
    at = int(len(pdf) * place)
    with pytest.raises(ReportRefused):
        check_report(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], mission.workshop.trust, clock.now())


def test_an_appended_revision_is_noticed(written):
    mission, _, pdf = written
    with pytest.raises(ReportRefused):
        check_report(pdf + b"\n%%EOF\n", mission.workshop.trust, clock.now())


def test_the_command_line_says_which_is_sound(written, tmp_path, capsys):
    mission, signed, pdf = written
    good, sealed, bad = tmp_path / "r.json", tmp_path / "r.pdf", tmp_path / "bad.json"
    good.write_bytes(signed)
    sealed.write_bytes(pdf)
    bad.write_bytes(signed[:-3])
    trust = ["--trust", str(mission.workshop.root_pem), "--keys", str(mission.workshop.trust_json)]
    assert cli.main([*trust, str(good), str(sealed)]) == 0
    assert "3 checks" in capsys.readouterr().out
    assert cli.main([*trust, str(good), str(bad), str(tmp_path / "none")]) == 1
    assert cli.main([*trust, "--json", str(sealed)]) == 0
