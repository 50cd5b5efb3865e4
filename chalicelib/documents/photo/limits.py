"""From where on a photo is said to be blurred, dark, tilted and so on; `bench.photo` shows what each costs whom.

Chosen on 2026-11-24 on official portraits and on re-rendered skin from the lightest to the darkest tone of the Monk
scale, so that no good portrait is sent back and advice comes about as often for every tone (bench/RESULTS.md). ICAO
9303-3 and ISO/IEC 19794-5 say what a good portrait is; where they give a number it stands here.
"""

from chalicelib.documents.photo.measures import Measures
from chalicelib.documents.reasons import Reason

OTHER_FACE, OTHER_HEIGHT = 0.65, 0.5
"""Somebody else is in the photo when another face is this likely and this high against the applicant's."""
BEHIND_HEIGHT = 0.15
"""A smaller one, down to this, is somebody in the background."""
LEAST_EYES = 30
"""Dots between the eyes below which the print shows no face; ISO/IEC 19794-5 wants 90, an eye takes a quarter."""
FEW_EYES = 70
"""Below this the print is soft."""
LEAST_BRIGHT = 24
LEAST_FORMS = 0.28
"""Below this sharpness (coarse) a face can't be told from another."""
UNEVEN, UNEVEN_COLOUR = 0.15, 30
"""Share of the background that may differ from the rest, and by how much a part of it differs when it does."""
MISSING = 0.12
"""How far the head may be from its place in the portrait, as a share of it."""

ROLL = 9.0
"""ISO/IEC 19794-5, 7.2.2 wants 8 degrees at most; the network's eyes are good to one or two."""
YAW = 0.2
SHARP = 0.28
BRIGHT, GLIMMER = 45, 80
"""Of the face, and of the whole picture whoever is in it."""
BURNT = 0.12
STOPS = 1.7
GREY = 12


def unusable(found: Measures) -> tuple[Reason, ...]:
    """Why nobody could use this face, if so: few reasons, each far from any good portrait."""
    said = {
        Reason.FACE_TOO_SMALL: found.eye_distance < LEAST_EYES,
        Reason.PHOTO_TOO_DARK: found.bright < LEAST_BRIGHT,
        Reason.PHOTO_TOO_BLURRED: found.forms < LEAST_FORMS,
    }
    return tuple(reason for reason, holds in said.items() if holds)


def improvable(found: Measures) -> tuple[Reason, ...]:
    """What could be better about this face."""
    said = {
        Reason.FACE_SMALL: LEAST_EYES <= found.eye_distance < FEW_EYES,
        Reason.HEAD_TILTED: abs(found.roll) > ROLL,
        Reason.HEAD_TURNED: abs(found.yaw) > YAW,
        Reason.PHOTO_SOFT: found.sharpness < SHARP and found.forms >= LEAST_FORMS,
        Reason.PHOTO_DARK: found.bright >= LEAST_BRIGHT
        and (found.bright < BRIGHT or found.glimmer < GLIMMER),
        Reason.PHOTO_BRIGHT: found.burnt > BURNT,
        Reason.LIGHT_FROM_SIDE: abs(found.one_sided) > STOPS,
        Reason.PHOTO_GREY: found.colour < GREY,
    }
    return tuple(reason for reason, holds in said.items() if holds)
