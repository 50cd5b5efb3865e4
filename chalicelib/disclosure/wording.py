"""A matter of a record in the words that a certificate prints."""

from collections.abc import Mapping

from chalicelib.disclosure.models import Line
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.models import Disposal, Matter, MatterKind

KINDS: Mapping[MatterKind, str] = {
    MatterKind.CONVICTION: "Conviction",
    MatterKind.CAUTION: "Caution",
    MatterKind.CONDITIONAL_CAUTION: "Conditional caution",
    MatterKind.REPRIMAND: "Reprimand",
    MatterKind.WARNING: "Warning",
    MatterKind.PENDING_PROSECUTION: "Impending prosecution",
    MatterKind.UNDER_INVESTIGATION: "Under investigation",
    MatterKind.ACQUITTAL: "Acquittal",
    MatterKind.NO_FURTHER_ACTION: "No further action",
    MatterKind.PENALTY_NOTICE: "Penalty notice",
}
_UNITS = {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_LIFE = "Y999"


def describe(matter: Matter) -> str:
    """The kind and the offence: `Caution: Assault by beating`."""
    return f"{KINDS[matter.kind]}: {matter.offence.title}"


def line_of(matter: Matter, reason: str) -> Line:
    """The matter as a line that is shown for `reason`."""
    return Line(
        id=matter.id,
        text=describe(matter),
        offence=matter.offence.title,
        date=date_in_words(matter.date) if matter.date else "",
        court=matter.court,
        disposal="; ".join(disposal_in_words(disposal) for disposal in matter.disposals),
        reason=reason,
    )


def date_in_words(partial: str) -> str:
    """`2012-05-03` as 3 May 2012, `2012-05` as May 2012, `2012` as 2012."""
    known = PartialDate(partial)
    parts = (known.day, known.month and _MONTHS[known.month - 1], known.year)
    return " ".join(str(part) for part in parts if part)


def disposal_in_words(disposal: Disposal) -> str:
    """The disposal with its length and sum: `Community Order, 12 months`, `Fine, £250.00`."""
    parts = [disposal.text]
    if disposal.duration:
        parts.append(_duration_in_words(disposal.duration))
    if disposal.amount is not None:
        pounds, pence = divmod(disposal.amount, 100)
        parts.append(f"£{pounds:,}.{pence:02d}")
    return ", ".join(parts)


def _duration_in_words(duration: str) -> str:
    if duration == _LIFE:
        return "life"
    count = int(duration[1:])
    return f"{count} {_UNITS[duration[0]]}{'' if count == 1 else 's'}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Spelled here, for `strftime` depends on the machine's locale."""
