"""Why an officer works in the police records, and for how long that holds: every page of theirs stands under one."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.kernel.errors import Forbidden
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.models import Identifier

LENGTH = timedelta(minutes=30)
"""How long one statement of purpose holds."""


class ErrandOver(Forbidden):
    """The statement of purpose is another officer's, or its half hour is over."""

    def __init__(self) -> None:
        super().__init__("Your reason for looking at police records has run out. State it again to go on.")


class Errand(Model):
    """One officer's stated purpose, and the question or the check that it is about.

    What was asked stands here and not in an address: names and dates never do.
    """

    officer: Identifier
    reason_code: Annotated[int, Field(ge=0, le=10)]
    justification: Annotated[CleanText, StringConstraints(min_length=3, max_length=250)]
    on_behalf_of: Annotated[CleanText, StringConstraints(min_length=1, max_length=100)]
    until: datetime
    asked: NamesEnquiry | None = None
    check_id: Identifier | None = None
