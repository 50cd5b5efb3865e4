"""What verification needs from outside: the files that the issuer publishes."""

from typing import Protocol


class PublicFiles(Protocol):
    """The issuer's public folder: `trust.json` and `log/…`."""

    def read(self, name: str) -> bytes:
        """A file's content; raises `NotPublished`."""
