"""Whether a sealed file still shows the page that was looked at: what was appended writes none of it again."""

from typing import Any

from chalicelib.certificates.conformance import Reading

_MAY_BE_WRITTEN_AGAIN = frozenset({"/Catalog", "/Annot"})
"""The catalog, which comes to name form and evidence, and the two signature fields, which come to hold a seal."""


def page_untouched(sealed: Reading, page: bytes) -> bool:
    """Whether `sealed` is `page` followed by revisions that leave every object that a page is drawn from as it was.

    The same bytes, the same objects and the same page tree give the same picture and the same text, so that
    neither is read a second time.
    """
    if not sealed.raw.startswith(page):
        return False
    before = Reading.of(page)
    appended = {each.objgen[0]: each for each in sealed.appended}
    again = [each for number, each in appended.items() if number <= len(before.opened.objects)]
    return (
        {str(each.get("/Type")) for each in again} <= _MAY_BE_WRITTEN_AGAIN
        and all(each.get("/FT") == "/Sig" for each in again if each.get("/Type") == "/Annot")
        and _listed(appended.values()) <= appended.keys()
        and not any(each.get("/Type") == "/ObjStm" for each in appended.values())
        and sealed.root.Pages.objgen == before.root.Pages.objgen
    )


def _listed(appended: Any) -> set[int]:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Numbers of the objects that the appended cross-reference streams place anew."""
    found: set[int] = set()
    for each in appended:
        if each.get("/Type") == "/XRef":
            index = [int(value) for value in each.Index]
            for first, count in zip(index[::2], index[1::2], strict=True):
                found |= set(range(first, first + count))
    return found
