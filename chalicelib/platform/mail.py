"""Mail to applicants: plain text, links instead of facts, each message once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import clock
from chalicelib.platform.items import ItemMap, Items, Key, Write, WriteRefused
from chalicelib.platform.log import logger

if TYPE_CHECKING:
    from jinja2 import Environment
    from types_boto3_sesv2 import SESV2Client

CLAIM = timedelta(minutes=2)
"""How long a sender that died may hold a message before another sends it."""
KEPT = timedelta(days=30)


class MailBusy(Unavailable):
    """Another worker is sending this very message; deliver the event again later."""


class Post(Protocol):
    """What carries a message."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand a plain-text message over for delivery; raises the carrier's error."""


@dataclass(frozen=True)
class SesPost:
    """`Post` on Amazon SES."""

    client: "SESV2Client"
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        self.client.send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": [to]},
            Content={
                "Simple": {
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                }
            },
        )


@dataclass(frozen=True)
class Mailer:
    """Sends each message once: the intent is stored before the message goes, and marked after it went.

    A worker killed between the two leaves an intent, and after `CLAIM` the message goes again: a second
    copy in that narrow case is better than none.
    """

    post: Post
    items: Items

    def send_once(self, key: str, to: str, template: str, context: Mapping[str, str]) -> None:
        """Send `templates/mail/<template>.txt` (its first line is the subject) unless `key` was sent before."""
        if not self._claim(key):
            return
        subject, text = render(template, context)
        self.post.send(to, subject, text)
        self._mark(key, "sent")
        logger().info("mail sent", extra={"mail": template, "mail_key": key})

    def _claim(self, key: str) -> bool:
        try:
            self._mark(key, "sending", absent=True)
        except WriteRefused as refused:
            if refused.existing.get("state") == "sent":
                return False
            self._take_over(key, refused)
        return True

    def _take_over(self, key: str, refused: WriteRefused) -> None:
        claimed_at = int(refused.existing.get("claimed_at") or 0)
        if clock.now().timestamp() - claimed_at < CLAIM.total_seconds():
            raise MailBusy("This message is being sent by another worker.") from refused
        self._mark(key, "sending", claimed_at=claimed_at)

    def _mark(self, key: str, state: str, *, absent: bool = False, claimed_at: int | None = None) -> None:
        moment = int(clock.now().timestamp())
        item: ItemMap = {"state": state, "claimed_at": moment, "ttl": moment + int(KEPT.total_seconds())}
        equals: ItemMap = {"claimed_at": claimed_at} if claimed_at is not None else {}
        self.items.write(Write(Key(f"mail#{key}", "mail"), item, absent=absent, equals=equals))


def render(template: str, context: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a mail template."""
    text = _environment().get_template(f"mail/{template}.txt").render(**context)
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def templates_folder() -> Path:
    """Where `templates/` lies: beside the package in the zip and in a checkout."""
    return Path(__file__).resolve().parents[2] / "templates"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - cold start

    loader = FileSystemLoader(templates_folder())
    # Plain text: escaping would print entities. No HTML mail is sent.
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701
