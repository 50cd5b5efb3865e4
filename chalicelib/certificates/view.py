"""Every word of a certificate's pages, as the template names them and as readers of the file look for them."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from chalicelib.certificates import words
from chalicelib.certificates.models import Content, Holder, Language, Line, Variant
from chalicelib.certificates.page_checks import page_check
from chalicelib.certificates.short_code import grouped
from chalicelib.disclosure.meanings import HEADING
from chalicelib.kernel.outcomes import Product

_RUNNING_LENGTH = 46
_NAMES_BESIDE = 150
"""Letters of other names that stand beside the holder's name; more get a page of their own."""
_ROW_TOGETHER = 900
"""Letters of a matter that still stay on one page."""
_LETTERS_A_PAGE = 500
"""Fewer than any page holds, so that page checks never run out."""
_ROOMY, _TIGHT = 310, 400
"""Letters that vary on page 1: beyond, the notes go to the next page; and beyond, the rest moves together."""
_OVERFLOWS = re.compile(r"\w{15}|[^\x00-\u024f\u2018\u2019]")
"""Words, or scripts, that may not fit into a column."""
_WIDE = re.compile(r"[^\x00-\u024f\u2018\u2019]|[A-Z]{4}")
_SHORT_NAME, _SHORT_FACT = 25, 26
"""Letters that surely fit on one line: at 23 points, and at 10.5 points in a column."""
_TAKES_ROOM: tuple[tuple[Callable[[Content], bool], int], ...] = (
    (lambda content: content.language is Language.ENGLISH_AND_WELSH, 80),
    (lambda content: content.product is Product.ICPC, 150),
    (lambda content: content.variant is Variant.LEGALISATION, 60),
    (lambda content: content.result_code, 60),
)
"""What else fills page 1, in letters of the holder's block."""
_FACTS = ("birth", "birthplace", "sex", "nationality", "passport", "passport-country")
_QR_SIDE = {Variant.STANDARD: 40, Variant.LEGALISATION: 50}
"""Millimetres. 40 reads in one frame from a phone or a scan at 300 dots an inch; 50 from a copy of a copy."""


@lru_cache(maxsize=4)
def view(content: Content, verify_origin: str) -> dict[str, Any]:
    """All words of the pages that vary, kept for the certificate in hand: it is set once and read back twice."""
    welsh, holder = content.language is Language.ENGLISH_AND_WELSH, _holder(content.holder, content.issued_on)
    letters = _letters(content, holder)
    return {
        **_about_it(content, verify_origin, welsh=welsh),
        **_product(content, welsh=welsh),
        **_matters(content),
        "labels": words.labels(welsh=welsh),
        "bilingual": welsh,
        "holder": holder,
        "other-names": _names_apart(content.holder),
        "names-end": f"End of the list: {words.other_names(len(content.holder.former_names))}.",
        "outcome": {
            "name": words.outcome_name(content.outcome, content.issued_on),
            "cy": words.wording()["outcomes"][content.outcome]["cy"] if welsh else None,
            "meaning": words.outcome_meaning(content.outcome, content.issued_on),
        },
        "notes": [note._asdict() for note in words.notes(content.outcome)],
        "facts": _FACTS,
        "may-overflow": bool(_OVERFLOWS.search(" ".join(_typed(content)))),
        "plain-holder": _is_plain(holder),
        "crowded": letters > _ROOMY,
        "tight": letters > _TIGHT,
        "single": _is_single(content) and letters <= _ROOMY,
        "page-checks": _page_checks(content),
    }


class Titled(NamedTuple):
    """How the file calls itself in its properties."""

    title: str
    description: str


def titled(content: Content) -> Titled:
    """The file's title and description."""
    called = words.wording()["products"][content.product]["title"]["en"]
    outcome = words.outcome_name(content.outcome, content.issued_on)
    return Titled(f"{called} {grouped(content.number)}", f"{called}, outcome: {outcome}")


def said(shown: dict[str, Any]) -> Iterator[str]:
    """Every fact that the pages must show, for whoever reads them back."""
    yield from (
        shown[name] for name in ("number", "fingerprint", "issued", "searched", "destination", "host")
    )
    yield from (value for value in shown["outcome"].values() if value)
    yield from shown["result"].values()
    yield from (value for name, value in shown["holder"].items() if name not in {"running", "born"})
    yield from shown["other-names"]
    yield from shown["information"]
    for line in shown["lines"]:
        yield from (line[name] for name in ("kind", "offence", "date", "offence-date", "court", "disposal"))


