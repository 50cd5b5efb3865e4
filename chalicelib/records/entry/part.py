"""What a part of a record is, and the fields that several parts have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chalicelib.kernel.models import Model
from chalicelib.kernel.police_identifiers.written import Scheme
from chalicelib.records.entry import choices
from chalicelib.records.entry.fields import (
    Field,
    FormRefused,
    Unreadable,
    Values,
    read_date,
    read_number,
    show_date,
)

Json = dict[str, Any]
SHORT, LONG = "govuk-input--width-5", "govuk-input--width-30"


@dataclass(frozen=True)
class Part:
    """One kind of thing on a record."""

    name: str
    title: str
    """One of them, as a heading."""
    fields: tuple[Field, ...]
    make: Callable[[Json], Any]
    """From the fields' values; raises pydantic's `ValidationError`."""
    take: Callable[[Any], Json]
    """The fields' values of one that there is."""
    single: bool = False
    """Whether every record has exactly one."""
    main: str = ""
    """The field beside which is said what is wrong with the whole; the first, when empty."""

    def read(self, values: Values) -> Any:  # noqa: ANN401 - whatever the part is
        """What was typed as the part; raises `FormRefused` with a sentence for each field that is wrong."""
        found: Json = {}
        wrong: dict[str, str] = {}
        for each in self.fields:
            try:
                found[each.name] = each.value_of(values)
            except Unreadable as error:
                wrong[each.name] = str(error)
        if wrong:
            raise FormRefused(wrong)
        try:
            return self.make(found)
        except ValidationError as error:
            raise FormRefused(self._sentences(error)) from error

    def show(self, item: Any) -> dict[str, str]:  # noqa: ANN401 - see read
        """The fields as a form shows them."""
        taken = self.take(item)
        shown = {f.name: f.show(taken.get(f.name)) for f in self.fields if f.kind != "checkboxes"}
        return shown | {
            f.name: " ".join(taken.get(f.name) or ()) for f in self.fields if f.kind == "checkboxes"
        }

    def _sentences(self, error: ValidationError) -> dict[str, str]:
        by_name = {each.name: each for each in self.fields}
        places = [next((str(at) for at in e["loc"] if at in by_name), "") for e in error.errors()]
        main = self.main or self.fields[0].name
        return {name or main: by_name[name or main].wrong for name in places}


def own_fields(model: type[Model]) -> tuple[Callable[[Json], Any], Callable[[Any], Json]]:
    """For a part whose fields are the model's own."""
    return model.model_validate, lambda item: {name: getattr(item, name) for name in model.model_fields}


def date_field(name: str, label: str, hint: str = "") -> Field:
    return Field(
        name,
        label,
        kind="date",
        hint=hint,
        width="govuk-input--width-10",
        read=read_date,
        show=show_date,
        wrong="Write the date as 23/11/1985, as 11/1985, or as 1985.",
    )


def number_field(name: str, label: str, scheme: Scheme, hint: str, *, optional: bool = True) -> Field:
    wrong = "Enter the number."
    return Field(name, label, hint=hint, read=read_number(scheme), optional=optional, wrong=wrong)


def select_field(name: str, label: str, options: choices.Choices, *, optional: bool = False) -> Field:
    return Field(name, label, kind="select", options=lambda: options, optional=optional, wrong="Choose one.")


FORCE = Field("force", "Force", kind="select", options=choices.force_choices, wrong="Choose a force.")
COURT = Field("court", "Court or force, in words", width=LONG, wrong="Shorten this.")
COURT_CODE = Field(
    "court_code",
    "Court code",
    hint="Four digits of PNC, 9998 where there is none, or a unit such as B01BE00.",
    width=SHORT,
    read=str.upper,
    wrong="A court code has four digits, or looks like B01BE00.",
)
MATTERS = Field("matters", "Matters that belong to it", kind="checkboxes")


def country_field(label: str, *, optional: bool = False) -> Field:
    return Field(
        "country",
        label,
        kind="select",
        options=choices.country_choices,
        optional=optional,
        wrong="Choose a country.",
    )
