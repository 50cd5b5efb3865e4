"""Why somebody looks, as the record system takes it and as the audit trail keeps it."""

from collections.abc import Mapping

from chalicelib.kernel.identifiers import new_id
from chalicelib.records.checks import Purpose

REASONS: Mapping[int, str] = {
    8: "on behalf of another authorised agency",
    9: "to update, confirm or broadcast",
}
"""What the reason codes of police enquiries mean, where it is known (LEDS reason codes)."""


def purpose_of(reason_code: int, justification: str, on_behalf_of: str) -> Purpose:
    """A purpose under an id of its own; raises pydantic's `ValidationError` for one that no record system takes."""
    return Purpose(
        reason_code=reason_code,
        justification=justification,
        on_behalf_of=on_behalf_of,
        correlation_id=new_id(),
    )


def codes_of(purpose: Purpose) -> Mapping[str, str | int]:
    """What the trail keeps of a purpose for years."""
    return {"reason_code": purpose.reason_code, "correlation_id": purpose.correlation_id}


def words_of(purpose: Purpose) -> Mapping[str, object]:
    """What people wrote, kept where it can be erased."""
    return {"justification": purpose.justification, "on_behalf_of": purpose.on_behalf_of}
