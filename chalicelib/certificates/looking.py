"""Staff look certificates up in the register; who looked for what is written down before anything is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.certificates.looks import Look, Sought
from chalicelib.certificates.models import Certificate
from chalicelib.certificates.short_code import read_short_code
from chalicelib.certificates.store import Looks, Register
from chalicelib.certificates.withdrawing import Standing, Withdrawing
from chalicelib.kernel.changes import Actor, AuditEntry
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.store import Stored


@dataclass(frozen=True)
class Looking:
    """Reads of the register, each by somebody."""

    register: Register
    withdrawing: Withdrawing
    looks: Looks

    def find(self, typed: str, officer_id: str) -> list[Stored[Certificate]]:
        """Certificates with a printed number, or of people of exactly a name, newest first."""
        number = read_short_code(typed)
        if number:
            one = self.register.find_number(number)
            found, sought = [one] if one else [], Sought.NUMBER
        else:
            found, sought = self.register.named(typed), Sought.NAME
        self._note(sought, officer_id, [stored.id for stored in found], typed)
        return found

    def open(self, certificate_id: str, officer_id: str) -> Standing:
        """A certificate with its history; raises `NotFound`."""
        standing = self.withdrawing.look(certificate_id)
        self._note(Sought.OPENED, officer_id, [certificate_id])
        return standing

    def _note(self, sought: Sought, officer_id: str, found: Sequence[str], typed: str = "") -> None:
        look = Look(by=officer_id, at=clock.now(), sought=sought, found=tuple(found))
        facts: dict[str, str | int | bool | None] = {"sought": sought.value, "found": len(found)}
        audit = AuditEntry(
            "register.looked", Actor("officer", officer_id), facts, {"typed": typed} if typed else None
        )
        self.looks.save(None, look, aggregate_id=new_id(), audit=audit)
