"""The front door: pages of three origins, and one function for each queue, stream and schedule."""

from datetime import timedelta
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, DynamoDBEvent, Rate, SQSEvent

from chalicelib.applications import handlers as applications_news
from chalicelib.applications import routes as applications_pages
from chalicelib.bootstrap import services
from chalicelib.casework import handlers as casework_news
from chalicelib.casework import routes as casework_pages
from chalicelib.casework import routes_keys as keys_pages
from chalicelib.casework import routes_register as register_pages
from chalicelib.casework import routes_system as system_pages
from chalicelib.certificates import handlers as certificates_news
from chalicelib.certificates import routes as certificates_pages
from chalicelib.certificates.access import routes as access_pages
from chalicelib.certificates.copies import handlers as copies_news
from chalicelib.certificates.copies import routes as copies_pages
from chalicelib.documents import handlers as documents_news
from chalicelib.documents import routes as documents_pages
from chalicelib.kernel.events.base import Envelope
from chalicelib.platform.batch import Response, consume, consume_events, consume_stream
from chalicelib.platform.metrics import emit
from chalicelib.records import handlers as records_news
from chalicelib.records import routes as records_pages
from chalicelib.verification import routes as verification_pages
from chalicelib.verification import routes_current as current_pages
from chalicelib.verification.bulk import handlers as bulk_news
from chalicelib.verification.bulk import routes_accounts as embassies_pages
from chalicelib.verification.bulk import routes_api as machines
from chalicelib.verification.bulk import routes_embassy as embassy_pages
from chalicelib.verification.routes_lists import BINARY as BINARY_LISTS
from chalicelib.web.front import mount
from chalicelib.web.site import Site
from chalicelib.web.static import BINARY as BINARY_FILES

app = Chalice(app_name="probity")
app.api.binary_types = [
    *app.api.binary_types,
    "multipart/form-data",
    *BINARY_LISTS,
    *machines.BINARY,
    *current_pages.BINARY,
    *BINARY_FILES,
]
_PATIENCE = timedelta(minutes=1)
"""How long the usual way (stream, queue) has before the sweep helps."""


def _open_pages() -> None:
    apply, staff, verify = (Site(name, lambda: services().sessions) for name in ("apply", "staff", "verify"))
    applications_pages.register(apply, lambda: services().applications)
    documents_pages.register(apply, lambda: services().documents)
    certificates_pages.register(apply, lambda: services().collecting)
    copies_pages.register(apply, lambda: services().copies)
    access_pages.register(apply, lambda: services().access)
    casework_pages.register(staff, lambda: services().staff_room)
    register_pages.register(staff, lambda: services().staff_room, lambda: services().register_desk)
    keys_pages.register(staff, lambda: services().register_desk)
    records_pages.register(staff, lambda: services().records_desk)
    system_pages.register(staff, lambda: services().log_watches, lambda: services().guesses)
    embassies_pages.register(staff, lambda: services().embassy_desk)
    embassy_pages.register(verify, lambda: services().embassy_desk)
    machines.register(verify, lambda: services().embassy_desk)
    verification_pages.register(verify, lambda: services().public_files)
    current_pages.register(verify, lambda: services().short_codes, lambda: services().access_desk)
    mount(app, [apply, staff, verify])


_open_pages()


def _arn(queue: str) -> str:
    """Chalice wants a literal at import; infra/functions.yaml puts the real queue in its place."""
    return f"arn:aws:sqs:eu-west-2:000000000000:{queue}"


@app.on_sqs_message(queue_arn=_arn("intake"), batch_size=1)
def on_intake(event: SQSEvent) -> Response:
    """Uploads that arrived in quarantine, and verdicts of the malware scan."""
    return consume(_records(event), lambda message: documents_news.on_intake(message, services().intake))


@app.on_sqs_message(queue_arn=_arn("checks"), batch_size=1)
def on_checks(event: SQSEvent) -> Response:
    """Applications that are ready for a search of police records."""
    return consume_events(_records(event), lambda news: records_news.on_event(news, services().records))


