"""Where orders lie, and the register of certificates."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from chalicelib.certificates.errors import UnknownOrder
from chalicelib.certificates.models import FINISHED, Certificate, Order
from chalicelib.platform.store import AggregateStore, Stored

UNFINISHED = "certificates#unfinished"


class Orders(AggregateStore[Order]):
    """Frozen orders, each under its order id; written once by casework, never changed."""

    kind: ClassVar[str] = "order"
    model = Order

    def order(self, order_id: str) -> Order:
        """The order; raises `UnknownOrder`."""
        stored = self.find(order_id)
        if stored is None:
            raise UnknownOrder("There is no order to issue with this number.")
        return stored.state


class Register(AggregateStore[Certificate]):
    """Certificates, each under the id of the order that it carries out: one order, one certificate."""

    kind: ClassVar[str] = "certificate"
    model = Certificate
    missing: ClassVar[str] = "There is no certificate with this number."

    def find_serial(self, serial: str) -> Stored[Certificate] | None:
        """The certificate with a serial, or None."""
        certificate_id = self.uow.find_unique(self.kind, "serial", serial)
        return self.find(certificate_id) if certificate_id else None

    def index(self, state: Certificate) -> Mapping[str, str]:
        """Unfinished certificates by the time of their last step; the rest by state and serial."""
        if state.step in FINISHED:
            return {"gsi1pk": f"certificates#{state.step.value}", "gsi1sk": state.serial}
        return {"gsi1pk": UNFINISHED, "gsi1sk": state.touched_at.isoformat()}

    def untouched_since(self, moment: datetime) -> Iterator[Stored[Certificate]]:
        """Unfinished certificates whose last step is older than `moment`, oldest first."""
        after = None
        while True:
            page, after = self.listing(UNFINISHED, after=after)
            for stored in page:
                if stored.state.touched_at > moment:
                    return
                yield stored
            if after is None:
                return
