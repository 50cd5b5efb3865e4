"""What a file must be, for the page to say and for its script to check before anything is sent."""

from chalicelib.documents.address.ages import earliest_day
from chalicelib.documents.models import FORM_LIFETIME, MAX_BYTES, MEGABYTE, Role
from chalicelib.documents.outcome import in_words
from chalicelib.documents.reasons import Reason
from chalicelib.platform import clock

_SUFFIXES = {
    "image/jpeg": ".jpg,.jpeg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "image/heic": ".heic,.heif",
    "image/webp": ".webp",
    "image/tiff": ".tif,.tiff",
    "image/gif": ".gif",
}
MIN_SIDE = 300
"""Dots of the shorter side, below which a picture is refused in any case."""
_AT_ONCE = (
    Reason.EMPTY,
    Reason.TOO_BIG,
    Reason.WRONG_TYPE,
    Reason.OTHER_PICTURE,
    Reason.OFFICE_FILE,
    Reason.PROGRAM,
    Reason.PHOTO_AS_PDF,
    Reason.TOO_SMALL,
)


def limits(role: Role, language: str) -> dict[str, object]:
    """The limits of a role's files, and what is said of a file that is outside them."""
    return {
        "bytes": MAX_BYTES,
        "megabytes": MAX_BYTES // MEGABYTE,
        "minutes": int(FORM_LIFETIME.total_seconds() // 60),
        "side": MIN_SIDE,
        "kinds": " ".join(kind.value for kind in role.kinds),
        "accept": ",".join([*(kind.value for kind in role.kinds), *(_SUFFIXES[kind] for kind in role.kinds)]),
        "earliest": earliest_day(clock.today(), is_second=role is Role.SECOND_ADDRESS),
        "reasons": {reason.value: in_words(reason, {}, language) for reason in _AT_ONCE},
    }
