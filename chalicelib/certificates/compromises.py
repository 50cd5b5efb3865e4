"""What is known and decided of a stolen issuing key, and how far the work has come."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

from chalicelib.certificates.entries import Words
from chalicelib.kernel.models import Model


class CompromiseState(StrEnum):
    """How far it has come."""

    REPORTED = "reported"
    DISMISSED = "dismissed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    REISSUING = "reissuing"
    DONE = "done"


COMPROMISE_STATES: Mapping[CompromiseState, AbstractSet[CompromiseState]] = {
    CompromiseState.REPORTED: {CompromiseState.DISMISSED, CompromiseState.WITHDRAWING},
    CompromiseState.WITHDRAWING: {CompromiseState.WITHDRAWING, CompromiseState.WITHDRAWN},
    CompromiseState.WITHDRAWN: {CompromiseState.REISSUING},
    CompromiseState.REISSUING: {CompromiseState.REISSUING, CompromiseState.DONE},
    CompromiseState.DISMISSED: frozenset(),
    CompromiseState.DONE: frozenset(),
}


class KeyOffer(Model):
    """A supervisor's word that a list of keys, signed by the root, waits to be published."""

    by: str
    at: datetime


class Compromise(Model):
    """A key that somebody else may have used."""

    use: Literal["qr", "seal"]
    kid: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    since: datetime
    """From here on the key may have been in other hands."""
    words: Words
    state: CompromiseState = CompromiseState.REPORTED
    reported_by: str
    confirmed_by: str | None = None
    place: Mapping[str, str] | None = None
    """Where in the list of certificates the pass has come to."""
    lots: int = 0
    """Lots done: a message names the lot that it is for, and one that comes twice finds it done."""
    found_in_pass: int = 0
    withdrawn: int = 0
    reissued: int = 0
    to_search: int = 0
    """Certificates whose records must be searched again before anything is issued."""
