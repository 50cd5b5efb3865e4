"""What this room refuses.

ProbityError
└── Refused
    ├── NotComplete         something is still to be answered before the form can be sent
    ├── AlreadySent         answers cannot change after the form was sent
    └── WrongBirthDate      the link's question was answered wrongly
"""

from collections.abc import Sequence

from chalicelib.kernel.errors import Refused


class NotComplete(Refused):
    """`missing` names the sections (see `models.Section`)."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("Some questions are not answered yet. Answer them, then send your application.")
        self.missing = tuple(missing)


class AlreadySent(Refused):
    def __init__(self) -> None:
        super().__init__("You have sent this application, so its answers can't be changed any more.")


class WrongBirthDate(Refused):
    def __init__(self, tries_left: int) -> None:
        super().__init__(
            f"This is not the date of birth in the application. You can try {tries_left} more times."
            if tries_left > 1
            else "This is not the date of birth in the application. You can try once more."
            if tries_left
            else "That was the last try, and the link no longer works. Ask for a new one."
        )
        self.tries_left = tries_left
