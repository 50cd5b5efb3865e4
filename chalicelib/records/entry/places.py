"""Where on a record a part stands, and the record with that part put in, replaced or taken out.

A place is written in addresses as `names~0`, `matters~m1`, `disposals~m1~0`, `variations~m1~0~new`: numbers count
from 0, matters are named by their ids, `new` is one that is not there yet. No place holds anything about anybody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chalicelib.kernel.errors import NotFound
from chalicelib.records.entry.part import Part
from chalicelib.records.entry.parts import PARTS
from chalicelib.records.entry.person_parts import PERSON
from chalicelib.records.errors import EntryRefused
from chalicelib.records.models import Disposal, Matter, Nominal, Record

_NOMINAL = frozenset({"names", "birth_dates", "nationalities", "driver_numbers", "passports"})
_NEW = "new"
_DEPTH = {"disposals": 2, "variations": 3}
"""How many steps lead to a part of these; to others it is one."""
_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)


class NoPlace(NotFound):
    """The record has no such part (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "This part of the record is not there any more. Go back to the record to see what is."
        )


@dataclass(frozen=True)
class Place:
    """One part of a record: its kind, the matter and disposal that it belongs to, and which of them it is."""

    part: Part
    steps: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        return self.steps[-1:] == (_NEW,)

    @property
    def text(self) -> str:
        """As addresses have it."""
        return "~".join((self.part.name, *self.steps))

    def find(self, record: Record) -> Any:  # noqa: ANN401 - whatever the part is
        """What stands there; None for a new one. Raises `NoPlace`."""
        if self.part is PERSON:
            return record.nominal
        items = self._items(record)
        return None if self.is_new else items[self._index(items)]

    def put(self, record: Record, item: Any) -> Record:  # noqa: ANN401 - see find
        """The record with a part put in or replaced; raises `NoPlace` and `EntryRefused`."""
        if self.part is PERSON:
            return _whole(record, nominal=record.nominal.model_copy(update=dict(item)))
        items = list(self._items(record))
        if self.is_new:
            items.append(_numbered(record, item) if isinstance(item, Matter) else item)
        else:
            index = self._index(items)
            items[index] = _with_the_rest(item, items[index])
        return self._with(record, items)

    def take_out(self, record: Record) -> Record:
        """The record without the part; raises `NoPlace` and `EntryRefused`."""
        items = list(self._items(record))
        gone = items.pop(self._index(items))
        if isinstance(gone, Matter):
            record = _unnamed(record, gone.id)
        if self.part.name == "names" and not items:
            raise EntryRefused("Somebody has a name: enter the right one before you take this one out.")
        return self._with(record, items)

    def _items(self, record: Record) -> Sequence[Any]:
        if self.part.name in _NOMINAL:
            return getattr(record.nominal, self.part.name)  # type: ignore[no-any-return]
        if self.part.name == "disposals":
            return self._matter(record).disposals
        if self.part.name == "variations":
            return self._disposal(record).variations
        return getattr(record, self.part.name)  # type: ignore[no-any-return]

    def _with(self, record: Record, items: Sequence[Any]) -> Record:
        name = self.part.name
        if name in _NOMINAL:
            return _whole(record, nominal=record.nominal.model_copy(update={name: tuple(items)}))
        if name == "disposals":
            matter = self._matter(record)
            return _replaced(record, matter, matter.model_copy(update={name: tuple(items)}))
        if name == "variations":
            matter, old = self._matter(record), self._disposal(record)
            new = old.model_copy(update={name: tuple(items)})
            disposals = tuple(new if disposal is old else disposal for disposal in matter.disposals)
            return _replaced(record, matter, matter.model_copy(update={"disposals": disposals}))
        if name == "addresses":
            record = _whole(record, nominal=_lived_at(record.nominal, items))
        return _whole(record, **{name: tuple(items)})

    def _index(self, items: Sequence[Any]) -> int:
        last = self.steps[-1]
        if self.part.name == "matters":
            found = [index for index, matter in enumerate(items) if matter.id == last]
            if found:
                return found[0]
        elif _NUMBER.fullmatch(last) and int(last) < len(items):
            return int(last)
        raise NoPlace

    def _matter(self, record: Record) -> Matter:
        return Place(PARTS["matters"], self.steps[:1]).find(record)  # type: ignore[no-any-return]

    def _disposal(self, record: Record) -> Disposal:
        return Place(PARTS["disposals"], self.steps[:2]).find(record)  # type: ignore[no-any-return]


def read_place(text: str) -> Place:
    """A place as an address has it; raises `NoPlace`."""
    name, *steps = text.split("~")
    part = PARTS.get(name)
    if part is None or len(steps) != (0 if part is PERSON else _DEPTH.get(name, 1)) or _NEW in steps[:-1]:
        raise NoPlace
    return Place(part, tuple(steps))


def _whole(record: Record, **changes: Any) -> Record:  # noqa: ANN401 - fields of a record
    """The record with changes, held to its own rules; raises `EntryRefused`."""
    try:
        return Record.model_validate_json(record.model_copy(update=changes).model_dump_json())
    except ValidationError as error:
        raise EntryRefused(
            *(str(e["msg"]).removeprefix("Value error, ") + "." for e in error.errors())
        ) from error


def _replaced(record: Record, old: Matter, new: Matter) -> Record:
    return _whole(record, matters=tuple(new if matter is old else matter for matter in record.matters))


def _numbered(record: Record, matter: Matter) -> Matter:
    """Under an id that no matter of the record has."""
    taken = {known.id for known in record.matters}
    number = next(n for n in range(1, len(taken) + 2) if f"m{n}" not in taken)
    return matter.model_copy(update={"id": f"m{number}"})


def _with_the_rest(item: Any, before: Any) -> Any:  # noqa: ANN401 - see find
    """What no form of the part shows stays: a matter's id and disposals, a disposal's later decisions."""
    if isinstance(item, Matter):
        rest = {name: getattr(before, name) for name in ("id", "disposals", "equivalent")}
        return item.model_copy(update=rest)
    if isinstance(item, Disposal):
        return item.model_copy(update={"variations": before.variations})
    return item


def _unnamed(record: Record, matter_id: str) -> Record:
    """No arrest and no case names a matter that is taken out."""
    groups: dict[str, Any] = {
        name: tuple(
            group.model_copy(update={"matters": tuple(m for m in group.matters if m != matter_id)})
            for group in getattr(record, name)
        )
        for name in ("reports", "court_cases")
    }
    return record.model_copy(update=groups)


def _lived_at(nominal: Nominal, addresses: Sequence[Any]) -> Nominal:
    """Searches go by postcodes, so those of the addresses stand with the person too."""
    codes = (*nominal.postcodes, *(address.postcode for address in addresses if address.postcode))
    return nominal.model_copy(update={"postcodes": tuple(dict.fromkeys(codes))})
