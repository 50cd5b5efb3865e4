"""How far an application is, as the status page draws it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chalicelib.applications.models import Application, State

Progress = Literal["done", "now", "later"]


@dataclass(frozen=True)
class Stage:
    """One step on the way."""

    title: str
    text: str
    progress: Progress


_STEPS = (
    ("Application sent", "We have your answers."),
    ("Documents checked", "Each document is checked for viruses and that it can be read."),
    ("Police records searched", "Officers look at what is found. Two of them decide."),
    ("Certificate issued", "You get a link by email, and can prove the certificate is genuine."),
)
_DONE = {State.SUBMITTED: 1, State.READY: 2, State.ISSUED: 4}


def stages(application: Application) -> list[Stage]:
    """The steps with what is done; none for an application that will not get there."""
    return list(_steps(_DONE[application.state])) if application.state in _DONE else []


def _steps(done: int) -> Iterator[Stage]:
    for number, (title, text) in enumerate(_STEPS):
        progress: Progress = "done" if number < done else "now" if number == done else "later"
        yield Stage(title, text, progress)
