"""The power fails before or after every single effect of issuing; afterwards there is one of everything."""

import json
import threading
from datetime import timedelta

import pytest

from chalicelib.certificates import handlers, qr
from chalicelib.certificates.errors import TrustMissing, UnknownOrder
from chalicelib.certificates.models import Step
from chalicelib.certificates.services import Versions
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.people import PersonName
from chalicelib.platform import clock
from tests.fakes.issuing import Workshop, holder, ordered

EFFECTS = (
    ("items", "write"),
    ("public", "replace"),
    ("public", "put_once"),
    ("files", "put_once"),
    ("signer", "sign_raw"),
    ("time_stamps", "stamp"),
    ("statuses", "ask"),
)


class PowerCut(BaseException):
    """The process is gone: nothing may catch this."""


class Power:
    """Counts effects and cuts the power at one of them, just before or just after it."""

    def __init__(self, workshop: Workshop) -> None:
        self.count = 0
        self.cut_at: int | None = None
        self.after = False
        for part, method in EFFECTS:
            self._watch(getattr(workshop, part), method)

    def _watch(self, part: object, method: str) -> None:
        true_method = getattr(part, method)

        def watched(*args: object, **kwargs: object) -> object:
            self.count += 1
            now = self.count == self.cut_at
            if now and not self.after:
                raise PowerCut
            result = true_method(*args, **kwargs)
            if now:
                raise PowerCut
            return result

        setattr(part, method, watched)


