"""What each outcome means, in words for the holder and for the embassy that reads it.

After ACRO's guidance for British embassies (acro.police.uk/Guidance-for-British-embassies). Its own words:
No Trace: "no convictions, cautions, reprimands/warnings or conditional discharges"; No Live Trace: a record
exists, but does not appear because it has been stepped down; Trace: a record exists and all of it is disclosed;
Further Information Stepped Down: only the relevant part appears and some has been stepped down.
"""

from collections.abc import Mapping

from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome

CODES: Mapping[Outcome, int] = {
    Outcome.NO_TRACE: 0,
    Outcome.NO_LIVE_TRACE: 1,
    Outcome.TRACE: 2,
    Outcome.FURTHER_INFORMATION_STEPPED_DOWN: 3,
}
"""The outcome as one number (docs/formats/qr.cddl)."""

HEADING = (
    "Summary of convictions and reprimands, warnings, cautions, impending prosecutions and matters under "
    "investigation held on UK police databases and disclosed in accordance with the step-down model"
)
"""The heading over the matters (ACRO certificate of February 2019, in a translator's copy on proz.com)."""


class Meaning(Model):
    """An outcome's name as printed, and one sentence that explains it."""

    title: str
    sentence: str


MEANINGS: Mapping[Outcome, Meaning] = {
    Outcome.NO_TRACE: Meaning(
        title="No Trace",
        sentence=(
            "There are no convictions, cautions, reprimands, warnings or conditional discharges recorded against "
            "this person on UK police databases."
        ),
    ),
    Outcome.NO_LIVE_TRACE: Meaning(
        title="No Live Trace",
        sentence=(
            "There is a record on UK police databases, but none of it is shown, because all of it has been "
            "stepped down under national police policy."
        ),
    ),
    Outcome.TRACE: Meaning(
        title="Trace",
        sentence="There is a record on UK police databases, and all of it that belongs on a certificate is shown.",
    ),
    Outcome.FURTHER_INFORMATION_STEPPED_DOWN: Meaning(
        title="Further Information Stepped Down",
        sentence=(
            "There is a record on UK police databases. The part that is relevant is shown; the rest has been "
            "stepped down under national police policy."
        ),
    ),
}
