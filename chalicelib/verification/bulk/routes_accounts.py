"""The staff's pages about embassies: accounts, and keys that are shown once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalice.app import Response

from chalicelib.casework.listing import moment
from chalicelib.kernel.changes import AlreadyDone
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.verification.bulk.accounts import LONGEST_DAYS, IssuedKey
from chalicelib.verification.bulk.counting import Use
from chalicelib.verification.bulk.desk import EmbassyDesk
from chalicelib.verification.bulk.errors import NotIssued
from chalicelib.verification.bulk.models import Account, AccountState, ApiKey, Scope
from chalicelib.web import words
from chalicelib.web.errors import NoPage
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

ACCOUNTS = "/staff/embassies"
_DAYS_SHOWN = 14
_AGAIN = "This key was shown already. If nobody copied it, replace it: then a new one is shown."


def register(site: Site, desk: Callable[[], EmbassyDesk]) -> None:
    """Put the pages on the staff's site, for supervisors."""

    @site.get(ACCOUNTS, role="supervisor")
    def show_all(visit: Visit) -> Response:
        return _list(visit, desk(), {})

    @site.post(ACCOUNTS, role="supervisor")
    def open_account(visit: Visit) -> Response:
        form, room = visit.form, desk()
        country = form.text("country")
        if country not in words.countries():
            return _list(visit, room, {"country": "Choose the country whose mission it is."})
        try:
            account_id = room.accounts.open(
                form.text("name"),
                country,
                form.text("contact"),
                visit.officer.id,
                once=visit.once("open account"),
            )
        except NotIssued as refused:
            return _list(visit, room, {"name": refused.message})
        except AlreadyDone as done:
            account_id = str(done.result["id"])
        return redirect(f"{ACCOUNTS}/{account_id}")

    @site.get(f"{ACCOUNTS}/{{account_id}}", role="supervisor")
    def show(visit: Visit, account_id: str) -> Response:
        return _account(visit, desk(), account_id)

    @site.post(f"{ACCOUNTS}/{{account_id}}/close", role="supervisor")
    def close(visit: Visit, account_id: str) -> Response:
        desk().accounts.close(account_id, visit.officer.id)
        visit.session.replace(flash="The account is closed. None of its keys opens anything any more.")
        return redirect(f"{ACCOUNTS}/{account_id}")

    _register_keys(site, desk)


def _register_keys(site: Site, desk: Callable[[], EmbassyDesk]) -> None:
    @site.post(f"{ACCOUNTS}/{{account_id}}/keys", role="supervisor")
    def issue(visit: Visit, account_id: str) -> Response:
        once = visit.once(f"key of {account_id}")
        chosen = tuple(scope for scope in Scope if scope.value in visit.form.all("scope"))
        days = visit.form.text("days")

        def work() -> IssuedKey:
            number = int(days) if days.isascii() and days.isdigit() and len(days) <= 4 else 0  # noqa: PLR2004 - a year
            label, by = visit.form.text("label"), visit.officer.id
            return desk().accounts.issue_key(account_id, label, chosen, number, by, once=once)

        return _once_shown(visit, desk(), account_id, work)

    @site.post(f"{ACCOUNTS}/{{account_id}}/keys/{{key_id}}/{{action}}", role="supervisor")
    def act(visit: Visit, account_id: str, key_id: str, action: str) -> Response:
        room, by = desk(), visit.officer.id
        if action == "revoke":
            room.accounts.revoke_key(account_id, key_id, by)
            visit.session.replace(flash="The key is withdrawn. It opens nothing any more.")
            return redirect(f"{ACCOUNTS}/{account_id}")
        if action != "replace":
            raise NoPage
        once = visit.once(f"replace {key_id}")
        return _once_shown(
            visit, room, account_id, lambda: room.accounts.rotate_key(account_id, key_id, by, once=once)
        )


def _once_shown(visit: Visit, desk: EmbassyDesk, account_id: str, work: Callable[[], IssuedKey]) -> Response:
    """The page with the new key's text, which no other page and no second look will have."""
    try:
        issued = work()
    except AlreadyDone:
        visit.session.replace(flash=_AGAIN)
        return redirect(f"{ACCOUNTS}/{account_id}")
    except NotIssued as refused:
        return _account(visit, desk, account_id, errors={"label": refused.message})
    return _account(visit, desk, account_id, shown=issued)


def _list(visit: Visit, desk: EmbassyDesk, errors: dict[str, str]) -> Response:
    return page(
        visit,
        "casework/embassies",
        tab="embassies",
        rows=[_row(stored) for stored in desk.accounts.store.all()],
        typed={name: visit.form.text(name) for name in visit.form},
        errors=errors,
    )


def _row(stored: Stored[Account]) -> dict[str, Any]:
    account, now = stored.state, clock.now()
    used = [key.last_used_on for key in account.keys if key.last_used_on]
    return {
        "id": stored.id,
        "account": account,
        "open": account.state is AccountState.OPEN,
        "keys": sum(key.opens(now) for key in account.keys),
        "used": max(used, default=None),
    }


def _account(
    visit: Visit,
    desk: EmbassyDesk,
    account_id: str,
    *,
    errors: dict[str, str] | None = None,
    shown: IssuedKey | None = None,
) -> Response:
    stored = desk.accounts.store.get(account_id)
    now = clock.now()
    return page(
        visit,
        "casework/embassy",
        tab="embassies",
        id=account_id,
        account=stored.state,
        open=stored.state.state is AccountState.OPEN,
        opened=moment(stored.state.opened_at),
        keys=[_key(desk, key, now) for key in stored.state.keys[::-1]],
        longest=LONGEST_DAYS,
        shown=shown,
        typed={name: visit.form.text(name) for name in visit.form} if errors else {},
        errors=errors or {},
    )


def _key(desk: EmbassyDesk, key: ApiKey, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "issued": moment(key.issued_at),
        "ends": moment(key.expires_at),
        "opens": key.opens(now),
        "state": _state(key, now),
        "files": desk.counts.since(key.id, Use.FILES, _DAYS_SHOWN),
        "codes": desk.counts.since(key.id, Use.CODES, _DAYS_SHOWN),
    }


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at:
        return "Withdrawn"
    if not key.opens(now):
        return "Ended"
    return "Being replaced" if key.replaced_by else "In use"
