"""Brings a name or an address to plain small letters, so that accents, capitals and marks count for nothing."""

import re
import unicodedata

_PLAIN = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
    "'": "", "`": "", "\N{RIGHT SINGLE QUOTATION MARK}": "",
    "\N{LEFT SINGLE QUOTATION MARK}": "", "\N{ACUTE ACCENT}": "",
})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_APART = re.compile(r"[^\w]+|_")


def fold(text: str) -> str:
    """Small letters without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text, hyphens and marks dropped."""
    return [part for part in _APART.split(fold(text)) if part]


def spellings(name: str) -> set[str]:
    """A folded name without gaps, also as German writes it without dots: Müller is Muller or Mueller."""
    small = unicodedata.normalize("NFC", name.lower())
    return {"".join(tokens(small)), "".join(tokens(small.translate(_GERMAN)))}
