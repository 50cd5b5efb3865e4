"""A record system in memory that keeps the port's contract; tests switch its faults by an attribute."""

from dataclasses import dataclass, field

from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.errors import (
    DuplicateRecord,
    Fault,
    RecordSystemRefused,
    RecordSystemUnavailable,
    UnknownRecord,
    VersionConflict,
)
from chalicelib.records.models import Nominal, Record
from chalicelib.records.narrowing import in_parts

LIMIT = 20


@dataclass
class FakeRecordSystem:
    """Finds whoever has the surname, a forename and a birth date that is the same or close."""

    records: tuple[Record, ...] = ()
    fault: Fault | None = None
    fails_after: int = 0
    """How many questions are answered before the fault shows."""
    purposes: list[Purpose] = field(default_factory=list)
    enquiries: list[NamesEnquiry] = field(default_factory=list)
    can_narrow: bool = True

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        return in_parts(enquiry) if self.can_narrow else ()

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        self._take(purpose)
        self.enquiries.append(enquiry)
        found = [r.nominal for r in self.records if _may_be(enquiry, r.nominal)]
        if enquiry.within:
            found = [nominal for nominal in found if enquiry.within.holds(nominal)]
        return EnquiryAnswer(
            candidates=tuple(found[:LIMIT]), truncated=len(found) > LIMIT, system_version="fake 1"
        )

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        self._take(purpose)
        for record in self.records:
            if record.nominal.record_id == record_id:
                return record
        raise UnknownRecord

    def create(self, draft: Record, *, purpose: Purpose) -> Record:
        self._take(purpose)
        if draft.nominal.pncid and draft.nominal.pncid in {r.nominal.pncid for r in self.records}:
            raise DuplicateRecord
        kept = _as(draft, record_id=f"new-{len(self.records)}", version=1)
        self.records = (*self.records, kept)
        return kept

    def update(self, record: Record, *, purpose: Purpose) -> Record:
        present = self.record(record.nominal.record_id, purpose=purpose)
        if present.nominal.version != record.nominal.version:
            raise VersionConflict
        kept = _as(record, version=record.nominal.version + 1)
        self.records = tuple(kept if r is present else r for r in self.records)
        return kept

    def _take(self, purpose: Purpose) -> None:
        self.purposes.append(purpose)
        if self.fault and len(self.purposes) > self.fails_after:
            raise (
                RecordSystemRefused(403)
                if self.fault is Fault.REFUSED
                else RecordSystemUnavailable(self.fault)
            )


def _as(record: Record, **changes: object) -> Record:
    return record.model_copy(update={"nominal": record.nominal.model_copy(update=changes)})


def _may_be(enquiry: NamesEnquiry, nominal: Nominal) -> bool:
    wanted = set(enquiry.name.forenames.casefold().split())
    named = any(
        name.surname.casefold() == enquiry.name.surname.casefold()
        and wanted & set(name.forenames.casefold().split())
        for name in nominal.names
    )
    return named and any(_is_close(enquiry.birth_date, held) for held in nominal.birth_dates)


def _is_close(asked: str, held: str) -> bool:
    if asked.startswith(held) or held.startswith(asked):
        return True
    a, b = asked.split("-"), held.split("-")
    if len(a) != len(b):
        return False
    return sorted(a) == sorted(b) or sum(x == y for x, y in zip(a, b, strict=True)) >= len(a) - 1
