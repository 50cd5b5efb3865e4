"""Why a candidate is shown: our own score of them in words, reason by reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.records.checks import Band, Candidate, Reason

BANDS = {
    Band.STRONG: "Strong: hardly a coincidence",
    Band.POSSIBLE: "Possible: the facts don't settle it",
    Band.NONE: "Weak: little speaks for it",
}
_OWN_WORDS = {
    "prior": "before anything is compared: one person among all who are recorded",
    "name_order": "forenames and surname are exchanged",
    "rule": "held down: people who are easily taken for one another",
}


@dataclass(frozen=True)
class Alike:
    """A candidate's band in words, the score in bits, and what each fact says for (+) or against (-)."""

    band: str
    bits: str
    reasons: Sequence[tuple[str, str]]


def alike(candidate: Candidate, model_id: str = "") -> Alike | None:
    """The candidate's score in words, an old one's in those of its model where that is kept; None for an answer of a
    time when nothing was scored.
    """
    finding = candidate.finding
    if finding is None:
        return None
    reasons = [(_words(reason, model_id), _signed(reason.sixty_fourths)) for reason in finding.reasons]
    return Alike(BANDS[finding.band], _signed(finding.sixty_fourths), reasons)


def _words(reason: Reason, model_id: str) -> str:
    from chalicelib.records.names.model import default_model  # noqa: PLC0415 - cold starts
    from chalicelib.records.replaying.kept_models import UnknownModel, kept_model  # noqa: PLC0415 - as above

    try:
        model = kept_model(model_id) if model_id else default_model()
        return model.level(reason.field, reason.level).text
    except (KeyError, UnknownModel):
        named = f"{reason.field}: {reason.level}".replace("_", " ")
        return _OWN_WORDS.get(reason.field, named)


def _signed(sixty_fourths: int) -> str:
    """Bits with a sign: `+12.4`, or with a minus sign."""
    bits = abs(sixty_fourths) / 64
    return f"{'−' if sixty_fourths < 0 else '+'}{bits:.1f}"  # noqa: RUF001 - a minus sign for readers
