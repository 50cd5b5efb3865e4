"""What verification answers: a verdict, what is known of the certificate's standing, and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from chalicelib.kernel.models import Model


class Verdict(StrEnum):
    """The answer, from the worst to the best; the worst of several reasons decides."""

    NOT_A_CERTIFICATE = "not-a-certificate"
    ALTERED = "altered"
    UNTRUSTED = "untrusted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RESULT_ONLY = "result-only"
    """The smaller code: issued to this name, to whoever it was."""
    COPY = "copy"
    """A holder's copy for one recipient: not the certificate."""
    GENUINE = "genuine"


class Standing(StrEnum):
    """What the issuer's status list says of a certificate since its issue."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Reason(Model):
    """Why a verdict was reached: a name for machines and a sentence for people."""

    name: str
    sentence: str


class Fact(Model):
    """One signed fact as it is compared with the passport."""

    label: str
    value: str


class Report(Model):
    """The answer for one file. `facts` are set only when a signature over them holds."""

    file: str
    verdict: Verdict
    current: Standing = Standing.UNKNOWN
    status_as_of: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    facts: tuple[Fact, ...] = ()
    issued_on: date | None = None
    """The signed day of issue; set with the facts."""
    destination: str = ""
    """The country for which it was issued (ISO 3166-1 alpha-2), where that is known; set with the facts."""

    def published(self) -> dict[str, object]:
        """The object of `docs/formats/verdict.schema.json`; the facts stay with the person who reads them."""
        return self.model_dump(mode="json", exclude={"facts", "issued_on", "destination"})


class Demands(Model):
    """What the person who checks asks beyond a sound seal."""

    require_status: bool = False
    max_age_days: int | None = None


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that decides when several reasons are found; genuine when there is none."""
    found = set(verdicts)
    return next((verdict for verdict in Verdict if verdict in found), Verdict.GENUINE)
