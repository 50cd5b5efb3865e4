"""What can keep the log from taking a leaf, or its checkpoint from being published.

Unavailable
├── LogBusy                 other writers kept the log from taking a leaf
│   └── Overtaken           another writer was first; the appender looks again by itself
├── LogDamaged              the log's files contradict each other
└── WitnessesMissing        too few witnesses cosigned the checkpoint
    ├── WitnessSilent       one did not answer
    ├── WitnessRefused      one answered that it does not cosign this
    └── WitnessElsewhere    one saw the log last at another size
"""

from chalicelib.kernel.errors import Unavailable


class LogBusy(Unavailable):
    """The log took other leaves first, again and again; the step is tried again."""


class Overtaken(LogBusy):
    """A file of the log was replaced by another writer since it was read."""

    def __init__(self) -> None:
        super().__init__("Another certificate was entered first. This one will be entered soon.")


class LogDamaged(Unavailable):
    """Nothing is added to a log that contradicts itself; `what` says where (docs/operations/log.md)."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The certificate log can't be continued: {what}. Nothing was issued.")
        self.what = what


class WitnessesMissing(Unavailable):
    """The leaf is in the log; the certificate waits until enough witnesses have cosigned."""

    def __init__(
        self, message: str = "The log's witnesses have not answered. It will be finished soon."
    ) -> None:
        super().__init__(message)


class WitnessSilent(WitnessesMissing):
    """No answer, a late one, or one that can't be read."""


class WitnessRefused(WitnessesMissing):
    """It does not know the log or the key, or our proof did not convince it."""


class WitnessElsewhere(WitnessesMissing):
    """It cosigned the log last at `size` leaves."""

    def __init__(self, size: int) -> None:
        super().__init__(f"The witness saw the log last at {size} leaves.")
        self.size = size
