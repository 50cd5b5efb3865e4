"""The certificate reaches its holder, once a link, and nobody else."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from freezegun import freeze_time

from chalicelib.certificates.collecting import PURPOSE, Collecting
from chalicelib.certificates.entries import EntryKind
from chalicelib.certificates.errors import NotTheBirthDate
from chalicelib.certificates.models import Certificate, Content, Holder, Step, StoredFile
from chalicelib.certificates.store import Ledger, Register
from chalicelib.certificates.withdrawing import withdrawal
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.platform.links import LinkDead, Links
from chalicelib.platform.mail import Mailer
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems

BORN = date(1988, 3, 27)
HOLDER = Holder(
    name=PersonName(forenames="Ada", surname="Example"),
    sex=Sex.FEMALE,
    birth_date=BORN,
    birth_place="Leeds",
    birth_country="GB",
    nationalities=("GB",),
    passport_number="999000111",
    passport_country="GB",
)


class Postbox:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


class Files:
    def download_url(self, key: str, expires: timedelta, filename: str) -> str:
        return f"https://files.example/{key}?for={int(expires.total_seconds())}&as={filename}"


class Applications:
    """The one question that collecting asks of the applications room."""

    def get(self, application_id: str) -> SimpleNamespace:
        answers = SimpleNamespace(email="ada@example.org")
        return SimpleNamespace(
            state=SimpleNamespace(answers=answers, reference="PC-2345", certificate_id="c1")
        )


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def collecting(post) -> Collecting:
    items = MemoryItems()
    uow = UnitOfWork(items)
    register = Register(uow)
    now = datetime.now(UTC)
    content = Content(
        issuer="Office",
        serial="A" * 20,
        issued_on=now.date(),
        holder=HOLDER,
        destination="CA",
        outcome=Outcome.NO_TRACE,
    )
    certificate = Certificate(
        order_id="o1",
        case_id="k1",
        application_id="a1",
        step=Step.PUBLISHED,
        content=content,
        status_index=1,
        reserved_at=now,
        touched_at=now,
        stored=StoredFile(key="certificates/A.pdf", version_id="1", digest="0" * 64, size=1),
    )
    register.save(None, certificate, aggregate_id="c1", audit=AuditEntry("published", SYSTEM))
    return Collecting(
        register,
        Ledger(uow),
        Files(),
        Applications(),
        Links(items),
        Mailer(post, items),
        "https://apply.example",
    )


def token_in(text: str) -> str:
    return text.split("/download/")[1].split(maxsplit=1)[0]


def test_the_mail_holds_a_link_and_no_facts(collecting, post) -> None:
    for _ in range(2):
        collecting.tell("c1", "e1")
    ((to, subject, text),) = post.sent
    assert to == "ada@example.org"
    assert "Example" not in subject + text
    assert "1988" not in subject + text


def test_the_right_date_gives_a_minute_to_download_once(collecting, post) -> None:
    collecting.tell_again("a1", "e1")
    token = token_in(post.sent[0][2])
    collecting.require_live(token)
    url = collecting.collect(token, BORN)
    assert "for=60" in url
    assert "certificates/A.pdf" in url
    with pytest.raises(LinkDead):
        collecting.collect(token, BORN)
    (entry,) = collecting.ledger.history("c1").entries
    assert (entry.kind, entry.by) == (EntryKind.COLLECTED, "a1")


def test_a_withdrawn_certificate_is_not_handed_out(collecting) -> None:
    certificate, history = collecting.register.get("c1").state, collecting.ledger.history("c1")
    collecting.ledger.commit(withdrawal(collecting.ledger, certificate, history, "officer-2"))
    token = collecting.links.make(PURPOSE, "c1", timedelta(minutes=15))
    with pytest.raises(LinkDead):
        collecting.collect(token, BORN)


def test_who_asks_for_a_link_to_a_withdrawn_one_gets_the_news_instead(collecting, post) -> None:
    certificate, history = collecting.register.get("c1").state, collecting.ledger.history("c1")
    collecting.ledger.commit(withdrawal(collecting.ledger, certificate, history, "officer-2"))
    collecting.tell_again("a1", "e1")
    ((_, subject, text),) = post.sent
    assert "news" in subject
    assert "/download/" not in text


def test_who_asks_for_a_link_after_a_reissue_gets_the_new_one(collecting, post) -> None:
    first = collecting.register.get("c1").state
    again = first.model_copy(update={"order_id": "c2"})
    collecting.register.save(None, again, aggregate_id="c2", audit=AuditEntry("published", SYSTEM))
    change = withdrawal(
        collecting.ledger, first, collecting.ledger.history("c1"), "probity", replaced_by="c2"
    )
    collecting.ledger.commit(change)
    collecting.tell_again("a1", "e1")
    token = token_in(post.sent[0][2])
    assert collecting.links.peek(token, PURPOSE).subject == "c2"


def test_the_letter_about_a_withdrawal_says_no_reason(collecting, post) -> None:
    collecting.tell_change("c1", "e1")
    collecting.tell_change("c1", "e1")
    ((_, subject, text),) = post.sent
    assert "news" in subject
    assert "/application/link" in text
    assert not any(word in (subject + text).lower() for word in ("fraud", "error", "amelia", "hargreaves"))


def test_wrong_dates_kill_the_link(collecting) -> None:
    token = collecting.links.make(PURPOSE, "c1", timedelta(minutes=15))
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(NotTheBirthDate) as wrong:
            collecting.collect(token, date(1990, 1, 1))
        assert wrong.value.tries_left == left
    with pytest.raises(LinkDead):
        collecting.collect(token, BORN)


def test_the_link_is_too_old_after_a_quarter_of_an_hour(collecting, post) -> None:
    with freeze_time("2026-11-23 12:00") as time:
        collecting.tell("c1", "e1")
        time.tick(timedelta(minutes=15))
        with pytest.raises(LinkDead):
            collecting.collect(token_in(post.sent[0][2]), BORN)