def _about_it(content: Content, verify_origin: str, *, welsh: bool) -> dict[str, Any]:
    sentences = words.wording()["sentences"]
    heading = words.label(words.wording()["products"][content.product]["title"], welsh=welsh)
    host = urlsplit(verify_origin).netloc
    first = "check-1-of-two" if content.result_code else "check-1"
    return {
        **titled(content)._asdict(),
        "heading": heading,
        "issuer": content.issuer,
        "wordmark": content.issuer.split()[0],
        "variant": content.variant,
        "product": content.product,
        "number": grouped(content.number),
        "fingerprint": words.grouped(content.digest[:8].hex().upper()),
        "issued": words.written_date(content.issued_on),
        "searched": words.written_date(content.searched_on) if content.searched_on else "",
        "destination": words.country(content.destination, content.issued_on),
        "host": host,
        "steps": [_step(sentences[name], host) for name in (first, "check-2", "check-3")],
        "check-note": sentences["check-note"].replace("{host}", host),
        "stamp-note": sentences["legalisation"],
        "result": {name: sentences[f"result-{name}"] for name in ("title", "words")}
        if content.result_code
        else {},
        "result-alt": "Smaller square code with the result alone, which does not prove who holds this paper",
        "qr-alt": "Square code with the signed facts of this certificate, for the check described beside it",
        "qr-side": _QR_SIDE[content.variant],
        "photo-alt": f"Photograph of {content.holder.name.full}",
    }


def _step(sentence: str, host: str) -> tuple[str, str, str]:
    before, found, after = sentence.partition("{host}")
    return before, host if found else "", after


def _product(content: Content, *, welsh: bool) -> dict[str, Any]:
    known = words.wording()["products"][content.product]
    if content.product is not Product.ICPC:
        return {"part-one": None, "second-part": None, "information": []}
    return {
        "part-one": words.label(known["part-one"], welsh=welsh),
        "second-part": {
            "title": words.label(known["part-two"], welsh=welsh),
            "about": known["part-two-about"],
            "pointer": known["part-two-some" if content.information else "part-two-none"],
            "end": known["part-two-end"],
        },
        "information": list(content.information),
    }


def _matters(content: Content) -> dict[str, Any]:
    count = words.matters(len(content.lines))
    none_listed = words.wording()["sentences"]["nothing-listed"]
    return {
        "lines": [_line(line) for line in content.lines],
        "pointer": f"{count}, on the pages that follow." if content.lines else none_listed,
        "matters-heading": f"{HEADING}.",
        "matters-end": f"End of the list: {count}.",
    }


def _line(line: Line) -> dict[str, Any]:
    shown = {
        "kind": line.kind,
        "offence": line.offence,
        "date": line.date,
        "offence-date": line.offence_date,
        "court": line.court,
        "disposal": line.disposal,
    }
    return shown | {"long": sum(map(len, shown.values())) > _ROW_TOGETHER}


def _holder(holder: Holder, day: date) -> dict[str, str]:
    name = holder.name.full
    running = name if len(name) <= _RUNNING_LENGTH else holder.name.surname
    return {
        "name": name,
        "running": running if len(running) <= _RUNNING_LENGTH else running[:_RUNNING_LENGTH] + "…",
        "born": f"born {words.written_date(holder.birth_date)}",
        "others": _names_beside(holder),
        "birth": words.written_date(holder.birth_date),
        "birthplace": f"{holder.birth_place}, {words.country(holder.birth_country, day)}",
        "sex": words.sex(holder.sex),
        "passport": holder.passport_number,
        "passport-country": words.country(holder.passport_country, day),
        "nationality": "; ".join(words.country(code, day) for code in holder.nationalities),
    }


def _names_beside(holder: Holder) -> str:
    if _names_apart(holder):
        return f"{len(holder.former_names)}, on the next page"
    return "; ".join(other.full for other in holder.former_names)


def _names_apart(holder: Holder) -> list[str]:
    others = [other.full for other in holder.former_names]
    return others if sum(map(len, others)) > _NAMES_BESIDE else []


def _typed(content: Content) -> Iterator[str]:
    """What people typed: everything else is known to fit."""
    holder = content.holder
    yield from (name.full for name in (holder.name, *holder.former_names))
    yield holder.birth_place
    yield from content.information
    for line in content.lines:
        yield from (value for name, value in _line(line).items() if name != "long")


def _is_plain(shown: dict[str, str]) -> bool:
    """Whether the holder's block has its usual height: a name that fits one line, and short facts."""
    short = all(len(shown[fact]) <= _SHORT_FACT for fact in _FACTS)
    name = shown["name"]
    return short and not shown["others"] and len(name) <= _SHORT_NAME and not _WIDE.search(name)


def _is_single(content: Content) -> bool:
    """Whether the certificate is one page by all that is known before it is set; the lint counts them."""
    more = content.lines or content.information or _names_apart(content.holder)
    return not more and content.variant is Variant.STANDARD


def _letters(content: Content, holder: dict[str, str]) -> int:
    letters = sum(map(len, holder.values()))
    return letters + sum(cost for is_so, cost in _TAKES_ROOM if is_so(content))


def _page_checks(content: Content) -> list[tuple[str, str]]:
    """For each page that there may be: its check when more pages follow, and when it is the last."""
    pages = 3 + len(content.attachment) // _LETTERS_A_PAGE + len(content.lines) // 2
    digest = content.digest
    return [
        (page_check(digest, page, is_last=False), page_check(digest, page, is_last=True))
        for page in range(1, pages + 1)
    ]
