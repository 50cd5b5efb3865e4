"""Whether the text read off a certificate's pages says what its content says: for the lint and for verifiers."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from chalicelib.certificates.models import Content
from chalicelib.certificates.page_checks import page_check
from chalicelib.certificates.view import said, view

_LAM = "\N{ARABIC LETTER LAM}"
_RIGHT_TO_LEFT = {"R", "AL"}
_ON_ONE_PAGE, _PART = 200, 20
"""Letters of a fact that never crosses a page, and the fewest of one part of a fact that does."""
_MARKS = re.compile(r"[\s\u00ad\u200b-\u200d\ufffe\u0002-]")
"""Spaces, hyphens, joiners and what typesetters put where a line ends: readers break lines as they like."""


def missing(pages: Sequence[str], content: Content, verify_origin: str) -> str | None:
    """The first thing that is not on the pages, or None when all of it is; `pages` is each page's text."""
    shown, texts = view(content, verify_origin), [plain(text) for text in pages]
    for number, text in enumerate(texts, start=1):
        check = page_check(content.digest, number, is_last=number == len(texts))
        for what in (f"{number} of {len(texts)}", shown["number"], shown["fingerprint"], check):
            if plain(what) not in text:
                return f"page {number} does not bear {what}"
    whole = "".join(texts)
    return next(("a fact is missing from its pages" for fact in said(shown) if not stands(fact, whole)), None)


def plain(text: str) -> str:
    """Text without spaces, hyphens and marks, in one form of Unicode."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def _stands_in_parts(fact: str, whole: str) -> bool:
    """Whether it goes on where it stopped: a matter that is longer than a page stands on several."""
    while fact:
        known = bisect_left(range(len(fact) + 1), True, key=lambda length: fact[:length] not in whole) - 1
        if known < min(_PART, len(fact)):
            return False
        fact = fact[known:]
    return True


def stands(fact: str, whole: str) -> bool:
    """Where some is written from right to left, each run is looked for: readers of pages order them as they like."""
    if not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in fact):
        return plain(fact) in whole or (len(fact) > _ON_ONE_PAGE and _stands_in_parts(plain(fact), whole))
    return all(plain(run) in whole or _stands_joined(plain(run), whole) for run in _runs(fact))


def _stands_joined(run: str, whole: str) -> bool:
    """Whether it stands there but for the signs into which Arabic joins lam and the letter after it.

    Readers turn right-to-left text round, and with it the two letters of such a sign.
    """
    return _LAM in run and any(
        _reads(run, whole[at : at + len(run)]) for at in range(len(whole) - len(run) + 1)
    )


def _reads(run: str, text: str) -> bool:
    if not run:
        return True
    straight = run[0] == text[0] and _reads(run[1:], text[1:])
    joined = run[0] == _LAM and run[1:2] == text[0] and text[1:2] == _LAM
    return straight or (joined and _reads(run[2:], text[2:]))


def _runs(fact: str) -> Iterator[str]:
    """The stretches of letters and digits that are written in one direction."""
    for direction, run in groupby(fact, key=_direction):
        if direction:
            yield "".join(run)


def _direction(letter: str) -> str:
    if unicodedata.bidirectional(letter) in {*_RIGHT_TO_LEFT, "NSM"}:
        return "from right to left"
    return "from left to right" if letter.isalnum() else ""
