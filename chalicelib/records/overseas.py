"""Which countries are asked about an applicant: the schedule is data (overseas.json)."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from chalicelib.kernel.models import Model
from chalicelib.records.models import Country


class Schedule(Model):
    """The countries, and since when they are asked."""

    version: str
    comment: str
    source: str
    since: date = Field(alias="from")
    countries: frozenset[Country]


@cache
def schedule() -> Schedule:
    """The schedule that ships."""
    return Schedule.model_validate_json((Path(__file__).parent / "overseas.json").read_bytes())


def countries_to_ask(lived_in: Iterable[str], on: date) -> tuple[Country, ...]:
    """Those of the countries that the schedule names on a day, each once, in order."""
    known = schedule()
    if on < known.since:
        return ()
    return tuple(dict.fromkeys(code for code in lived_in if code in known.countries))
