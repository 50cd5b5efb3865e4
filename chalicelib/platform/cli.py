"""`python -m chalicelib audit verify`: is the audit trail whole?"""

import argparse
import sys
from collections.abc import Callable, Sequence

from chalicelib.platform.audit.segments import Segments, segment_findings
from chalicelib.platform.audit.trail import Finding, chains, findings
from chalicelib.platform.items import TableUnavailable
from chalicelib.platform.settings import MissingSetting

_WHERE = "Set the environment that the functions have: TABLE, AUDIT_BUCKET, AUDIT_KEY_ID and access to AWS."


def main(arguments: Sequence[str], segments: Callable[[], Segments]) -> int:
    """Check every chain and segment of the table in the environment.

    0 whole, 1 not, 2 usage, which a trail that could not be read is too: nothing is known of it.
    """
    _parser().parse_args(arguments)
    try:
        found, aggregates, count = verify(segments())
    except unreadable() as error:
        print(f"The audit trail could not be read: {error}\n{_WHERE}", file=sys.stderr)
        return 2
    for finding in found:
        print(f"{finding.aggregate} event {finding.sequence}: {finding.problem}")
    verdict = "NOT WHOLE" if found else "whole"
    print(
        f"The audit trail is {verdict}: {aggregates} aggregates, {count} signed segments, {len(found)} findings."
    )
    return 1 if found else 0


def verify(segments: Segments) -> tuple[list[Finding], int, int]:
    """Every finding, and how many aggregates and segments were looked at."""
    trails = chains(segments.items.scan())
    written = segments.all()
    found = [finding for trail in trails for finding in findings(trail)]
    if written:
        found += segment_findings(written, trails, segments.signer.public_key(segments.key_id))
    return found, len(trails), len(written)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib audit", description=__doc__)
    parser.add_argument(
        "verb", choices=["verify"], help="check every chain and signed segment; exit 0 if whole"
    )
    return parser


def unreadable() -> tuple[type[Exception], ...]:
    """What a verb meets that can't reach the table or its keys: nothing is known then."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - only this verb speaks to AWS

    from chalicelib.platform.signer import SigningRefused  # noqa: PLC0415 - as above

    return MissingSetting, BotoCoreError, ClientError, SigningRefused, TableUnavailable
