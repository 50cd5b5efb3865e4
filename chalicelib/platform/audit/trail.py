"""Checks one aggregate's chain: nothing here reads a table, so that anyone can follow the argument."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.kernel.canonical import content_hash
from chalicelib.platform.unit_of_work import GENESIS, salted_hash


@dataclass(frozen=True)
class Finding:
    """Something that does not fit: where, and what in a sentence."""

    aggregate: str
    sequence: int
    problem: str


@dataclass(frozen=True)
class Chain:
    """What is stored of one aggregate: its state item, its audit items in order and its details by sequence."""

    aggregate: str
    state: Mapping[str, Any] | None
    events: Sequence[Mapping[str, Any]]
    details: Mapping[int, Mapping[str, Any]]


def findings(chain: Chain) -> Iterator[Finding]:
    """Everything wrong with a chain; nothing when it is whole."""
    previous = GENESIS
    for expected, item in enumerate(chain.events, start=1):
        event = json.loads(item["body"])
        yield from _event_findings(chain, expected, item, event, previous)
        previous = item["hash"]
    yield from _state_findings(chain, previous)


def _event_findings(
    chain: Chain, expected: int, item: Mapping[str, Any], event: Mapping[str, Any], previous: str
) -> Iterator[Finding]:
    sequence = event["sequence"]
    if sequence != expected or event["aggregate"] != chain.aggregate:
        yield Finding(
            chain.aggregate, expected, f"event {expected} is missing, or another stands in its place"
        )
    if content_hash(event) != item["hash"]:
        yield Finding(chain.aggregate, sequence, "the event was edited: its hash does not fit")
    if event["previous"] != previous:
        yield Finding(chain.aggregate, sequence, "the chain is broken: it does not name the event before it")
    detail = chain.details.get(sequence)
    if detail and salted_hash(detail["salt"], detail["body"].encode()) != event.get("personal_hash"):
        yield Finding(chain.aggregate, sequence, "the personal detail was edited: its hash does not fit")


def _state_findings(chain: Chain, head: str) -> Iterator[Finding]:
    state = chain.state
    if state is None:
        yield Finding(
            chain.aggregate, len(chain.events), "the aggregate itself is gone, though its trail is here"
        )
        return
    if state["audit_head"] != head or state["version"] != len(chain.events):
        yield Finding(chain.aggregate, len(chain.events), "the trail does not end where the aggregate says")
    last = json.loads(chain.events[-1]["body"]) if chain.events else {}
    if salted_hash(state["salt"], state["body"].encode()) != last.get("state_hash"):
        yield Finding(
            chain.aggregate, len(chain.events), "the aggregate was edited: its trail tells another state"
        )


def chains(items: Iterator[Mapping[str, Any]]) -> list[Chain]:
    """Every aggregate's chain from the items of a whole table."""
    states: dict[str, Mapping[str, Any]] = {}
    events: dict[str, list[Mapping[str, Any]]] = {}
    details: dict[str, dict[int, Mapping[str, Any]]] = {}
    for item in items:
        if item["sk"] == "state":
            states[item["pk"]] = item
        elif item["sk"].startswith("audit#"):
            events.setdefault(item["pk"], []).append(item)
        elif item["sk"].startswith("detail#"):
            details.setdefault(item["pk"], {})[int(item["sk"].removeprefix("detail#"))] = item
    return [
        Chain(name, states.get(name), sorted(events.get(name, []), key=_sort_key), details.get(name, {}))
        for name in sorted(states.keys() | events.keys())
    ]


def _sort_key(item: Mapping[str, Any]) -> str:
    return str(item["sk"])
