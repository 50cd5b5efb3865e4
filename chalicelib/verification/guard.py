"""Stops guessing: every try is counted before it is made, by where it comes from and by what it asks about."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.platform import clock
from chalicelib.platform.metrics import emit
from chalicelib.platform.tally import Tally
from chalicelib.platform.throttle import Throttle, TooManyAttempts
from chalicelib.verification.errors import ComeBackLater

if TYPE_CHECKING:
    from chalicelib.platform.items import Items

BY_SOURCE, SOURCE_WINDOW = 20, timedelta(hours=1)
"""Tries from one address that opened nothing: an embassy has one for everybody there."""
BY_CODE, CODE_WINDOW = 5, timedelta(hours=24)
"""Wrong guesses about one number, from wherever. With them ten thousand endings of a passport number take five years,
and the square on the paper can be scanned all the while."""
BY_PAIR = 3
"""Of them from one address: who knows a number can't lock everybody out of it from one place. From there all endings
take nine years."""
_NETWORK = 64
"""Bits of an IPv6 address that name a household or an office; who has one has all addresses in it."""


@dataclass(frozen=True)
class Guard:
    """Counts tries of one kind; what is counted is stored as hashes, and for as long as it counts."""

    sources: Throttle
    pairs: Throttle
    names: Throttle
    refused: Tally
    locked: Tally

    def admit(self, source: str, name: str) -> None:
        """Count a try before it is made, whatever comes of it; raises `ComeBackLater`."""
        try:
            self.sources.count(network_of(source))
            self.pairs.count(_pair(source, name))
            self.names.count(name)
        except TooManyAttempts as too_many:
            self.locked.add()
            emit("GuessesLockedOut", 1)
            raise ComeBackLater(clock.now() + too_many.wait) from too_many

    def forgive(self, source: str, name: str = "") -> None:
        """Uncount a try that was right, not those before it. Without a name, all the name's tries count."""
        self.sources.take_back(network_of(source))
        if name:
            self.pairs.take_back(_pair(source, name))
            self.names.take_back(name)

    def refuse(self) -> None:
        """Note a try that opened nothing: that there was one, and no more."""
        self.refused.add()
        emit("GuessesRefused", 1)


def guard(items: Items, kind: str, *, by_name: int = BY_CODE, by_pair: int = BY_PAIR) -> Guard:
    """A guard of one kind of question (`short-code`, `access-code`); staff see its two tallies."""
    return Guard(
        Throttle(items, f"{kind}-source", BY_SOURCE, SOURCE_WINDOW),
        Throttle(items, f"{kind}-pair", by_pair, CODE_WINDOW),
        Throttle(items, f"{kind}-name", by_name, CODE_WINDOW),
        Tally(items, f"{kind}-refused"),
        Tally(items, f"{kind}-locked"),
    )


def _pair(source: str, name: str) -> str:
    return f"{network_of(source)}\n{name}"


def network_of(source: str) -> str:
    """The address, or the network of an IPv6 address; anything else as it is."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, _NETWORK), strict=False))
    return str(address)
