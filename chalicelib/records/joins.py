"""What can become of two nominals."""

from enum import StrEnum


class Join(StrEnum):
    """What shall become of two nominals."""

    MERGE = "merge"
    """They are one person."""
    SPLIT = "split"
    """They were merged, and are two people."""
