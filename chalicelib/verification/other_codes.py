"""The codes that are no certificate's: the result alone, and a holder's copy; neither is ever called genuine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.certificates import copy_code, cose, qr, result_code
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.code_kinds import CodeKind, kind_of
from chalicelib.certificates.errors import UnreadableCode
from chalicelib.certificates.qr import OutcomeCode
from chalicelib.verification.codes import AHEAD, unreadable_code
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.facts import facts_of_copy, facts_of_result
from chalicelib.verification.models import Report, worst
from chalicelib.verification.reasons import GROUNDS, reason
from chalicelib.verification.status import status_of
from chalicelib.verification.trust import signing_moment

if TYPE_CHECKING:
    from chalicelib.certificates.copy_code import CopyClaims
    from chalicelib.certificates.models import Content
    from chalicelib.certificates.result_code import ResultClaims
    from chalicelib.verification.models import Fact
    from chalicelib.verification.status import Status
    from chalicelib.verification.trust import ListedKey, Trust, Use

_BEHIND = timedelta(hours=12)
"""The latest day on earth (UTC-12) is still today."""


def kind_in(text: str) -> CodeKind:
    """Of which kind a text says that it is; a certificate's for all that can't be read."""
    try:
        return kind_of(qr.read_text(text))
    except UnreadableCode:
        return CodeKind.CERTIFICATE


def judge(name: str, text: str, trust: Trust, status: bytes | None, now: datetime) -> Report:
    """The report on a text that is the code of a result or of a copy (`kind_in`); raises `NotGenuine`."""
    if kind_in(text) is CodeKind.RESULT:
        result = check_result(text, trust, now)
        facts = facts_of_result(result, trust.issuer(result.issuer))
        return _report(name, ["result-only"], status_of(result.status_index, status, trust, now), facts)
    copy = check_copy(text, trust, now)
    return report_on_copy(name, copy, trust, status, now)


def report_on_copy(name: str, copy: CopyClaims, trust: Trust, status: bytes | None, now: datetime) -> Report:
    """The report on a copy whose code, or whose whole file, was found to be the issuer's."""
    expired = ["copy-expired"] if is_past(copy.expires_on, now) else []
    facts = facts_of_copy(copy, trust.issuer(copy.issuer))
    known = status_of(copy.status_index, status, trust, now)
    return _report(name, ["copy-only", *expired], known, facts)


def check_result(text: str, trust: Trust, now: datetime, proved: datetime | None = None) -> ResultClaims:
    """The claims of a result-only code, once the signature over them holds; raises `NotGenuine`."""
    try:
        code = result_code.disassemble(qr.read_text(text))
    except UnreadableCode as unreadable:
        raise unreadable_code(unreadable, text) from unreadable
    _Signed(code.signed, "qr", code.claims.issuer, code.claims.issued_on).require_signed(trust, now, proved)
    return code.claims


def check_copy(text: str, trust: Trust, now: datetime, proved: datetime | None = None) -> CopyClaims:
    """The claims of a copy's code, once the signature over them holds; raises `NotGenuine`."""
    try:
        code = copy_code.disassemble(qr.read_text(text))
    except UnreadableCode as unreadable:
        raise unreadable_code(unreadable, text) from unreadable
    _Signed(code.signed, "copy", code.claims.issuer, code.claims.made_on).require_signed(trust, now, proved)
    return code.claims


def is_past(day: date, now: datetime) -> bool:
    """Whether a day is over everywhere on earth."""
    return (now.astimezone(UTC) - _BEHIND).date() > day


def without_result(texts: list[str]) -> tuple[list[str], list[str]]:
    """Scanned texts parted: the result-only codes are the second."""
    results = [text for text in texts if kind_in(text) is CodeKind.RESULT]
    return [text for text in texts if text not in results], results


def require_result(found: list[str], content: Content, trust: Trust, now: datetime, proved: datetime) -> None:
    """Raises `NotGenuine` (result-code-wrong) unless the page bears the result-only code that the content names."""
    if len(found) != int(content.result_code):
        raise NotGenuine("result-code-wrong")
    for text in found:
        claims = check_result(text, trust, now, proved)
        said = (claims.holder, claims.issued_on, claims.outcome)
        if said != (claimed_name(content.holder.name), content.issued_on, OutcomeCode[content.outcome.name]):
            raise NotGenuine("result-code-wrong")


class _Signed(NamedTuple):
    """A message that somebody in an office should have signed on a day with a key of some use."""

    message: cose.Sign1
    use: Use
    issuer: int
    day: date

    def require_signed(self, trust: Trust, now: datetime, proved: datetime | None) -> None:
        """Raises `NotGenuine` unless the office's key did, and was in use on the day."""
        key, day = self._key(trust), datetime.combine(self.day, time(), UTC)
        trust.believe(key, signing_moment(key, day))
        key.require_in_use(day, proved)
        if self.day > (now.astimezone(UTC) + AHEAD).date():
            raise NotGenuine("issued-in-future")

    def _key(self, trust: Trust) -> ListedKey:
        listed = trust.keys_named(self.use, self.message.key_id.hex())
        named = [key for key in listed if key.issuer == self.issuer]
        if not named:
            raise NotGenuine("qr-key-unknown")
        for key in named:
            if cose.verifies(self.message.to_be_signed, self.message.signature, key.public_key):
                return key
        raise NotGenuine("qr-signature-wrong")


def _report(name: str, names: list[str], known: Status, facts: tuple[Fact, ...]) -> Report:
    reasons = tuple(reason(each) for each in (*names, known.reason))
    return Report(
        file=name,
        verdict=worst(GROUNDS[each.name].verdict for each in reasons),
        current=known.standing,
        status_as_of=known.as_of,
        reasons=reasons,
        facts=facts,
    )
