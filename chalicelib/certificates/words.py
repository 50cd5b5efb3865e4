"""The certificate's words: labels and sentences of wording.json; dates, countries and numbers as people read them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.disclosure.meanings import MEANINGS
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import Sex
from chalicelib.reference.countries import find_country

Label = dict[str, str | None]
"""`en`, and `cy` where Welsh is printed beside it."""


@cache
def wording() -> Any:  # noqa: ANN401 - the file's own shape
    """The words that don't vary: products, outcomes, labels and sentences, each with its source (wording.json)."""
    return json.loads((Path(__file__).parent / "wording.json").read_text(encoding="utf-8"))


def label(words: dict[str, str], *, welsh: bool) -> Label:
    """The words in one language or both."""
    return {"en": words["en"], "cy": words.get("cy") if welsh else None}


def labels(*, welsh: bool) -> dict[str, Label]:
    """Every label of the certificate."""
    return {name: label(words, welsh=welsh) for name, words in wording()["labels"].items()}


def outcome_name(outcome: Outcome, day: date | None = None) -> str:
    """The outcome's name as printed on a day, or today."""
    return _printed_on(day, "outcome-names", outcome.value) or MEANINGS[outcome].title


def outcome_meaning(outcome: Outcome, day: date | None = None) -> str:
    """The outcome in plain words, as printed on a day, or today."""
    return typeset(_printed_on(day, "outcome-meanings", outcome.value) or MEANINGS[outcome].sentence)


def typeset(text: str) -> str:
    """Our own words with the printer's apostrophe; a person's name is never touched."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


class Note(NamedTuple):
    """A heading and a sentence or two under it."""

    title: str
    text: str


_VALIDITY = Note(
    "How long it holds",
    "It states what the records held on the day of the search. It has no expiry date: whoever asks for it "
    "decides how recent it must be.",
)
_NEVER = Note(
    "What is never shown",
    "Arrests that led to nothing, verdicts of not guilty, penalty notices and fixed penalties appear on no "
    "certificate.",
)
_STEPPED_DOWN = Note(
    "What stepped down means",
    "Police rules set how long each kind of outcome is disclosed. After that time it stays on the record but "
    "is no longer put on certificates.",
)


def notes(outcome: Outcome) -> list[Note]:
    """The two notes below the outcome."""
    stepped = {Outcome.NO_LIVE_TRACE, Outcome.FURTHER_INFORMATION_STEPPED_DOWN}
    return [_VALIDITY, _STEPPED_DOWN if outcome in stepped else _NEVER]


def written_date(day: date) -> str:
    """`17 April 1990`."""
    return f"{day.day} {day:%B %Y}"


def country(code: str, day: date | None = None) -> str:
    """The English name of an ISO 3166-1 alpha-2 code as printed on a day, or today; an unknown code as it is."""
    if earlier := _printed_on(day, "countries", code):
        return earlier
    known = find_country(code)
    return known.plain if known else code


@cache
def earlier_words() -> Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]:
    """What was printed before a word changed (earlier_words.json): `words`, and the day `until` which, exclusive.

    A certificate's words are looked for as they were on its day of issue: whoever renames a country or an outcome
    writes the old name there, the earliest first, or every certificate with it is refused from then on.
    """
    found: dict[str, dict[str, list[dict[str, str]]]] = json.loads(
        (Path(__file__).parent / "earlier_words.json").read_text(encoding="utf-8")
    )
    return found


def _printed_on(day: date | None, kind: str, name: str) -> str | None:
    """What was printed then, where that is no longer what is printed."""
    changes = earlier_words()[kind].get(name, ()) if day else ()
    return next((one["words"] for one in changes if day and day < date.fromisoformat(one["until"])), None)


def sex(value: Sex) -> str:
    """Sex in words."""
    return {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.UNKNOWN: "Not recorded"}[value]


def grouped(text: str) -> str:
    """In fours, as people read long numbers aloud."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def matters(count: int) -> str:
    """`1 matter`, `12 matters`."""
    return "1 matter" if count == 1 else f"{count} matters"


def other_names(count: int) -> str:
    """`1 other name`, `12 other names`."""
    return "1 other name" if count == 1 else f"{count} other names"
