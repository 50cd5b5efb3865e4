"""Matters and records of made-up people, as short as a test about disclosure can say them."""

from datetime import date
from typing import Any

from chalicelib.disclosure.models import Choice, Decision, Disclosure, Ground
from chalicelib.disclosure.rules import Cell, Rules, rules
from chalicelib.disclosure.services import disclose
from chalicelib.kernel.outcomes import Product
from chalicelib.records.models import Matter, Record

SHIPPED = rules("2018-01-05")
C_OFFENCE = "RT88007"
"""Drink-driving: the one offence whose category is verified alone."""
NOT_A = "CJ88001"
"""Common assault: known to be category B or C."""
UNSORTED = "TH68010"
"""Theft from a shop: known, and in no verified list of categories."""
DISCHARGE = {"code": "1018", "text": "Conditional Discharge", "duration": "M12"}
SUSPENDED = {"code": "1115", "text": "Suspended Imprisonment", "duration": "M6"}
COSTS = {"code": "3011", "text": "Costs", "amount": 8500}
FINE = {"code": "1015", "text": "Fine", "amount": 18000}
PRISON = {"code": "1002", "text": "Imprisonment", "duration": "M6"}


def matter(matter_id: str = "m1", **facts: Any) -> Matter:
    """A fine for drink-driving of 3 May 2010, or what `facts` make of it; `code` is the offence's."""
    code = facts.pop("code", C_OFFENCE)
    body = {
        "id": matter_id,
        "kind": "conviction",
        "offence": {"cjs_code": code, "title": "An offence", **facts.pop("offence", {})},
        "date": "2010-05-03",
        "offence_date": facts.get("date") or "2010-05-03",
        "disposals": [FINE] if facts.get("kind", "conviction") == "conviction" else [],
    }
    return Matter.model_validate({**body, **facts})


def record(*matters: Matter, born: str | None = "1975-06-15") -> Record:
    """A record of somebody born on that day."""
    nominal = {
        "record_id": "SYN-1",
        "names": [{"surname": "Example"}],
        "birth_dates": [born] if born else [],
        "version": 1,
        "synthetic": True,
    }
    return Record.model_validate(
        {"nominal": nominal, "matters": [m.model_dump(mode="json") for m in matters]}
    )


def disclosed(
    *matters: Matter,
    on: str = "2026-11-23",
    born: str | None = "1975-06-15",
    by: Rules = SHIPPED,
    product: Product = Product.POLICE,
    decisions: tuple[Decision, ...] = (),
) -> Disclosure:
    """What a certificate of a day says about these matters."""
    day = date.fromisoformat(on)
    return disclose([record(*matters, born=born)], rules=by, on=day, product=product, decisions=decisions)


def fate(result: Disclosure, matter_id: str = "m1") -> str:
    """In which list a matter stands."""
    lists = ("lines", "hidden", "not_counted", "needs_person")
    return next(name for name in lists if matter_id in {entry.id for entry in getattr(result, name)})


def why(result: Disclosure, matter_id: str = "m1") -> Any:
    """A matter's entry."""
    return next(entry for entry in getattr(result, fate(result, matter_id)) if entry.id == matter_id)


def decision(
    matter_id: str = "m1", choice: Choice = Choice.INCLUDE, ground: Ground | None = None
) -> Decision:
    """An officer's choice."""
    reason = "Seen and weighed."
    return Decision(matter_id=matter_id, choice=choice, reason=reason, decided_by="officer-1", ground=ground)


def all_known(**changes: Any) -> Rules:
    """Rules in which every cell, both Scottish rules and the switch are verified, with invented numbers.

    They exercise what the shipped rules leave to a person; nobody ships them.
    """
    body = SHIPPED.model_dump(mode="json", by_alias=True)
    for number, cell in enumerate(body["cells"]):
        if not cell["verified"]:
            cell.update(verified=True, years=3 + number)
    for rule in body["scotland"]:
        rule["verified"] = True
    return Rules.model_validate({**body, **changes})


def cells() -> dict[str, Cell]:
    """The shipped cells by name."""
    return {cell.name: cell for cell in SHIPPED.cells}
