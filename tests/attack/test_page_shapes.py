"""The issuer's own seal over a page of another shape: shadows, disguises and hidden words are refused by name.

Each case is closed by the check that the reason names, and by nothing before it: without that check it would pass.
"""

from collections.abc import Callable

import pytest

from chalicelib.verification.models import Report, Verdict
from tests.attack.rewriting import resaved
from tests.attack.spoiling import SPOILS
from tests.attack.workshop import Workshop, names

Judge = Callable[..., Report]


@pytest.fixture(scope="session")
def plain(issuer: Workshop) -> bytes:
    """The issuer's page before it is sealed."""
    return issuer.page(issuer.recipe())


def test_the_writer_alone_changes_nothing(judge: Judge, issuer: Workshop, plain: bytes) -> None:
    """What the cases below do besides their one change is no reason to refuse."""
    found = judge(issuer.seal(resaved(plain, lambda _: None)))
    assert found.verdict is Verdict.GENUINE


@pytest.mark.parametrize("spoil", sorted(SPOILS))
def test_a_page_of_another_shape(judge: Judge, issuer: Workshop, plain: bytes, spoil: str) -> None:
    change, reason = SPOILS[spoil]
    changed = change(plain)
    assert changed != plain
    try:
        sealed = issuer.seal(changed)
    except (ValueError, AttributeError, KeyError):
        return  # not even the issuer's own hand can seal it
    found = judge(sealed)
    assert (found.verdict, names(found)) == (Verdict.ALTERED, [reason])
