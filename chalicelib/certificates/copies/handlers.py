"""What the queue `copies` asks of this room."""

from chalicelib.certificates.copies.making import CopyMaking
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.certificates import HolderCopyRequested


def on_event(envelope: Envelope, making: CopyMaking) -> None:
    """Make the copy that a holder asked for: each message may come twice, and the second finds it done.

    Raises what `CopyMaking` raises, and `LookupError` for an event that is not for this room.
    """
    if envelope.type != HolderCopyRequested.type:
        raise LookupError(f"The copies queue has no use for {envelope.type}")
    making.make(str(envelope.data["copy_id"]))
