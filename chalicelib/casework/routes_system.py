"""The staff's page on certificates under way and on the log, as the monitor saw them last."""

from collections.abc import Callable
from datetime import timedelta

from chalice.app import Response

from chalicelib.casework.listing import moment, span
from chalicelib.certificates.log.watch import Watches
from chalicelib.platform import clock
from chalicelib.web.pages import page
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

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
    "unknown-leaf": "A leaf in the log belongs to no certificate in the register.",
}
"""What the monitor's findings mean to whoever reads them first."""


def register(site: Site, watches: Callable[[], Watches]) -> None:
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
            silent=looked_at is None or now - looked_at > _SILENT,
            findings=[(WORDS[finding.fault], finding.about) for finding in watch.findings] if watch else [],
            waiting=[(one, moment(one.reserved_at), span(now - one.reserved_at)) for one in waiting],
        )
