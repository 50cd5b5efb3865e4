"""Heavy readers take turns: PDFium is not made for threads, and a picture may need a quarter of a gigabyte.

In AWS each process answers one request at a time, so nobody waits; a server with threads stays within its memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from chalicelib.verification.errors import TooBusy

PATIENCE = 2.0
"""Seconds until somebody who waits is told to send the file again."""
_TURN = Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Alone with the heavy readers; raises `TooBusy` when others are ahead for too long."""
    if not _TURN.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        yield
    finally:
        _TURN.release()
