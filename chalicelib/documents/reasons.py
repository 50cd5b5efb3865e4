"""Why a file was refused or a person looks at it: each code with one sentence that says what to do next.

Whoever adds a code finds the rules for its sentence in `tests/unit/documents/test_reasons.py`; its Welsh stands in
the catalogue `apply` (`python -m infra.words` brings it there).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from string import Formatter


class Reason(StrEnum):
    """Codes are stored and audited; the sentences below are what the applicant reads."""

    NO_FILE = "no_file"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    WRONG_TYPE = "wrong_type"
    OTHER_PICTURE = "other_picture"
    OFFICE_FILE = "office_file"
    PROGRAM = "program"
    UNSAFE_MIX = "unsafe_mix"
    NOT_OUR_FORM = "not_our_form"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    DAMAGED = "damaged"
    MANY_PICTURES = "many_pictures"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    BAD_SHAPE = "bad_shape"
    PHOTO_AS_PDF = "photo_as_pdf"
    PHOTO_TOO_SMALL = "photo_too_small"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    PHOTO_TOO_DARK = "photo_too_dark"
    PHOTO_TOO_BLURRED = "photo_too_blurred"
    PHOTO_TURNED = "photo_turned"
    SOMEONE_BEHIND = "someone_behind"
    HEAD_CUT_OFF = "head_cut_off"
    FACE_SMALL = "face_small"
    HEAD_TILTED = "head_tilted"
    HEAD_TURNED = "head_turned"
    PHOTO_SOFT = "photo_soft"
    PHOTO_DARK = "photo_dark"
    PHOTO_BRIGHT = "photo_bright"
    LIGHT_FROM_SIDE = "light_from_side"
    PHOTO_GREY = "photo_grey"
    BACKGROUND_BUSY = "background_busy"
    NOT_SAFE_TO_OPEN = "not_safe_to_open"
    THREAT = "threat"
    BY_PERSON = "by_person"
    SCAN_FAILED = "scan_failed"
    SCAN_OVERDUE = "scan_overdue"
    THREAT_FOUND_LATER = "threat_found_later"
    NO_ZONE = "no_zone"
    ZONE_UNCLEAR = "zone_unclear"
    VISA = "visa"
    SPECIMEN = "specimen"
    EXPIRED = "expired"
    OTHER_NAME = "other_name"
    OTHER_BIRTH_DATE = "other_birth_date"
    OTHER_NUMBER = "other_number"
    OTHER_COUNTRY = "other_country"
    OTHER_EXPIRY = "other_expiry"
    NUMBER_UNSURE = "number_unsure"
    TWO_PASSPORTS = "two_passports"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    PAPER_UNCLEAR = "paper_unclear"
    PAPER_MOBILE = "paper_mobile"
    PAPER_LICENCE = "paper_licence"
    PAPER_NO_ADDRESS = "paper_no_address"
    PAPER_NO_NAME = "paper_no_name"
    PAPER_NO_DATE = "paper_no_date"
    PAPER_OLD = "paper_old"
    PAPER_UNSURE = "paper_unsure"
    SAME_PAPER = "same_paper"
    USED_TWICE = "used_twice"
    NOT_READ_YET = "not_read_yet"
    SENT_ANYWAY = "sent_anyway"


REASONS: dict[Reason, str] = {
    Reason.NO_FILE: "There is no file here that we can open. Choose the file again.",
    Reason.EMPTY: "The file is empty. Take the photo again and add that one.",
    Reason.TOO_BIG: "The file is bigger than 10 MB. Take a photo instead of a scan, or save the file smaller.",
    Reason.WRONG_TYPE: "We can't read this kind of file. Add a photo (JPEG or PNG) or a PDF.",
    Reason.OTHER_PICTURE: "We can't read this kind of picture. Save it as JPEG, PNG or PDF and add that.",
    Reason.OFFICE_FILE: "This is a document from an office program. Save it as a PDF and add the PDF.",
    Reason.PROGRAM: "This is a program, not a picture. Add a photo (JPEG or PNG) or a PDF.",
    Reason.UNSAFE_MIX: "Something else is hidden in this file. Take a new photo of the page and add that.",
    Reason.NOT_OUR_FORM: "The file came in a way we did not expect. Go back to the page and add it again.",
    Reason.PASSWORD: "The PDF is locked with a password. Save a copy without the password and add that.",
    Reason.DAMAGED: "Part of the file is missing or broken. Take the photo again, or save the PDF again.",
    Reason.MANY_PICTURES: "The file holds more than one picture. Add one photo.",
    Reason.TOO_MANY_PAGES: "The file has more than 10 pages. Add only the pages that we ask for.",
    Reason.TOO_MANY_PIXELS: "The picture is too large to open. Take a normal photo with your phone.",
    Reason.TOO_SMALL: "The picture is too small to read. Take a new photo from close by.",
    Reason.BAD_SHAPE: "The picture is too long and thin. Take a photo that shows the whole page.",
    Reason.PHOTO_AS_PDF: "This is a PDF. Add the photo itself, as a JPEG or PNG file.",
    Reason.PHOTO_TOO_SMALL: "The photo is too small to print. Add one of at least 413 by 531 dots, not a thumbnail.",
    Reason.NO_FACE: "We can't find a face in this photo. Take a new one that shows your whole face.",
    Reason.SEVERAL_FACES: "There is more than one face in this photo. Take a new one of you alone.",
    Reason.FACE_TOO_SMALL: "Your face is too small in this photo. Go closer and take a new one.",
    Reason.PHOTO_TOO_DARK: "The photo is too dark to see you. Turn to a window and take a new one.",
    Reason.PHOTO_TOO_BLURRED: "The photo is too blurred to see you. Hold the phone still and take a new one.",
    Reason.PHOTO_TURNED: "Your photo lay on its side, so we turned it. Do nothing for now.",
    Reason.SOMEONE_BEHIND: "Somebody else can be seen behind you. Take a new photo of you alone if you can.",
    Reason.HEAD_CUT_OFF: "Your head is too near the edge. Take a new photo with more space around it if you can.",
    Reason.FACE_SMALL: "Your face is small in this photo. Go closer and take a new one if you can.",
    Reason.HEAD_TILTED: "Your head leans to one side. Take a new photo with your head straight if you can.",
    Reason.HEAD_TURNED: "You look to one side. Take a new photo that shows you from the front if you can.",
    Reason.PHOTO_SOFT: "The photo is a little blurred. Hold the phone still and take a new one if you can.",
    Reason.PHOTO_DARK: "The photo is a little dark. Turn to a window and take a new one if you can.",
    Reason.PHOTO_BRIGHT: "The light on your face is too strong. Take a new photo in softer light if you can.",
    Reason.LIGHT_FROM_SIDE: "One side of your face is much darker. Turn to the light and take a new one if you can.",
    Reason.PHOTO_GREY: "The photo is black and white. Take a new one in colour if you can.",
    Reason.BACKGROUND_BUSY: "We see things behind you. Stand by a plain wall and take a new one if you can.",
    Reason.NOT_SAFE_TO_OPEN: "We could not open this file safely. Take a photo of the page and add that.",
    Reason.THREAT: "Our virus check found something harmful in this file. Take a new photo and add that.",
    Reason.BY_PERSON: "A person looked at the file and could not use it. Take a new, clear photo and add that.",
    Reason.SCAN_FAILED: "Our virus check could not read the file. A person will look at it. Do nothing for now.",
    Reason.SCAN_OVERDUE: "Our check takes longer than usual. A person will look at it. Do nothing for now.",
    Reason.THREAT_FOUND_LATER: "We have to check this file once more. A person will do it. Do nothing for now.",
    Reason.NO_ZONE: "We can't find the lines with < signs. Lay the page flat and take a photo of all of it.",
    Reason.ZONE_UNCLEAR: "We can't read the lines with < signs. Take a new photo in good light, without glare.",
    Reason.VISA: "This is a visa. Take a photo of the page of the passport that shows your face.",
    Reason.SPECIMEN: "This looks like a sample, not a real passport. A person will look at it. Do nothing for now.",
    Reason.EXPIRED: "This passport has expired. You may still use it: it shows who you are.",
    Reason.OTHER_NAME: "The name in this passport is not the one you typed. Check what you typed, or add your own.",
    Reason.OTHER_BIRTH_DATE: "The date of birth in this passport is not the one you typed. Check what you typed.",
    Reason.OTHER_NUMBER: "The number of this passport is not the one you typed. Check what you typed.",
    Reason.OTHER_COUNTRY: "This passport is from another country than you chose. Check what you chose.",
    Reason.OTHER_EXPIRY: "This passport expires on another day than you typed. Check what you typed.",
    Reason.NUMBER_UNSURE: "We are not sure of the passport number. A person will look at it. Do nothing for now.",
    Reason.TWO_PASSPORTS: "There are two passports or cards here. Take a photo of your passport alone and add that.",
    Reason.RESIDENCE_PERMIT: "This is a card to live in a country. Take a photo of your passport and add that.",
    Reason.DRIVING_LICENCE: "This is a driving licence. Take a photo of the page of your passport with your face.",
    Reason.PAPER_UNCLEAR: "We can't read this page well. Lay it flat and take a photo of all of it in good light.",
    Reason.PAPER_MOBILE: "We can't take a mobile phone bill. Add a bank letter, or a gas, water or council tax bill.",
    Reason.PAPER_LICENCE: "We can't take a paper licence. Add a bank letter, or a gas, water or council tax bill.",
    Reason.PAPER_NO_ADDRESS: "We could not find {missing} on this page. Add a page that shows where you live.",
    Reason.PAPER_NO_NAME: "We could not find {name} on this page. Add a bill or a letter with your name on it.",
    Reason.PAPER_NO_DATE: "We can't find the day when this was made. Add the page that shows it.",
    Reason.PAPER_OLD: "This page is from {date}. Add a bill or a letter from {earliest} or later.",
    Reason.PAPER_UNSURE: "We are not sure about this page. A person will look at it. Do nothing for now.",
    Reason.SAME_PAPER: "This looks like the other paper that you added. Add one from somebody else here.",
    Reason.USED_TWICE: "You used this same file on another page. Add a new one here.",
    Reason.NOT_READ_YET: "A person will look at this file. Do nothing for now.",
    Reason.SENT_ANYWAY: "You asked us to use this file. A person will look at it. Do nothing for now.",
}


LONGEST_VALUE = 60
"""Letters of what fills a gap."""


def sentence(code: str, values: Mapping[str, str] | None = None) -> str:
    """The English sentence for a stored code, its gaps filled by what was read."""
    return REASONS[Reason(code)].format_map(filling(code, values))


def gaps(code: str) -> frozenset[str]:
    """The names of the gaps that a code's sentence has."""
    return frozenset(name for _, name, _, _ in Formatter().parse(REASONS[Reason(code)]) if name)


def filling(code: str, values: Mapping[str, str] | None = None) -> dict[str, str]:
    """What goes into the gaps: dates in words, long texts cut, an ellipsis for what is not known."""
    return {name: shown((values or {}).get(name, "…")) for name in gaps(code)}


def shown(value: str) -> str:
    """Something that was read, as it may stand in a sentence: `2026-08-04` is 4 August 2026."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        plain = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
        return plain if len(plain) <= LONGEST_VALUE else f"{plain[:LONGEST_VALUE].rstrip()}…"
    return f"{day.day} {day:%B} {day.year}"
