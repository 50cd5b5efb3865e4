"""Sessions: a random token in a cookie, its hash in the table, an idle and an absolute end."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any, Literal

from chalicelib.kernel.identifiers import new_token
from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key, Write, WriteRefused
from chalicelib.platform.settings import settings
from chalicelib.web.errors import SessionEnded

SiteName = Literal["apply", "staff", "verify"]
Role = Literal["officer", "supervisor", "record_keeper"]

TOUCH = timedelta(minutes=5)
"""A session in use is written again no more often than this, so that reading pages costs no writes."""


@dataclass(frozen=True)
class Policy:
    """How long a site's sessions live, and how its cookie travels.

    Applicants come back from the upload's redirect and from mail, which only `Lax` lets through.
    """

    idle: timedelta
    absolute: timedelta
    same_site: Literal["Lax", "Strict"]


POLICIES: Mapping[SiteName, Policy] = {
    "apply": Policy(timedelta(hours=1), timedelta(hours=12), "Lax"),
    "staff": Policy(timedelta(minutes=30), timedelta(hours=10), "Strict"),
    "verify": Policy(timedelta(hours=1), timedelta(hours=12), "Strict"),
}


@dataclass(frozen=True)
class Officer:
    """Who of the staff is signed in."""

    id: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Embassy:
    """Which account is signed in on the verification pages, and by which of its keys."""

    account_id: str
    key_id: str


@dataclass(frozen=True)
class _State:
    csrf: str = ""
    application_id: str | None = None
    officer: Officer | None = None
    embassy: Embassy | None = None
    flash: str | None = None
    created: int = 0
    seen: int = 0


class Session:
    """What the site remembers of a visitor. Nothing is stored until something is worth remembering.

    `token`, `before`, `state`, `rotate` and `over` are how `Sessions` knows what to write; routes use the rest.
    """

    def __init__(self, token: str | None = None, state: _State | None = None, *, ended: bool = False) -> None:
        self.token = token
        self.before = self.state = state or _State()
        self.rotate = False
        self.over = False
        self.ended = ended
        """The browser showed a token whose session is over; say so, kindly."""

    @property
    def is_blank(self) -> bool:
        """Nobody was remembered and there is nothing to remember: no table is needed."""
        return self.token is None and self.state == self.before and not self.over

    @property
    def application_id(self) -> str | None:
        return self.state.application_id

    @property
    def officer(self) -> Officer | None:
        return self.state.officer

    @property
    def embassy(self) -> Embassy | None:
        return self.state.embassy

    @property
    def csrf_token(self) -> str:
        """The secret that this session's forms carry; reading it makes the session worth storing."""
        if not self.state.csrf:
            self.state = replace(self.state, csrf=new_token())
        return self.state.csrf

    @property
    def known_csrf_token(self) -> str:
        """The secret of the stored session, or an empty text when there is none."""
        return self.before.csrf

    def take_flash(self) -> str | None:
        """The sentence left for this page by the last one; it is shown once."""
        flash = self.state.flash
        if flash:
            self.state = replace(self.state, flash=None)
        return flash

    def replace(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of the state, checked by `replace`
        """Change `application_id`, `officer`, `embassy` or `flash`; a change of who this is changes the token too."""
        self.rotate = self.rotate or bool(changes.keys() & {"application_id", "officer", "embassy"})
        if self.rotate:
            changes["csrf"] = new_token()
        self.state = replace(self.state, **changes)

    def end(self) -> None:
        """Sign out: the stored session and the cookie go."""
        self.over = True


@dataclass(frozen=True)
class Sessions:
    """Opens a visitor's session at the start of a request and stores it at the end."""

    items: Items

    def open(self, site: SiteName, cookies: str) -> Session:
        """The session that the `Cookie` header names; an empty one when there is none or it is over."""
        token = _read_cookie(cookies, cookie_name(site))
        if not token:
            return Session()
        item = self.items.get(_key(token))
        if not item or item["site"] != site or _is_over(item, POLICIES[site]):
            return Session(ended=True)
        return Session(token, _from_item(item))

    def close(self, site: SiteName, session: Session) -> str | None:
        """Store what changed; the `Set-Cookie` header, when the browser needs one."""
        if session.over:
            self._drop(session.token)
            return _cookie(site, "", lifetime=timedelta(0))
        if session.state == session.before:
            self._touch(site, session)
            return None
        return self._store(site, session)

    def _store(self, site: SiteName, session: Session) -> str | None:
        moment = _moment()
        old = session.token
        state = replace(session.state, created=session.state.created or moment, seen=moment)
        if old and not session.rotate:
            self._put(site, old, state)
            return None
        token = new_token()
        self._put(site, token, replace(state, created=moment), new=True)
        self._drop(old)
        return _cookie(site, token, POLICIES[site].absolute)

    def _touch(self, site: SiteName, session: Session) -> None:
        state, token = session.state, session.token
        if token and _moment() - state.seen > TOUCH.total_seconds():
            self._put(site, token, replace(state, seen=_moment()))

    def _put(self, site: SiteName, token: str, state: _State, *, new: bool = False) -> None:
        """A session that was signed out meanwhile stays so: only what is still there is written again."""
        item = _to_item(site, state)
        equals = {} if new else {"created": state.created}
        try:
            self.items.write(Write(_key(token), item, absent=new, equals=equals))
        except WriteRefused as refused:
            raise SessionEnded from refused

    def _drop(self, token: str | None) -> None:
        if token:
            self.items.write(Write(_key(token), None))


def cookie_name(site: SiteName) -> str:
    """`__Host-` binds the cookie to the origin; locally each site has a name, for cookies ignore ports."""
    return f"__Host-probity-{site}" if _is_secure(site) else f"probity-{site}"


def _is_secure(site: SiteName) -> bool:
    return origin_of(site).startswith("https://")


def origin_of(site: SiteName) -> str:
    """The site's origin, such as `https://apply.probity.example`."""
    return str(getattr(settings(), f"{site}_origin")).rstrip("/")


def _cookie(site: SiteName, value: str, lifetime: timedelta) -> str:
    parts = [
        f"{cookie_name(site)}={value}",
        "Path=/",
        f"Max-Age={int(lifetime.total_seconds())}",
        "HttpOnly",
        f"SameSite={POLICIES[site].same_site}",
    ]
    return "; ".join([*parts, "Secure"] if _is_secure(site) else parts)


def _read_cookie(header: str, name: str) -> str | None:
    """One cookie's value; a header with a malformed neighbour is read part by part."""
    for part in header.split(";"):
        try:
            jar = SimpleCookie(part.strip())
        except CookieError:
            continue
        if name in jar:
            return jar[name].value or None
    return None


def _moment() -> int:
    return int(clock.now().timestamp())


def _is_over(item: Mapping[str, Any], policy: Policy) -> bool:
    idle, age = _moment() - item["seen"], _moment() - item["created"]
    return bool(idle > policy.idle.total_seconds() or age > policy.absolute.total_seconds())


def _key(token: str) -> Key:
    return Key(f"session#{hashlib.sha256(token.encode()).hexdigest()}", "session")


def _to_item(site: SiteName, state: _State) -> dict[str, Any]:
    officer = state.officer
    return {
        "site": site,
        "csrf": state.csrf,
        "application_id": state.application_id,
        "officer": json.dumps([officer.id, officer.name, sorted(officer.roles)]) if officer else None,
        "embassy": f"{state.embassy.account_id} {state.embassy.key_id}" if state.embassy else None,
        "flash": state.flash,
        "created": state.created,
        "seen": state.seen,
        "ttl": state.created + int(POLICIES[site].absolute.total_seconds()),
    }


def _from_item(item: Mapping[str, Any]) -> _State:
    officer = None
    if raw := item.get("officer"):
        identifier, name, roles = json.loads(raw)
        officer = Officer(identifier, name, frozenset(roles))
    return _State(
        csrf=item["csrf"],
        application_id=item.get("application_id"),
        officer=officer,
        embassy=Embassy(*str(item["embassy"]).split()) if item.get("embassy") else None,
        flash=item.get("flash"),
        created=item["created"],
        seen=item["seen"],
    )
