"""Single-use links: only the token's hash is stored, and a link dies of age, use or too many wrong answers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.kernel.errors import Refused
from chalicelib.kernel.identifiers import new_token
from chalicelib.platform import clock
from chalicelib.platform.items import ItemMap, Items, Key, Write, WriteRefused

TRIES = 5


class LinkDead(Refused):
    """The link was used, is too old, or never was one."""

    def __init__(self) -> None:
        super().__init__("This link has been used or is too old. Ask for a new one.")


@dataclass(frozen=True)
class Link:
    """What a live link leads to: a purpose (`download`, `resume`) and the id it is for."""

    purpose: str
    subject: str
    tries_left: int


@dataclass(frozen=True)
class Links:
    """Makes, reads and uses up links."""

    items: Items

    def make(self, purpose: str, subject: str, lifetime: timedelta) -> str:
        """A token for a new link; it is not stored and cannot be read again."""
        token = new_token()
        expires = int((clock.now() + lifetime).timestamp())
        item: ItemMap = {
            "purpose": purpose,
            "subject": subject,
            "tries": TRIES,
            "expires": expires,
            "ttl": expires,
        }
        self.items.write(Write(_key(token), item, absent=True))
        return token

    def peek(self, token: str, purpose: str) -> Link:
        """The link without using it, for mail scanners open links too; raises `LinkDead`."""
        item = self.items.get(_key(token))
        if not item or item["purpose"] != purpose or item["tries"] <= 0 or _past(item["expires"]):
            raise LinkDead
        return Link(purpose, item["subject"], item["tries"])

    def use(self, token: str, purpose: str) -> Link:
        """The link, once: a second use raises `LinkDead`, also of two at the same moment."""
        link = self.peek(token, purpose)
        try:
            self.items.write(Write(_key(token), None, equals={"tries": link.tries_left}))
        except WriteRefused as refused:
            raise LinkDead from refused
        return link

    def wrong_answer(self, token: str, purpose: str) -> int:
        """Count a wrong answer to the link's question; the tries that are left."""
        link = self.peek(token, purpose)
        item = self.items.get(_key(token)) or {}
        left = link.tries_left - 1
        try:
            self.items.write(Write(_key(token), item | {"tries": left}, equals={"tries": link.tries_left}))
        except WriteRefused as refused:
            raise LinkDead from refused
        return left


def _key(token: str) -> Key:
    return Key(f"link#{hashlib.sha256(token.encode()).hexdigest()}", "link")


def _past(expires: int) -> bool:
    return datetime.fromtimestamp(expires, tz=clock.now().tzinfo) <= clock.now()
