"""Why the documents room says no.

ProbityError
├── Refused
│   ├── TooManyTries        a person helps from here
│   ├── NotForReplacing     it is with us and may not be changed now
│   ├── NothingToPrint      a photo that nobody could open
│   ├── NotAnIntakeMessage  junk on the queue
│   ├── NotAZone            no machine-readable zone of a passport or card
│   └── NoForm              a file of what was typed that nobody can read
├── NotFound
│   ├── UnknownRole         no such document is asked for
│   ├── UnknownUpload       a file or verdict for a document that we did not ask for
│   └── NoCleanCopy         there is nothing that staff may open
└── Unavailable
    ├── ScannerDown         the scanner did not take the request
    ├── ReaderMissing       the networks that read papers are not installed
    ├── ReaderDefeated      a copy was too much for the process that reads it
    └── RewriterBroken      our own rewriter did not start; the file is not to blame
"""

from chalicelib.kernel.errors import NotFound, Refused, Unavailable


class UnknownRole(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such page. Go back to your application.")


class TooManyTries(Refused):
    def __init__(self) -> None:
        super().__init__("You have tried nine times. A person will help you: you need to do nothing now.")


class NotForReplacing(Refused):
    def __init__(self) -> None:
        super().__init__("We are checking this file already, so it can't be changed now.")


class UnknownUpload(NotFound):
    """Nobody was given a form for this. It goes to the dead letters, where staff see it."""

    def __init__(self) -> None:
        super().__init__("This file belongs to no document.")


class NothingToPrint(Refused):
    """A certificate shows the photo, so that it is no use to have seen it elsewhere."""

    def __init__(self) -> None:
        super().__init__("This photo could not be opened, so it can't be printed. Ask for another file.")


class NotAnIntakeMessage(Refused):
    """Neither a notification of an upload nor a verdict."""

    def __init__(self) -> None:
        super().__init__("This message is neither an upload nor a scan result.")


class NoCleanCopy(NotFound):
    def __init__(self) -> None:
        super().__init__("This file has not passed our checks, so it can't be opened.")


class ScannerDown(Unavailable):
    def __init__(self) -> None:
        super().__init__("The virus scanner did not answer.")


class RewriterBroken(Unavailable):
    def __init__(self) -> None:
        super().__init__("The file could not be made safe just now.")


class NotAZone(Refused):
    def __init__(self) -> None:
        super().__init__("These are not the rows of letters and digits that passports and cards have.")


class ReaderMissing(Unavailable):
    def __init__(self) -> None:
        super().__init__("The reader of papers is not installed here: run `python -m infra.reading_models`.")


class ReaderDefeated(Unavailable):
    def __init__(self) -> None:
        super().__init__("This copy could not be read.")


class NoForm(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"The file of --form can't be used: {why}.")
