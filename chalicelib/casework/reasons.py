"""What was approved of each matter, and why: the reasons as the order keeps them, whatever the records say today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.certificates.models import Order
from chalicelib.disclosure.models import Entry
from chalicelib.disclosure.packing import unpacked


@dataclass(frozen=True)
class Approved:
    """The matters of an order with their reasons, and the rules that gave them."""

    on: date
    rules_version: str
    rules_digest: str
    entries: Sequence[tuple[str, Entry]]
    """Each with `line`, `hidden` or `not_counted`; by date."""


def approved_of(order: Order) -> Approved | None:
    """The reasons of an order; None for one that was written before there were any."""
    if not order.reasons:
        return None
    kept = unpacked(order.reasons)
    told: list[tuple[str, Entry]] = [("line", entry) for entry in kept.lines]
    told += [("hidden", entry) for entry in kept.hidden]
    told += [("not_counted", entry) for entry in kept.not_counted]
    told.sort(key=lambda one: (one[1].dates.decided or "", one[1].id))
    return Approved(kept.on, kept.rules_version, kept.rules_digest, told)
