"""Finds a name, address or date in a font that stands nowhere else on its page: what an editor leaves behind."""

import re
from collections.abc import Iterator, Sequence

from chalicelib.documents.judging import Judged, Mark
from chalicelib.documents.models import Signal
from chalicelib.documents.rewriting import Word

FEWEST = 30
"""Words of a page below which fonts tell nothing."""
NEAR = 60
"""Thousandths of the page's height around a fact, in which its neighbours stand."""
_NEIGHBOURS = 3
_FACTS = {"name": "name", "address": "address", "postcode": "postcode", "date": "date"}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[-,].*$|(?:ps)?mt$|(?:bold|italic|oblique|regular|medium|light)+$")


def signals_of_fonts(words: Sequence[Word], judged: Judged) -> Iterator[Signal]:
    """A signal for each fact that stands alone in its font.

    An address set in the font of its envelope's window is no signal: name, address and postcode share that font.
    """
    for name, called in _FACTS.items():
        field = judged.fields.get(name)
        if field and field.mark and (font := _alone(words, field.mark)):
            yield Signal(code="other_font", values={"what": called, "font": font}, mark=field.mark)


def _alone(words: Sequence[Word], mark: Mark) -> str | None:
    """The family in which some of the marked words stand, and nothing else on the page."""
    page = [word for word in words if word.mark.page == mark.page and word.font]
    inside = [word for word in page if _is_in(word.mark, mark)]
    outside = [word for word in page if not _is_in(word.mark, mark)]
    neighbours = [word for word in outside if _is_near(word.mark, mark)]
    if len(page) < FEWEST or len(neighbours) < _NEIGHBOURS:
        return None
    elsewhere = {family(word.font) for word in outside}
    strange = [word.font for word in inside if family(word.font) not in elsewhere]
    return _SUBSET.sub("", strange[0]) if strange else None


def family(font: str) -> str:
    """A font's name without the mark of a subset, weight and slant."""
    bare = _SUBSET.sub("", font).lower().replace(" ", "")
    return _STYLE.sub("", bare) or bare


def _is_in(word: Mark, mark: Mark) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return mark.left <= across <= mark.right and mark.top <= down <= mark.bottom


def _is_near(word: Mark, mark: Mark) -> bool:
    return mark.top - NEAR <= word.bottom and word.top <= mark.bottom + NEAR
