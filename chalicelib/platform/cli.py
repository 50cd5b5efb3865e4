"""`python -m chalicelib audit verify`: is the audit trail whole?"""

import argparse
from collections.abc import Sequence

from chalicelib.platform.audit.segments import Segments, segment_findings
from chalicelib.platform.audit.trail import Finding, chains, findings


def main(arguments: Sequence[str], segments: Segments) -> int:
    """Check every chain and segment of the table in the environment; 0 whole, 1 not, 2 usage."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib audit", description=__doc__)
    parser.add_argument("verb", choices=["verify"])
    parser.parse_args(arguments)
    found, aggregates, count = verify(segments)
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
