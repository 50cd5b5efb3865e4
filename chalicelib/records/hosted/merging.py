"""How two nominals are read as one and told apart again: rules without input or output.

A matter of an absorbed record keeps its place under an id that begins with that record's id. An update of the
whole is handed back to the part from which each thing came; what is new belongs to the surviving record.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.records.models import CourtCase, Matter, Nominal, Record, Report

T = TypeVar("T")
G = TypeVar("G", Report, CourtCase)
_LISTS = ("descriptions", "markers", "addresses")
_NOMINAL_LISTS = ("birth_dates", "postcodes", "nationalities", "driver_numbers", "passports")


def compose(own: Record, absorbed: Sequence[Record]) -> Record:
    """One record of all: each name, date, address and group once, the survivor's first."""
    if not absorbed:
        return own
    parts = [own, *(_lifted(part) for part in absorbed)]
    nominals = [part.nominal for part in parts]
    found: dict[str, Any] = {name: _each(getattr(n, name) for n in nominals) for name in _NOMINAL_LISTS}
    found["names"] = _names(nominals)
    found["sex"] = next((n.sex for n in nominals if n.sex is not Sex.UNKNOWN), Sex.UNKNOWN)
    found["birth_place"] = next((n.birth_place for n in nominals if n.birth_place), "")
    lists: dict[str, Any] = {name: _each(getattr(part, name) for part in parts) for name in _LISTS}
    return own.model_copy(
        update={
            "nominal": own.nominal.model_copy(update=found),
            "matters": tuple(matter for part in parts for matter in part.matters),
            "reports": _united(_each(part.reports for part in parts)),
            "court_cases": _united(_each(part.court_cases for part in parts)),
            **lists,
        }
    )


def attribute(update: Record, own: Record, absorbed: Sequence[Record]) -> tuple[Record, tuple[Record, ...]]:
    """The update taken apart: what the survivor has of it, and what each absorbed record has."""
    parts = tuple(_share(update, part, own) for part in absorbed)
    taken = [_lifted(part) for part in absorbed]
    nominal = update.nominal.model_copy(
        update={
            "names": _kept(update.nominal.names, own.nominal.names, [p.nominal.names for p in taken])
            or own.nominal.names[:1],
            **{
                name: _kept(
                    getattr(update.nominal, name),
                    getattr(own.nominal, name),
                    [getattr(p.nominal, name) for p in taken],
                )
                for name in _NOMINAL_LISTS
            },
        }
    )
    matters = tuple(m for m in update.matters if not any(_is_of(m.id, part) for part in absorbed))
    known = {matter.id for matter in matters}
    lists: dict[str, Any] = {
        name: _kept(getattr(update, name), getattr(own, name), [getattr(p, name) for p in taken])
        for name in _LISTS
    }
    survivor = update.model_copy(
        update={
            "nominal": nominal,
            "matters": matters,
            "reports": _of_part(update.reports, known, _at_home(update, own, absorbed, "reports")),
            "court_cases": _of_part(
                update.court_cases, known, _at_home(update, own, absorbed, "court_cases")
            ),
            **lists,
        }
    )
    return survivor, parts


def _at_home(update: Record, own: Record, absorbed: Sequence[Record], name: str) -> list[Any]:
    """Groups that are the survivor's even when they name no matter: those it had, and those that are new."""
    elsewhere = {_key(group) for part in absorbed for group in getattr(part, name)}
    new = [group for group in getattr(update, name) if _key(group) not in elsewhere]
    return [*getattr(own, name), *new]


