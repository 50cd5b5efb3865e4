"""What would give an applicant away, and the places of a stack where none of it may stand."""

import re
from urllib.parse import unquote

from infra.local.simulators.records.known import CONVICTED, NO_RECORD, Known
from infra.local.stack import Stack

ADDRESS = "applicant.example"
"""The end of every applicant's email address."""


def about(person: Known) -> list[str]:
    """What would give somebody away, as pages, police and machines write it."""
    born = person.birth_date
    dates = [f"{born:{form}}" for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d%m%Y", "%d %B %Y")]
    return [*person.forenames.split(), person.surname, *dates, f"{born.day} {born:%B %Y}"]


SECRETS = {*about(NO_RECORD), *about(CONVICTED), "L898902C3", "Larch Road", "ZZ99"}
_ANY = re.compile("|".join(rf"\b{re.escape(secret.casefold())}\b" for secret in SECRETS))


def told(text: str) -> set[str]:
    """What of the applicants a text gives away."""
    return set(_ANY.findall(unquote(text).casefold()))


def leaks(stack: Stack) -> dict[str, set[str]]:
    """What a stack's logs, the messages that were handed over, and its mail give away, by place."""
    found = {}
    for log in (stack.folder / "log").glob("*.log"):
        text = log.read_text(errors="replace")
        found[log.name] = told(text) | {ADDRESS for _ in range(ADDRESS in text)}
    for letter in stack.mail():
        found[f"mail {letter['id']}"] = told(f"{letter['subject']}\n{letter['body']}")
    return {place: what for place, what in found.items() if what}
