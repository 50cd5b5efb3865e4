"""The same certificate by others' usual means: WeasyPrint or Typst for the page, pyHanko as documented for B-LTA.

Neither reads its file back, keeps a log or attaches a proof that was checked: what is measured is page, code and
seal. The key's and the authority's time is left out, as with ours.
"""

import asyncio
import html
import importlib.util
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from asn1crypto import tsp, x509
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench.issuing.parts import Parts
from chalicelib.certificates import page, steps
from chalicelib.certificates.models import Certificate
from chalicelib.certificates.view import said, view
from tests.fakes.issuing import ORIGIN, Workshop, ordered

Render = Callable[[Certificate], bytes]
_LEFT_OUT = "left out"


def measure_peers(count: int) -> Iterator[tuple[str, float, int]]:
    """Each with its certificates a second and the size of one."""
    workshop = Workshop(Path(tempfile.mkdtemp()))
    certificate = workshop.service.issue(workshop.order(ordered()))
    yield "Typst and pyHanko's defaults", *_measure(workshop, certificate, _typst, count)
    if importlib.util.find_spec("weasyprint") and importlib.util.find_spec("segno"):
        yield "WeasyPrint and pyHanko's defaults", *_measure(workshop, certificate, _weasyprint, count)
    else:
        print("WeasyPrint is not installed (bench/issuing/peers.txt), so it was not measured")


def _measure(workshop: Workshop, certificate: Certificate, render: Render, count: int) -> tuple[float, int]:
    parts = Parts()
    seal = _sealing(workshop, parts)
    seal(render(certificate))
    with parts.timed("own"):
        for _ in range(count):
            made = seal(render(certificate))
    return count / parts.seconds["own"], len(made)


def _typst(certificate: Certificate) -> bytes:
    proof = steps.proof_of(certificate)
    return page.render(certificate.content, bytes.fromhex(certificate.code), proof, ORIGIN)


def _weasyprint(certificate: Certificate) -> bytes:
    """The same words in HTML, tagged, as an archive file with the same attachments."""
    import segno  # noqa: PLC0415 - a peer's package
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - a peer's package

    shown = view(certificate.content, ORIGIN)
    facts = "".join(f"<tr><th>fact</th><td>{html.escape(fact)}</td></tr>" for fact in said(shown))
    code = segno.make(certificate.code, error="m").svg_inline(scale=3)
    head = "<html lang=en><title>Police Certificate</title><h1>Police Certificate</h1>"
    document = f"{head}<table>{facts}</table>{code}"
    attached = [
        Attachment(string=certificate.content.attachment, name="certificate.json", relationship="Data"),
        Attachment(string=steps.proof_of(certificate).encode(), name="certificate.tlog-proof"),
    ]
    made: bytes = HTML(string=document).write_pdf(pdf_variant="pdf/a-3a", attachments=attached)
    return made


def _sealing(workshop: Workshop, parts: Parts) -> Callable[[bytes], bytes]:
    key = workshop.service.tools.keys.get("seal")
    chain = [x509.Certificate.load(der) for der in key.certificates]

    class KeySigner(signers.Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
            with parts.timed(_LEFT_OUT):
                return bytes(72) if dry_run else workshop.signer.sign_raw(key.id, data)

    class Stamps(TimeStamper):
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            with parts.timed(_LEFT_OUT):
                answer = workshop.time_stamps.stamp(req.dump())
            return tsp.TimeStampResp.load(answer)

    evidence = workshop.service.tools.sealer._evidence  # noqa: SLF001 - what was gathered, given to pyHanko
    kept = next(iter(evidence._kept.values()))  # noqa: SLF001 - as above
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in evidence.roots()],
        ocsps=[OCSPResponse.load(der) for der in kept.responses],
        allow_fetching=False,
    )
    stamper = Stamps()
    signer = KeySigner(signing_cert=chain[0], cert_registry=SimpleCertificateStore.from_certs(chain[1:]))

    def seal(pdf: bytes) -> bytes:
        name = "Seal" if b"/Seal" in pdf or _has_field(pdf) else "Signature"
        metadata = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
            embed_validation_info=True,
            use_pades_lta=True,
            validation_context=context,
        )
        done = signers.PdfSigner(metadata, signer, timestamper=stamper).async_sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf))
        )
        return bytes(asyncio.run(done).getvalue())

    return seal


def _has_field(pdf: bytes) -> bool:
    import pikepdf  # noqa: PLC0415 - heavy

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "/AcroForm" in opened.Root
