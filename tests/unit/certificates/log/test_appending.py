"""Appending: one place a leaf, one history, whatever is cut off, damaged, refused or done twice at once."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.certificates.log.errors import LogBusy, LogDamaged, WitnessesMissing
from chalicelib.certificates.log.stored import CHECKPOINT, HEAD
from chalicelib.platform.objects import ObjectExists
from tests.unit.certificates.log.conftest import LogRoom, leaf, require_whole


class PowerCut(BaseException):
    """The process is gone: nothing may catch this."""


def cut(room: LogRoom, at: int, *, after: bool) -> Callable[[], None]:
    """Let the power fail at the n-th effect, before or after it; the answer restores it."""
    kept = []
    count = 0

    def watch(part: object, method: str) -> None:
        true = getattr(part, method)
        kept.append((part, method))

        def watched(*args: object, **more: object) -> object:
            nonlocal count
            count += 1
            now = count == at
            if now and not after:
                raise PowerCut
            try:
                return true(*args, **more)
            finally:
                if now:
                    raise PowerCut

        setattr(part, method, watched)

    for part, method in (
        (room.files, "put_once"),
        (room.files, "replace"),
        (room.signer, "sign_raw"),
        (room.witness.book, "add_checkpoint"),
    ):
        watch(part, method)
    return lambda: [delattr(part, method) for part, method in kept] and None


def test_leaves_one_by_one_and_in_batches(room):
    log = room.log()
    for count in range(3):
        entry = log.append(leaf(count))
        assert entry.index == count
        room.require_proved(leaf(count), entry)
    entries = log.append_all([leaf(n) for n in range(3, 700)])
    assert [entry.index for entry in entries] == list(range(3, 700))
    for number in (3, 255, 256, 511, 699):
        room.require_proved(leaf(number), entries[number - 3])
    require_whole(room, [leaf(n) for n in range(700)])
    assert log.append_all([]) == []


def test_another_process_goes_on_where_one_stopped(room):
    room.log().append_all([leaf(n) for n in range(300)])
    entry = room.log().append(leaf(300))
    room.require_proved(leaf(300), entry)
    require_whole(room, [leaf(n) for n in range(301)])


def test_a_leaf_is_never_taken_in_twice(room):
    first = room.log().append(leaf(1))
    room.log().append_all([leaf(2), leaf(2), leaf(1)])
    again = room.log().append(leaf(1), since=0)
    assert again.index == first.index
    room.require_proved(leaf(1), again)
    require_whole(room, [leaf(1), leaf(2)])


def test_a_leaf_is_looked_for_only_where_it_can_be(room):
    room.log().append_all([leaf(n) for n in range(1000)])
    log = room.log()
    log.append(leaf(1000), since=1000)
    before = room.files.read
    log.append(leaf(1001), since=1000)
    assert room.files.read - before <= 4


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=300), min_size=1, max_size=5))
def test_any_batches_give_each_leaf_one_place(batches):
    room = LogRoom()
    for batch in batches:
        entries = room.log().append_all([leaf(n) for n in batch])
        room.require_proved(leaf(batch[-1]), entries[-1])
    numbers = list(dict.fromkeys(n for batch in batches for n in batch))
    require_whole(room, [leaf(n) for n in numbers])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("effect", range(1, 9))
@pytest.mark.parametrize("size", [0, 7, 255, 511], ids=lambda n: f"at {n}")
def test_a_power_cut_at_any_effect_leaves_one_leaf_and_one_history(room, size, effect, after):
    room.log().append_all([leaf(n) for n in range(size)])
    restore = cut(room, effect, after=after)
    was_cut = False
    try:
        room.log().append(leaf(size))
    except PowerCut:
        was_cut = True
    restore()
    if effect <= 5:
        assert was_cut, "head, tile, signature, cosignature, checkpoint"
    other = room.log().append(leaf(9999))
    entry = room.log().append(leaf(size))
    room.require_proved(leaf(9999), other)
    room.require_proved(leaf(size), entry)
    first, second = sorted([(entry.index, leaf(size)), (other.index, leaf(9999))])
    require_whole(room, [*(leaf(n) for n in range(size)), first[1], second[1]])


@pytest.mark.parametrize("left", [b"", b"\x01" * 31, b"\x01" * 64, b"\x02" * 8192], ids=len)
@pytest.mark.parametrize("size", [0, 5, 255])
def test_a_half_written_tile_is_put_right(room, size, left):
    """Something lies under the name of a tile that no checkpoint covers yet."""
    room.log().append_all([leaf(n) for n in range(size)])
    name = "log/tile/0/000" if size == 255 else f"log/tile/0/000.p/{size + 1}"
    room.files.put(name, left, "x")
    room.require_proved(leaf(size), room.log().append(leaf(size)))
    require_whole(room, [leaf(n) for n in range(size + 1)])


def test_a_tile_lost_after_the_head_was_put_is_made_again(room):
    room.log().append_all([leaf(n) for n in range(255)])
    restore = cut(room, 2, after=False)
    with pytest.raises(PowerCut):
        room.log().append(leaf(255))
    restore()
    assert "log/tile/0/000" not in room.files.versions
    room.require_proved(leaf(255), room.log().append(leaf(255)))
    require_whole(room, [leaf(n) for n in range(256)])


@pytest.mark.parametrize("spoil", [b"", b"\x01" * 31, b"\x01" * 160], ids=len)
def test_nothing_is_added_to_a_log_whose_published_tile_is_damaged(room, spoil):
    log = room.log()
    log.append_all([leaf(n) for n in range(5)])
    log.append(leaf(5))
    room.files.put("log/tile/0/000.p/5", spoil, "x")
    with pytest.raises(LogDamaged):
        room.log().append(leaf(6))
    assert room.published().checkpoint.size == 6


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one(room):
    room.log().append_all([leaf(n) for n in range(200)])
    room.log().append_all([leaf(n) for n in range(200, 300)])
    room.files.versions.pop("log/tile/0/000.p/200")
    entry = room.log().append(leaf(3))
    room.require_proved(leaf(3), entry)


def test_a_lost_checkpoint_is_made_again_from_the_head(room):
    room.log().append_all([leaf(n) for n in range(9)])
    room.files.versions.pop(CHECKPOINT)
    entry = room.log().append(leaf(4))
    room.require_proved(leaf(4), entry)
    require_whole(room, [leaf(n) for n in range(9)])
    assert room.witness.asked[-2:] == [(0, 409), (9, 200)]


@pytest.mark.parametrize("spoil", [None, b"", b"{}x", b'{"size": -1}'])
def test_a_lost_or_spoiled_head_stops_the_log(room, spoil):
    room.log().append(leaf(0))
    if spoil is None:
        room.files.versions.pop(HEAD)
    else:
        room.files.put(HEAD, spoil, "x")
    with pytest.raises(LogDamaged):
        room.log().append(leaf(1))


def test_an_older_head_is_noticed(room):
    """Restored from a copy: the witness and the published checkpoint know better."""
    log = room.log()
    log.append(leaf(0))
    older = room.files.get(HEAD)
    log.append_all([leaf(1), leaf(2)])
    room.files.put(HEAD, older, "x")
    with pytest.raises(LogDamaged, match="had 3 leaves"):
        room.log().append(leaf(9), since=3)
    with pytest.raises(LogDamaged, match="had 3 leaves"):
        room.log().append(leaf(9))
    assert room.files.get(HEAD) == older
    assert room.published().checkpoint.size == 3


def test_a_checkpoint_that_contradicts_the_published_one_is_never_signed(room):
    room.log().append_all([leaf(0), leaf(1)])
    signed = list(room.signer.signed)
    room.files.versions = {key: value for key, value in room.files.versions.items() if key == CHECKPOINT}
    other = LogRoom()
    other.log().append_all([leaf(7), leaf(8), leaf(9)])
    room.files.versions |= {key: value for key, value in other.files.versions.items() if key != CHECKPOINT}
    with pytest.raises(LogDamaged, match="contradict"):
        room.log().append(leaf(10))
    assert room.signer.signed == signed


def test_an_unreadable_checkpoint_stops_the_log(room):
    room.log().append(leaf(0))
    room.files.put(CHECKPOINT, b"half a checkp", "x")
    with pytest.raises(LogDamaged):
        room.log().append(leaf(1))


def test_many_writers_at_once_lose_nothing_and_write_nothing_twice(room):
    entries, failures = {}, []
    ready = threading.Barrier(8)

    def append(number: int) -> None:
        log = room.log()
        ready.wait()
        for value in (leaf(number), leaf(number // 2 + 100)):
            for _ in range(50):
                try:
                    entries[value] = log.append(value)
                    break
                except (LogBusy, WitnessesMissing):
                    continue
            else:
                failures.append(value)

    threads = [threading.Thread(target=append, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(entries) == 12
    for value, entry in entries.items():
        room.require_proved(value, entry)
    order = sorted(entries, key=lambda value: entries[value].index)
    require_whole(room, order)


def test_the_key_never_signs_two_trees_of_one_size(room, monkeypatch):
    signed, true = [], room.signer.sign_raw

    def sign(key_id: str, message: bytes, algorithm: str) -> bytes:
        signed.append(message)
        return true(key_id, message, algorithm)

    monkeypatch.setattr(room.signer, "sign_raw", sign)
    threads = [threading.Thread(target=lambda n=n: room.log().append(leaf(n))) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = {message.decode() for message in signed}
    assert len({text.split("\n")[1] for text in texts}) == len(texts)


def test_a_put_that_was_done_but_not_confirmed(room, monkeypatch):
    """S3 stored the head, the answer was lost, and the repeated put failed on its condition."""
    log, true, lost = room.log(), room.files.replace, []

    def replace(key: str, body: bytes, content_type: str, *, etag: str | None) -> str:
        version = true(key, body, content_type, etag=etag)
        if key not in lost:
            lost.append(key)
            raise ObjectExists("Somebody else replaced it first.")
        return version

    monkeypatch.setattr(room.files, "replace", replace)
    entry = log.append(leaf(0))
    assert lost == [HEAD, CHECKPOINT]
    room.require_proved(leaf(0), entry)
    require_whole(room, [leaf(0)])


def test_a_log_that_never_settles_gives_up_in_words(room, monkeypatch):
    def never(*_: object, **__: object) -> str:
        raise ObjectExists("Somebody else replaced it first.")

    monkeypatch.setattr(room.files, "replace", never)
    with pytest.raises(LogBusy, match="finished soon"):
        room.log().append(leaf(0))


@pytest.mark.parametrize("other_cut", range(8))
@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("size", [3, 255])
def test_another_issuer_between_any_two_effects(room, size, at, other_cut):
    """One issuer stands still before its n-th effect while another appends, or is killed while appending."""
    room.log().append_all([leaf(n) for n in range(size)])
    first, count, parts = room.log(), 0, (room.files, room.signer, room.witness.book)

    def other() -> None:
        restore = cut(room, other_cut, after=True) if other_cut else lambda: None
        with contextlib.suppress(PowerCut):
            room.log().append(leaf(1000))
        restore()

    def pause(part: object, method: str) -> None:
        true = getattr(part, method)

        def paused(*args: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == at:
                other()
            return true(*args, **more)

        setattr(part, method, paused)

    for part, method in zip(
        (*parts, room.files), ("replace", "sign_raw", "add_checkpoint", "put_once"), strict=True
    ):
        pause(part, method)
    entry = first.append(leaf(2000))
    room.require_proved(leaf(2000), entry)
    again = room.log().append(leaf(1000))
    room.require_proved(leaf(1000), again)
    order = sorted([(entry.index, leaf(2000)), (again.index, leaf(1000))])
    require_whole(room, [*(leaf(n) for n in range(size)), *(value for _, value in order)])
