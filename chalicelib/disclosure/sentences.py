"""What a conviction's disposals come to: the gravest kind of sentence that holds, or why that can't be said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from chalicelib.disclosure.rules import OutcomeKind, Rules
from chalicelib.records.models import Disposal, Matter, Variation, VariationKind
from chalicelib.reference.results import find_qualifier, find_result, results

_LIFE = "Y999"
_GRAVITY = (OutcomeKind.NON_CUSTODIAL, OutcomeKind.SUSPENDED, OutcomeKind.CUSTODIAL)


@dataclass(frozen=True)
class Sentence:
    """The sentence as the model sorts it."""

    outcome: OutcomeKind | None = None
    """The gravest that was given; None when there is none or something is in doubt."""
    endless: str = ""
    """The disposal that has no end, in its own words; empty when none is."""
    doubts: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What was understood of one disposal."""

    outcome: OutcomeKind | None = None
    endless: bool = False
    doubts: list[str] = field(default_factory=list)


def sentence_of(matter: Matter, rules: Rules) -> Sentence:
    """Read every disposal and what became of it; of several the gravest governs."""
    readings = [_read(disposal, rules) for disposal in matter.disposals]
    doubts = tuple(doubt for reading in readings for doubt in reading.doubts)
    given = [reading.outcome for reading in readings if reading.outcome]
    endless = [d.text for d, reading in zip(matter.disposals, readings, strict=True) if reading.endless]
    if not given and not endless and not doubts:
        doubts = ("No sentence is recorded.",)
    if doubts:
        return Sentence(doubts=doubts)
    return Sentence(max(given, key=_GRAVITY.index, default=None), endless[0] if endless else "")


def unknown_codes(matter: Matter) -> Iterator[str]:
    """A sentence for each disposal or qualifier of a matter that is in no list of codes, or lasts no time at all."""
    for disposal in matter.disposals:
        for decided in (disposal, *disposal.variations):
            if find_result(decided.code) is None:
                yield f"The disposal code {decided.code} is in no list of codes."
            lengths = [decided.duration, *(qualifier.duration for qualifier in decided.qualifiers)]
            if any(length and int(length[1:]) == 0 for length in lengths):
                yield f"“{decided.text}” ({decided.code}) has a length of 0."
            for qualifier in decided.qualifiers:
                if find_qualifier(qualifier.code) is None:
                    yield f"The qualifier {qualifier.code} is in no list of codes."


def _read(disposal: Disposal, rules: Rules) -> _Reading:
    reading = _Reading(_outcome(disposal, rules), _is_endless(disposal, rules))
    known = reading.outcome or reading.endless or disposal.code in rules.sentences.beside
    if disposal.code in rules.sentences.no_conviction:
        reading.doubts.append(f"“{disposal.text}” ({disposal.code}) says that there is no conviction.")
    elif _is_of_custody_only(disposal, reading.outcome, rules):
        reading.doubts.append(
            f"“{disposal.text}” ({disposal.code}) is no custody, and its terms are those of custody."
        )
    elif not known:
        reading.doubts.append(
            f"What kind of sentence “{disposal.text}” ({disposal.code}) is, the rules do not say."
        )
    every: list[Disposal | Variation] = [disposal, *disposal.variations]
    reading.doubts += [
        f"The words “{decided.text}” are not those of the code {decided.code}."
        for decided in every
        if _is_misnamed(decided, rules)
    ]
    for variation in disposal.variations:
        _follow(reading, variation, rules)
    return reading


def _is_misnamed(decided: Disposal | Variation, rules: Rules) -> bool:
    """Whether its words are the title of codes of another kind only: a fine by its code, imprisonment in words."""
    kinds = {_sort(code, rules) for code in _codes_by_title().get(decided.text.lower(), ())}
    return bool(kinds) and None not in kinds and _sort(decided.code, rules) not in kinds


@cache
def _codes_by_title() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for known in results():
        found.setdefault(known.text.lower(), []).append(known.code)
    return found


def _sort(code: str, rules: Rules) -> str | None:
    """The list of the rules in which a code stands; None when it is none that a sentence turns on."""
    if code in rules.endless.codes:
        return "endless"
    if code in rules.sentences.no_conviction:
        return "no conviction"
    return rules.sentences.outcome_of(code)


def _is_endless(decided: Disposal | Variation, rules: Rules) -> bool:
    """Whether it has no end. A disqualification for life is not meant: only a custodial code's length counts."""
    custodial = decided.code in rules.sentences.custodial
    marked = any(qualifier.code in rules.endless.qualifiers for qualifier in decided.qualifiers)
    return decided.code in rules.endless.codes or (custodial and (decided.duration == _LIFE or marked))


def _is_of_custody_only(decided: Disposal, outcome: OutcomeKind | None, rules: Rules) -> bool:
    """Whether a sentence without custody is for life or suspended, which no such sentence can be."""
    if outcome is not OutcomeKind.NON_CUSTODIAL:
        return False
    of_custody = {*rules.sentences.suspending, *rules.endless.qualifiers}
    marked = any(qualifier.code in of_custody for qualifier in decided.qualifiers)
    return marked or decided.duration == _LIFE


def _outcome(decided: Disposal | Variation, rules: Rules) -> OutcomeKind | None:
    kind = rules.sentences.outcome_of(decided.code)
    suspended = any(qualifier.code in rules.sentences.suspending for qualifier in decided.qualifiers)
    if kind is OutcomeKind.CUSTODIAL and suspended:
        return OutcomeKind.SUSPENDED
    return kind


def _follow(reading: _Reading, variation: Variation, rules: Rules) -> None:
    """What a later decision changes; anything that is not plainly the same or graver is in doubt."""
    if _leaves_all_as_it_was(reading, variation, rules):
        return
    after = _after(reading, variation, rules)
    if after is None:
        reading.doubts.append(
            f"A sentence was {_WORDS[variation.kind]} later: “{variation.text}” ({variation.code}). "
            "What holds since, the record does not say plainly."
        )
        return
    reading.outcome, reading.endless = after, _is_endless(variation, rules)


def _leaves_all_as_it_was(reading: _Reading, variation: Variation, rules: Rules) -> bool:
    """Whether it was completed, or what changed only stood beside the sentence, such as a disqualification."""
    named = _outcome(variation, rules)
    if _is_endless(variation, rules):
        return False
    if variation.kind is VariationKind.COMPLETED:
        return named in {None, reading.outcome}
    beside = reading.outcome is None and not reading.endless
    return beside and variation.kind is not VariationKind.QUASHED and named is None


def _after(reading: _Reading, variation: Variation, rules: Rules) -> OutcomeKind | None:
    """The kind of sentence since a variation; None when it is in doubt."""
    before, named = reading.outcome, _outcome(variation, rules)
    if before is None or reading.endless or variation.kind in _UNCLEAR:
        return None
    if variation.kind is VariationKind.ACTIVATED and before is OutcomeKind.SUSPENDED:
        return OutcomeKind.CUSTODIAL
    if variation.kind is VariationKind.VARIED and variation.code in rules.sentences.varied:
        return before
    if named is None or _GRAVITY.index(named) < _GRAVITY.index(before):
        return None
    return named


_UNCLEAR = {VariationKind.QUASHED, VariationKind.COMPLETED, VariationKind.OTHER}
_WORDS = {
    VariationKind.VARIED: "varied",
    VariationKind.REVOKED: "revoked",
    VariationKind.ACTIVATED: "put into effect",
    VariationKind.QUASHED: "quashed",
    VariationKind.COMPLETED: "completed as another",
    VariationKind.OTHER: "changed",
}
