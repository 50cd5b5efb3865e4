"""How alike two names or two birth dates are: enough for a first simulator, and forgiving on purpose."""

import re
import unicodedata

_SOUNDS = (
    ("PH", "F"),
    ("GHT", "T"),
    ("SCH", "S"),
    ("CK", "K"),
    ("MAC", "MC"),
    ("KN", "N"),
    ("WR", "R"),
    ("TH", "T"),
    ("SH", "S"),
    ("CH", "K"),
    ("X", "KS"),
    ("Q", "K"),
    ("C", "K"),
    ("Z", "S"),
    ("V", "F"),
    ("J", "G"),
)
_SILENT = re.compile(r"[AEIOUYHW]")
_DOUBLED = re.compile(r"(.)\1+")
_SHORT, _LONG = 4, 8


def plain(text: str) -> str:
    """Capitals A to Z and spaces: no accents, hyphens become spaces, apostrophes vanish."""
    bare = unicodedata.normalize("NFKD", text.upper()).replace("-", " ")
    return " ".join("".join(c for c in bare if c == " " or c.isalnum()).split())


def sound(word: str) -> str:
    """A key that words of one sound share; `word` is plain."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word[:1] + _SILENT.sub("", word[1:]))


def names_alike(asked: tuple[str, str], held: tuple[str, str]) -> tuple[float, float]:
    """Likeness of surname and of forenames, 0 to 1 each, for two plain (forenames, surname), in either order."""
    straight = (_best(asked[1], held[1]), _best(asked[0], held[0]))
    swapped = (0.9 * _best(asked[1], held[0]), 0.9 * _best(asked[0], held[1]))
    return max(straight, swapped, key=lambda pair: (min(pair) > 0, sum(pair)))


def dates_alike(asked: str, held: str) -> float:
    """Likeness of two dates, either of which may lack day or month: 1 the same, 0 unlike."""
    if asked == held:
        return 1.0
    if asked.startswith(held) or held.startswith(asked):
        return 0.8
    a, b = asked.split("-"), held.split("-")
    if len(a) != len(b):
        return 0.0
    same = sum(x == y for x, y in zip(a, b, strict=True))
    if len(a) == len(("year", "month", "day")) and (a[0], a[1], a[2]) == (b[0], b[2], b[1]):
        return 0.8
    if same == len(a) - 1:
        return 0.6
    return 0.3 if abs(int(a[0]) - int(b[0])) <= 1 and same else 0.0


def _best(asked: str, held: str) -> float:
    """The best likeness of any word of one with any word of the other; two missing names are alike."""
    if not asked or not held:
        return 1.0 if asked == held else 0.5
    return max(_words_alike(a, b) for a in asked.split() for b in held.split())


def _words_alike(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if min(len(a), len(b)) == 1:
        return 0.5 if a[0] == b[0] else 0.0
    if sound(a) == sound(b):
        return 0.85
    slips = _slips(a, b)
    if slips <= 1 and min(len(a), len(b)) >= _SHORT:
        return 0.8
    return 0.6 if slips <= 2 and min(len(a), len(b)) >= _LONG else 0.0  # noqa: PLR2004 - slips in a long name


def _slips(a: str, b: str) -> int:
    """Letters to insert, drop, change or swap with a neighbour (optimal string alignment); gives up above 2."""
    if abs(len(a) - len(b)) > 2:  # noqa: PLR2004 - see above
        return 3
    older: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y)))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        older, last = last, row
    return last[-1]
