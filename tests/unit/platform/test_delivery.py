"""Events reach their queues, bad messages stop nobody, and mail goes once."""

import json
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import Actor, AlreadyDone, AuditEntry
from chalicelib.kernel.events.applications import ApplicationSubmitted
from chalicelib.kernel.events.base import Event
from chalicelib.platform import routing
from chalicelib.platform.batch import consume, consume_stream
from chalicelib.platform.items import Key
from chalicelib.platform.links import TRIES, LinkDead, Links
from chalicelib.platform.mail import MailBusy, Mailer
from chalicelib.platform.outbox import Outbox, UnroutedEvent
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems
from tests.unit.platform.test_unit_of_work import Parcel, ParcelStore


class Sent:
    """Queues that remember; `down` makes the next send fail."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, object]]] = []
        self.down = False

    def send(self, queue: str, body: str) -> None:
        if self.down:
            raise ConnectionError("queue is down")
        self.messages.append((queue, json.loads(body)))


@pytest.fixture
def items() -> MemoryItems:
    return MemoryItems()


@pytest.fixture
def queues() -> Sent:
    return Sent()


@pytest.fixture
def outbox(items, queues) -> Outbox:
    return Outbox(items, queues)


def submit(items, event: Event | None = None) -> None:
    event = event or ApplicationSubmitted(application_id="a1")
    audit = AuditEntry("submitted", Actor("applicant", "a1"))
    ParcelStore(UnitOfWork(items)).save(
        None, Parcel(label="a"), aggregate_id="p1", audit=audit, events=[event]
    )


def waiting(items) -> list[Key]:
    return [key for key in items.rows if key.pk.startswith("outbox#")]


def stream_record(items, key: Key) -> dict[str, object]:
    image = {"pk": {"S": key.pk}, "sk": {"S": key.sk}, "body": {"S": items.rows[key].get("body", "")}}
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}


def test_an_event_goes_to_every_queue_of_its_route_and_leaves_the_outbox(items, queues, outbox) -> None:
    submit(items)
    for key in list(items.rows):
        outbox.dispatch_stream_record(stream_record(items, key))
    assert [queue for queue, _ in queues.messages] == list(routing.ROUTES["ApplicationSubmitted"])
    assert waiting(items) == []


def test_an_event_that_could_not_be_sent_stays_and_the_sweep_sends_it(items, queues, outbox) -> None:
    submit(items)
    queues.down = True
    with pytest.raises(ConnectionError):
        outbox.sweep(timedelta(0))
    assert len(waiting(items)) == 1
    queues.down = False
    assert outbox.sweep(timedelta(minutes=1)) == 0, "the stream has its minute first"
    with freeze_time("2036-01-01"):
        assert outbox.oldest_age() > timedelta(minutes=1)
        assert outbox.sweep(timedelta(minutes=1)) == 1
    assert waiting(items) == []


def test_an_event_without_a_route_is_refused(items, outbox) -> None:
    class Strange(Event):
        type = "Strange"

    submit(items, Strange())
    with pytest.raises(UnroutedEvent):
        outbox.sweep(timedelta(days=-1))


def test_every_event_type_has_a_route() -> None:
    from importlib import import_module  # noqa: PLC0415
    from pkgutil import iter_modules  # noqa: PLC0415

    import chalicelib.kernel.events as folder  # noqa: PLC0415

    for module in iter_modules(folder.__path__):
        import_module(f"chalicelib.kernel.events.{module.name}")
    named = {kind.type for kind in _leaves(Event) if kind.__module__.startswith("chalicelib.")}
    assert named == set(routing.ROUTES)
    assert {queue for queues in routing.ROUTES.values() for queue in queues} <= set(routing.QUEUES)


def _leaves(kind: type[Event]) -> list[type[Event]]:
    return [leaf for sub in kind.__subclasses__() for leaf in _leaves(sub)] or [kind]


def test_one_bad_message_is_reported_and_the_rest_are_handled() -> None:
    seen = []

    def handle(body: dict[str, object]) -> None:
        if body["n"] == 2:
            raise ValueError("Jane Doe, born 1990")
        if body["n"] == 3:
            raise AlreadyDone({})
        seen.append(body["n"])

    records = [{"messageId": f"m{n}", "body": json.dumps({"n": n})} for n in (1, 2, 3, 4)]
    records.append({"messageId": "m5", "body": "{not json"})
    answer = consume(records, handle)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m2"}, {"itemIdentifier": "m5"}]}
    assert seen == [1, 4]


def test_logs_of_a_failure_hold_no_text_of_it(caplog) -> None:
    def handle(body: dict[str, object]) -> None:
        raise ValueError("Jane Doe, born 1990")

    consume([{"messageId": "m1", "body": "{}"}], handle)
    said = str([record.__dict__ for record in caplog.records])
    assert "ValueError" in said
    assert "Jane" not in said


def test_a_stream_stops_at_its_first_failure() -> None:
    def handle(record: object) -> None:
        raise ConnectionError

    records = [{"dynamodb": {"SequenceNumber": "7"}}, {"dynamodb": {"SequenceNumber": "8"}}]
    assert consume_stream(records, handle) == {"batchItemFailures": [{"itemIdentifier": "7"}]}


def test_a_link_works_once_and_dies_of_age(items) -> None:
    links = Links(items)
    with freeze_time("2026-11-23 12:00") as time:
        token = links.make("download", "cert", timedelta(minutes=15))
        assert token not in str(items.rows)
        assert links.peek(token, "download").subject == "cert"
        with pytest.raises(LinkDead):
            links.use(token, "resume")
        assert links.use(token, "download").subject == "cert"
        with pytest.raises(LinkDead):
            links.use(token, "download")
        late = links.make("download", "cert", timedelta(minutes=15))
        time.tick(timedelta(minutes=15))
        with pytest.raises(LinkDead):
            links.use(late, "download")


def test_a_link_dies_of_wrong_answers(items) -> None:
    links = Links(items)
    token = links.make("download", "cert", timedelta(minutes=15))
    left = [links.wrong_answer(token, "download") for _ in range(TRIES)]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(LinkDead):
        links.use(token, "download")


class Postbox:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.down = False

    def send(self, to: str, subject: str, text: str) -> None:
        if self.down:
            raise ConnectionError
        self.sent.append((to, subject, text))


@pytest.fixture
def template(tmp_path, monkeypatch) -> None:
    from chalicelib.platform import mail  # noqa: PLC0415

    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "hello.txt").write_text("Your application\n\nOpen {{ link }} & go on.\n")
    monkeypatch.setattr(mail, "templates_folder", lambda: tmp_path)
    mail._environment.cache_clear()
    yield
    mail._environment.cache_clear()


def test_mail_goes_once_though_its_event_comes_twice(items, template) -> None:
    post = Postbox()
    for _ in range(2):
        Mailer(post, items).send_once("e1", "a@example.org", "hello", {"link": "https://x/"})
    assert post.sent == [("a@example.org", "Your application", "Open https://x/ & go on.\n")]


def test_mail_that_failed_is_tried_again_after_its_claim(items, template) -> None:
    post = Postbox()
    mailer = Mailer(post, items)
    post.down = True
    with freeze_time("2026-11-23 12:00") as time:
        with pytest.raises(ConnectionError):
            mailer.send_once("e1", "a@example.org", "hello", {"link": "x"})
        post.down = False
        with pytest.raises(MailBusy):
            mailer.send_once("e1", "a@example.org", "hello", {"link": "x"})
        time.tick(timedelta(minutes=3))
        mailer.send_once("e1", "a@example.org", "hello", {"link": "x"})
    assert len(post.sent) == 1
