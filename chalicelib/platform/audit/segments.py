"""Signed segments: what the heads of all chains were, in a bucket where nothing can be changed or deleted."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.platform import clock
from chalicelib.platform.audit.trail import Chain, Finding
from chalicelib.platform.items import Items
from chalicelib.platform.objects import Objects
from chalicelib.platform.signer import Signer
from chalicelib.platform.unit_of_work import GENESIS

PREFIX = "segments/"
OVERLAP = timedelta(minutes=5)
"""Each segment looks back this far before the last one's end: the index may show an event late."""


@dataclass(frozen=True)
class Segments:
    """Writes and reads segments. `retained` is how long Object Lock holds one."""

    items: Items
    objects: Objects
    signer: Signer
    key_id: str
    retained: timedelta

    def gather(self) -> int:
        """Write a segment of every head since the last one; how many heads it holds (0: none was written)."""
        last = self._last()
        since = (
            datetime.fromisoformat(last["body"]["until"]) - OVERLAP
            if last
            else clock.now() - timedelta(days=2)
        )
        until = clock.now()
        known = {(h["aggregate"], h["sequence"]) for h in last["body"]["heads"]} if last else set()
        heads = [
            head for head in self._heads(since, until) if (head["aggregate"], head["sequence"]) not in known
        ]
        if heads:
            self._write(heads, until, last)
        return len(heads)

    def all(self) -> list[dict[str, Any]]:
        """Every segment in order."""
        return [json.loads(self.objects.get(key)) for key in self.objects.keys(PREFIX)]

    def _last(self) -> dict[str, Any] | None:
        keys = self.objects.keys(PREFIX)
        return json.loads(self.objects.get(keys[-1])) if keys else None

    def _heads(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        newest: dict[str, dict[str, Any]] = {}
        for item in self._events(since, until):
            event = json.loads(item["body"])
            head = {"aggregate": event["aggregate"], "sequence": event["sequence"], "hash": item["hash"]}
            if event["sequence"] > newest.get(event["aggregate"], {"sequence": 0})["sequence"]:
                newest[event["aggregate"]] = head
        return [newest[name] for name in sorted(newest)]

    def _events(self, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
        for days in range((until.date() - since.date()).days + 1):
            day = since.date() + timedelta(days=days)
            after: Mapping[str, str] | None = None
            while True:
                page = self.items.query(f"audit#{day}", index="gsi2", limit=500, after=after)
                yield from (item for item in page.items if item["gsi2sk"] >= since.isoformat())
                after = page.next_key
                if after is None:
                    break

    def _write(
        self, heads: Sequence[Mapping[str, Any]], until: datetime, last: Mapping[str, Any] | None
    ) -> None:
        number = last["body"]["number"] + 1 if last else 1
        body = {
            "number": number,
            "previous": content_hash(last["body"]) if last else GENESIS,
            "until": until.isoformat(),
            "heads": list(heads),
        }
        segment = {"body": body, "signature": self._sign(body)}
        self.objects.put_once(
            f"{PREFIX}{number:010d}.json",
            canonical_json(segment),
            "application/json",
            retain_until=until + self.retained,
            lock="COMPLIANCE",
        )

    def _sign(self, body: Mapping[str, Any]) -> str:
        return base64.b64encode(self.signer.sign_raw(self.key_id, signed_message(body))).decode()


def signed_message(body: Mapping[str, Any]) -> bytes:
    """What a segment's signature covers: a fixed prefix, its number and its content's hash."""
    return f"probity-audit-segment\n{body['number']}\n{content_hash(body)}\n".encode()


def segment_findings(
    segments: Sequence[Mapping[str, Any]], chains: Sequence[Chain], public_key: bytes
) -> Iterator[Finding]:
    """Everything wrong with the segments themselves, or with chains that have lost what a segment saw."""
    hashes = {chain.aggregate: [event["hash"] for event in chain.events] for chain in chains}
    previous = GENESIS
    for number, segment in enumerate(segments, start=1):
        body = segment["body"]
        where = f"segment {number}"
        if body["number"] != number or body["previous"] != previous:
            yield Finding(where, number, "a segment is missing, or another stands in its place")
        if not _signature_holds(segment, public_key):
            yield Finding(where, number, "the segment's signature does not fit")
        yield from _head_findings(body["heads"], hashes)
        previous = content_hash(body)


def _head_findings(heads: Sequence[Mapping[str, Any]], hashes: Mapping[str, list[str]]) -> Iterator[Finding]:
    for head in heads:
        trail = hashes.get(head["aggregate"], [])
        if len(trail) < head["sequence"] or trail[head["sequence"] - 1] != head["hash"]:
            problem = "the trail has lost or changed what a signed segment saw"
            yield Finding(head["aggregate"], head["sequence"], problem)


def _signature_holds(segment: Mapping[str, Any], public_key: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - cold start
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    key = load_der_public_key(public_key)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(
            base64.b64decode(segment["signature"]), signed_message(segment["body"]), ec.ECDSA(SHA256())
        )
    except InvalidSignature:
        return False
    return True
