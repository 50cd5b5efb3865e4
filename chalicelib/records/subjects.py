"""Enquiries and nominals as the names index and its scores know people."""

from collections.abc import Iterable

from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.records.checks import NamesEnquiry
from chalicelib.records.models import Nominal
from chalicelib.records.names.subjects import Subject, read_subject

_KINDS = {NameKind.MAIN: "main", NameKind.FORMER: "maiden", NameKind.ALIAS: "alias"}


def subject_of_enquiry(enquiry: NamesEnquiry) -> Subject:
    """Whom an enquiry describes."""
    return read_subject(
        {
            "id": "enquiry",
            "names": _names([enquiry.name]),
            "birth_dates": [enquiry.birth_date],
            "sex": enquiry.sex.value,
            "birth_place": enquiry.birth_place,
        }
    )


def subject_of_nominal(nominal: Nominal, entry_id: str = "") -> Subject:
    """A nominal under the id `entry_id`, or under its own."""
    return read_subject(
        {
            "id": entry_id or nominal.record_id,
            "names": _names(nominal.names),
            "birth_dates": list(nominal.birth_dates),
            "sex": nominal.sex.value,
            "birth_place": nominal.birth_place,
            "postcodes": list(nominal.postcodes),
            "pncid": str(nominal.pncid or ""),
            "cro": str(nominal.cro or ""),
        }
    )


def _names(names: Iterable[PersonName]) -> list[dict[str, str]]:
    return [
        {"forenames": name.forenames, "surname": name.surname, "kind": _KINDS[name.kind]} for name in names
    ]
