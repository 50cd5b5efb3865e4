"""Every word of a copy's pages that varies: for the template, and for those who read the pages back."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from chalicelib.certificates import words
from chalicelib.certificates.copies.models import CopyContent


def view(content: CopyContent, verify_origin: str) -> dict[str, Any]:
    """What the template sets."""
    until = words.written_date(content.expires_on)
    return {
        "issuer": content.issuer,
        "wordmark": content.issuer.split()[0],
        "title": f"Copy of a {_product(content).lower()} for {content.recipient}",
        "description": f"A copy for one recipient until {until}; not the certificate",
        "product": _product(content).lower(),
        "number": words.grouped(content.number),
        "recipient": content.recipient,
        "purpose": content.purpose,
        "until": until,
        "made": words.written_date(content.made_on),
        "issued": words.written_date(content.issued_on),
        "destination": words.country(content.destination, content.made_on),
        "name": content.holder.name.full,
        "birth": words.written_date(content.holder.birth_date),
        "passport": content.holder.passport_end,
        "outcome": words.outcome_name(content.outcome, content.made_on),
        "meaning": words.outcome_meaning(content.outcome, content.made_on),
        "lines": [line.model_dump(exclude={"id"}) for line in content.lines],
        "information": list(content.information),
        "host": urlsplit(verify_origin).netloc,
    }


def said(shown: dict[str, Any]) -> Iterator[str]:
    """Every fact that the pages must show."""
    names = ("number", "recipient", "purpose", "until", "made", "issued", "destination", "name", "birth")
    yield from (shown[name] for name in (*names, "passport", "outcome", "meaning", "host"))
    yield from shown["information"]
    for line in shown["lines"]:
        yield from line.values()


def _product(content: CopyContent) -> str:
    title: str = words.wording()["products"][content.product]["title"]["en"]
    return title
