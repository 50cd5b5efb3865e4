"""What can go wrong when it is decided what a certificate says.

ProbityError
├── Refused
│   ├── DecisionDoesNotFit      a decision for a matter that is not there, needs none, or has one already
│   └── UnreadableRecord        what was given is not a record
└── NotFound
    └── NoSuchRules             no such version of the step-down model ships
"""

from collections.abc import Sequence

from chalicelib.kernel.errors import NotFound, Refused


class DecisionDoesNotFit(Refused):
    """The officer's decisions and the record do not belong together; nothing was decided."""


class UnreadableRecord(Refused):
    """What was given is not a record; `problems` are sentences, each with the place that it is about."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class NoSuchRules(NotFound):
    """No rules of this version are known."""

    def __init__(self, version: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There are no step-down rules of version {version!r}. There are: {', '.join(known)}."
        )
