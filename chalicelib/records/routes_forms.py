"""What the entry forms do: a new record, one part of a record changed, and nothing lost that was typed."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.records.desk import RecordsDesk
from chalicelib.records.entry.fields import FormRefused, show_date
from chalicelib.records.entry.parts import NEW
from chalicelib.records.entry.person_parts import BIRTH_DATES, NAMES, PERSON
from chalicelib.records.entry.places import NoPlace, Place, read_place
from chalicelib.records.errors import DuplicateRecord, EntryRefused, KeptElsewhere, VersionConflict
from chalicelib.records.models import Nominal, Record
from chalicelib.records.routes_common import Work, errand_path, filled, person_path, typed_in, under
from chalicelib.records.routes_entry import EDIT as EDIT_PATH
from chalicelib.records.routes_entry import NEW as NEW_PATH
from chalicelib.web.pages import page, redirect
from chalicelib.web.visit import Visit

_ABOVE = "form"
"""Where a sentence stands that belongs to no field."""
CHANGED = (
    "Somebody else changed this record after you opened it, so nothing was saved. Yours is below, and what stands "
    "there now beside it. Save again to put yours in its place."
)
GONE = (
    "Somebody else changed this record after you opened it, and this part is not there any more. Nothing was saved. "
    "Yours is below: go back to the record to see where it belongs now."
)


def _require_keeping(desk: RecordsDesk) -> None:
    if not desk.keeps:
        raise KeptElsewhere


def new(visit: Visit, desk: RecordsDesk, errand_id: str) -> Response:
    """The form of a new record, with whom the errand asked for."""
    _require_keeping(desk)

    def act(work: Work) -> Response:
        asked = work.errand.asked
        typed = {}
        if asked:
            typed = {
                "forenames": asked.name.forenames,
                "surname": asked.name.surname,
                "date": show_date(asked.birth_date),
                "sex": asked.sex.value,
                "birth_place": asked.birth_place,
            }
        return _new_page(work, typed, {})

    return under(visit, desk, errand_id, NEW_PATH, act)


def _new_page(
    work: Work, values: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> Response:
    return page(
        work.visit,
        "records/new",
        status=status,
        errors=errors,
        fields=NEW,
        values=values,
        back=errand_path(work.errand_id),
        tab="records",
    )


def create(visit: Visit, desk: RecordsDesk, errand_id: str) -> Response:
    """Enter the record as typed; what is wrong with it stands beside its fields."""
    _require_keeping(desk)

    def act(work: Work) -> Response:
        try:
            once = visit.once(f"record {visit.officer.id}")
            kept = desk.create(work.errand, _draft(visit), once=once)
        except FormRefused as refused:
            return _new_page(work, typed_in(visit), refused.fields)
        except (EntryRefused, DuplicateRecord, Unavailable) as error:
            errors = _beside(error, {f.name for f in NEW})
            return _new_page(work, typed_in(visit), errors, status=int(error.status))
        visit.session.replace(flash="The record is entered. Add the rest of it here.")
        return redirect(person_path(work.errand_id, kept.nominal.record_id))

    return under(visit, desk, errand_id, NEW_PATH, act)


def _draft(visit: Visit) -> Record:
    """The new record as typed; raises `FormRefused` with everything that is wrong."""
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    for part, field_names in ((NAMES, ("kind",)), (BIRTH_DATES, ()), (PERSON, ())):
        given = {**visit.form, **{name: [NameKind.MAIN.value] for name in field_names}}
        try:
            found[part.name] = part.read(given)
        except FormRefused as refused:
            wrong |= refused.fields
    if wrong:
        raise FormRefused(wrong)
    name: PersonName = found["names"]
    return Record(
        nominal=Nominal.model_validate(
            {
                "record_id": "new",
                "names": (name,),
                "birth_dates": (found["birth_dates"],),
                "version": 0,
                **dict(found["person"]),
            }
        )
    )


def edit(visit: Visit, desk: RecordsDesk, errand_id: str, where: tuple[str, str]) -> Response:
    """The form of a part as it stands; `where` is the record's id and the part's place."""
    _require_keeping(desk)
    record_id, place = where[0], read_place(where[1])

    def act(work: Work) -> Response:
        record = desk.open(work.errand, record_id)
        item = place.find(record)
        values = place.part.show(item) if item is not None else _first_values(place)
        return _edit_page(work, record, place, values)

    return under(visit, desk, errand_id, _path(record_id, place), act)


def save(visit: Visit, desk: RecordsDesk, errand_id: str, where: tuple[str, str]) -> Response:
    """Keep the part as typed, or take it out. Whatever stands in the way, what was typed comes back with it."""
    _require_keeping(desk)
    record_id, place = where[0], read_place(where[1])

    def act(work: Work) -> Response:
        record = desk.open(work.errand, record_id)
        typed = _typed(visit, place)
        if visit.form.text("version") != str(record.nominal.version):
            return _conflict_page(work, record, place, typed)
        try:
            desk.update(work.errand, _changed(visit, record, place))
        except FormRefused as refused:
            return _edit_page(work, record, place, typed, refused.fields)
        except VersionConflict:
            return _conflict_page(work, desk.open(work.errand, record_id), place, typed)
        except (EntryRefused, DuplicateRecord, Unavailable) as error:
            errors = _beside(error, {f.name for f in place.part.fields})
            return _edit_page(work, record, place, typed, errors, status=int(error.status))
        visit.session.replace(flash="The record is changed.")
        return redirect(person_path(work.errand_id, record_id))

    return under(visit, desk, errand_id, _path(record_id, place), act)


def _changed(visit: Visit, record: Record, place: Place) -> Record:
    if visit.form.text("act") == "remove":
        return place.take_out(record)
    return place.put(record, place.part.read(visit.form))


def _path(record_id: str, place: Place) -> str:
    return filled(EDIT_PATH, record_id=record_id).replace("{place}", place.text)


def _typed(visit: Visit, place: Place) -> dict[str, str]:
    boxes = {f.name: " ".join(visit.form.all(f.name)) for f in place.part.fields if f.kind == "checkboxes"}
    return typed_in(visit) | boxes


def _first_values(place: Place) -> dict[str, str]:
    """What most new parts have."""
    return {"country": "GB" if place.part.name != "nationalities" else "", "kind": _first_kind(place)}


def _first_kind(place: Place) -> str:
    return NameKind.ALIAS.value if place.part is NAMES else ""


def _edit_page(
    work: Work,
    record: Record,
    place: Place,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    now: Mapping[str, str] | None = None,
) -> Response:
    return page(
        work.visit,
        "records/edit",
        status=status,
        errors=errors or {},
        place=place,
        part=place.part,
        fields=place.part.fields,
        values=values,
        now=now,
        record=record,
        back=person_path(work.errand_id, record.nominal.record_id),
        action=filled(_path(record.nominal.record_id, place), errand_id=work.errand_id),
        tab="records",
    )


def _conflict_page(work: Work, record: Record, place: Place, typed: Mapping[str, str]) -> Response:
    """What was typed beside what stands there now; sent again, it is for the version that is shown."""
    try:
        there = place.find(record)
    except NoPlace:
        there = None
    now = place.part.show(there) if there is not None else {}
    errors = {_ABOVE: CHANGED if there is not None or place.is_new else GONE}
    return _edit_page(work, record, place, typed, errors, status=409, now=now)


def _beside(error: EntryRefused | DuplicateRecord | Unavailable, fields: set[str]) -> dict[str, str]:
    """Each sentence beside its field where the form has it, otherwise above them all."""
    if not isinstance(error, EntryRefused):
        return {_ABOVE: error.message}
    found = {field: sentence for field, sentence in error.fields.items() if field in fields}
    rest = " ".join(str(p) for p in error.problems if getattr(p, "field", "") not in fields)
    return found | ({_ABOVE: rest} if rest else {})
