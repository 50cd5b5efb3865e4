"""Which check digits of a zone agree."""

from chalicelib.documents.mrz.layouts import FILLER, Check, Layout
from chalicelib.kernel.police_identifiers.passport import check_digit


def agreement(layout: Layout, rows: tuple[str, ...]) -> dict[str, bool]:
    """For each check digit by name, whether it agrees with what it covers.

    A document number of more than nine characters runs on in the optional data, its check digit after it, and a
    filler stands where the digit would be (Doc 9303-5, 4.2.2, note j; the same in part 6).
    """
    return {check.name: _agrees(check, layout, rows) for check in layout.checks}


def long_number(layout: Layout, rows: tuple[str, ...]) -> tuple[str, str] | None:
    """A number that runs on, whole, and its check digit; None when it does not run on."""
    check = next(check for check in layout.checks if check.name == "number")
    start = layout.span("number").of(rows)
    rest = layout.span("optional").of(rows).split(FILLER)[0]
    if layout.name not in {"TD1", "TD2"} or check.at.of(rows) != FILLER or FILLER in start or len(rest) < 2:  # noqa: PLR2004 - one more character and the digit
        return None
    return start + rest[:-1], rest[-1]


def _agrees(check: Check, layout: Layout, rows: tuple[str, ...]) -> bool:
    digit = check.at.of(rows)
    covered = "".join(span.of(rows) for span in check.covers)
    if check.name == "number" and digit == FILLER:
        whole = long_number(layout, rows)
        return whole is not None and check_digit(whole[0]) == whole[1]
    if digit == FILLER:
        return check.may_be_filler and not covered.strip(FILLER)
    return digit == check_digit(covered)
