"""The two questions whose answer is a list: other names, and ten years of addresses."""

from typing import TypeVar

from chalice.app import Response

from chalicelib.applications.addresses import covers, in_order, needed_since
from chalicelib.applications.models import Address, Answers
from chalicelib.applications.questions import (
    ADDRESS_FIELDS,
    NAME_FIELDS,
    Change,
    Question,
    Values,
    address_values,
    change,
    name_values,
    read_address,
    read_name,
)
from chalicelib.applications.reading import Reading
from chalicelib.applications.routes_form import Service, after, draft, question_page, typed
from chalicelib.applications.summary import address_lines
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.platform import clock
from chalicelib.web.errors import NoPage
from chalicelib.web.pages import page, redirect
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit
from chalicelib.web.words import month

T = TypeVar("T")
MOST = 50
"""As many entries as a list holds; more is a machine's doing."""
NEW = "new"
_OTHER_NAME = Question(
    "former-names",
    "What other name have you used?",
    NAME_FIELDS,
    lambda reading, _: _read_former_name(reading, None),
    lambda _: {},
    short="Other names",
    intro="A name at birth, before a marriage, or any other name that a record may be under.",
)
_ADDRESS = Question(
    "addresses",
    "Where do you live now?",
    ADDRESS_FIELDS,
    lambda reading, today: read_address(reading, today, ()),
    lambda _: {},
    short="Addresses",
)


def register(site: Site, service: Service) -> None:
    """Register the pages of both lists."""
    _register_names(site, service)
    _register_addresses(site, service)


def _register_names(site: Site, service: Service) -> None:
    path = "/apply/former-names"

    @site.get(path)
    def names(visit: Visit) -> Response:
        return _names_page(visit, draft(visit, service()).state.answers, {})

    @site.post(path)
    def answer(visit: Visit) -> Response:
        answers = draft(visit, service()).state.answers
        wanted = visit.form.text("former")
        if wanted not in {"yes", "no"}:
            return _names_page(visit, answers, {"former": "Choose yes or no"})
        if wanted == "yes":
            return redirect(f"{path}/{NEW}{_suffix(visit)}")
        service().answer(
            visit.application_id,
            "former-names",
            lambda now: change(has_former_names=bool(now.former_names))(now),
        )
        return redirect(after("former-names", visit))

    @site.get(path + "/{item}")
    def name(visit: Visit, item: str) -> Response:
        known = draft(visit, service()).state.answers.former_names
        return question_page(visit, _OTHER_NAME, name_values(_entry(known, item)), {})

    @site.post(path + "/{item}")
    def save(visit: Visit, item: str) -> Response:
        _entry(draft(visit, service()).state.answers.former_names, item)
        reading = Reading(visit.form)
        keep = _read_former_name(reading, _index(item))
        if reading.errors:
            return question_page(visit, _OTHER_NAME, typed(visit.form), reading.errors)
        service().answer(visit.application_id, "former-names", keep)
        return redirect(f"{path}{_suffix(visit)}")

    @site.post(path + "/{item}/remove")
    def remove(visit: Visit, item: str) -> Response:
        _entry(draft(visit, service()).state.answers.former_names, item)
        service().answer(visit.application_id, "former-names", _put_name(_index(item), None))
        return redirect(f"{path}{_suffix(visit)}")


