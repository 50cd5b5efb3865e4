"""Keys: shown once, kept as a hash, withdrawn, replaced, ended, and never told apart by what is wrong with them."""

import json
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import AlreadyDone, Once
from chalicelib.platform import clock
from chalicelib.verification.bulk.accounts import MOST_KEYS
from chalicelib.verification.bulk.counting import CODES_A_MINUTE, REQUESTS_A_MINUTE, Use
from chalicelib.verification.bulk.errors import KeyRefused, NotIssued, RateExceeded, ScopeMissing
from chalicelib.verification.bulk.models import OVERLAP, Scope
from tests.fakes.embassy import OFFICER, Mission


def actions(mission: Mission, account_id: str) -> list[str]:
    pk = f"embassy_account#{account_id}"
    rows = [row for key, row in mission.items.rows.items() if key.pk == pk and key.sk.startswith("audit#")]
    return [json.loads(row["body"])["action"] for row in sorted(rows, key=lambda row: row["sk"])]


def test_a_key_opens_its_account_and_only_its_hash_is_kept(mission):
    account_id = mission.account()
    key = mission.key(account_id)
    assert mission.caller(key).account_id == account_id
    secret = key.rpartition("_")[2] if "_" not in key.split("_", 2)[2] else key.split("_", 2)[2]
    assert all(secret not in str(row) for row in mission.items.rows.values())


def test_each_change_and_each_day_of_use_is_a_link_of_the_accounts_chain(mission):
    account_id = mission.account()
    key = mission.key(account_id)
    for _ in range(3):
        caller = mission.caller(key)
    mission.desk.accounts.revoke_key(account_id, caller.key.id, OFFICER)
    mission.desk.accounts.close(account_id, OFFICER)
    assert actions(mission, account_id) == [
        "account.opened", "key.issued", "key.used", "key.revoked", "account.closed",
    ]  # fmt: skip


def test_whatever_is_wrong_with_a_key_the_words_are_the_same(mission):
    account_id, shut = mission.account(), mission.account("Closed mission")
    good, revoked, ended, closed = (mission.key(one) for one in (account_id, account_id, account_id, shut))
    mission.desk.accounts.revoke_key(account_id, mission.caller(revoked).key.id, OFFICER)
    mission.grow_old(ended, timedelta(days=1))
    mission.desk.accounts.close(shut, OFFICER)
    wrong = [
        revoked, ended, closed, "", "prb_", good[:-1], f"{good}x", good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace("prb_", "PRB_"), "prb_aaaaaaaaaaaa_" + good[-43:], f" {good}", "\0", "é" * 60,
    ]  # fmt: skip
    said = set()
    for key in wrong:
        with pytest.raises(KeyRefused) as refused:
            mission.desk.accounts.who(key)
        said.add(refused.value.message)
    assert len(said) == 1
    assert mission.caller(good)


def test_a_replaced_key_works_for_a_week_beside_the_new_one(mission):
    account_id = mission.account()
    old = mission.key(account_id)
    accounts = mission.desk.accounts
    new = accounts.rotate_key(account_id, mission.caller(old).key.id, OFFICER).text
    assert mission.caller(old)
    assert mission.caller(new).key.scopes == mission.caller(old).key.scopes
    with pytest.raises(NotIssued):
        accounts.rotate_key(account_id, mission.caller(old).key.id, OFFICER)
    with freeze_time(clock.now() + OVERLAP + timedelta(minutes=1)):
        with pytest.raises(KeyRefused):
            mission.caller(old)
        assert mission.caller(new)


def test_a_form_sent_twice_issues_one_key(mission):
    account_id = mission.account()
    once = Once("key", "a", "b")
    mission.desk.accounts.issue_key(account_id, "Desk", (Scope.CHECK,), 9, OFFICER, once=once)
    with pytest.raises(AlreadyDone):
        mission.desk.accounts.issue_key(account_id, "Desk", (Scope.CHECK,), 9, OFFICER, once=once)
    assert len(mission.desk.accounts.store.get(account_id).state.keys) == 1


@pytest.mark.parametrize(
    ("label", "scopes", "days"),
    [("", (Scope.CHECK,), 9), ("Desk", (), 9), ("Desk", (Scope.CHECK,), 0), ("Desk", (Scope.CHECK,), 367)],
)
def test_a_key_without_particulars_is_not_issued(mission, label, scopes, days):
    with pytest.raises(NotIssued):
        mission.desk.accounts.issue_key(mission.account(), label, scopes, days, OFFICER)


@pytest.mark.parametrize(
    ("name", "country", "contact"),
    [("", "PT", "a@b.example"), ("X", "P", "a@b.example"), ("X", "PT", "nobody")],
)
def test_an_account_without_particulars_is_not_opened(mission, name, country, contact):
    with pytest.raises(NotIssued):
        mission.desk.accounts.open(name, country, contact, OFFICER)


def test_keys_of_one_account_are_bounded_and_none_for_a_closed_one(mission):
    account_id = mission.account()
    for _ in range(MOST_KEYS):
        mission.key(account_id)
    with pytest.raises(NotIssued):
        mission.key(account_id)
    mission.desk.accounts.close(account_id, OFFICER)
    with pytest.raises(NotIssued):
        mission.key(account_id)


def test_a_key_does_only_what_it_was_issued_for(mission):
    caller = mission.caller(mission.key(scopes=(Scope.CHECK,)))
    caller.require(Scope.CHECK)
    with pytest.raises(ScopeMissing):
        caller.require(Scope.BATCHES)


def test_a_key_asks_so_often_a_minute_and_no_more(mission):
    with freeze_time("2026-11-23T12:00:10Z"):
        for _ in range(REQUESTS_A_MINUTE):
            mission.desk.counts.admit("k")
        with pytest.raises(RateExceeded) as refused:
            mission.desk.counts.admit("k")
        assert 50 <= refused.value.wait.total_seconds() <= 51
        mission.desk.counts.admit("another")
        mission.desk.counts.admit_codes("k", CODES_A_MINUTE)
        with pytest.raises(RateExceeded):
            mission.desk.counts.admit_codes("k", 1)
    with freeze_time("2026-11-23T12:01:00Z"):
        mission.desk.counts.admit("k")


def test_what_a_key_checked_is_known_by_the_day(mission):
    with freeze_time("2026-11-09T12:00:00Z"):
        mission.desk.counts.note("k", Use.FILES)
    with freeze_time("2026-11-10T12:00:00Z"):
        mission.desk.counts.note("k", Use.FILES)
        mission.desk.counts.note("k", Use.FILES)
    with freeze_time("2026-11-23T12:00:00Z"):
        mission.desk.counts.note("k", Use.CODES, 500)
        assert mission.desk.counts.since("k", Use.FILES, 14) == 2
        assert mission.desk.counts.since("k", Use.FILES, 15) == 3
        assert mission.desk.counts.since("k", Use.CODES, 1) == 500
        assert mission.desk.counts.since("another", Use.CODES, 14) == 0
