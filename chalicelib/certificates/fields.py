"""The two empty signature fields of a certificate, tagged before anything is signed.

A seal forbids every later change, tags included, so a field that is made while sealing can never be tagged:
PDF/UA-1 (ISO 14289-1, 7.18.1) wants each widget inside a `Form` element, with a description (7.18.4), and
PDF/A-3 (ISO 19005-3, 6.3.3) an appearance unless the widget has no size. Both fields have none.
"""

from typing import Any

SEAL, TIMESTAMP = "Seal", "Timestamp"
_DESCRIPTIONS = {
    SEAL: "The issuer's electronic seal over this {what}",
    TIMESTAMP: "A time stamp over this whole file",
}
_PRINTED_AND_LOCKED = 4 | 128
"""Annotation flags: PDF/A wants Print; Locked keeps viewers from moving it."""
_SIGNED_AND_APPEND_ONLY = 3


def tag_fields(opened: Any, what: str = "certificate") -> None:  # noqa: ANN401 - pikepdf is imported by its users
    """Put both fields on the first page of a tagged, unsigned file (a `pikepdf.Pdf`); `what` it is, readers hear."""
    from pikepdf import Array, Dictionary, Name  # noqa: PLC0415 - the issuer's layer only

    root, page = opened.Root, opened.pages[0].obj
    widgets = [opened.make_indirect(_widget(name, page, what)) for name in (SEAL, TIMESTAMP)]
    for widget in widgets:
        _tag(opened, widget, page)
    page.Annots = Array([*page.get("/Annots", []), *widgets])
    root.AcroForm = Dictionary(Fields=Array(widgets), SigFlags=_SIGNED_AND_APPEND_ONLY)
    level = Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=1)
    root.Extensions = Dictionary(ESIC=level)
    """What ETSI adds to PDF 1.7 for validation data and document time stamps (EN 319 142-1)."""


def _widget(name: str, page: Any, what: str) -> Any:  # noqa: ANN401 - see tag_fields
    from pikepdf import Array, Dictionary, Name  # noqa: PLC0415 - see tag_fields

    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=name,
        TU=_DESCRIPTIONS[name].format(what=what),
        F=_PRINTED_AND_LOCKED,
        Rect=Array([0, 0, 0, 0]),
        P=page,
    )


def _tag(opened: Any, widget: Any, page: Any) -> None:  # noqa: ANN401 - see tag_fields
    """Hang the widget into the structure tree: a `Form` element at the end of the document."""
    from pikepdf import Dictionary, Name  # noqa: PLC0415 - see tag_fields

    tree = opened.Root.StructTreeRoot
    document, place = tree.K[0], int(tree.ParentTreeNextKey)
    reference = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
    element = opened.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=document, Pg=page, K=reference)
    )
    document.K.append(element)
    tree.ParentTree.Nums.extend([place, element])
    tree.ParentTreeNextKey = place + 1
    widget.StructParent = place
