"""A peer: OpenSanctions' logic-v2 (nomenklatura, MIT), choosing among the candidates that another search found."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from bench.names.measure import Ask
from infra.local.population.people import people, record_of


def choosing_among(search: Ask, seed: int) -> Ask:
    """The same candidates, scored by logic-v2 from 0 to 1 on names, birth dates, sex and birthplace."""
    from followthemoney import model  # noqa: PLC0415 - installed for the peers alone
    from nomenklatura.matching import LogicV2  # noqa: PLC0415 - as above

    numbers = count()
    config = LogicV2.default_config()

    def entity(line: Mapping[str, Any], entity_id: str) -> Any:  # noqa: ANN401 - the library's own type
        properties: dict[str, list[str]] = {
            "name": [f"{name['forenames']} {name['surname']}".strip() for name in line["names"]],
            "birthDate": list(line["birth_dates"]),
            "gender": [{"M": "male", "F": "female"}[line["sex"]]] if line.get("sex") in {"M", "F"} else [],
            "birthPlace": [line["birth_place"]] if line.get("birth_place") else [],
        }
        return model.get_proxy({"id": entity_id, "schema": "Person", "properties": properties})

    def ask(application: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
        # its names are cached by id, so that no two queries may share one
        query = entity(application, f"query-{next(numbers)}")
        scored = [
            (found, LogicV2.compare(query, entity(_record(found, seed), found), config).score)
            for found, _ in search(application)
        ]
        return sorted(scored, key=lambda each: -each[1])

    return ask


def _record(record_id: str, seed: int) -> dict[str, Any]:
    """The record again from its number: nobody holds a million of them for this."""
    return record_of(next(people(1, seed, int(record_id.removeprefix("SYN-")))), seed)
