"""A holder's changed details as an officer typed them."""

from datetime import date

from pydantic import ValidationError

from chalicelib.casework.errors import NotWritten
from chalicelib.certificates.models import Holder
from chalicelib.kernel.people import PersonName
from chalicelib.web.visit import Visit

FIELDS = ("forenames", "surname", "birth_date", "birth_place", "passport_number", "passport_country")


def read_holder(visit: Visit, before: Holder) -> Holder:
    """The holder with every field that was filled in; an empty one stays as it was. Raises `NotWritten`."""
    typed = {name: " ".join(visit.form.text(name).split()) for name in FIELDS}
    changes: dict[str, object] = {
        name: value.upper() if name.startswith("passport") else value
        for name, value in typed.items()
        if value and name not in {"forenames", "surname", "birth_date"}
    }
    try:
        if typed["forenames"] or typed["surname"]:
            changes["name"] = PersonName(
                forenames=typed["forenames"] or before.name.forenames,
                surname=typed["surname"] or before.name.surname,
            )
        if typed["birth_date"]:
            changes["birth_date"] = date.fromisoformat(typed["birth_date"])
        return Holder.model_validate({**before.model_dump(), **changes})
    except (ValidationError, ValueError) as wrong:
        raise NotWritten(
            "Write names in letters, the date as 1985-11-23, and the passport's number without spaces."
        ) from wrong
