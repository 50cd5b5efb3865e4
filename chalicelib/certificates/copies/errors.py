"""What can go wrong with a holder's copies.

Refused
├── NothingToCopy       the certificate is not in force
├── TooManyCopies       the application has as many copies as anybody needs
└── NotMade             the copy is not there to be downloaded
"""

from chalicelib.kernel.errors import Refused


class NothingToCopy(Refused):
    def __init__(self) -> None:
        super().__init__("Your certificate is not in force, so no copy can be made of it.")


class TooManyCopies(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You have as many copies as we make. Wait until one of them has run out, or write to us."
        )


class NotMade(Refused):
    def __init__(self) -> None:
        super().__init__("This copy is not there to be downloaded. Go back to see how far it is.")
