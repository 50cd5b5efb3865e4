"""A holder's copy as a file: sealed by the copies' key, and code, data file and pages saying the same."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.copies import page
from chalicelib.certificates.copies.models import CopyContent
from chalicelib.certificates.labelled import day_number
from chalicelib.certificates.qr import OutcomeCode
from chalicelib.verification import other_codes
from chalicelib.verification.errors import NotGenuine

if TYPE_CHECKING:
    from chalicelib.certificates.copy_code import CopyClaims
    from chalicelib.verification.models import Report
    from chalicelib.verification.trust import Trust

_SEALED_WITHIN = timedelta(days=2)
_DIGEST = 16
_NO_COPY = "chain-not-trusted"
"""What a file's seal is refused for that is by a key of another use."""


def judge_file(name: str, pdf: bytes, trust: Trust, status: bytes | None, now: datetime) -> Report | None:
    """The report on a file that the copies' key sealed; None for one that another key did.

    Raises `NotGenuine` for a copy that was changed or does not hold together.
    """
    try:
        claims = check_file(pdf, trust, now)
    except NotGenuine as refusal:
        if refusal.reason.name == _NO_COPY:
            return None
        raise
    return other_codes.report_on_copy(name, claims, trust, status, now)


def check_file(pdf: bytes, trust: Trust, now: datetime) -> CopyClaims:
    """What the copy says, once every place of it says the same; raises `NotGenuine`."""
    from chalicelib.verification.meaning import attached_content, open_pages  # noqa: PLC0415 - heavy parts, for PDFs alone
    from chalicelib.verification.seal import check_seal  # noqa: PLC0415 - as above
    from chalicelib.verification.structure import check_revisions  # noqa: PLC0415 - as above

    seal = check_seal(pdf, trust, now, "copy")
    check_revisions(pdf, seal)
    shown = open_pages(pdf)
    if set(shown.files) != {page.CONTENT_NAME}:
        raise NotGenuine("attachment-missing")
    content = attached_content(shown.files[page.CONTENT_NAME], CopyContent)
    if len(shown.codes) != 1:
        raise NotGenuine("copy-and-code-disagree" if shown.codes else "qr-missing")
    claims = other_codes.check_copy(shown.codes[0], trust, now, seal.sealed_at)
    made = datetime.combine(claims.made_on, time(), UTC)
    timely = made - timedelta(days=1) <= seal.sealed_at <= made + _SEALED_WITHIN
    if not timely or not _are_of(claims, content) or page.missing(shown.words, content, ""):
        raise NotGenuine("copy-and-code-disagree")
    return claims


def _are_of(claims: CopyClaims, content: CopyContent) -> bool:
    """Whether the code speaks of this content and no other."""
    holder = content.holder
    return (
        claims.content_digest == content.digest[:_DIGEST]
        and claims.number == content.number
        and (claims.recipient, claims.purpose) == (content.recipient, content.purpose)
        and (claims.made_on, claims.expires_on) == (content.made_on, content.expires_on)
        and claims.issued_on == content.issued_on
        and claims.outcome is OutcomeCode[content.outcome.name]
        and claims.holder == claimed_name(holder.name)
        and claims.birth == day_number(holder.birth_date)
        and claims.passport_end == holder.passport_end
    )
