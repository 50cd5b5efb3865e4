"""A certificate's content as its pages print it, for who was given an access code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.certificates import words
from chalicelib.certificates.short_code import grouped

if TYPE_CHECKING:
    from chalicelib.certificates.models import Content, Line


class Shown(NamedTuple):
    """Everything that the certificate says."""

    title: str
    facts: list[tuple[str, str]]
    outcome: str
    meaning: str
    matters: list[list[tuple[str, str]]]
    information: list[str]


def content_in_words(content: Content) -> Shown:
    """The content, in the certificate's own words and order."""
    return Shown(
        title=words.wording()["products"][content.product]["title"]["en"],
        facts=[(label, value) for label, value in _facts(content) if value],
        outcome=words.outcome_name(content.outcome, content.issued_on),
        meaning=words.outcome_meaning(content.outcome, content.issued_on),
        matters=[_matter(line) for line in content.lines],
        information=list(content.information),
    )


def _facts(content: Content) -> list[tuple[str, str]]:
    holder, day = content.holder, content.issued_on
    return [
        (_label("holder"), holder.name.full),
        (_label("other-names"), "; ".join(name.full for name in holder.former_names)),
        (_label("birth"), words.written_date(holder.birth_date)),
        (_label("birthplace"), f"{holder.birth_place}, {words.country(holder.birth_country, day)}"),
        (_label("sex"), words.sex(holder.sex)),
        (_label("nationality"), "; ".join(words.country(code, day) for code in holder.nationalities)),
        (_label("passport"), holder.passport_number),
        (_label("passport-country"), words.country(holder.passport_country, day)),
        (_label("number"), grouped(content.number)),
        (_label("issued"), words.written_date(day)),
        (_label("searched"), words.written_date(content.searched_on) if content.searched_on else ""),
        (_label("destination"), words.country(content.destination, day)),
        ("Issued by", content.issuer),
    ]


def _matter(line: Line) -> list[tuple[str, str]]:
    said = [
        (_label("offence"), ": ".join(part for part in (line.kind, line.offence) if part)),
        (_label("committed"), line.offence_date),
        (_label("when"), ", ".join(part for part in (line.date, line.court) if part)),
        (_label("disposal"), line.disposal),
    ]
    return [(label, value) for label, value in said if value]


def _label(name: str) -> str:
    return str(words.wording()["labels"][name]["en"])