@app.on_sqs_message(queue_arn=_arn("casework"))
def on_casework(event: SQSEvent) -> Response:
    """Answers and outcomes that move the staff's cases."""
    return consume_events(_records(event), lambda news: casework_news.on_event(news, services().case_opening))


@app.on_sqs_message(queue_arn=_arn("issue"), batch_size=1)
def on_issue(event: SQSEvent) -> Response:
    """Orders to issue: the one function that may seal."""
    return consume_events(
        _records(event), lambda news: certificates_news.on_event(news, services().issuer_room)
    )


@app.on_sqs_message(queue_arn=_arn("mail"))
def on_mail(event: SQSEvent) -> Response:
    """Whatever applicants are told by mail: each room words its own news."""
    return consume_events(_records(event), _mail)


def _mail(news: Envelope) -> None:
    applications_news.on_mail(news, services().letters)
    documents_news.on_mail(news, services().documents)
    certificates_news.on_mail(news, services().collecting)


@app.on_sqs_message(queue_arn=_arn("applications"))
def on_applications(event: SQSEvent) -> Response:
    """What other rooms did with an application."""
    return consume_events(
        _records(event), lambda news: applications_news.on_event(news, services().applications)
    )


@app.on_sqs_message(queue_arn=_arn("reports"), batch_size=1)
def on_reports(event: SQSEvent) -> Response:
    """Batches of checks that embassies closed: the one function that may sign their reports."""
    return consume_events(_records(event), lambda news: bulk_news.on_event(news, services().reports))


@app.on_sqs_message(queue_arn=_arn("copies"), batch_size=1)
def on_copies(event: SQSEvent) -> Response:
    """Copies that holders asked for: the one function that may sign them."""
    return consume_events(_records(event), lambda news: copies_news.on_event(news, services().copy_making))


@app.on_dynamodb_record(stream_arn="arn:aws:dynamodb:eu-west-2:000000000000:table/main/stream/placeholder")
def on_outbox(event: DynamoDBEvent) -> Response:
    """New outbox items on the table's stream."""
    return consume_stream(event.to_dict()["Records"], services().outbox.dispatch_stream_record)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def on_sweep(event: CloudWatchEvent) -> None:  # noqa: ARG001 - a schedule says only that it is time
    """Sends what a crash left half done on its way again, and counts what waits for alarms and staff."""
    outbox = services().outbox
    outbox.sweep(_PATIENCE)
    emit("OutboxOldestSeconds", outbox.oldest_age().total_seconds(), "Seconds")
    services().intake.overdue_scans()
    emit("IssuedNotPublished", services().certificates.unfinished(_PATIENCE))
    emit("StatusListAgeSeconds", services().status_lists.remind().total_seconds(), "Seconds")
    services().key_compromise.order_some()
    services().casework.recount()


@app.schedule(Rate(15, unit=Rate.MINUTES))
def on_audit_segment(event: CloudWatchEvent) -> None:  # noqa: ARG001 - see on_sweep
    """Gathers the audit trail's heads into a signed segment."""
    services().segments.gather()


@app.schedule(Rate(15, unit=Rate.MINUTES))
def on_log_monitor(event: CloudWatchEvent) -> None:  # noqa: ARG001 - see on_sweep
    """Holds the public log against the register; it may sign nothing."""
    watch = services().log_monitor.look()
    emit("LogFindings", len(watch.findings))
    emit("ReservedNotIssued", len(watch.waiting))


@app.schedule(Cron(30, 2, "*", "*", "?", "*"))
def on_retention(event: CloudWatchEvent) -> None:  # noqa: ARG001 - see on_sweep
    """Erases what has outlived its period."""
    services().retention.enforce()


def _records(event: SQSEvent) -> list[dict[str, Any]]:
    return list(event.to_dict()["Records"])
