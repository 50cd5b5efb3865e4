"""What each signal means and what to do about it, in words for officers."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.documents.models import Signal


@dataclass(frozen=True)
class Meaning:
    """A signal in words; `what` may have gaps for the signal's values."""

    title: str
    what: str
    do: str


MEANINGS: Mapping[str, Meaning] = {
    "same_file": Meaning(
        "The same file in another application",
        "Another application, in another name, holds this very file.",
        "Look at both. Couples share a bill, and an agent may mix files up. A passport is one person's.",
    ),
    "same_picture": Meaning(
        "The same picture in another application",
        "Another application, in another name, holds a file that shows exactly this, saved otherwise.",
        "Look at both. Couples share a bill, and an agent may mix files up. A passport is one person's.",
    ),
    "same_number": Meaning(
        "The same passport number in another application",
        "Another application, in another name, has a passport of this country with this number.",
        "Hold both names against the passport. A name may have changed since, or been typed with a slip.",
    ),
    "alike_photo": Meaning(
        "Nearly the same photo in another application",
        "Another application, in another name, has a photo that looks like a copy of this one.",
        "Hold the two photos side by side. One studio's pictures look alike; one shot does not show two people.",
    ),
    "paper_edited": Meaning(
        "Saved by a program that edits papers",
        "The PDF says that {program} made it.",
        "Look at the date, name and address. People also use such programs to join pages or make a file smaller.",
    ),
    "paper_changed": Meaning(
        "Changed after it was made",
        "The PDF says that it was made on {made} and changed on {changed}.",
        "Look at the date, name and address. Opening and saving a paper anew may leave this too.",
    ),
    "made_too_early": Meaning(
        "Made before the day that it bears",
        "The PDF says that it was made on {made}; the paper is dated {dated}.",
        "Ask whether the date on the paper can be right. A wrong clock leaves this too.",
    ),
    "strange_font": Meaning(
        "One font unlike the rest",
        "On page {page} all fonts but {font} came with the paper.",
        "Look for letters that differ from those beside them. Some banks print so by themselves.",
    ),
    "other_font": Meaning(
        "A fact in a font of its own",
        "The {what} stands in {font}, and nothing else on the page does.",
        "Look at its letters beside those around it. Some papers print one line in a font of its own.",
    ),
    "picture_edited": Meaning(
        "Saved by a program that edits pictures",
        "The picture says that {program} saved it.",
        "Look for edges and letters that do not fit. People also use such programs to cut or turn a picture.",
    ),
    "screenshot": Meaning(
        "Looks like a picture of a screen",
        "The picture has just the size of a phone's screen ({dots} dots) and names no camera.",
        "Ask for a photo of the paper itself where it matters. A screen is easily made to show anything.",
    ),
}


def in_words(signal: Signal) -> Meaning:
    """The signal's meaning with its gaps filled; for a code that is gone, the code itself."""
    found = MEANINGS.get(signal.code)
    if found is None:
        return Meaning(signal.code.replace("_", " ").capitalize(), "", "")
    return Meaning(found.title, found.what.format_map(signal.values), found.do)
