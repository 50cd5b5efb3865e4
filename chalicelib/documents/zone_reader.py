"""Finds the zone in a harmless copy, for the judge of passports. It runs in the reader's process."""

import io
from datetime import date

from PIL import Image

from chalicelib.documents.mrz.reader import read_picture
from chalicelib.documents.passports import SeenZone


def see_zone(copy: bytes, today: date) -> SeenZone | None:
    """The zone in a JPEG that `rewriting.rewrite` made; None when there is none.

    Raises `ReaderMissing` when the networks are not here, which says nothing about the picture.
    """
    with Image.open(io.BytesIO(copy), formats=("JPEG",)) as picture:
        found = read_picture(picture.convert("RGB"), today)
    if found is None:
        return None
    return SeenZone(
        zone=found.zone,
        corrections=found.corrections,
        sure=dict(found.sure),
        unsure=found.unsure if found.is_likely else (*found.unsure, "rows"),
    )
