"""Issuing: one order becomes one certificate, step by step, each step saved before the next begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from chalicelib.certificates import status_list
from chalicelib.certificates.errors import GlyphMissing, LintFailed, NeedsPerson, OrderDiffers
from chalicelib.certificates.models import (
    FINISHED,
    STEPS,
    UNSEALED,
    Certificate,
    Content,
    Order,
    OrderedContent,
    Step,
)
from chalicelib.certificates.paper import paper_of
from chalicelib.certificates.short_code import short_code
from chalicelib.certificates.steps import Bench, Tools, move
from chalicelib.certificates.store import Ledger, Orders, Register
from chalicelib.certificates.withdrawing import withdrawal
from chalicelib.kernel.changes import SYSTEM, AuditEntry, ConcurrentChange
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.certificates import CertificateIssued, IssuanceHeld, IssuanceResumed
from chalicelib.kernel.identifiers import new_serial
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change, NotUnique

_DRAWS = 100
"""In a list that is three fifths full a hundred draws fail together once in 10^22 times."""


class Versions(NamedTuple):
    """What an order rests on, as it stands now."""

    application: int
    check: int


@dataclass(frozen=True)
class CertificatesService:
    """The issuer. Only the issuing function holds the keys that its tools use."""

    orders: Orders
    register: Register
    ledger: Ledger
    tools: Tools
    issuer: str
    """The office's name, as printed and sealed."""
    versions_now: Callable[[Order], Versions]
    """Reads the present versions of an order's application and record check."""

    def issue(self, order_id: str) -> Certificate:
        """Carry out an order, or go on where an earlier attempt stopped; at the end published or held.

        Repeating it is harmless. Raises `UnknownOrder`; `Unavailable` when a key, the time-stamping
        authority or the log did not answer, and `ConcurrentChange` when another issuer is at it: both are
        mended by trying again later.
        """
        stored = self.register.find(order_id) or self._reserve(order_id)
        bench = Bench(self.tools, self._replaced_serial(stored.state))
        while stored.state.step not in FINISHED:
            stored = self._advance(bench, stored)
        return stored.state

    def _replaced_serial(self, certificate: Certificate) -> str:
        replaced_id = self.orders.order(certificate.order_id).reissue_of
        return self.register.get(replaced_id).state.serial if replaced_id else ""

    def unfinished(self, older_than: timedelta) -> int:
        """Tell the issuer of every certificate that has not moved for so long; how many there are.

        It signs nothing: schedules hold no keys.
        """
        waiting = list(self.register.untouched_since(clock.now() - older_than))
        for stored in waiting:
            self._ask_to_resume(stored)
        return len(waiting)

    def _reserve(self, order_id: str) -> Stored[Certificate]:
        """Draw serial and status index until nobody else has them: the write's own condition tells."""
        order = self.orders.order(order_id)
        for _ in range(_DRAWS):
            certificate = self._reserved(order)
            unique: dict[str, str | tuple[str, ...]] = {
                "serial": certificate.serial,
                "number": short_code(certificate.serial),
                "paper": paper_of(certificate.content).key,
                "status_index": tuple(map(str, certificate.status_indices)),
            }
            audit = _audit(certificate)
            try:
                self.register.save(None, certificate, aggregate_id=order_id, audit=audit, unique=unique)
            except NotUnique:
                continue
            return self.register.get(order_id)
        raise ConcurrentChange

    def _reserved(self, order: Order) -> Certificate:
        now = clock.now()
        status_index, *result_index = status_list.draw_several(2 if order.content.result_code else 1)
        return Certificate(
            order_id=order.order_id,
            case_id=order.case_id,
            application_id=order.application_id,
            step=Step.RESERVED,
            content=_content(order, new_serial(), self.issuer),
            status_index=status_index,
            result_index=result_index[0] if result_index else None,
            log_size=self.tools.log.size(),
            reserved_at=now,
            touched_at=now,
        )

    def _advance(self, bench: Bench, stored: Stored[Certificate]) -> Stored[Certificate]:
        try:
            if stored.state.step in UNSEALED:
                self._require_frozen(stored.state)
            after = bench.advance(stored.state)
        except (NeedsPerson, OrderDiffers) as refused:
            if Step.HELD not in STEPS[stored.state.step]:
                raise
            after = move(stored.state, Step.HELD, held_because=_reason(refused))
        change = self.register.change(stored, after, audit=_audit(after), events=_events(stored.id, after))
        self.register.commit(change, *self._replacing(stored.id, after))
        logger().info("certificate step", extra={"certificate_id": stored.id, "step": after.step.value})
        return self.register.get(stored.id)

    def _replacing(self, certificate_id: str, after: Certificate) -> list[Change]:
        """With the publication of a reissue, in one transaction, what withdraws the certificate before it."""
        replaced_id = self.orders.order(after.order_id).reissue_of if after.step is Step.PUBLISHED else None
        if replaced_id is None:
            return []
        replaced, history = self.register.get(replaced_id).state, self.ledger.history(replaced_id)
        if history.revoked:
            return []
        return [withdrawal(self.ledger, replaced, history, SYSTEM.id, replaced_by=certificate_id)]

    def _require_frozen(self, certificate: Certificate) -> None:
        """Raises `OrderDiffers` unless what the approver saw is what stands there now."""
        order = self.orders.order(certificate.order_id)
        as_ordered = _content(order, certificate.serial, certificate.content.issuer)
        same_content = as_ordered.model_copy(update={"issued_on": certificate.content.issued_on})
        if order.content.digest != order.content_hash or same_content != certificate.content:
            raise OrderDiffers("The order's content is not what was approved.")
        if order.reissue_of:
            self._require_approved_reissue(order)
        elif self.versions_now(order) != Versions(order.application_version, order.check_version):
            raise OrderDiffers("The application or the record check changed after the approval.")

    def _require_approved_reissue(self, order: Order) -> None:
        approved = self.ledger.history(str(order.reissue_of)).reissue
        if approved is None or approved.order_id != order.order_id or approved.content != order.content:
            raise OrderDiffers("The reissue's content is not what was approved.")

    def _ask_to_resume(self, stored: Stored[Certificate]) -> None:
        looked_at = stored.state.model_copy(update={"touched_at": clock.now()})
        audit = AuditEntry("certificate.resumed", SYSTEM, {"step": stored.state.step.value})
        event = IssuanceResumed(certificate_id=stored.id)
        try:
            self.register.save(stored, looked_at, audit=audit, events=[event])
        except ConcurrentChange:
            return  # it moved in the meantime, so nothing is stuck


