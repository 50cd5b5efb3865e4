"""What can go wrong with a names index.

ProbityError
├── Refused
│   ├── BadLine                 a record or a query that can't be read
│   └── IndexRefused            no index there, damaged, or of another format
└── Unavailable
    └── IndexUnavailable        the index is there but did not answer

None of these ever means that nobody was found.
"""

from chalicelib.kernel.errors import Refused, Unavailable


class BadLine(Refused):
    """A line is not a record or a query."""


class IndexRefused(Refused):
    """The folder holds no index that this program can use."""


class IndexUnavailable(Unavailable):
    """The index could not be asked."""

    def __init__(self) -> None:
        super().__init__("The names index did not answer. Nothing is known until it does. Try again later.")
