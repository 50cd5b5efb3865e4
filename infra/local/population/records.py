"""Whole records of made-up people, as our model has them: the nominal from its line, the rest from the seed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.records.models import Nominal, Record
from infra.local.population.histories import history_of
from infra.local.population.particulars import addresses_of, descriptions_of, markers_of
from infra.local.population.people import Person

_KINDS = {"main": NameKind.MAIN, "maiden": NameKind.FORMER, "alias": NameKind.ALIAS}
_RESPONSIBLE = 10


def nominal_of(line: Mapping[str, Any]) -> Nominal:
    """The person as a line of the population names them (`people.record_of`)."""
    return Nominal(
        record_id=line["id"],
        pncid=line["pncid"],
        cro=line["cro"],
        names=tuple(
            PersonName(forenames=n["forenames"], surname=n["surname"], kind=_KINDS[n["kind"]])
            for n in line["names"]
        ),
        birth_dates=tuple(line["birth_dates"]),
        sex=Sex(line["sex"]),
        birth_place=line["birth_place"] or "",
        postcodes=tuple(line["postcodes"]),
        version=1,
        synthetic=True,
    )


def whole_record(person: Person, line: Mapping[str, Any], seed: int) -> Record:
    """Everything recorded of a person, of whom `line` is what the police took down."""
    nominal = nominal_of(line)
    history = history_of(person, seed, since=int(line["pncid"][:4]), not_before=_of_age(nominal))
    return Record(
        nominal=nominal,
        matters=tuple(history.matters),
        reports=tuple(history.reports),
        court_cases=tuple(history.court_cases),
        descriptions=tuple(descriptions_of(person, seed, history.matters)),
        markers=tuple(markers_of(person, seed, history.matters)),
        addresses=tuple(addresses_of(person, seed)),
    )


def _of_age(nominal: Nominal) -> date:
    """From when on everybody takes the person for ten years old, by the earliest birth date that is recorded."""
    if not nominal.birth_dates:
        return date.min
    earliest = PartialDate(min(nominal.birth_dates)).earliest
    return date(earliest.year + _RESPONSIBLE + 1, 1, 1)