def _content(order: Order, serial: str, issuer: str) -> Content:
    said = order.content
    return Content(
        issuer=issuer,
        serial=serial,
        issued_on=clock.today(),
        **{name: getattr(said, name) for name in OrderedContent.model_fields},
    )


def _audit(certificate: Certificate) -> AuditEntry:
    facts: dict[str, str | int | bool | None] = {"serial": certificate.serial}
    if certificate.logged:
        facts["log_index"] = certificate.logged.index
    if certificate.stored:
        facts |= {"version_id": certificate.stored.version_id, "digest": certificate.stored.digest}
    if certificate.held_because:
        facts["reason"] = certificate.held_because
    return AuditEntry(f"certificate.{certificate.step.value}", SYSTEM, facts)


def _events(certificate_id: str, certificate: Certificate) -> list[Event]:
    ids = {"certificate_id": certificate_id, "application_id": certificate.application_id}
    if certificate.step is Step.PUBLISHED:
        return [CertificateIssued(**ids, serial=certificate.serial, case_id=certificate.case_id)]
    if certificate.step is Step.HELD:
        return [IssuanceHeld(**ids, case_id=certificate.case_id, reason=certificate.held_because)]
    return []


def _reason(refused: NeedsPerson | OrderDiffers) -> str:
    match refused:
        case OrderDiffers():
            return "order-differs"
        case GlyphMissing():
            return "glyph-missing"
        case LintFailed():
            return "lint-failed"
        case _:
            return "content-does-not-fit"
