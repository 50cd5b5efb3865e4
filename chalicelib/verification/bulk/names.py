"""Names that outsiders give to files and rows, made harmless: they come back in pages, reports and spreadsheets."""

import unicodedata

LONGEST = 120
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMULA = frozenset("=+-@\t\r|%")
"""What makes a spreadsheet take a cell for a formula (OWASP: CSV injection)."""


def clean_name(given: str) -> str:
    """The name in one line without unseen signs, which could turn text round; cut in the middle when long."""
    seen = "".join(
        " " if unicodedata.category(c) in _HIDDEN else c for c in unicodedata.normalize("NFC", given)
    )
    line = " ".join(seen.split())
    half = LONGEST // 2 - 1
    return line if len(line) <= LONGEST else f"{line[:half]}…{line[-half:]}"


def cell(text: str) -> str:
    """The text as a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _FORMULA else text
