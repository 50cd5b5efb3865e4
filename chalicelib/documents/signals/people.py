"""Whether two applications are in the name of one person, as far as what was typed can tell."""

import unicodedata

from chalicelib.documents.claims import Claims


def is_same_person(one: Claims, other: Claims) -> bool:
    """Born on one day, and a present or former name in common by its surname and first forename.

    Not known is not the same: an officer then sees a signal too many rather than one too few.
    """
    born_alike = one.birth_date is not None and one.birth_date == other.birth_date
    return born_alike and bool(_names(one) & _names(other))


def _names(claims: Claims) -> set[tuple[str, ...]]:
    present = f"{claims.forenames or ''} {claims.surname or ''}"
    folded = (_folded(name) for name in (present, *claims.former_names))
    return {(words[0], words[-1]) for words in folded if words}


def _folded(name: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign if sign.isalpha() else " " * sign.isspace() for sign in bare).split()
