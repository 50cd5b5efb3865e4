"""Any script in capital Latin letters, so that one spelling rule serves every name; no guide to pronunciation.

Scripts that records often hold have tables here, chosen to sound as British clerks write them; anyascii has the rest.
"""

import unicodedata
from functools import lru_cache

_LATIN = {
    "Ł": "L", "Ø": "O", "Æ": "AE", "Œ": "OE", "Đ": "D", "Ð": "D", "Þ": "TH", "ẞ": "SS", "ß": "SS", "Ħ": "H",
    "Ŋ": "NG", "\u0131": "I", "Ə": "A", "Ɛ": "E", "Ɔ": "O", "Ŧ": "T", "Ɖ": "D", "Ƒ": "F", "Ɣ": "G", "Ʊ": "U",
    "Ɓ": "B", "Ɗ": "D", "Ƙ": "K",
}  # fmt: skip


def _spelt(letters: str, latin: str) -> dict[str, str]:
    return dict(zip(letters, latin.split(), strict=True))


_CYRILLIC = _spelt(
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎЂЈЉЊЋЏЃЌЅҚҒҢӘӨҰҮҺ",
    "A B V G D E E ZH Z I Y K L M N O P R S T U F KH TS CH SH SHCH - Y - E YU YA I YI YE G U DJ J "
    "LJ NJ C DZ G K DZ K G N A O U U H",
)
_GREEK = _spelt("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "A V G D E Z I TH I K L M N X O P R S T Y F CH PS O")
_ARABIC = _spelt(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئپچژگکیں",
    "A B T TH J H KH D DH R Z S SH S D T Z A GH F Q K L M N H W Y A A - A I A W Y P CH ZH G K Y N",
)
_HEBREW = _spelt("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "A B G D H V Z CH T Y K K L M M N N S A P F TZ TZ K R SH T")
_TABLE = {k: v.strip("-") for t in (_LATIN, _CYRILLIC, _GREEK, _ARABIC, _HEBREW) for k, v in t.items()}
_SLIPS = {"0": "O", "1": "I", "3": "E", "5": "S", "8": "B"}
"""Digits that a scanner or a hurried hand leaves in a name; other digits are dropped."""
_JOINERS = frozenset(
    "'`\u00b4\u2018\u2019\u02bc\u02bb\u02b9\u02bf\u02be\u00b7.\u00ad\u200b\u200c\u200d\u2060\ufeff"
)
"""Marks inside one word: they vanish. Every other mark parts words."""
_FIRST_WITH_VOWEL_SIGNS = "\u0900"
"""From Devanagari on, marks on a letter are vowels; before it they are accents and points."""
_WHOLE = (("가", "힣"), ("\u3041", "\u30ff"))
"""Hangul and kana are read as they are: taken apart, a syllable loses its consonant's voice."""


@lru_cache(maxsize=65_536)
def _letter(character: str) -> str:
    """One character after NFKD and upper case: its Latin letters, a space between words, or nothing."""
    if character in _TABLE:
        return _TABLE[character]
    category = unicodedata.category(character)
    if category[0] == "M" and character >= _FIRST_WITH_VOWEL_SIGNS:
        return _from_the_table_of_all(character)
    if character in _JOINERS or category in {"Mn", "Me", "Cf"}:
        return ""
    if not character.isalnum():
        return " "
    if character.isdigit():
        return _SLIPS.get(character, "")
    return _from_the_table_of_all(character)


def _from_the_table_of_all(character: str) -> str:
    """What anyascii's table of every script makes of it; an ideograph is a word of its own."""
    from anyascii import anyascii  # noqa: PLC0415 - its tables are read when a name needs them

    latin = "".join(filter(str.isalpha, anyascii(character))).upper()
    if unicodedata.name(character, "").startswith("CJK"):
        return f" {latin or character} "
    return latin or (character if character.isalnum() else "")


_ASCII = {code: _SLIPS.get(chr(code), "") for code in b"0123456789"} | {
    code: "" if chr(code) in _JOINERS else " " for code in range(128) if not chr(code).isalnum()
}


def plain(text: str) -> str:
    """Capitals and single spaces: accents go, apostrophes vanish, hyphens and other marks part words."""
    if text.isascii():
        return text.upper() if text.isalpha() else " ".join(text.upper().translate(_ASCII).split())
    return _romanised(text)


@lru_cache(maxsize=65_536)
def _romanised(text: str) -> str:
    decomposed = "".join(c if _is_whole(c) else unicodedata.normalize("NFKD", c) for c in text).upper()
    whole = decomposed.replace("\u039f\u03a5", "OU")
    return " ".join("".join(c if "A" <= c <= "Z" else _letter(c) for c in whole).split())


def _is_whole(character: str) -> bool:
    return any(first <= character <= last for first, last in _WHOLE)
