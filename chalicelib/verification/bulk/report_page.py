"""A report as a PDF/A-3a and PDF/UA-1 file: plain, long, and like no certificate; the signed JSON is attached."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from chalicelib.certificates import fields, metadata
from chalicelib.kernel.errors import Unavailable

TITLE = "Report on checks"
_TEMPLATES = Path(__file__).parents[3] / "templates"
_ONE_AT_A_TIME = Lock()
_SURE = "\u0180"
"""Below it, every letter is in the first font."""
_VERDICTS: Mapping[str, str] = {
    "genuine": "Genuine",
    "altered": "Not genuine: altered",
    "untrusted": "Not genuine: not trusted",
    "revoked": "Not valid: withdrawn",
    "expired": "Too old",
    "result-only": "Result only",
    "copy": "Holder's copy",
    "not-a-certificate": "Not a certificate",
}


def draw(payload: bytes, signed: bytes) -> bytes:
    """The unsealed file of a report: `payload` is its JSON, `signed` the JSON with its signature.

    Raises `Unavailable` when the template cannot be set with it.
    """
    import typst  # noqa: PLC0415 - the reports' function alone

    said = json.loads(payload)
    moment = datetime.fromisoformat(said["written"])
    try:
        pdf = _compile(said, signed, moment)
    except typst.TypstError:
        try:
            pdf = _compile(_in_letters(said), signed, moment)
        except typst.TypstError as failed:
            raise Unavailable("The report can't be laid out.") from failed
    return _pack(pdf, said, moment)


def _compile(said: Mapping[str, Any], signed: bytes, moment: datetime) -> bytes:
    inputs = {"report": json.dumps(said), "words": json.dumps(_words(said)), "signed": signed.decode()}
    with _ONE_AT_A_TIME:
        pdf: bytes = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=int(moment.timestamp())
        )
    return pdf


def _in_letters(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same with names in signs that the fonts surely have: `U+1F600` for others. The attached JSON is exact."""
    asked = {**said["asked_by"], "name": _spelt(said["asked_by"]["name"])}
    checks = [{**check, "name": _spelt(check["name"])} for check in said["checks"]]
    return {**said, "label": _spelt(said["label"]), "asked_by": asked, "checks": checks}


def _spelt(name: str) -> str:
    return "".join(c if c < _SURE else f" U+{ord(c):04X} " for c in name).strip()


def _words(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints besides the report's own fields."""
    asked = said["asked_by"]
    lists = said["status_lists"]
    ages = f"{_time(lists['oldest'])} to {_time(lists['newest'])}" if lists else "None was at hand"
    return {
        "title": TITLE,
        "bar": "REPORT ON CHECKS. This is not a police certificate and proves nothing about any person.",
        "footer": f"Report on checks {said['report']}, sealed by {said['issuer']}. Not a certificate.",
        "description": "What was found when files and codes were checked. Not a certificate.",
        "facts": [
            ("Asked by", f"{asked['name']} ({asked['country']})"),
            ("Name of the batch", said["label"]),
            ("Report", said["report"]),
            ("Begun and finished", f"{_time(said['begun'])} to {_time(said['finished'])}"),
            ("Written", _time(said["written"])),
            ("Status lists made", ages),
            ("Checked by", f"{said['issuer']}, {said['checked_at']} ({said['software']})"),
            ("How to check this report", "python -m chalicelib verify-report FILE"),
        ],
        "found": "What was found",
        "why": "What the reasons mean",
        "checks": "Every check",
        "verdict": "Verdict",
        "number": "How many",
        "reason": "Reason",
        "meaning": "In words",
        "number-of": "No.",
        "name-of": "File or reference",
        "digest": "SHA-256",
        "verdict-names": _VERDICTS,
        "verdicts": [(_VERDICTS.get(name, name), count) for name, count in said["verdicts"].items()]
        + [("All", said["count"])],
    }


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"


def _pack(pdf: bytes, said: Mapping[str, Any], moment: datetime) -> bytes:
    import pikepdf  # noqa: PLC0415 - the reports' function alone

    packet = metadata.write(TITLE, "What was found when files were checked", said["issuer"], moment.date())
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields.tag_fields(opened, "report")
        opened.Root.Metadata.write(packet)
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


@cache
def _compiler() -> Any:  # noqa: ANN401 - typst has no published types
    import typst  # noqa: PLC0415 - see draw

    fonts = [str(_TEMPLATES / "certificate" / "fonts")]
    return typst.Compiler(
        str(_TEMPLATES / "report" / "report.typ"), font_paths=fonts, ignore_system_fonts=True
    )
