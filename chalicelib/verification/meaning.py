"""What a sealed certificate says in four places, and whether they agree: page, code, attached data, log proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from chalicelib.certificates import page, post_quantum
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.copies.models import CopyContent
from chalicelib.certificates.models import Content
from chalicelib.certificates.qr import OutcomeCode
from chalicelib.certificates.reading_back import missing
from chalicelib.verification import codes, other_codes
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine
from chalicelib.verification.facts import Meant
from chalicelib.verification.labels import require_labels
from chalicelib.verification.log_proof import check_proof
from chalicelib.verification.turns import turn

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image

    from chalicelib.certificates.qr import Claims
    from chalicelib.verification.seal import Seal
    from chalicelib.verification.shape.objects import Shaped
    from chalicelib.verification.trust import Trust

C = TypeVar("C", Content, CopyContent)
MAX_PAGES = 60
"""Two hundred matters take 26 pages, and 40 when each is worded at length."""
_DOTS_PER_POINT = 150 / 72
_EARLY, _LATE = timedelta(days=1), timedelta(days=31)
"""A sweep may seal a certificate that was reserved days ago; nothing is sealed before its day of issue."""


@dataclass(frozen=True)
class Shown:
    """What a reader of the PDF meets: the words, the codes on the pages, and the attached files."""

    words: list[str]
    """Of each page."""
    codes: list[str]
    files: dict[str, bytes]


def check_meaning(pdf: bytes, shaped: Shaped, seal: Seal, trust: Trust, now: datetime) -> Meant:
    """The signed facts, once every place of the certificate says the same; raises `NotGenuine`."""
    shown = open_pages(pdf)
    content = _content(shown)
    whole, results = other_codes.without_result(shown.codes)
    claims = codes.check_code(_one(whole), trust, now, seal.sealed_at)
    _require_same(claims, content)
    other_codes.require_result(results, content, trust, now, seal.sealed_at)
    _require_words(shown.words, content)
    require_labels(shaped, content)
    _require_counter_signature(shown.files.get(post_quantum.NAME), content, trust, seal.sealed_at)
    check_proof(shown.files[page.PROOF_NAME], claims, trust, seal.sealed_at)
    day = datetime.combine(claims.issued_on, time(), UTC)
    if not day - _EARLY <= seal.sealed_at <= day + _LATE:
        raise NotGenuine("seal-and-qr-times-disagree")
    return Meant(claims, content.destination, content.searched_on)


def _one(found: list[str]) -> str:
    if len(found) != 1:
        raise NotGenuine("qr-and-pdf-disagree" if found else "qr-missing")
    return found[0]


def open_pages(pdf: bytes) -> Shown:
    """What stands on the pages and is attached; raises `NotGenuine` (structure-damaged), `TooBusy`."""
    import pypdfium2  # noqa: PLC0415 - heavy, and only a sound seal brings us here

    try:
        with turn(), pypdfium2.PdfDocument(pdf) as document:
            return _read(document)
    except (*PARSER_FAULTS, pypdfium2.PdfiumError) as broken:
        raise NotGenuine("structure-damaged") from broken


def _read(document: pypdfium2.PdfDocument) -> Shown:
    if not 0 < len(document) <= MAX_PAGES:
        raise NotGenuine("structure-damaged")
    words: list[str] = []
    found: set[str] = set()
    for sheet in document:
        words.append(sheet.get_textpage().get_text_bounded())
        if _has_pictures(sheet):
            found.update(codes.scan(_draw(sheet)))
    attached = [document.get_attachment(place) for place in range(document.count_attachments())]
    return Shown(words, sorted(found), {file.get_name(): bytes(file.get_data()) for file in attached})


def _has_pictures(sheet: pypdfium2.PdfPage) -> bool:
    """A page without a picture shows no code, and is not drawn."""
    from pypdfium2 import raw  # noqa: PLC0415 - heavy, and only a sound seal brings us here

    return next(iter(sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)), None) is not None


def _draw(sheet: pypdfium2.PdfPage) -> Image:
    drawn: Image = sheet.render(scale=_DOTS_PER_POINT, grayscale=True).to_pil()
    return drawn


def _content(shown: Shown) -> Content:
    if set(shown.files) - {post_quantum.NAME} != {page.CONTENT_NAME, page.PROOF_NAME}:
        raise NotGenuine("attachment-missing")
    return attached_content(shown.files[page.CONTENT_NAME], Content)


def attached_content(attached: bytes, model: type[C]) -> C:
    """The attached data file in its one spelling; raises `NotGenuine` (attachment-malformed)."""
    try:
        content = model.model_validate_json(attached)
    except ValidationError as broken:
        raise NotGenuine("attachment-malformed") from broken
    if content.attachment != attached:
        raise NotGenuine("attachment-malformed")
    return content


def _require_counter_signature(
    attached: bytes | None, content: Content, trust: Trust, sealed_at: datetime
) -> None:
    """The second signature, where there is one, is over this content and by a key of the issuer's."""
    if attached is None:
        return
    try:
        second = post_quantum.read(attached)
    except ValueError as broken:
        raise NotGenuine("second-signature-wrong") from broken
    known = trust.keys_named("pq", second.key_id.hex())
    if not known:
        raise NotGenuine("second-signature-key-unknown")
    by_ours = any(second.holds(trust.believe(key, sealed_at)) for key in known)
    if not by_ours or second.digest != content.digest:
        raise NotGenuine("second-signature-wrong")


def _require_same(claims: Claims, content: Content) -> None:
    """The code speaks of this content and no other."""
    holder = content.holder
    same = (
        claims.content_digest == content.digest[:16]
        and claims.serial == content.serial
        and claims.issued_on == content.issued_on
        and claims.outcome is OutcomeCode[content.outcome.name]
        and claims.holder == claimed_name(holder.name)
        and f"{claims.birth:08}" == holder.birth_date.strftime("%Y%m%d")
        and claims.passport_end == holder.passport_number[-4:]
        and claims.number == content.number
    )
    if not same:
        raise NotGenuine("qr-and-pdf-disagree")


def _require_words(pages: Sequence[str], content: Content) -> None:
    """Every fact of the content stands on the pages as the template words it, and each page in its place."""
    if missing(pages, content, ""):
        raise NotGenuine("text-and-content-disagree")
