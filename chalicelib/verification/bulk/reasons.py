"""Reasons that only rows of a list can have, beside those of `verification.reasons`."""

from chalicelib.verification.models import Reason, Verdict
from chalicelib.verification.reasons import GROUNDS, Ground

ROW_GROUNDS: dict[str, Ground] = {
    "no-such-certificate": Ground(
        Verdict.NOT_A_CERTIFICATE,
        "No certificate has this number together with this birth year and passport ending. "
        "Check all three, or scan the square.",
    ),
    "row-not-complete": Ground(
        Verdict.NOT_A_CERTIFICATE,
        "A printed number is looked up only together with the birth year and the passport number's last four.",
    ),
    "code-rounded": Ground(
        Verdict.NOT_A_CERTIFICATE,
        "A spreadsheet took the code for a number and lost most of its digits. "
        "Format the column as text and copy the codes again.",
    ),
    "not-looked-up": Ground(
        Verdict.UNTRUSTED,
        "Too many numbers of your account found nothing, so this one was not looked up. Try again in an hour.",
    ),
}


def said(name: str) -> Reason:
    """A reason with its sentence; one that has left the tables keeps its name and has no sentence."""
    ground = GROUNDS.get(name) or ROW_GROUNDS.get(name)
    return Reason(name=name, sentence=ground.sentence if ground else "")
