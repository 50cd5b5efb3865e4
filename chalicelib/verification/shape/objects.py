"""Each object of a revision by its kind, once it has a listed form and leads only where that form may lead."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from chalicelib.verification.shape.forms import Form, ending, forms
from chalicelib.verification.shape.revision import Misshapen, Object, Revision

_NUMBER = re.compile(rb"([1-9][0-9]{0,5}) 0 R")
_ONCE = frozenset(
    {
        "catalog",
        "pages",
        "tree",
        "outlines",
        "intents",
        "metadata",
        "seal",
        "stamp",
        "info",
        "content",
        "proof",
    }
)


@dataclass(frozen=True)
class Shaped:
    """A revision whose objects all have a listed form."""

    revision: Revision
    kinds: dict[int, str]
    leads: dict[int, dict[str, list[int]]]
    """From an object to the objects of each kind that it leads to, in the order of its text."""

    def of(self, kind: str) -> dict[int, Object]:
        """The objects of a kind by number."""
        return {
            number: self.revision.objects[number] for number, named in self.kinds.items() if named == kind
        }

    def to(self, number: int, kind: str) -> list[int]:
        """The objects of that kind which an object leads to."""
        return self.leads[number].get(kind, [])


def shape(revision: Revision) -> Shaped:
    """Raises `Misshapen` unless every object has a form of the list, is led to, and leads to what it may."""
    matched = {number: _match(held) for number, held in revision.objects.items()}
    targets: dict[int, list[tuple[int, frozenset[str]]]] = {}
    kinds = {number: form.kinds for number, (form, _) in matched.items()}
    for number, (form, found) in matched.items():
        targets[number] = [
            (int(target), to) for group, to in form.leads for target in _NUMBER.findall(found[group] or b"")
        ]
        for target, to in targets[number]:
            kinds[target] = kinds.get(target, frozenset()) & to
    for end, kind in ((revision.root, "catalog"), (revision.info, "info")):
        kinds[end] = kinds.get(end, frozenset()) & {kind}
    if set(kinds) != set(revision.objects) or any(len(each) != 1 for each in kinds.values()):
        raise Misshapen("an object leads to one of another kind")
    named = {number: next(iter(each)) for number, each in kinds.items()}
    shaped = Shaped(revision, named, {number: _by_kind(found, named) for number, found in targets.items()})
    _require_whole(shaped, {target for found in targets.values() for target, _ in found})
    _require_pages(shaped)
    return shaped


def _match(held: Object) -> tuple[Form, re.Match[bytes]]:
    for form in forms().get(ending(held.text), ()):
        found = form.pattern.fullmatch(held.text)
        if found:
            return form, found
    raise Misshapen("an object of an unknown form")


def _require_whole(shaped: Shaped, led_to: set[int]) -> None:
    """Nothing lies in the file that nothing leads to, and what a file has once it has once."""
    revision, counted = shaped.revision, Counter(shaped.kinds.values())
    if set(shaped.kinds) - led_to != {revision.root, revision.info}:
        raise Misshapen("an object that nothing leads to")
    if any(counted[kind] != 1 for kind in _ONCE):
        raise Misshapen("two of what there is once")


def _require_pages(shaped: Shaped) -> None:
    """The catalog's pages are all the pages that there are, once each, and each is drawn by what it alone has."""
    (root,) = shaped.of("pages")
    pages = shaped.to(root, "page")
    drawings = [each for page in pages for each in shaped.to(page, "drawing")]
    said = shaped.revision.objects[root].text.startswith(b"<< /Count %d /Kids " % len(pages))
    if (
        not said
        or sorted(pages) != sorted(shaped.of("page"))
        or sorted(drawings) != sorted(shaped.of("drawing"))
    ):
        raise Misshapen("the pages are not what the catalog says")


def _by_kind(found: list[tuple[int, frozenset[str]]], named: dict[int, str]) -> dict[str, list[int]]:
    leads: dict[str, list[int]] = defaultdict(list)
    for target, _ in found:
        leads[named[target]].append(target)
    return dict(leads)
