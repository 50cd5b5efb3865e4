"""Sentences of pages in several languages that stand in Python tables."""

from collections.abc import Iterator

from chalicelib.certificates import words
from chalicelib.documents import outcome
from chalicelib.documents import reasons as reasons_of_documents
from chalicelib.kernel.errors import ProbityError
from chalicelib.verification import age, age_words, facts, reading_typed, reasons, routes
from chalicelib.verification.bulk.errors import KeyRefused
from chalicelib.verification.errors import COME_BACK, NotPublished, TooBusy
from chalicelib.web.error_pages import TITLES
from chalicelib.web.errors import NoPage
from chalicelib.web.site import OUR_FAULT
from chalicelib.web.words import _MONTHS

_FORMS = ("{day} {month} {year}", "{month} {year}")


def verify() -> Iterator[tuple[str, str]]:
    """(file, sentence) of each of the verify site."""
    for module in (age_words, reading_typed):
        for value in vars(module).values():
            if isinstance(value, str) and " " in value and value is not module.__doc__:
                yield _file(module), value
    for one, many in age_words.UNITS.values():
        yield from ((_file(age_words), one), (_file(age_words), many))
    yield from ((_file(reasons), ground.sentence) for ground in reasons.GROUNDS.values())
    yield from ((_file(reasons), advice) for advice in reasons.ADVICE.values())
    yield from ((_file(routes), heading) for heading in routes.HEADINGS.values())
    fixed = (routes.COPY_EXPIRED, routes.DO_NOT_ACCEPT, routes.NO_FILE, routes.STATUS_AS_OF)
    yield from ((_file(routes), sentence) for sentence in fixed)
    yield from ((_file(age), rule.purpose) for rule in age.rules_of_age())
    yield _file(facts), words.wording()["labels"]["searched"]["en"]
    faults = (NoPage(), ProbityError(OUR_FAULT), NotPublished(), TooBusy(), KeyRefused())
    yield from (("chalicelib/verification/errors.py", fault.message) for fault in faults)
    yield "chalicelib/verification/errors.py", COME_BACK
    yield from (("chalicelib/web/error_pages.py", title) for title in TITLES.values())
    yield from (("chalicelib/web/words.py", word) for word in (*_MONTHS, *_FORMS))


def apply() -> Iterator[tuple[str, str]]:
    """(file, sentence) of each of the applicant's documents."""
    yield from ((_file(reasons_of_documents), sentence) for sentence in reasons_of_documents.REASONS.values())
    yield from ((_file(outcome), words) for words in (*outcome.LABELS.values(), *outcome.KINDS.values()))
    yield from ((_file(outcome), place) for row in outcome.PLACES for place in row)
    yield "templates/pages/base.html", "Police certificates"


def _file(module: object) -> str:
    return str(getattr(module, "__name__", "")).replace(".", "/") + ".py"
