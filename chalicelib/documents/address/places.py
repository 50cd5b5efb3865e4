"""Looks on a page for the address that was typed: postcode first, then house and flat, street and town."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from chalicelib.documents.address.folding import fold, tokens
from chalicelib.documents.address.parts import Address, alike, is_id, is_unit, taken_apart, whole
from chalicelib.documents.address.words import Cell, Seen, below, block_up
from chalicelib.documents.claims import Claims

_ALIKE = 88
"""Likeness of two spellings of a street or a town, of 100, at which they are one."""
_SIGNS = str.maketrans("OQILSBZG", "00115826")
"""Letters and digits that readers of print take for one another."""
_MOST_TOKENS = 3
_TWO_LINES = 2
_OF_OTHERS = re.compile(
    r"\b(previous|former|old|landlord|registered office|return address|blaenorol)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Place:
    """A part of a page that may be the address."""

    lines: tuple[tuple[Seen, ...], ...]
    """Of the address, from its first line to the postcode."""
    over: tuple[Cell, ...]
    """The lines above it in its block, the nearest first."""
    postcode: tuple[Seen, ...]
    missing: str = ""
    """The part that was typed and is not there, or differs."""
    agreement: float = 0.0
    """0 to 1; 0 when something is missing."""
    label: tuple[Seen, ...] = ()
    """What stands before the address in its own line."""

    @property
    def words(self) -> tuple[Seen, ...]:
        return tuple(word for line in self.lines for word in line)

    @property
    def is_of_others(self) -> bool:
        """Whether it is said that the applicant does not live there, or not any more."""
        said = " ".join(word.text for word in self.label)
        return bool(_OF_OTHERS.search(said) or any(_OF_OTHERS.search(cell.text) for cell in self.over[:1]))


def places_in(cells: Sequence[Cell], claims: Claims) -> list[Place]:
    """Where on the page the typed address may stand, the best first."""
    typed = typed_address(claims)
    found = [
        _place(_Ending(cell, at, ending, tuple(block_up(cell, cells))), typed, claims)
        for cell in cells
        for at, ending in _endings(cell, cells, claims)
    ]
    return sorted(found, key=lambda place: -place.agreement)


def typed_address(claims: Claims) -> Address:
    """The typed lines without the town, taken apart."""
    return taken_apart(tokens(" ".join(claims.address[:-1] or claims.address)))


def _endings(cell: Cell, cells: Sequence[Cell], claims: Claims) -> Iterator[tuple[int, tuple[Seen, ...]]]:
    """Where an address ends in a cell: at the typed postcode, or at the town when no postcode was typed.

    A postcode may be broken between two lines.
    """
    wanted = _compact(claims.postcode or "")
    town = "".join(tokens(claims.address[-1])) if claims.address else ""
    for at in range(len(cell.words)):
        for end in range(at + 1, min(at + _MOST_TOKENS, len(cell.words)) + 1):
            words = cell.words[at:end]
            text = "".join(word.text for word in words)
            if _compact(text) == wanted if wanted else town and "".join(tokens(text)) == town:
                yield at, words
    onward = below(cell, cells) if wanted.startswith(_compact(cell.words[-1].text) or "-") else None
    if onward and _compact(cell.words[-1].text + onward.words[0].text) == wanted:
        yield len(cell.words) - 1, (cell.words[-1], onward.words[0])


def _compact(text: str) -> str:
    return "".join(tokens(text)).upper().translate(_SIGNS)


@dataclass(frozen=True)
class _Ending:
    """Where an address ends: in which cell, before which of its words, with what, and its block upwards."""

    cell: Cell
    at: int
    words: tuple[Seen, ...]
    block: tuple[Cell, ...]

    @property
    def lines(self) -> list[tuple[Seen, ...]]:
        """From the ending upwards."""
        return [self.cell.words[: self.at], *(cell.words for cell in self.block[1:])]


def _place(ending: _Ending, typed: Address, claims: Claims) -> Place:
    """The typed address read upwards from its end, as far as its first line."""
    for depth, line in enumerate(ending.lines):
        street = _street_in(line, typed)
        if street is not None:
            return _compared(ending, (depth, street), typed, claims)
    missing = ", ".join(claims.address[:-1]) or " ".join(claims.address)
    return Place((ending.words,), ending.block[1:], ending.words, missing)


def _street_in(line: Sequence[Seen], typed: Address) -> int | None:
    """Which word of the line is the last of the typed street."""
    wanted = typed.words[-_TWO_LINES:] or (*typed.units, *typed.numbers)[-1:]
    flat = [(at, whole(token)) for at, word in enumerate(line) for token in tokens(word.text)]
    for end in range(len(flat), 0, -1):
        part = flat[max(0, end - len(wanted)) : end]
        if wanted and alike("".join(token for _, token in part), "".join(wanted)):
            return part[-1][0]
    return None


def _compared(ending: _Ending, street: tuple[int, int], typed: Address, claims: Claims) -> Place:
    """Numbers and names from the street's line upwards against the typed ones, and the town below.

    `street` is the line, counted from the ending, and the word in which the street ends.
    """
    lines, (depth, last) = ending.lines, street
    top = depth + 1
    while top < len(lines) and _belongs(lines[top], typed):
        top += 1
    used = [*reversed(lines[depth + 1 : top]), lines[depth][: last + 1]]
    start = _start(used[0], typed)
    used[0], label = used[0][start:], used[0][:start]
    missing = _missing(typed, taken_apart(_tokens(used)), claims)
    rest = [lines[depth][last + 1 :], *reversed(lines[:depth])]
    agreement = 0.0 if missing else (1.0 if _has_town(rest, claims) else 0.7)
    kept = [*used[:-1], used[-1] + rest[0], *rest[1:]]
    kept[-1] += ending.words
    return Place(tuple(filter(None, kept)), ending.block[top:], ending.words, missing, agreement, label)


def _tokens(lines: Sequence[Sequence[Seen]]) -> list[str]:
    return [token for line in lines for word in line for token in tokens(word.text)]


def _belongs(line: Sequence[Seen], typed: Address) -> bool:
    """Whether a line above the street is of the address: a flat, a number, or a typed name of a house."""
    text = " ".join(word.text for word in line)
    apart = taken_apart(tokens(text))
    if apart.units or (apart.numbers and len(line) <= _MOST_TOKENS):
        return True
    return bool(apart.words) and all(any(alike(word, known) for known in typed.words) for word in apart.words)


def _start(line: Sequence[Seen], typed: Address) -> int:
    """At which word of its first line the address begins: a label or a name may stand before it."""
    for at, word in enumerate(line):
        for token in map(whole, tokens(word.text)):
            if is_id(token) or is_unit(token) or token in typed.words:
                return at
    return 0


def _missing(typed: Address, seen: Address, claims: Claims) -> str:
    """The typed part that is not there as it was typed; nothing when all agrees."""
    lines = claims.address[:-1] or claims.address
    lost = [word for word in typed.words if not any(alike(word, known) for known in seen.words)]
    if lost and fuzz.ratio(" ".join(typed.words), " ".join(seen.words)) < _ALIKE:
        return ", ".join(lines)
    if typed.units and seen.units:
        agree = typed.units == seen.units and typed.numbers == seen.numbers
    else:
        agree = (*typed.units, *typed.numbers) == (*seen.units, *seen.numbers)
    if agree:
        return ""
    return lines[0] if typed.numbers == seen.numbers else ", ".join(lines)


def _has_town(lines: Sequence[Sequence[Seen]], claims: Claims) -> bool:
    town = "".join(tokens(claims.address[-1])) if len(claims.address) > 1 else ""
    text = "".join(fold(word.text) for line in lines for word in line)
    return not town or not claims.postcode or fuzz.partial_ratio(town, "".join(tokens(text))) >= _ALIKE
