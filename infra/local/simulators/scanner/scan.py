"""What the simulator finds in a file, and the event in which GuardDuty would tell it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

_HALVES = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EIC", "AR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")
EICAR = "".join(_HALVES).encode()
"""The industry's test file, put together here so that this very file is none."""

TAG = "GuardDutyMalwareScanStatus"
DETAIL_TYPE = "GuardDuty Malware Protection Object Scan Result"
SOURCE = "aws.guardduty"


@dataclass(frozen=True)
class Finding:
    """A scan's outcome in GuardDuty's words."""

    scan: str
    result: str
    threats: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


CLEAN = Finding("COMPLETED", "NO_THREATS_FOUND")
LOCKED = Finding("SKIPPED", "UNSUPPORTED", reasons=("PASSWORD_PROTECTED",))
UNREADABLE = Finding("SKIPPED", "UNSUPPORTED")
"""More than the scanner looks through."""
DENIED = Finding("SKIPPED", "ACCESS_DENIED", reasons=("UNAUTHORIZED_TO_GET_OBJECT",))
FAILED = Finding("FAILED", "FAILED")


def infected(*threats: str) -> Finding:
    """Something was found."""
    return Finding("COMPLETED", "THREATS_FOUND", threats=threats)


class Scanner(Protocol):
    """What looks into files for the simulator."""

    @property
    def label(self) -> str:
        """What it is, for people."""

    def examine(self, content: bytes) -> Finding:
        """What is in the content."""


class OneWord:
    """No scanner at all: for machines without one."""

    label = (
        "SIMULATOR of GuardDuty Malware Protection for S3. FAKE: ClamAV is not installed here, so it knows the EICAR "
        "test file in plain sight and nothing else. It is no virus scanner and is never used in AWS."
    )

    def examine(self, content: bytes) -> Finding:
        """EICAR in the bytes is a threat, a PDF that needs a password is unsupported, all else is clean."""
        if EICAR in content:
            return infected("EICAR-Test-File (not a virus)")
        return LOCKED if content.startswith(b"%PDF-") and _needs_password(content) else CLEAN


def event_detail(found: Finding, stored: Mapping[str, str]) -> dict[str, Any]:
    """The `detail` of the event about one version (`bucket`, `key`, `version`, `etag`)."""
    return {
        "schemaVersion": "1.0",
        "scanStatus": found.scan,
        "resourceType": "S3_OBJECT",
        "s3ObjectDetails": {
            "bucketName": stored["bucket"],
            "objectKey": stored["key"],
            "eTag": stored["etag"],
            "versionId": stored["version"],
            "s3Throttled": False,
        },
        "scanResultDetails": {
            "scanResultStatus": found.result,
            "threats": [{"name": name} for name in found.threats] or None,
            "statusReasons": list(found.reasons) or None,
        },
    }


def _needs_password(content: bytes) -> bool:
    if b"/Encrypt" not in content:
        return False
    import pikepdf  # noqa: PLC0415 - few files need it

    try:
        with pikepdf.open(io.BytesIO(content)):
            return False
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False
