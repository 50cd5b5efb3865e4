"""The verb: bytes of a PDF, a picture or a text in, a report with named reasons out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.certificates.code_kinds import CodeKind
from chalicelib.certificates.qr import Claims
from chalicelib.verification import codes, other_codes, pictures
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.facts import Meant, facts_of
from chalicelib.verification.models import Demands, Fact, Reason, Report, Standing, Verdict, worst
from chalicelib.verification.reasons import GROUNDS, reason
from chalicelib.verification.status import Status, status_of
from chalicelib.verification.trust import Trust

MAX_BYTES = 4 * 1024 * 1024
"""No certificate is nearly as large, and with its base64 form it just fits what a function may be sent (6 MB)."""


def verify_file(
    name: str,
    content: bytes,
    trust: Trust | None,
    demands: Demands,
    now: datetime,
    *,
    status: bytes | None = None,
) -> Report:
    """The report on one file. `trust` is None when nobody said whom to trust. Offline, in memory.

    `status` is a status list as published, when one is at hand. It raises nothing but `TooBusy`.
    """
    try:
        text = _code_in(content)
        if text is not None and other_codes.kind_in(text) is not CodeKind.CERTIFICATE:
            return _demanded(other_codes.judge(name, text, _given(trust), status, now), demands)
        meant, notes = _check(content, text, trust, now)
    except NotGenuine as refusal:
        if refusal.reason.name == "chain-not-trusted" and trust:
            return _demanded(_copy_or_refused(name, content, trust, status, now), demands)
        return Report(file=name, verdict=refusal.verdict, reasons=(refusal.reason,))
    claims = meant.claims
    known = status_of(claims.status_index, status, _given(trust), now)
    names = [*notes, known.reason, *_unmet(claims, demands, known, now), *_unproved(_given(trust))]
    made = report(name, names, facts_of(claims, _given(trust).issuer(claims.issuer), meant.searched_on))
    said: dict[str, object] = {"current": known.standing, "status_as_of": known.as_of}
    if made.facts:
        said |= {"issued_on": claims.issued_on, "destination": meant.destination}
    return made.model_copy(update=said)


def _copy_or_refused(name: str, pdf: bytes, trust: Trust, status: bytes | None, now: datetime) -> Report:
    """The report on a file that another key than a certificate's sealed: a holder's copy, or nothing of ours."""
    from chalicelib.verification.copies import judge_file  # noqa: PLC0415 - heavy parts, for PDFs alone

    try:
        found = judge_file(name, pdf, trust, status, now)
    except NotGenuine as refusal:
        return Report(file=name, verdict=refusal.verdict, reasons=(refusal.reason,))
    return found or report(name, ["chain-not-trusted"])


def _demanded(made: Report, demands: Demands) -> Report:
    """The report on a result or a copy, refused where a status is demanded and not known."""
    if not demands.require_status or made.current is not Standing.UNKNOWN or not made.facts:
        return made
    refused = report(made.file, [*(each.name for each in made.reasons), "status-required"])
    return refused.model_copy(update={"status_as_of": made.status_as_of})


def report(name: str, reason_names: Iterable[str], facts: tuple[Fact, ...] = ()) -> Report:
    """A report whose verdict is that of its worst reason; facts are shown only when it is genuine."""
    reasons: tuple[Reason, ...] = tuple(reason(each) for each in reason_names)
    verdict = worst(GROUNDS[each.name].verdict for each in reasons)
    return Report(
        file=name, verdict=verdict, reasons=reasons, facts=facts if verdict is Verdict.GENUINE else ()
    )


def _code_in(content: bytes) -> str | None:
    """The code that a picture shows or that the text is; None for a PDF. Raises `NotGenuine`."""
    if not content:
        raise NotGenuine("empty-file")
    if len(content) > (pictures.MAX_BYTES if pictures.is_picture(content) else MAX_BYTES):
        raise NotGenuine("too-large")
    if content.startswith(b"%PDF-") or b"/ByteRange" in content:
        return None
    return _text(content) if not pictures.is_picture(content) else codes.only_code(pictures.texts_in(content))


def _check(content: bytes, text: str | None, trust: Trust | None, now: datetime) -> tuple[Meant, list[str]]:
    """What the certificate says, and what else is to be said."""
    if text is None:
        return _check_pdf(content, _given(trust), now), []
    return Meant(codes.check_code(text, _given(trust), now)), ["only-code-checked"]


def _given(trust: Trust | None) -> Trust:
    if trust is None:
        raise NotGenuine("no-trust-given")
    return trust


def _check_pdf(pdf: bytes, trust: Trust, now: datetime) -> Meant:
    """Each step trusts only what the step before has proved: bytes, then structure, then meaning."""
    from chalicelib.verification.meaning import check_meaning  # noqa: PLC0415 - heavy parts, for PDFs alone
    from chalicelib.verification.seal import check_seal  # noqa: PLC0415 - as above
    from chalicelib.verification.structure import check_structure  # noqa: PLC0415 - as above

    seal = check_seal(pdf, trust, now)
    return check_meaning(pdf, check_structure(pdf, seal), seal, trust, now)


def _unproved(trust: Trust) -> list[str]:
    return [] if trust.whole else ["key-list-not-signed"]


def _unmet(claims: Claims, demands: Demands, known: Status, now: datetime) -> list[str]:
    unmet = ["status-required"] if demands.require_status and known.standing is Standing.UNKNOWN else []
    if demands.max_age_days is not None and _age(claims.issued_on, now) > timedelta(
        days=demands.max_age_days
    ):
        unmet.append("older-than-allowed")
    return unmet


def _age(issued_on: date, now: datetime) -> timedelta:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - datetime.combine(
        issued_on, time(), UTC
    )


def _text(content: bytes) -> str:
    """The text of a code: digits, or an address with a fragment; raises `NotGenuine` (unknown-format)."""
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as not_text:
        raise NotGenuine("unknown-format") from not_text
    if len(text) > codes.MAX_TEXT or not (text.isascii() and ("#" in text or any(c.isdigit() for c in text))):
        raise NotGenuine("unknown-format")
    return text
