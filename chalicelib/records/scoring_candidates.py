"""Our own score of whoever a record system named, stored with all that it takes to work it out again.

Record systems do not say how common a name is among their people, so typical frequencies are assumed, which ship
with the model. A score depends on these two, the question and the nominal, and on nothing else.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import NotFound
from chalicelib.records.checks import (
    Band,
    Basis,
    EnquiryAnswer,
    Finding,
    NamesEnquiry,
    Reason,
    Round,
)
from chalicelib.records.models import Nominal

if TYPE_CHECKING:
    from chalicelib.records.names.scoring import Scored, Scorer

_PARTS = 64


class UnknownModel(NotFound):
    """The scoring model of an old answer is not among those that are kept."""

    def __init__(self, model_id: str) -> None:
        super().__init__(
            f"The scoring model {model_id} is not kept here, so this answer can't be worked out again."
        )


@dataclass(frozen=True)
class Replay:
    """An old answer, and what the same question gives when it is worked out again on the same basis."""

    round: Round
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether every score, band and reason came out as stored."""
        return self.findings == self.round.findings


@dataclass(frozen=True)
class CandidateScoring:
    """Scores under the model and the typical frequencies that ship."""

    @cached_property
    def basis(self) -> Basis:
        """What today's scores rest on."""
        from chalicelib.records.names.typical import FILE  # noqa: PLC0415 - cold starts

        bands = self._scorer.model.bands
        return Basis(
            model_id=self._scorer.model.id,
            index_version=f"typical-{hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]}",
            people=self._scorer.frequencies.people,
            thresholds={"possible": _parts(bands.possible), "strong": _parts(bands.strong)},
        )

    def findings(
        self, asked: Sequence[NamesEnquiry], answers: Sequence[EnquiryAnswer]
    ) -> tuple[Finding, ...]:
        """The best score of each nominal in the answers, by any question, in the order in which they came."""
        nominals: dict[str, Nominal] = {}
        for answer in answers:
            for nominal in answer.candidates:
                known = nominals.setdefault(nominal.record_id, nominal)
                nominals[nominal.record_id] = max(known, nominal, key=lambda n: n.version)
        return tuple(self._finding(asked, nominal) for nominal in nominals.values())

    def replay(self, old: Round) -> Replay:
        """Work an old answer out again; raises `UnknownModel` unless its basis is what ships."""
        if old.basis is None:
            raise UnknownModel("of that time")
        if old.basis != self.basis:
            raise UnknownModel(old.basis.model_id)
        return Replay(old, self.findings(old.asked, old.answers))

    def _finding(self, asked: Sequence[NamesEnquiry], nominal: Nominal) -> Finding:
        number, scored = max(self._scores(asked, nominal), key=lambda pair: (pair[1].score, -pair[0]))
        return Finding(
            record_id=nominal.record_id,
            enquiry=number,
            band=Band(scored.band),
            sixty_fourths=_parts(scored.score),
            reasons=tuple(
                Reason(field=w.field, level=w.level, sixty_fourths=_parts(w.bits)) for w in scored.weights
            ),
        )

    def _scores(self, asked: Sequence[NamesEnquiry], nominal: Nominal) -> Iterator[tuple[int, "Scored"]]:
        from chalicelib.records.subjects import subject_of_enquiry, subject_of_nominal  # noqa: PLC0415 - see above

        held = subject_of_nominal(nominal)
        for number, enquiry in enumerate(asked):
            yield number, self._scorer.score(subject_of_enquiry(enquiry), held)

    @cached_property
    def _scorer(self) -> "Scorer":
        from chalicelib.records.names.typical import typical_scorer  # noqa: PLC0415 - see above

        return typical_scorer()


def _parts(bits: float) -> int:
    """Whole 64ths of a bit; weights are multiples of them, so nothing is lost."""
    return round(bits * _PARTS)
