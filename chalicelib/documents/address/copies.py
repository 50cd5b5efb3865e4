"""The words of a clean copy: those of its text layer, and of pages that have none, as the pictures show them."""

from collections.abc import Iterator

from chalicelib.documents.address.words import Seen, seen_of
from chalicelib.documents.rewriting import CleanFile

_ENOUGH = 12
"""A page with fewer words of text is a picture with little more than a stamp."""
_MOST_SEEN = 2
"""Pages of pictures that are read: the first one of a paper says what is looked for."""
_LONGEST = 2400


def pages_of(copy: CleanFile) -> Iterator[tuple[Seen, ...]]:
    """The words of each page, read when it is asked for. Raises `ReaderMissing` without the networks."""
    written = tuple(seen_of(copy.words))
    by_page = {
        number: tuple(one for one in written if one.mark.page == number)
        for number in range(1, copy.pages + 1)
    }
    if any(len(words) >= _ENOUGH for words in by_page.values()):
        yield from (words for words in by_page.values() if words)
    else:
        yield from _seen(copy)


def _seen(copy: CleanFile) -> Iterator[tuple[Seen, ...]]:
    from chalicelib.documents.address.seeing import see_page  # noqa: PLC0415 - a text layer needs no networks
    from chalicelib.documents.page_pictures import page_pictures  # noqa: PLC0415 - as above

    for number, picture in enumerate(page_pictures(copy, _LONGEST), 1):
        if number > _MOST_SEEN:
            return
        yield see_page(picture, number)
