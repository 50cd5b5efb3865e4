"""What the log needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.certificates.log.notes import Stamp


class Witness(Protocol):
    """A witness of the log (C2SP tlog-witness)."""

    def add_checkpoint(self, old: int, path: Sequence[bytes], note: str) -> Sequence[Stamp]:
        """Its cosignatures over a checkpoint, given the proof that it extends the tree of `old` leaves.

        Raises `WitnessElsewhere` when it saw another size last, `WitnessRefused`, `WitnessSilent`.
        """
