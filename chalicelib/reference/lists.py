"""Short lists of codes: pleas, verdicts, remand states, hearings, units of duration, categories of offences."""

from dataclasses import dataclass
from functools import cache

from chalicelib.reference.tables import table


@dataclass(frozen=True)
class Entry:
    """A code of a list."""

    code: str
    pnc: str
    """How PNC writes it; empty where the source does not say."""
    text: str


def text_of(name: str, code: str) -> str | None:
    """What a code of the list `name` means, such as `plea-status` NG; None when it is not known."""
    return next((entry.text for entry in entries(name) if entry.code == code), None)


def entries(name: str) -> tuple[Entry, ...]:
    """A list's entries in the order of the source: a code may stand twice, with other PNC words or texts."""
    return _lists().get(name, ())


@cache
def _lists() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for name, code, pnc, text in table("lists").rows():
        found[name] = (*found.get(name, ()), Entry(code, pnc, text))
    return found
