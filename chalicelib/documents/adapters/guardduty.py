"""The malware scanner of AWS: GuardDuty Malware Protection for S3, scanning on demand."""

from dataclasses import dataclass

from chalicelib.documents.errors import ScannerDown
from chalicelib.platform.malware import MalwareScans, ScanNotTaken


@dataclass(frozen=True)
class GuardDutyScanner:
    """`Scanner` on GuardDuty's on-demand scan of one object version."""

    scans: MalwareScans

    def request_scan(self, key: str, version: str) -> None:
        try:
            self.scans.request(key, version)
        except ScanNotTaken as refused:
            raise ScannerDown from refused
