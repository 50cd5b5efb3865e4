"""Joins ports to adapters and stores, room by room: the one place that knows what every part is made of."""

from functools import cache, cached_property

from chalicelib.bootstrap.verifying import Verifying
from chalicelib.platform.retention import Retention, load_schedule
from chalicelib.platform.settings import settings
from chalicelib.platform.unit_of_work import Record
from chalicelib.verification.bulk.store import Lines


class Services(Verifying):
    """Every service, each made when first asked for: a function pays only for what it uses."""

    @cached_property
    def retention(self) -> Retention:
        elsewhere = {
            "application": self._forget_prints,
            "check_batch": self._forget_lines,
            "hosted_record": self._forget_name,
        }
        return Retention(self.uow, load_schedule(), elsewhere)

    def _forget_lines(self, batch: Record) -> None:
        Lines(self.items).forget(batch.id)


@cache
def services() -> Services:
    """This process's services."""
    return Services(settings())
