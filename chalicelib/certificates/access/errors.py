"""What can be wrong with access codes.

Refused
├── NothingToShow       there is no certificate in force to show to anybody
├── TooManyCodes        the application has as many live codes as anybody needs
└── NotOpen             the code opens nothing, or nothing any more; which of these is not told
"""

from chalicelib.kernel.errors import Refused


class NothingToShow(Refused):
    def __init__(self) -> None:
        super().__init__("Your certificate is not in force, so there is nothing that a code could open.")


class TooManyCodes(Refused):
    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} codes in use. Withdraw one that nobody needs any more.")


class NotOpen(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This code opens nothing. It may be older than 30 days, withdrawn by the holder, or mistyped. "
            "Check what you typed, or ask the holder for a new one."
        )
