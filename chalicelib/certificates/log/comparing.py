"""Leaves against certificates: each leaf has one owner at its place, each issued certificate its leaf."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.certificates.errors import NeedsPerson
from chalicelib.certificates.log.errors import LogDamaged
from chalicelib.certificates.log.evidence import Evidence
from chalicelib.certificates.log.watch import Finding, Watch
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.store import Register
from chalicelib.platform.store import Stored

_OVERLAP = timedelta(hours=1)
"""An index lags, clocks differ: certificates of the last hour are compared again."""
_FRESH = timedelta(minutes=5)
"""What was logged so lately may lie beyond the checkpoint that was read; the next look compares it."""
_LOOKS, _PAUSE = 3, 2.0
"""An index shows a new certificate a moment after its leaf: look again before calling a leaf a stranger's."""
_NOT_LOGGED_YET = {Step.RESERVED, Step.HELD}


class Outcome(NamedTuple):
    """What the comparison found, and how many certificates have a leaf and are not issued."""

    findings: tuple[Finding, ...]
    reserved: int


@dataclass(frozen=True)
class Comparing:
    """The register, the log as it was seen, and the leaf that a certificate should have."""

    register: Register
    leaf_of: Callable[[Certificate], bytes]
    stated: Callable[[], Mapping[bytes, int | None]]
    """The leaf of every statement, with its place when it has one."""
    evidence: Evidence

    def outcome(self, before: Watch, now: datetime, *, whole: bool) -> Outcome:
        """Compare what is new since `before`, or everything; what was found then is looked at again."""
        since = before.compared_until - _OVERLAP if before.compared_until and not whole else None
        leaves = {**self._suspects(before), **self.evidence.leaves}
        for attempt in range(_LOOKS):
            certificates = list(self._certificates(since, before))
            strangers = self._not_stated(self._strangers(leaves, certificates))
            if not strangers or attempt == _LOOKS - 1:
                break
            time.sleep(_PAUSE)
        unlogged = [finding for stored in certificates if (finding := self._unlogged(stored, now))]
        waiting = [stored for stored in certificates if stored.state.step is not Step.PUBLISHED]
        reserved = sum(stored.state.logged is not None for stored in waiting)
        return Outcome((*unlogged, *self._named(strangers)), reserved)

    def _suspects(self, before: Watch) -> dict[int, bytes]:
        places = [finding.place for finding in before.findings if finding.place is not None]
        return {place: leaf for place in places if (leaf := self.evidence.leaf(place)) is not None}

    def _certificates(self, since: datetime | None, before: Watch) -> Iterator[Stored[Certificate]]:
        """Whoever can own a leaf that was not compared yet, each once."""
        suspects = (finding.certificate_id for finding in before.findings if finding.certificate_id)
        seen = set()
        for stored in (
            *self.register.unpublished(),
            *self.register.issued_since(since),
            *(found for each in suspects if (found := self.register.find(each))),
        ):
            if stored.id not in seen:
                seen.add(stored.id)
                yield stored

    def _strangers(
        self, leaves: Mapping[int, bytes], certificates: list[Stored[Certificate]]
    ) -> dict[int, bytes]:
        """Leaves that no certificate owns at their place."""
        owners = {leaf: stored.state for stored in certificates if (leaf := self._leaf(stored.state))}
        first: dict[bytes, int] = {}
        found = {}
        for place, leaf in sorted(leaves.items()):
            owner = owners.get(leaf)
            at = owner.logged.index if owner and owner.logged else first.setdefault(leaf, place)
            if owner is None or at != place:
                found[place] = leaf
        return found

    def _not_stated(self, strangers: dict[int, bytes]) -> dict[int, bytes]:
        """Leaves that belong to no statement either: a statement, too, stands at one place."""
        stated = self.stated() if strangers else {}
        first: dict[bytes, int] = {}
        for place, leaf in sorted(strangers.items()):
            known = stated.get(leaf)
            first.setdefault(leaf, place if known is None else known)
        return {
            place: leaf for place, leaf in strangers.items() if leaf not in stated or first[leaf] != place
        }

    def _unlogged(self, stored: Stored[Certificate], now: datetime) -> Finding | None:
        """Whether a certificate is further than the log knows of."""
        certificate = stored.state
        place = certificate.logged.index if certificate.logged else None
        if certificate.step in _NOT_LOGGED_YET and place is None:
            return None
        if place is not None and self.evidence.leaf(place) == self._leaf(certificate):
            return None
        if place is not None and place >= self.evidence.size and certificate.touched_at > now - _FRESH:
            return None
        return Finding(fault="not-logged", about=certificate.serial, certificate_id=stored.id)

    def _named(self, strangers: Mapping[int, bytes]) -> list[Finding]:
        """A leaf that stands at an earlier place too was logged twice; any other is of no certificate of ours."""
        if not strangers:
            return []
        places = self._places(set(strangers.values()))
        return [
            Finding(fault="logged-twice", about=f"{place}, first {places[leaf][0]}", place=place)
            if place != places.get(leaf, [place])[0]
            else Finding(fault="unknown-leaf", about=str(place), place=place)
            for place, leaf in strangers.items()
        ]

    def _places(self, wanted: set[bytes]) -> dict[bytes, list[int]]:
        """Where leaves stand in the whole log: read from end to end, for this is rare."""
        found: dict[bytes, list[int]] = {}
        try:
            for place, leaf in self.evidence.every_leaf():
                if leaf in wanted:
                    found.setdefault(leaf, []).append(place)
        except LogDamaged:
            return found
        return found

    def _leaf(self, certificate: Certificate) -> bytes | None:
        """None for content that fits into no code: it was held before it came to the log."""
        try:
            return self.leaf_of(certificate)
        except NeedsPerson:
            return None