def _register_addresses(site: Site, service: Service) -> None:
    path = "/apply/addresses"

    @site.get(path)
    def addresses(visit: Visit) -> Response:
        answers = draft(visit, service()).state.answers
        if not answers.addresses:
            return redirect(f"{path}/{NEW}{_suffix(visit)}")
        return _addresses_page(visit, answers, {})

    @site.post(path)
    def answer(visit: Visit) -> Response:
        answers = draft(visit, service()).state.answers
        if not covers(answers.addresses, clock.today(), answers.birth_date):
            return _addresses_page(
                visit, answers, {"add-address": f"Add addresses back to {_needed(answers)}"}
            )
        return redirect(after("addresses", visit))

    @site.get(path + "/{item}")
    def address(visit: Visit, item: str) -> Response:
        known = draft(visit, service()).state.answers.addresses
        return _address_page(visit, known, item, address_values(_entry(known, item)), {})

    @site.post(path + "/{item}")
    def save(visit: Visit, item: str) -> Response:
        known = draft(visit, service()).state.answers.addresses
        _entry(known, item)
        reading = Reading(visit.form)
        keep = read_address(reading, clock.today(), _without(known, _index(item)))
        if reading.errors:
            return _address_page(visit, known, item, typed(visit.form), reading.errors)
        service().answer(visit.application_id, "addresses", keep)
        return redirect(f"{path}{_suffix(visit)}")

    @site.post(path + "/{item}/remove")
    def remove(visit: Visit, item: str) -> Response:
        known = draft(visit, service()).state.answers.addresses
        _entry(known, item)
        left = in_order(_without(known, _index(item)))
        service().answer(visit.application_id, "addresses", change(addresses=left))
        return redirect(f"{path}{_suffix(visit)}")


def _names_page(visit: Visit, answers: Answers, errors: dict[str, str]) -> Response:
    entries = [(number, (name.full,)) for number, name in enumerate(answers.former_names, start=1)]
    chosen = {None: "", True: "yes", False: "no"}[answers.has_former_names]
    return page(
        visit,
        "applications/names.html",
        entries=entries,
        chosen="" if entries else chosen,
        errors=errors,
        returns=_suffix(visit) != "",
    )


def _addresses_page(visit: Visit, answers: Answers, errors: dict[str, str]) -> Response:
    entries = [(number, address_lines(a)) for number, a in enumerate(answers.addresses, start=1)]
    return page(
        visit,
        "applications/addresses.html",
        entries=entries,
        complete=covers(answers.addresses, clock.today(), answers.birth_date),
        needed=_needed(answers),
        earliest=month(answers.addresses[-1].since),
        errors=errors,
        returns=_suffix(visit) != "",
    )


def _address_page(
    visit: Visit, known: tuple[Address, ...], item: str, values: Values, errors: dict[str, str]
) -> Response:
    """The title says which address is asked for: the one now, or the one before the earliest known."""
    title = _ADDRESS.title
    if known and item == NEW:
        title = f"Where did you live before {month(known[-1].since)}?"
    elif item not in {NEW, "1"}:
        title = "Where did you live?"
    question = Question(
        _ADDRESS.section, title, _ADDRESS.fields, _ADDRESS.read, _ADDRESS.values, short=_ADDRESS.short
    )
    return question_page(visit, question, values, errors)


def _read_former_name(reading: Reading, index: int | None) -> Change:
    return _put_name(index, read_name(reading, NameKind.FORMER))


def _put_name(index: int | None, name: PersonName | None) -> Change:
    """Replaces the former name at an index (None: adds one); no name removes it."""

    def put(answers: Answers) -> Answers:
        former = list(answers.former_names)
        if index is None:
            former += [name] if name else []
        else:
            former[index : index + 1] = [name] if name else []
        main = (answers.name,) if answers.name else ()
        return answers.model_copy(
            update={"names": (*main, *former[:MOST]), "has_former_names": True if former else None}
        )

    return put


def _index(item: str) -> int | None:
    return None if item == NEW else int(item) - 1


def _entry(known: tuple[T, ...], item: str) -> T | None:
    """The entry with a number as the pages show it, from 1; None for a new one. Raises `NoPage`."""
    if item == NEW and len(known) < MOST:
        return None
    if not item.isascii() or not item.isdigit() or not 1 <= int(item) <= len(known):
        raise NoPage
    return known[int(item) - 1]


def _without(known: tuple[Address, ...], index: int | None) -> tuple[Address, ...]:
    return tuple(address for number, address in enumerate(known) if number != index)


def _needed(answers: Answers) -> str:
    return month(needed_since(clock.today(), answers.birth_date))


def _suffix(visit: Visit) -> str:
    returns = (visit.form.text("return") or visit.query.get("return")) == "check"
    return "?return=check" if returns else ""
