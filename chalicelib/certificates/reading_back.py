"""Whether the text read off a certificate's pages says what its content says: for the lint and for verifiers."""

import re
import unicodedata
from collections.abc import Sequence

from chalicelib.certificates.models import Content
from chalicelib.certificates.page_checks import page_check
from chalicelib.certificates.view import said, view

_RIGHT_TO_LEFT = {"R", "AL"}
_MARKS = re.compile(r"[\s\u00ad\u200b\ufffe\u0002-]")
"""Spaces, hyphens and what typesetters put where a line ends: readers of pages break lines as they like."""


def missing(pages: Sequence[str], content: Content, verify_origin: str) -> str | None:
    """The first thing that is not on the pages, or None when all of it is; `pages` is each page's text."""
    shown, texts = view(content, verify_origin), [plain(text) for text in pages]
    for number, text in enumerate(texts, start=1):
        check = page_check(content.digest, number, is_last=number == len(texts))
        for what in (f"{number} of {len(texts)}", shown["number"], shown["fingerprint"], check):
            if plain(what) not in text:
                return f"page {number} does not bear {what}"
    whole = "".join(texts)
    return next(
        ("a fact is missing from its pages" for fact in said(shown) if not _stands(fact, whole)), None
    )


def plain(text: str) -> str:
    """Text without spaces, hyphens and marks, in one form of Unicode."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def _stands(fact: str, whole: str) -> bool:
    """Words written from right to left are looked for one by one: readers of pages order them as they see fit."""
    if not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in fact):
        return plain(fact) in whole
    return all(
        plain(word) in whole for word in re.split(r"[^\w\u0300-\u036f\u0590-\u05cf\u0610-\u06ed]+", fact)
    )
