"""Words of a name, how each sounds, and which other names people use for it."""

import re
from functools import cache, lru_cache
from pathlib import Path

from chalicelib.records.names.romanise import plain

MOST_WORDS = 12
"""Of one name; what follows is not compared, so that a pasted page costs no more than a name."""
MOST_LETTERS = 40
_TITLES = frozenset(
    {
        "MR",
        "MRS",
        "MS",
        "MISS",
        "MX",
        "DR",
        "SIR",
        "DAME",
        "LORD",
        "LADY",
        "PROF",
        "REV",
        "JR",
        "SNR",
        "JNR",
        "II",
        "III",
    }
)
_PARTICLES = frozenset(
    {
        *("VAN", "DER", "DEN", "DE", "DA", "DI", "DO", "DEL", "DELLA", "DOS", "DAS", "DU", "LA"),
        *("AL", "EL", "UL", "BIN", "BINT", "BINTI", "IBN", "VON", "ZU", "TER", "TEN", "AF", "AV"),
    }
)
_VARIANTS = Path(__file__).parent / "model" / "variants.txt"
_JOINED = re.compile(r"\b(MC|MAC|O) (?=[A-Z]{3})")

_STARTS = (
    ("MAC", "MC"),
    ("KN", "N"), ("GN", "N"), ("PN", "N"), ("WR", "R"), ("PS", "S"), ("X", "S"), ("Y", "J"), ("DZ", "J"),
    ("DJ", "J"), ("WH", "W"), ("RH", "R"), ("KH", "K"), ("GH", "G"),
)  # fmt: skip
_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"CHR", "KR"),
        (r"SCHW", "3V"),
        (r"SZCZ|SHCH|TSCH|TCH|SCH|SZ|CZ|SH|CH|ZH|TI(?=O)", "3"),
        (r"PH", "F"),
        (r"GHT", "T"),
        (r"(?<=[AEIOU])GH", ""),
        (r"TH|DT|DH", "T"),
        (r"CK|CQ|KH|Q", "K"),
        (r"TZ|TS", "S"),
        (r"DGE|DG", "J"),
        (r"SC(?=[EIY])|C(?=[EIY])", "S"),
        (r"G(?=[EIY])", "J"),
        (r"C", "K"),
        (r"X", "KS"),
        (r"Z", "S"),
        (r"V", "F"),
        (r"(?<=[AEIOUY])W(?=[AEIOUY])", "F"),
    )
)
_SILENT = re.compile(r"[AEIOUYHW]")
_DOUBLED = re.compile(r"(.)\1+")
_VOWEL = re.compile(r"^[AEIOU]")
_MOST_SOUNDS = 6


@lru_cache(maxsize=262_144)
def words(text: str) -> tuple[str, ...]:
    """The words of one part of a name: no titles; particles only when nothing else is there; Mc and O' joined."""
    found = plain(text).split()
    if len(found) > 1:
        found = _JOINED.sub(r"\1", " ".join(found)).split()
        found = [w for w in found if w not in _TITLES] or found
        found = [w for w in found if w not in _PARTICLES] or found
    return tuple([w[:MOST_LETTERS] for w in found[:MOST_WORDS]])


@lru_cache(maxsize=262_144)
def sound(word: str) -> str:
    """A code that words of one sound share, whichever language spelt them; of one letter, the letter."""
    for written, heard in _STARTS:
        if word.startswith(written):
            word = heard + word[len(written) :]
            break
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    first = "A" if _VOWEL.match(word) else word[:1]
    return _DOUBLED.sub(r"\1", first + _SILENT.sub("", word[1:]))[:_MOST_SOUNDS]


@cache
def _groups() -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]]]:
    """Word -> the names for which it stands (Bill: WILLIAM), and those of them that are forms of one name."""
    found: dict[str, dict[str, None]] = {}
    forms: dict[str, set[str]] = {}
    for line in _VARIANTS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, *others = line.removeprefix("= ").split()
        for word in (head, *others):
            found.setdefault(word, {})[head] = None
            if line.startswith("= "):
                forms.setdefault(word, set()).add(head)
    return {word: tuple(heads) for word, heads in found.items()}, {w: frozenset(h) for w, h in forms.items()}


def heads(word: str) -> tuple[str, ...]:
    """The names for which `word` stands: itself or others; empty when no list knows it."""
    return _groups()[0].get(word, ())


def are_variants(a: str, b: str) -> bool:
    """Whether one stands for the other (Bill and William), or both are forms of one name (Kasia and Catherine).

    Two nicknames of one name are not: Bert is short for Robert and for Wilbert, who are two people.
    """
    known = _groups()[0]
    of_a, of_b = known.get(a), known.get(b)
    if of_a is None or of_b is None:
        return False
    return a in of_b or b in of_a or bool(_forms(a) & _forms(b))


def _forms(word: str) -> frozenset[str]:
    return _groups()[1].get(word, frozenset())


@lru_cache(maxsize=262_144)
def codes(word: str) -> tuple[str, ...]:
    """How `word` sounds, then how the names sound for which it stands; each once."""
    return tuple(dict.fromkeys((sound(word), *(sound(head) for head in heads(word)))))
