"""Counts of what each key asks for: against a limit by the minute, and by the day for the record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key
from chalicelib.verification.bulk.errors import RateExceeded

REQUESTS_A_MINUTE = 1_200
"""Twenty a second from one key: as fast as one office reads files, a fifth of what the gateway takes."""
CODES_A_MINUTE = 20_000
_MINUTE = timedelta(minutes=1)
_KEPT = timedelta(days=400)
"""How long it is known how much a key was used: a year, and time to look."""


class Use(StrEnum):
    """What is counted."""

    REQUESTS = "requests"
    FILES = "files"
    CODES = "codes"


@dataclass(frozen=True)
class Counts:
    """Counters of keys: who, when and how many; never of what or of whom."""

    items: Items

    def admit(self, key_id: str) -> None:
        """Count a request before it is answered; raises `RateExceeded` with the time until the next minute."""
        self._within(key_id, Use.REQUESTS, 1, REQUESTS_A_MINUTE)

    def admit_codes(self, key_id: str, amount: int) -> None:
        """Count codes before they are checked; raises `RateExceeded`."""
        self._within(key_id, Use.CODES, amount, CODES_A_MINUTE)

    def note(self, key_id: str, use: Use, amount: int = 1) -> None:
        """Write down that so many were checked today."""
        now = clock.now()
        self.items.add(_by_day(key_id, use, now.date()), amount, int((now + _KEPT).timestamp()))

    def since(self, key_id: str, use: Use, days: int) -> int:
        """How many a key checked on the last days, today among them."""
        first = (clock.now().date() - timedelta(days=days - 1)).isoformat()
        page = self.items.query(_by_day(key_id, use, clock.now().date()).pk, newest_first=True, limit=days)
        return sum(int(item["count"]) for item in page.items if item["sk"] >= first)

    def _within(self, key_id: str, use: Use, amount: int, limit: int) -> None:
        now = clock.now()
        begun = now.replace(second=0, microsecond=0)
        key = Key(f"rate#{key_id}#{use}", begun.isoformat())
        if self.items.add(key, amount, int((begun + 2 * _MINUTE).timestamp())) > limit:
            raise RateExceeded(_until(begun, now), use.value)


def _by_day(key_id: str, use: Use, day: date) -> Key:
    return Key(f"use#{key_id}#{use}", day.isoformat())


def _until(begun: datetime, now: datetime) -> timedelta:
    return begun + _MINUTE - now + timedelta(seconds=1)
