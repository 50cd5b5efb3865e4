"""Forms, actions and signatures."""

import re
from collections.abc import Iterator
from typing import Any

from chalicelib.certificates.conformance.book import rule
from chalicelib.certificates.conformance.reading import Reading, entries
from chalicelib.kernel.der import children

_ACTIONS_NAMES = """
GoTo GoToR GoToE Thread URI Named SubmitForm
"""
_ACTIONS = {f"/{name}" for name in _ACTIONS_NAMES.split()}
_ALL_ACTIONS_NAMES = """
Launch Sound Movie ResetForm ImportData Hide SetOCGState Rendition Trans GoTo3DView JavaScript
SetState NOP RichMediaExecute
"""
_ALL_ACTIONS = _ACTIONS | {f"/{name}" for name in _ALL_ACTIONS_NAMES.split()}
_NAMED = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_ON_DIGESTS = {"/DigestLocation", "/DigestMethod", "/DigestValue"}
_NEXT_END = re.compile(rb"%%EOF\s{0,2}")
_RANGE = 4


@rule("PDF/A", "6.1.12", 1)
def permissions(file: Reading) -> Iterator[str]:
    if not set(file.root.get("/Perms", {}).keys()) <= {"/UR3", "/DocMDP"}:
        yield "the permissions say more than they may"


@rule("PDF/A", "6.1.12", 2)
def no_digest_of_objects(file: Reading) -> Iterator[str]:
    if "/DocMDP" not in file.root.get("/Perms", {}):
        return
    for signature in _signatures(file):
        if any(_ON_DIGESTS & set(each.keys()) for each in entries(signature, "/Reference")):
            yield "a signature's reference holds a digest"


@rule("PDF/A", "6.4.1", 1)
def widgets_do_nothing(file: Reading) -> Iterator[str]:
    if any({"/A", "/AA"} & set(widget.keys()) for _, widget in file.widgets):
        yield "a form field has an action"


@rule("PDF/A", "6.4.1", 2)
def fields_do_nothing(file: Reading) -> Iterator[str]:
    if any("/AA" in field for field in file.fields):
        yield "a form field has an action"


@rule("PDF/A", "6.4.1", 3)
def appearances_are_there(file: Reading) -> Iterator[str]:
    if bool(_form(file).get("/NeedAppearances", False)):
        yield "a viewer would have to draw the form"


@rule("PDF/A", "6.4.2", 1)
def no_other_form(file: Reading) -> Iterator[str]:
    if "/XFA" in _form(file):
        yield "the form is an XFA form"


@rule("PDF/A", "6.4.2", 2)
def no_rendering(file: Reading) -> Iterator[str]:
    if bool(file.root.get("/NeedsRendering", False)):
        yield "the file would have to be rendered"


@rule("PDF/A", "6.4.3", 1)
def signatures_cover_their_revision(file: Reading) -> Iterator[str]:
    for signature in _signatures(file):
        numbers = [int(each) for each in entries(signature, "/ByteRange")]
        if len(numbers) != _RANGE or numbers[0] != 0 or not _ends_a_revision(file.raw, sum(numbers[2:])):
            yield "a signature does not cover its revision"


@rule("PDF/A", "6.4.3", 2)
def signatures_carry_their_certificate(file: Reading) -> Iterator[str]:
    for signature in _signatures(file):
        if _signed_data(signature, 3)[:1] != b"\xa0":
            yield "a signature does not carry its certificate"


@rule("PDF/A", "6.4.3", 3)
def signatures_have_one_signer(file: Reading) -> Iterator[str]:
    for signature in _signatures(file):
        if len(children(_signed_data(signature, -1) or b"\x31\x00")) != 1:
            yield "a signature has not one signer"


@rule("PDF/A", "6.5.1", 1)
def actions(file: Reading) -> Iterator[str]:
    for action in file.having("/S"):
        kind = str(action.get("/S", ""))
        if kind in _ALL_ACTIONS - _ACTIONS and action.get("/Type", "/Action") == "/Action":
            yield f"an action of the kind {kind}"


@rule("PDF/A", "6.5.1", 2)
def named_actions(file: Reading) -> Iterator[str]:
    for action in file.having("/S"):
        if action.get("/S") == "/Named" and str(action.get("/N")) not in _NAMED:
            yield "a named action of another name"


@rule("PDF/A", "6.5.2", 1, 2)
def nothing_happens_by_itself(file: Reading) -> Iterator[str]:
    holders = [file.root, *file.pages, *file.fields, *(widget for _, widget in file.widgets)]
    if any("/AA" in holder for holder in holders):
        yield "the document, a page or a field has an action of its own"


@rule("PDF/UA", "7.15", 1)
def no_dynamic_forms(file: Reading) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415 - a layer's library

    form = _form(file).get("/XFA")
    listed = list(form) if isinstance(form, pikepdf.Array) else [form]
    parts = [each for each in listed if isinstance(each, pikepdf.Stream)]
    packed = b"".join(bytes(each.read_bytes()) for each in parts)
    if re.search(rb"dynamicRender[^>]*>\s*required", packed):
        yield "the form is drawn while it is filled in"


def _form(file: Reading) -> Any:  # noqa: ANN401 - pikepdf's objects are dynamic
    return file.root.get("/AcroForm", {})


def _signatures(file: Reading) -> list[Any]:
    return [field.V for field in file.fields if field.get("/FT") == "/Sig" and "/V" in field]


def _ends_a_revision(raw: bytes, length: int) -> bool:
    ending = raw[max(0, length - 8) : length].rstrip(b"\r\n")
    return length <= len(raw) and ending.endswith(b"%%EOF")


def _signed_data(signature: Any, place: int) -> bytes:  # noqa: ANN401 - see _form
    """One part of the container's SignedData; empty when it can't be read."""
    try:
        (signed_data,) = children(children(bytes(signature.Contents))[1])
        return children(signed_data)[place]
    except (ValueError, IndexError):
        return b""
