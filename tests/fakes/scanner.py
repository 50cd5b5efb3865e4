"""A scanner that writes down what it was asked, and can be out of order."""

from chalicelib.documents.errors import ScannerDown


class MemoryScanner:
    """`Scanner` whose verdicts the test itself delivers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.is_down = False

    def request_scan(self, key: str, version: str) -> None:
        if self.is_down:
            raise ScannerDown
        self.asked.append((key, version))
