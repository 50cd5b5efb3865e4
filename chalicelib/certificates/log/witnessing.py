"""Asks witnesses to cosign a checkpoint, each from the size that it saw last."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.certificates.log.errors import (
    WitnessElsewhere,
    WitnessesMissing,
    WitnessRefused,
    WitnessSilent,
)
from chalicelib.certificates.log.notes import Note, Stamp
from chalicelib.certificates.log.policy import Listed, Policy
from chalicelib.certificates.log.ports import Witness
from chalicelib.certificates.log.tiles import Tiles
from chalicelib.platform.log import logger

_TRIES = 3
"""A first word about the size that the witness knows, an answer, and one more if it moved on meanwhile."""


@dataclass(frozen=True)
class Witnesses:
    """The witnesses of a policy, and how each is reached by its address."""

    policy: Policy
    reach: Callable[[str], Witness]

    def cosigned(self, note: Note, tiles: Tiles, before: Note | None) -> Note:
        """The checkpoint with the cosignatures that could be had; `before` is the one published last.

        Raises `WitnessesMissing` when they are fewer than the policy needs.
        """
        listed = self.policy.witnesses
        with ThreadPoolExecutor(max(1, len(listed))) as threads:
            stamps = list(threads.map(lambda one: self._ask(one, note, tiles, before), listed))
        whole = note.with_stamps([stamp for stamp in stamps if stamp])
        if not self.policy.met_by(whole):
            raise WitnessesMissing
        return whole

    def _ask(self, listed: Listed, note: Note, tiles: Tiles, before: Note | None) -> Stamp | None:
        old = before.checkpoint.size if before and _cosigned(listed, before) else 0
        for _ in range(_TRIES):
            try:
                return self._stamp(listed, note, tiles, old)
            except WitnessElsewhere as there:
                old = there.size
                if old > note.checkpoint.size:
                    break
            except (WitnessRefused, WitnessSilent) as failed:
                logger().warning(
                    "witness gave nothing", extra={"witness": listed.name, "why": failed.message}
                )
                return None
        facts = {"witness": listed.name, "witness_size": old, "size": note.checkpoint.size}
        logger().error("witness knows another size", extra=facts)
        return None

    def _stamp(self, listed: Listed, note: Note, tiles: Tiles, old: int) -> Stamp:
        """The witness's own line, verified; lines of other keys are passed over."""
        lines = self.reach(listed.url).add_checkpoint(old, tiles.consistency(old), str(note))
        for stamp in lines:
            try:
                if listed.key.signed(note._replace(stamps=(stamp,))):
                    return stamp
            except ValueError:
                continue
        raise WitnessRefused("it answered without a cosignature of its own")


def _cosigned(listed: Listed, note: Note) -> bool:
    """Whether the published checkpoint shows what the witness saw last; if it was tampered with, it is asked."""
    try:
        return listed.key.signed(note)
    except ValueError:
        return False
