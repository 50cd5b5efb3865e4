"""The staff's page on certificates under way, on the log as the monitor saw it last, and on guessing by strangers."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from chalice.app import Response

from chalicelib.casework.listing import moment, span
from chalicelib.certificates.log.watch import Watches
from chalicelib.platform import clock
from chalicelib.platform.tally import Tally
from chalicelib.web.pages import page
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit
from chalicelib.web.words import day

_SILENT = timedelta(minutes=45)
"""Three looks of the monitor."""
WORDS = {
    "checkpoint-missing": "The public log has no checkpoint.",
    "checkpoint-unreadable": "The public log's checkpoint can't be read.",
    "checkpoint-signature": "The public log's checkpoint is not signed by the log's key.",
    "not-witnessed": "The public log's checkpoint lacks the witnesses' signatures.",
    "tiles-damaged": "A file of the public log is damaged or missing.",
    "log-shrank": "The public log has become shorter.",
    "log-rewritten": "The public log's past was changed.",
    "witness-disagrees": "A witness saw another log than we publish.",
    "not-logged": "A certificate was issued that does not stand in the log.",
    "logged-twice": "A leaf stands in the log twice.",
    "statement-not-entered": "A statement was offered and is not in the log.",
    "unknown-leaf": "A leaf in the log belongs to no certificate in the register.",
}
"""What the monitor's findings mean to whoever reads them first."""


GUESSES = {
    "short-code-refused": "Numbers that matched nothing",
    "short-code-locked": "Numbers locked out",
    "access-code-refused": "Access codes that opened nothing",
    "access-code-locked": "Access codes locked out",
}
"""Tries on the verification pages that were refused: how many, never of which code."""
_DAYS = 7


def register(site: Site, watches: Callable[[], Watches], guesses: Callable[[], Mapping[str, Tally]]) -> None:
    """Put the page on the staff's site."""

    @site.get("/staff/system", role="officer")
    def system(visit: Visit) -> Response:
        watch, now = watches().report(), clock.now()
        looked_at = watch.looked_at if watch else None
        waiting = watch.waiting if watch else ()
        return page(
            visit,
            "casework/system",
            tab="system",
            watch=watch,
            looked=moment(looked_at) if looked_at else "",
            silent=looked_at is not None and now - looked_at > _SILENT,
            findings=[(WORDS[finding.fault], finding.about) for finding in watch.findings] if watch else [],
            guesses=_guesses(guesses()),
            guess_words=list(GUESSES.values()),
            waiting=[(one, moment(one.reserved_at), span(now - one.reserved_at)) for one in waiting],
        )


def _guesses(tallies: Mapping[str, Tally]) -> list[tuple[str, list[int]]]:
    """Each of the last days with its counts, in the order of `GUESSES`; today first."""
    counts = [tallies[name].days(_DAYS) for name in GUESSES]
    return [(day(date), [each[date] for each in counts]) for date in counts[0]]
