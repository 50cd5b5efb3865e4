"""A peer: Splink, trained on the very data as its guide says, linking applications to records in one batch."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bench.names.measure import Ask
from bench.names.trials import Trial
from chalicelib.records.names.romanise import plain
from infra.local.population.people import people, record_of

_SEED = 1
_LEAST = -20.0
"""Bits from which a pair is kept."""


def linked(count: int, seed: int, trials: Sequence[Trial]) -> Ask:
    """Link, print how long training and linking took, and answer from the result."""
    import duckdb  # noqa: PLC0415 - installed for the peers alone
    import pandas as pd  # noqa: PLC0415 - as above
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 - as above

    applications = [_row(f"Q{n}", trial.application) for n, trial in enumerate(trials)]
    records = [_row(line["id"], line) for line in (record_of(p, seed) for p in people(count, seed))]
    api = DuckDBAPI(duckdb.connect())
    tables = [
        api.register(pd.DataFrame(rows), dataset_display_name=name)
        for rows, name in ((applications, "applications"), (records, "records"))
    ]
    began = time.perf_counter()
    linker = Linker(tables, _settings())
    _train(linker)
    trained = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_weight=_LEAST).as_record_list()
    took = time.perf_counter() - trained
    each = took / len(trials) * 1e3
    print(f"splink: trained in {trained - began:.0f} s, linked in {took:.0f} s, {each:.1f} ms an application")
    found = _by_application(pairs)
    keys = {id(trial.application): f"Q{n}" for n, trial in enumerate(trials)}
    return lambda application: found[keys[id(application)]]


def _settings() -> Any:  # noqa: ANN401 - the library's own type
    import splink.comparison_library as cl  # noqa: PLC0415 - as above
    from splink import SettingsCreator, block_on  # noqa: PLC0415 - as above

    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="whole"),
            cl.DateOfBirthComparison("born", input_is_string=True),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("forename", "surname"),
            block_on("surname", "substr(born, 1, 4)"),
            block_on("forename", "substr(born, 1, 7)"),
            block_on("substr(forename, 1, 3)", "substr(surname, 1, 3)", "substr(born, 1, 4)"),
            "l.forename = r.surname and l.surname = r.forename",
        ],
    )


def _train(linker: Any) -> None:  # noqa: ANN401 - as above
    from splink import block_on  # noqa: PLC0415 - as above

    rules = [block_on("forename", "surname", "born")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=_SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("forename", "surname"))


def _row(unique_id: str, line: Mapping[str, Any]) -> dict[str, Any]:
    name = line["names"][0]
    forename = (plain(name["forenames"]).split() or [""])[0]
    surname = plain(name["surname"])
    born = line["birth_dates"][0] if line["birth_dates"] else ""
    return {
        "unique_id": unique_id,
        "forename": forename or None,
        "surname": surname or None,
        "whole": f"{forename} {surname}",
        "born": born if len(born) == len("YYYY-MM-DD") else None,
        "sex": line.get("sex"),
        "birth_place": plain(line["birth_place"]) if line.get("birth_place") else None,
    }


def _by_application(pairs: Sequence[Mapping[str, Any]]) -> Mapping[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for pair in pairs:
        ids = sorted((str(pair["unique_id_l"]), str(pair["unique_id_r"])))
        found[ids[0]].append((ids[1], float(pair["match_weight"])))
    for candidates in found.values():
        candidates.sort(key=lambda each: -each[1])
    return found
