"""Our own score of whoever a record system named, stored with all that it takes to work it out again.

Record systems do not say how common a name is among their people, so typical frequencies are assumed, which ship
with the model. A score depends on these two, the question and the nominal, and on nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.records.checks import Band, Basis, EnquiryAnswer, Finding, NamesEnquiry, Reason, Round
from chalicelib.records.models import Nominal
from chalicelib.records.replaying.kept_models import UnknownModel, frequencies_name, scorer_of

if TYPE_CHECKING:
    from chalicelib.records.names.scoring import Scored, Scorer

_PARTS = 64


@dataclass(frozen=True)
class Replay:
    """An old answer, and what the same question gives when it is worked out again on the same basis."""

    round: Round
    basis: Basis
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether every threshold, score, band and reason came out as stored."""
        return not self.differences

    @property
    def differences(self) -> tuple[str, ...]:
        """What came out otherwise, a sentence each, with ids and numbers and nothing about anybody."""
        then = {finding.record_id: finding for finding in self.round.findings}
        now = {finding.record_id: finding for finding in self.findings}
        found = [] if self.round.basis == self.basis else ["The thresholds differ from those of the model."]
        found += [f"{one} was scored and was not among the answers." for one in then if one not in now]
        found += [f"{one} was among the answers and was not scored." for one in now if one not in then]
        found += [_difference(then[one], now[one]) for one in then if one in now and then[one] != now[one]]
        same_people = then.keys() == now.keys()
        if same_people and not found and self.findings != self.round.findings:
            found.append("The order of the candidates differs.")
        return tuple(found)


def _difference(then: Finding, now: Finding) -> str:
    if (then.sixty_fourths, then.band) != (now.sixty_fourths, now.band):
        return f"{then.record_id} had {then.bits:.2f} bits ({then.band}); it comes to {now.bits:.2f} ({now.band})."
    return f"{then.record_id} has the same score for other reasons, or by another question."


@dataclass(frozen=True)
class CandidateScoring:
    """Scores under the model and the typical frequencies that ship."""

    @cached_property
    def basis(self) -> Basis:
        """What today's scores rest on."""
        from chalicelib.records.names.typical import FILE  # noqa: PLC0415 - cold starts

        return _basis(self._scorer, frequencies_name(FILE.read_bytes()))

    def findings(
        self, asked: Sequence[NamesEnquiry], answers: Sequence[EnquiryAnswer]
    ) -> tuple[Finding, ...]:
        """The best score of each nominal in the answers, by any question, in the order in which they came."""
        return _findings(self._scorer, asked, answers)

    def replay(self, old: Round) -> Replay:
        """Work an old answer out again under its own model; raises `UnknownModel` when that is not kept."""
        if old.basis is None:
            raise UnknownModel("of that time")
        scorer = scorer_of(old.basis)
        again = _basis(scorer, old.basis.index_version)
        return Replay(old, again, _findings(scorer, old.asked, old.answers))

    @cached_property
    def _scorer(self) -> "Scorer":
        from chalicelib.records.names.typical import typical_scorer  # noqa: PLC0415 - see above

        return typical_scorer()


def _basis(scorer: "Scorer", index_version: str) -> Basis:
    bands = scorer.model.bands
    return Basis(
        model_id=scorer.model.id,
        index_version=index_version,
        people=scorer.frequencies.people,
        thresholds={"possible": _parts(bands.possible), "strong": _parts(bands.strong)},
    )


def _findings(
    scorer: "Scorer", asked: Sequence[NamesEnquiry], answers: Sequence[EnquiryAnswer]
) -> tuple[Finding, ...]:
    nominals: dict[str, Nominal] = {}
    for answer in answers:
        for nominal in answer.candidates:
            known = nominals.setdefault(nominal.record_id, nominal)
            nominals[nominal.record_id] = max(known, nominal, key=lambda n: n.version)
    return tuple(_finding(scorer, asked, nominal) for nominal in nominals.values())


def _finding(scorer: "Scorer", asked: Sequence[NamesEnquiry], nominal: Nominal) -> Finding:
    number, scored = max(_scores(scorer, asked, nominal), key=lambda pair: (pair[1].score, -pair[0]))
    return Finding(
        record_id=nominal.record_id,
        enquiry=number,
        band=Band(scored.band),
        sixty_fourths=_parts(scored.score),
        reasons=tuple(
            Reason(field=w.field, level=w.level, sixty_fourths=_parts(w.bits)) for w in scored.weights
        ),
    )


def _scores(
    scorer: "Scorer", asked: Sequence[NamesEnquiry], nominal: Nominal
) -> Iterator[tuple[int, "Scored"]]:
    from chalicelib.records.subjects import subject_of_enquiry, subject_of_nominal  # noqa: PLC0415 - see above

    held = subject_of_nominal(nominal)
    for number, enquiry in enumerate(asked):
        yield number, scorer.score(subject_of_enquiry(enquiry), held)


def _parts(bits: float) -> int:
    """Whole 64ths of a bit; weights are multiples of them, so nothing is lost."""
    return round(bits * _PARTS)
