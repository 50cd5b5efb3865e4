"""Made-up people for the tests of the names index, and the rarest of what a test needs around them."""

from typing import Any

from chalicelib.kernel.police_identifiers.pncid import PNCID
from chalicelib.records.names.frequencies import CountedFrequencies
from chalicelib.records.names.model import default_model
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.subjects import Subject, read_subject

JOHN = {
    "id": "R1",
    "names": [{"forenames": "John William", "surname": "Ashdown", "kind": "main"}],
    "birth_dates": ["1985-11-23"],
    "sex": "M",
    "birth_place": "Leeds",
    "postcodes": ["LS1 4AP"],
    "pncid": str(PNCID(2001, 9_000_001)),
    "cro": None,
}


def subject(**changes: Any) -> Subject:
    """John, with changes; `forenames` and `surname` change his only name."""
    body = {**JOHN, **{k: v for k, v in changes.items() if k not in {"forenames", "surname"}}}
    if "forenames" in changes or "surname" in changes:
        body["names"] = [
            {**JOHN["names"][0], **{k: changes[k] for k in ("forenames", "surname") if k in changes}}
        ]
    return read_subject(body)


def scorer(people: int = 1_000_000, **counts: int) -> Scorer:
    """Scores under the model that ships; a count is given as `s_SMITH=18000`."""
    known = {(name.split("_")[0], name.split("_")[1]): count for name, count in counts.items()}
    return Scorer(default_model(), CountedFrequencies(people, known))
