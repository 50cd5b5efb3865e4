"""Keys and witnesses: nothing is published that a witness has not cosigned, and no key signs two histories."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.errors import WitnessesMissing
from chalicelib.certificates.log.notes import Note
from chalicelib.certificates.log.policy import Policy
from chalicelib.certificates.log.stored import CHECKPOINT
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.platform.signer import SigningRefused
from infra.local.simulators.witness.key import policy
from tests.fakes.witness import URL, MemoryWitness
from tests.unit.certificates.log.conftest import LogRoom, leaf, require_whole


def test_a_key_service_that_throttles_costs_time_and_no_leaf(room):
    room.log().append(leaf(0))
    room.signer.refuse = {"log"}
    for _ in range(3):
        with pytest.raises(SigningRefused):
            room.log().append(leaf(1))
    with pytest.raises(SigningRefused):
        room.log().append(leaf(2))
    assert room.published().checkpoint.size == 1
    room.signer.refuse = set()
    room.require_proved(leaf(2), room.log().append(leaf(2)))
    room.require_proved(leaf(1), room.log().append(leaf(1)))
    require_whole(room, [leaf(0), leaf(1), leaf(2)])


@pytest.mark.parametrize(
    "fault", ["down", (403, "no"), (404, ""), (422, ""), (503, ""), (200, "x\n"), (409, "x")]
)
def test_nothing_is_published_until_the_witness_has_cosigned(room, fault):
    log = room.log()
    log.append(leaf(0))
    room.witness.down, room.witness.says = (True, None) if fault == "down" else (False, fault)
    for _ in range(2):
        with pytest.raises(WitnessesMissing):
            log.append(leaf(1))
    assert room.published().checkpoint.size == 1
    room.witness.down, room.witness.says = False, None
    room.require_proved(leaf(1), log.append(leaf(1)))
    require_whole(room, [leaf(0), leaf(1)])


def test_a_stranger_s_cosignature_is_passed_over(room):
    stranger = MemoryWitness(lambda _: [room.key.raw])
    text = Note.read(room.log().append(leaf(0)).checkpoint).text
    room.witness.says = (200, stranger.book.key.cosign(text))
    with pytest.raises(WitnessesMissing):
        room.log().append(leaf(1))


def test_a_witness_that_knows_more_than_the_log_is_not_argued_with(room):
    """As after a restore of the bucket from a copy; docs/operations/log.md says what then."""
    room.log().append(leaf(0))
    room.witness.says = (409, "123456789\n")
    with pytest.raises(WitnessesMissing):
        room.log().append(leaf(1))
    assert room.published().checkpoint.size == 1


def test_a_witness_that_forgot_everything_is_told_again(room):
    room.log().append(leaf(0))
    room.witness.book.seen.clear()
    room.require_proved(leaf(1), room.log().append(leaf(1)))
    assert room.witness.asked[-2:] == [(1, 409), (0, 200)]


def two_of_three(room: LogRoom, quorum: str) -> tuple[list[MemoryWitness], Log]:
    witnesses = [MemoryWitness(lambda _: [room.key.raw], f"w{n}.example") for n in range(3)]
    lines = [policy(w.book.key, f"{URL}/{n}").split("\n")[0] for n, w in enumerate(witnesses)]
    text = "\n".join(line.replace("w1", f"w{n}", 1) for n, line in enumerate(lines))
    clients = {f"{URL}/{n}": w.client() for n, w in enumerate(witnesses)}
    rules = Policy.read(f"{text}\ngroup g 2 w0 w1 w2\nquorum {quorum}\n")
    return witnesses, room.log(Witnesses(rules, clients.__getitem__))


def test_two_of_three_witnesses_are_enough(room):
    witnesses, log = two_of_three(room, "g")
    assert len(Note.read(log.append(leaf(0)).checkpoint).stamps) == 4
    witnesses[1].down = True
    assert len(Note.read(log.append(leaf(1)).checkpoint).stamps) == 3
    witnesses[2].down = True
    with pytest.raises(WitnessesMissing):
        log.append(leaf(2))
    witnesses[1].down = False
    assert len(Note.read(log.append(leaf(2)).checkpoint).stamps) == 3


def test_a_policy_that_needs_nobody_goes_on_without_witnesses(room):
    witnesses, log = two_of_three(room, "none")
    witnesses[0].down = True
    assert len(Note.read(log.append(leaf(0)).checkpoint).stamps) == 3
    for witness in witnesses:
        witness.down = True
    assert len(Note.read(log.append(leaf(1)).checkpoint).stamps) == 1


def test_a_published_checkpoint_that_was_tampered_with_is_replaced(room):
    """Size and root are right, a signature is not: it stands in no proof, and the next append mends it."""
    room.log().append(leaf(0))
    lines = room.files.get(CHECKPOINT).decode().splitlines(keepends=True)
    for broken in (lines[:-1], lines[:-2] + lines[-1:], [*lines[:-1], _other_letter(lines[-1])]):
        room.files.put(CHECKPOINT, "".join(broken).encode(), "x")
        entry = room.log().append(leaf(0))
        room.require_proved(leaf(0), entry)
        assert str(room.published()) == entry.checkpoint


def _other_letter(line: str) -> str:
    return line[:-9] + ("A" if line[-9] != "A" else "B") + line[-8:]


def test_a_new_key_of_the_log_signs_anew_what_the_old_one_published(room):
    room.log().append(leaf(0))
    room.signer.keys["log"] = Ed25519PrivateKey.generate()
    room.__post_init__()
    room.require_proved(leaf(0), room.log().append(leaf(0)))
