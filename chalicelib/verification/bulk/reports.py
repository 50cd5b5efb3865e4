"""Writes and signs the report on a batch of checks."""

from dataclasses import dataclass

from chalicelib.certificates.sealing import Sealer
from chalicelib.certificates.trust import Keys


@dataclass(frozen=True)
class Reports:
    """The one service that uses the key for reports."""

    keys: Keys
    sealer: Sealer

    def write(self, batch_id: str) -> None:
        """Write the report on a batch."""
        raise NotImplementedError(batch_id)