def _share(update: Record, part: Record, own: Record) -> Record:
    """What an absorbed record has of an update: its own matters as they are now, and what was not struck out."""
    lifted = _lifted(part)
    matters = tuple(_lowered(m, part) for m in update.matters if _is_of(m.id, part))
    known = {matter.id for matter in matters}
    names = tuple(
        name
        for name, shown in zip(part.nominal.names, lifted.nominal.names, strict=True)
        if _same_name(shown, update.nominal.names) or _same_name(shown, own.nominal.names)
    )
    nominal = part.nominal.model_copy(update={"names": names or part.nominal.names[:1]})
    nominal = nominal.model_copy(
        update={
            name: tuple(x for x in getattr(part.nominal, name) if x in getattr(update.nominal, name))
            for name in _NOMINAL_LISTS
        }
    )
    lists: dict[str, Any] = {
        name: tuple(x for x in getattr(part, name) if x in getattr(update, name)) for name in _LISTS
    }
    lowered_reports = tuple(_group_lowered(group, part) for group in update.reports)
    lowered_cases = tuple(_group_lowered(group, part) for group in update.court_cases)
    return part.model_copy(
        update={
            "nominal": nominal,
            "matters": matters,
            "reports": _of_part(lowered_reports, known, part.reports),
            "court_cases": _of_part(lowered_cases, known, part.court_cases),
            **lists,
        }
    )


def _lifted(part: Record) -> Record:
    """An absorbed record as the survivor shows it: matters under longer ids, the main name as an alias."""
    prefix = f"{part.nominal.record_id}."
    names = tuple(
        name.model_copy(update={"kind": NameKind.ALIAS}) if name.kind is NameKind.MAIN else name
        for name in part.nominal.names
    )
    return part.model_copy(
        update={
            "nominal": part.nominal.model_copy(update={"names": names}),
            "matters": tuple(m.model_copy(update={"id": prefix + m.id}) for m in part.matters),
            "reports": tuple(_prefixed(group, prefix) for group in part.reports),
            "court_cases": tuple(_prefixed(group, prefix) for group in part.court_cases),
        }
    )


def _is_of(matter_id: str, part: Record) -> bool:
    return matter_id.startswith(f"{part.nominal.record_id}.")


def _lowered(matter: Matter, part: Record) -> Matter:
    return matter.model_copy(update={"id": matter.id.removeprefix(f"{part.nominal.record_id}.")})


def _prefixed(group: G, prefix: str) -> G:
    return group.model_copy(update={"matters": tuple(prefix + matter for matter in group.matters)})


def _group_lowered(group: G, part: Record) -> G:
    """The group with only the part's matters, under their own ids."""
    prefix = f"{part.nominal.record_id}."
    matters = tuple(m.removeprefix(prefix) for m in group.matters if m.startswith(prefix))
    return group.model_copy(update={"matters": matters})


def _of_part(groups: Sequence[G], known: set[str], before: Sequence[G]) -> tuple[G, ...]:
    """The groups that name a matter of the part, cut to those; one that names none stays where it was before."""
    cut = [g.model_copy(update={"matters": tuple(m for m in g.matters if m in known)}) for g in groups]
    keys = {_key(group) for group in before}
    return tuple(
        small
        for small, whole in zip(cut, groups, strict=True)
        if small.matters or (not whole.matters and _key(whole) in keys)
    )


def _key(group: Report | CourtCase) -> str:
    return (group.asn if isinstance(group, Report) else group.reference).key


def _united(groups: Sequence[G]) -> tuple[G, ...]:
    """Groups of one number as one group of all their matters."""
    found: dict[str, G] = {}
    for value in groups:
        group: G = value
        key = _key(group)
        first: G = found.get(key, group)
        matters = tuple(dict.fromkeys((*first.matters, *group.matters)))
        found[key] = first.model_copy(update={"matters": matters})
    return tuple(found.values())


def _each(lists: Iterable[Iterable[T]]) -> tuple[T, ...]:
    """Everything in the lists, each once, in order."""
    found: list[T] = []
    for values in lists:
        found += [value for value in values if value not in found]
    return tuple(found)


def _names(nominals: Sequence[Nominal]) -> tuple[PersonName, ...]:
    found: list[PersonName] = []
    for nominal in nominals:
        found += [name for name in nominal.names if not _same_name(name, found)]
    return tuple(found)


def _same_name(name: PersonName, others: Iterable[PersonName]) -> bool:
    return any(name.full.casefold() == other.full.casefold() for other in others)


def _kept(now: Sequence[T], before: Sequence[T], taken: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """What of `now` is the survivor's: what it had before, and what no absorbed record brought."""
    brought = [value for values in taken for value in values]
    return tuple(value for value in now if value in before or value not in brought)