def test_how_many_effects_there_are(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order()
    power = Power(workshop)
    workshop.service.issue(order_id)
    assert power.count == EFFECT_COUNT


# Seven saves; the log's head, tile and checkpoint; checkpoint, code and seal signed; three time stamps, the first to
# learn how long they are; the status of two authorities' certificates; a stored file.
EFFECT_COUNT = 19


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return tmp_path_factory.mktemp("pki")


@pytest.mark.parametrize("recovery", ["redelivery", "sweep"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("effect", range(1, EFFECT_COUNT + 1))
def test_a_power_cut_at_any_effect_leaves_one_of_everything(pki, effect, after, recovery, monkeypatch):
    workshop = Workshop(pki)
    order_id = workshop.order()
    power = Power(workshop)
    power.cut_at, power.after = effect, after
    with pytest.raises(PowerCut):
        workshop.service.issue(order_id)
    power.cut_at = None
    workshop.service = workshop.make_service()
    if recovery == "sweep" and workshop.service.register.find(order_id):
        _sweep_and_deliver(workshop, monkeypatch)
    else:
        workshop.service.issue(order_id)
    _require_one_of_everything(workshop, order_id)
    workshop.service.issue(order_id)
    _require_one_of_everything(workshop, order_id)


def _sweep_and_deliver(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(minutes=10)
    signed = list(workshop.signer.signed)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        workshop.service.unfinished(timedelta(minutes=2))
        assert workshop.service.unfinished(timedelta(minutes=2)) == 0, "asked once, not every minute"
    assert workshop.signer.signed == signed, "a sweep never signs"
    for envelope in workshop.events("IssuanceResumed"):
        handlers.on_event(envelope, workshop.room())
        handlers.on_event(envelope, workshop.room())


def _require_one_of_everything(workshop: Workshop, order_id: str) -> None:
    certificate = workshop.service.register.get(order_id).state
    assert certificate.step is Step.PUBLISHED
    assert workshop.sealed_files() == {f"certificates/{certificate.serial}.pdf": 1}
    assert len([key for key in workshop.items.rows if key.pk.startswith("unique#serial#")]) == 1
    (issued,) = workshop.events("CertificateIssued")
    assert issued.data["serial"] == certificate.serial
    assert workshop.leaves() == 1
    code = qr.disassemble(bytes.fromhex(certificate.code))
    assert code.claims.serial == certificate.serial
    assert workshop.public.get("log/tile/0/000.p/1") == qr.leaf(code.claims)


def test_every_message_twice_and_out_of_order(tmp_path):
    workshop = Workshop(tmp_path)
    first, second = workshop.order(), workshop.order()
    ordered_first, ordered_second = _ordered(first), _ordered(second)
    for envelope in (ordered_second, ordered_first, ordered_first, ordered_second):
        handlers.on_event(envelope, workshop.room())
    assert len(workshop.events("CertificateIssued")) == 2
    assert len(workshop.sealed_files()) == workshop.leaves() == 2


def _ordered(order_id: str) -> Envelope:
    data = {"order_id": order_id, "case_id": "case-1", "application_id": "application-1"}
    return Envelope(
        id=f"event-{order_id}",
        type="IssueOrdered",
        version=1,
        aggregate=f"case#{order_id}",
        sequence=1,
        occurred_at=clock.now(),
        data=data,
    )


def test_eight_threads_with_one_order_make_one_certificate(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order()
    ready, failures = threading.Barrier(8), []

    def deliver() -> None:
        service = workshop.make_service()
        ready.wait()
        for _ in range(50):
            try:
                service.issue(order_id)
            except (ConcurrentChange, Unavailable):
                continue  # the queue delivers again
            except Exception as error:  # noqa: BLE001 - shown below
                failures.append(error)
            return
        failures.append(TimeoutError("never finished"))

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    _require_one_of_everything(workshop, order_id)


@pytest.mark.parametrize("versions", [Versions(4, 1), Versions(3, 2)], ids=["application", "check"])
def test_an_order_that_rests_on_something_older_is_held_and_nothing_is_signed(tmp_path, versions):
    workshop = Workshop(tmp_path)
    order_id = workshop.order()
    workshop.versions = versions
    certificate = workshop.service.issue(order_id)
    assert (certificate.step, certificate.held_because) == (Step.HELD, "order-differs")
    _require_nothing_left(workshop)


def test_an_order_whose_content_was_edited_is_held(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order(ordered(), content_hash=ordered(matters=1).digest)
    certificate = workshop.service.issue(order_id)
    assert (certificate.step, certificate.held_because) == (Step.HELD, "order-differs")
    _require_nothing_left(workshop)


def test_a_change_between_two_steps_is_noticed_before_the_seal(tmp_path):
    workshop = Workshop(tmp_path)
    order_id = workshop.order()
    workshop.time_stamps.down = True
    with pytest.raises(Unavailable):
        workshop.service.issue(order_id)
    workshop.time_stamps.down = False
    workshop.versions = Versions(4, 1)
    assert workshop.service.issue(order_id).step is Step.HELD
    assert workshop.sealed_files() == {}


def test_what_can_not_be_printed_waits_for_a_person(tmp_path):
    workshop = Workshop(tmp_path)
    runes = PersonName(forenames="\u16a0\u16a2\u16a6", surname="\u16a8\u16b1\u16b2")
    content = ordered().model_copy(update={"holder": holder(name=runes)})
    certificate = workshop.service.issue(workshop.order(content))
    assert (certificate.step, certificate.held_because) == (Step.HELD, "glyph-missing")
    (held,) = workshop.events("IssuanceHeld")
    assert held.data["reason"] == "glyph-missing"
    assert workshop.sealed_files() == {}


def _require_nothing_left(workshop: Workshop) -> None:
    assert workshop.signer.signed == []
    assert workshop.sealed_files() == {}
    assert workshop.leaves() == 0
    assert workshop.events("CertificateIssued") == []
    assert len(workshop.events("IssuanceHeld")) == 1


@pytest.mark.parametrize(("use", "leaves"), [("log", 0), ("witness", 1)])
def test_an_order_waits_for_the_keys_that_its_proof_needs(tmp_path, use, leaves):
    """A proof that no verifier can follow to the root never comes into a file."""
    workshop = Workshop(tmp_path)
    order_id, trust = workshop.order(), workshop.trust
    without = trust | {"keys": [key for key in trust["keys"] if key["use"] != use]}
    workshop.public.put("trust.json", json.dumps(without).encode(), "application/json")
    for _ in range(2):
        with pytest.raises(TrustMissing):
            workshop.service.issue(order_id)
    assert workshop.service.register.get(order_id).state.step is Step.RESERVED
    assert workshop.leaves() == leaves
    workshop.public.put("trust.json", json.dumps(trust).encode(), "application/json")
    workshop.service.issue(order_id)
    _require_one_of_everything(workshop, order_id)


def test_an_order_that_nobody_made_is_refused(tmp_path):
    with pytest.raises(UnknownOrder):
        Workshop(tmp_path).service.issue("nobody")


def test_no_personal_data_in_events_and_audit_trail(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.service.issue(workshop.order())
    for key, row in workshop.items.rows.items():
        if key.sk != "state":
            assert "Hargreaves" not in str(row)
            assert "533401821" not in str(row)
