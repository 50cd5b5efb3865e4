"""Whether a report on checks is as its issuer wrote it: the signed JSON, or the sealed PDF with the JSON inside."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.certificates import cose
from chalicelib.kernel.errors import Refused
from chalicelib.verification.bulk import jws
from chalicelib.verification.bulk.report_body import FORMAT, TYPE
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine

if TYPE_CHECKING:
    from chalicelib.verification.trust import ListedKey, Trust

MAX_BYTES = 20_000_000
ATTACHED = "report.json"


class ReportRefused(Refused):
    """The file is no report that the issuer wrote, or not as it was written."""


def check_report(content: bytes, trust: Trust, now: datetime) -> dict[str, Any]:
    """What a report says, once its signature has been followed to the root; raises `ReportRefused`."""
    if len(content) > MAX_BYTES:
        raise ReportRefused("This file is larger than any report.")
    is_pdf = content.startswith(b"%PDF-")
    return _check_pdf(content, trust, now) if is_pdf else _check_json(content, trust)


def _check_json(content: bytes, trust: Trust) -> dict[str, Any]:
    try:
        signed = jws.read(content)
        said = json.loads(signed.payload)
        written = datetime.fromisoformat(said["written"])
        whole = signed.header["typ"] == TYPE and said["format"] == FORMAT and written.tzinfo is not None
    except (ValueError, TypeError, LookupError, RecursionError) as broken:
        raise ReportRefused("This is not a report on checks.") from broken
    if not whole:
        raise ReportRefused("This is not a report on checks.")
    key = _signer(signed, trust)
    _require_believed(key, written, trust)
    found: dict[str, Any] = said
    return found


def _signer(signed: jws.Signed, trust: Trust) -> ListedKey:
    named = trust.keys_named("report", signed.key_id)
    if not named:
        raise ReportRefused(
            "The report was signed by a key that is not on the issuer's list of keys for reports."
        )
    try:
        cose.require_low_s(signed.signature)
    except cose.NotCanonical as other:
        raise ReportRefused("The signature is not written as the issuer writes it.") from other
    for key in named:
        if cose.verifies(signed.signing_input, signed.signature, key.public_key):
            return key
    raise ReportRefused("The signature does not match: the report was changed after it was signed.")


def _require_believed(key: ListedKey, written: datetime, trust: Trust) -> None:
    try:
        trust.believe(key, written)
        key.require_in_use(written, None)
    except NotGenuine as refused:
        raise ReportRefused(f"The key of this report is not to be trusted. {refused.message}") from refused


def _check_pdf(pdf: bytes, trust: Trust, now: datetime) -> dict[str, Any]:
    """The seal by a key for reports, both time stamps, every byte covered; then the signed JSON inside."""
    from chalicelib.verification.seal import check_seal  # noqa: PLC0415 - heavy, and only for PDFs
    from chalicelib.verification.structure import check_revisions  # noqa: PLC0415 - as above

    try:
        check_revisions(pdf, check_seal(pdf, trust, now, "report"))
    except NotGenuine as refused:
        raise ReportRefused(f"The PDF is not as the issuer sealed it. {refused.message}") from refused
    return _check_json(_attached(pdf), trust)


def _attached(pdf: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415 - heavy, and only for PDFs

    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return opened.attachments[ATTACHED].get_file().read_bytes()
    except (pikepdf.PdfError, *PARSER_FAULTS) as broken:
        raise ReportRefused("The report for machines is missing from the PDF.") from broken
