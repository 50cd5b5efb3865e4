"""A report's words as a PDF: plain, long, and like no certificate; the signed JSON is attached."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.certificates.errors import GlyphMissing
from chalicelib.certificates.typesetting import typeset

TITLE = "Report on checks"
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
_BREAKS = re.compile(r"\w{16}|[/_.-]")
"""After these a name may go on in the next line, for it may be one long word."""
_SURE = "\u0180"
"""Below it, every letter is in the first font."""


def draw(payload: bytes, signed: bytes) -> bytes:
    """The unsealed file of a report: `payload` is its JSON, `signed` the JSON with its signature.

    Raises `NeedsPerson` when the template cannot be set with it.
    """
    said = json.loads(payload)
    day, parts = datetime.fromisoformat(said["written"]).date(), {"signed": signed.decode()}
    try:
        return typeset("report", view(said), parts, day)
    except GlyphMissing:
        return typeset("report", view(_in_letters(said)), parts, day)


def view(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints."""
    asked, lists = said["asked_by"], said["status_lists"]
    ages = f"{_time(lists['oldest'])} to {_time(lists['newest'])}" if lists else "None was at hand"
    found = [(_VERDICTS.get(name, name), str(count)) for name, count in said["verdicts"].items()]
    return {
        "title": TITLE,
        "description": "What was found when files and codes were checked. Not a certificate.",
        "issuer": said["issuer"],
        "bar": "REPORT ON CHECKS. This is not a police certificate and proves nothing about any person.",
        "footer": f"Report on checks {said['report']}, sealed by {said['issuer']}. Not a certificate.",
        "note": said["note"],
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
        "verdict": "Verdict",
        "number": "How many",
        "verdicts": [*found, ("All", str(said["count"]))],
        "why": "What the reasons mean",
        "reason": "Reason",
        "meaning": "In words",
        "reasons": list(said["reasons"].items()),
        "every": "Every check",
        "place": "No.",
        "name": "File or reference",
        "digest": "SHA-256",
        "checks": [_row(check) for check in said["checks"]],
    }


def _row(check: Mapping[str, Any]) -> tuple[str, ...]:
    digest = check["sha256"]
    return (
        check["number"],
        _BREAKS.sub("\\g<0>\u200b", check["name"]),
        _VERDICTS.get(check["verdict"], check["verdict"]),
        ", ".join(check["reasons"]),
        f"{digest[:32]} {digest[32:]}",
    )


def _in_letters(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same with names in signs that the fonts surely have: `U+1F600` for others. The attached JSON is exact."""
    asked = {**said["asked_by"], "name": _spelt(said["asked_by"]["name"])}
    checks = [{**check, "name": _spelt(check["name"])} for check in said["checks"]]
    return {**said, "label": _spelt(said["label"]), "asked_by": asked, "checks": checks}


def _spelt(name: str) -> str:
    return "".join(c if c < _SURE else f" U+{ord(c):04X} " for c in name).strip()


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"
