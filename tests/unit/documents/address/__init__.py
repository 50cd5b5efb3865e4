"""Proof of address: dates, ages, names, places and the decision on a paper, on words that tests set themselves."""

from chalicelib.documents.judging import Mark
from chalicelib.documents.rewriting import Word

_LETTER, _LINE, _HIGH = 8, 16, 9


def words(page: str, number: int = 1) -> tuple[Word, ...]:
    """A page as typewriters set it: a column a letter, a row a line; what is further apart is another cell."""
    return tuple(
        Word(
            text,
            Mark(
                page=number,
                left=min(at * _LETTER, 1000),
                top=min(40 + row * _LINE, 1000),
                right=min((at + len(text)) * _LETTER, 1000),
                bottom=min(40 + row * _LINE + _HIGH, 1000),
            ),
        )
        for row, line in enumerate(page.splitlines())
        for at, text in _placed(line)
    )


def _placed(line: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for text in line.split():
        at = line.index(text, at)
        found.append((at, text))
        at += len(text)
    return found
