"""Whether a line that addresses somebody names the applicant: initials, titles, joint accounts, any order."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum

from chalicelib.documents.address.folding import spellings, tokens
from chalicelib.documents.claims import Claims

_TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor rev reverend revd sir dame lady lord master messrs esq
    obe mbe cbe phd bsc ba ma msc jp mp mrcs""".split()  # noqa: SIM905 - readable
)
_GENERATIONS = frozenset("jr jnr junior sr snr senior ii iii iv".split())  # noqa: SIM905 - as above
_ON_BEHALF = re.compile(
    r"\b(c\s?/\s?o|care of|estate of|executors?|exors?|trustees?|parents?|guardians?|deceased|the late|"
    r"per pro|p\.p\.|on behalf of|landlord|agent|attorney)\b(?:\sof\b)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:&|\+|,?\s\band\b|\ba/ac\b|,?\s\bac\b\s|;|/)\s*", re.IGNORECASE)
_MOST_INITIALS = 4


class Likeness(IntEnum):
    """How well a line names the applicant, the higher the better."""

    NOBODY = 0
    """No name stands there."""
    OTHER = 1
    UNSURE = 2
    """The same surname with too little or something else beside it: a person decides."""
    INITIALS = 3
    """Two initials or more, which brothers seldom share."""
    SAME = 4

    @property
    def confidence(self) -> float:
        return {Likeness.SAME: 1.0, Likeness.INITIALS: 0.8, Likeness.UNSURE: 0.4}.get(self, 0.0)


def likeness(line: str, claims: Claims) -> Likeness:
    """How well one line, which may name two people, names the applicant by a present or former name."""
    known = [(claims.forenames or "", claims.surname or ""), *_former(claims.former_names)]
    plain = _TITLES - {word for names in known for name in names for word in tokens(name)}
    found = max(
        (
            _of_person(person, names)
            for person in _people(_ON_BEHALF.sub(" & ", line), plain)
            for names in known
        ),
        default=Likeness.NOBODY,
    )
    return min(found, Likeness.UNSURE) if _ON_BEHALF.search(line) else found


def _former(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A former name comes as one text: any of its words from the second on may begin the surname."""
    for name in names:
        parts = name.split()
        yield from ((" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts)))


def _people(line: str, titles: AbstractSet[str]) -> Iterator[list[str]]:
    """The words of each person whom a line names; one without a surname shares that of the last."""
    parts = [list(_named(part, titles)) for part in _AND.split(line)]
    parts = [part for part in parts if part]
    yield from parts
    shared = parts[-1] if len(parts) > 1 else []
    for part in parts[:-1]:
        yield from (part + shared[at:] for at in range(1, len(shared)))
    surname_first = line.split(",")
    if len(surname_first) == 2:  # noqa: PLR2004 - Surname, Forenames
        yield [*_named(surname_first[1], titles), *_named(surname_first[0], titles)]


def _named(text: str, titles: AbstractSet[str]) -> Iterator[str]:
    """Folded words of a name without titles; nothing when other things than names stand there."""
    words = [word for word in tokens(text) if word not in titles]
    if not any(any(letter.isdigit() for letter in word) for word in words):
        yield from words


def _of_person(words: Sequence[str], names: tuple[str, str]) -> Likeness:
    forenames, surname = names
    wanted = spellings(surname)
    if wanted == {""} or not words:
        return Likeness.NOBODY
    plain = [word for word in words if word not in _GENERATIONS]
    cap = Likeness.SAME if len(plain) == len(words) else Likeness.UNSURE
    givens = list(_beside(plain, wanted))
    if givens:
        return min(cap, max(_of_forenames(given, forenames) for given in givens))
    parts = {part for part in tokens(surname) if len(part) > 2}  # noqa: PLR2004 - not `de`, `O`
    half = parts & set(plain) or any(word.startswith(tuple(wanted)) for word in plain)
    first = tokens(forenames)[:1]
    return Likeness.UNSURE if half and first and first[0] in plain else Likeness.OTHER


def _beside(words: Sequence[str], surname: set[str]) -> Iterator[list[str]]:
    """What stands beside the surname, when that ends or begins the words."""
    for at in range(len(words)):
        if "".join(words[at:]) in surname:
            yield list(words[:at])
        if "".join(words[: at + 1]) in surname:
            yield list(words[at + 1 :])


def _of_forenames(given: Sequence[str], forenames: str) -> Likeness:
    """The first must be there, whole or as an initial; the others in order, whole, as initials or left out.

    One initial alone is nobody's in particular: father and son, man and wife may share it. A further name that was
    not typed may be somebody else's too.
    """
    typed = tokens(forenames)
    if not given or not typed:
        return Likeness.UNSURE
    if "".join(given) in spellings(forenames):
        return Likeness.SAME
    if 1 < len(given[0]) <= _MOST_INITIALS and given == ["".join(name[0] for name in typed)]:
        return Likeness.INITIALS
    if not _same(given[0], typed[0]):
        return Likeness.UNSURE if given[0] in typed else Likeness.OTHER
    return _of_further(given, typed)


def _of_further(given: Sequence[str], typed: Sequence[str]) -> Likeness:
    """The names after a first one that is the same or its initial."""
    at, is_whole = 1, given[0] == typed[0]
    for word in given[1:]:
        at = next((place for place in range(at, len(typed)) if _same(word, typed[place])), -1) + 1
        if not at:
            return Likeness.UNSURE if is_whole else Likeness.OTHER
    if is_whole:
        return Likeness.SAME
    return Likeness.INITIALS if len(given) > 1 else Likeness.UNSURE


def _same(word: str, name: str) -> bool:
    return word == name or (len(word) == 1 and name.startswith(word))
