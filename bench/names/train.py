"""`python -m bench.names.train`: trains the scoring model with Splink on made-up people and writes model/model.json.

Splink links applications to records. It estimates `m` from pairs that are known to be one person (half of the
applications with faults) and `u` from pairs drawn at random. Which level two values reach is said by the scorer
itself, as a function that DuckDB calls, so that what is trained is what is used. Where a value's own frequency
decides (the same name), `u` in the file is but the least that is assumed. What is set by hand stands in prior.json,
with `by_hand` saying why; the same arguments give the same file, to the last bit: `--again` trains without writing
and fails when it is not so. Needs requirements.txt.
"""

import argparse
import json
import random  # noqa: TID251 - seeded: the same model on every machine
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.names.keep import keep
from bench.names.trials import of_the_recorded
from chalicelib.records.names.frequencies import CountedFrequencies
from chalicelib.records.names.likeness import LEVELS
from chalicelib.records.names.model import FOLDER, ScoringModel, model_id, read_model
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.subjects import Subject, read_line
from infra.local.population.faults import HARD, SINGLE, exact
from infra.local.population.people import people, record_of

SEED, FAULT_SEED = 77, 7_700
"""Of people and faults that no bench ever sees."""
_BY_FREQUENCY = frozenset({"exact"})
_LEAST_U = 1e-5
_FIELDS = ("surname", "forename", "other_forenames", "birth_date", "sex", "birth_place", "postcode")
_ONE_SIDED = {"sex": ("same",), "birth_place": ("same", "alike"), "postcode": ("same", "district")}
_LEAST_PLACE = 2e-4
_SAY = 0.2
"""Of what was assumed before training (prior.json): nothing is impossible for having no example."""
_KEPT = frozenset({"month", "partial_else"})
"""Both dates would have to be partial: too few are."""
_PRIOR = Path(__file__).parent / "prior.json"


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.train", description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--each", type=int, default=120, help="applications of each kind of fault")
    parser.add_argument("--pairs", type=float, default=6e5, help="random pairs for u")
    parser.add_argument(
        "--again", action="store_true", help="write nothing; say whether the file is the same"
    )
    given = parser.parse_args()
    trained = _trained(given)
    file = FOLDER / "model.json"
    if given.again:
        same = file.read_bytes() == trained
        print(f"trained again: {'the same to the last bit' if same else 'another model than'} {file}")
        sys.exit(not same)
    file.write_bytes(trained)
    print(f"wrote {file}, kept {keep()}")


def _trained(given: argparse.Namespace) -> bytes:
    """The model's file."""
    m, u = _estimate(*_tables(given.people, given.each), given.pairs)
    body = json.loads(_PRIOR.read_text("utf-8"))
    body["fields"] |= {field: _levels(field, body["fields"][field], m[field], u[field]) for field in _FIELDS}
    body["trained"] = _provenance(given)
    body["id"] = model_id(body)
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode()


def _provenance(given: argparse.Namespace) -> str:
    import splink  # noqa: PLC0415 - installed for training alone

    return (
        f"Splink {splink.__version__}, {given.people} made-up people of seed {SEED}, {given.each} applications of "
        f"each fault, {given.pairs:.0f} random pairs; costs, bands and `by_hand` from the tuning seeds"
    )


def _tables(count: int, each: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    records = [
        {
            "unique_id": f"r{p.number}",
            "person_id": f"SYN-{p.number:08d}",
            "line": json.dumps(record_of(p, SEED)),
        }
        for p in people(count, SEED)
    ]
    kinds = {**SINGLE, **HARD}
    trials = of_the_recorded(kinds, recorded=count, seed=SEED, each=each, fault_seed=FAULT_SEED)
    clean = {f"exact {n}": (exact,) for n in range(len(kinds))}
    trials += of_the_recorded(clean, recorded=count, seed=SEED, each=each // 2, fault_seed=FAULT_SEED + 1)
    random.Random(SEED).shuffle(trials)  # noqa: S311 - made-up people are no secret
    applications = [
        {"unique_id": f"q{n}", "person_id": t.record_id, "line": json.dumps(dict(t.application))}
        for n, t in enumerate(trials)
    ]
    return records, applications


@lru_cache(maxsize=1_000_000)
def _agreement(left: str, right: str) -> dict[str, str]:
    """Field -> level, of an application and a record in either order."""
    asked, held = (left, right) if '"id": "Q-' in left else (right, left)
    weights = _scorer().score(_subject(asked), _subject(held)).weights
    found = {w.field: w.level.removeprefix("one_part_").removeprefix("middle_name_") for w in weights}
    for field in _ONE_SIDED:
        if field not in found and _have(_subject(asked), field) and _have(_subject(held), field):
            found[field] = "else"
    return {field: level for field, level in found.items() if level not in {"missing", "unknown"}}


def _have(subject: Subject, field: str) -> bool:
    return bool(getattr(subject, {"postcode": "postcodes", "birth_place": "place"}.get(field, field)))


@lru_cache(maxsize=200_000)
def _subject(line: str) -> Subject:
    return read_line(line)


@lru_cache(maxsize=1)
def _prior() -> ScoringModel:
    """The model before training, never the one that ships: training twice gives the same."""
    return read_model(_PRIOR)


@lru_cache(maxsize=1)
def _scorer() -> Scorer:
    return Scorer(_prior(), CountedFrequencies(1_000_000))


def _estimate(
    records: list[dict[str, str]], applications: list[dict[str, str]], pairs: float
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """`m` and `u` of each level of each field, as Splink estimates them."""
    import duckdb  # noqa: PLC0415 - see above
    import pandas as pd  # noqa: PLC0415 - see above
    from splink import DuckDBAPI, Linker, SettingsCreator  # noqa: PLC0415 - see above

    connection = duckdb.connect()
    connection.create_function(
        "agreement",
        lambda left, right, field: _agreement(left, right).get(field, "null"),
        ["VARCHAR", "VARCHAR", "VARCHAR"],
        "VARCHAR",
    )
    api = DuckDBAPI(connection)
    tables = [
        api.register(pd.DataFrame(rows), dataset_display_name=name)
        for rows, name in ((applications, "applications"), (records, "records"))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=["l.person_id = r.person_id"],
        comparisons=[_comparison(field) for field in _FIELDS],
    )
    linker = Linker(tables, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=SEED, min_count_per_level=None)
    linker.training.estimate_m_from_label_column("person_id")
    return _read(linker.misc.save_model_to_json())


def _names_of_levels(field: str) -> list[str]:
    if field in {"surname", "forename", "other_forenames"}:
        return list(LEVELS)
    if field in _ONE_SIDED:
        return [*_ONE_SIDED[field], "else"]
    return [level.name for level in _prior().fields[field] if level.name not in {"missing", "unknown"}]


def _comparison(field: str) -> Any:  # noqa: ANN401 - Splink's own, installed for training alone
    import splink.comparison_level_library as cll  # noqa: PLC0415 - see above
    import splink.comparison_library as cl  # noqa: PLC0415 - see above

    said = f"agreement(line_l, line_r, '{field}')"
    null = cll.CustomLevel(f"{said} = 'null'", label_for_charts="null").configure(is_null_level=True)
    levels = [cll.CustomLevel(f"{said} = '{n}'", label_for_charts=n) for n in _names_of_levels(field)[:-1]]
    return cl.CustomComparison([null, *levels, cll.ElseLevel()], output_column_name=field)


def _read(saved: dict[str, Any]) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    m: dict[str, dict[str, float]] = {}
    u: dict[str, dict[str, float]] = {}
    for field, comparison in zip(_FIELDS, saved["comparisons"], strict=True):
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for name, level in zip(_names_of_levels(field), levels, strict=True):
            m.setdefault(field, {})[name] = level.get("m_probability") or 0.0
            u.setdefault(field, {})[name] = level.get("u_probability") or 0.0
    return m, u


def _levels(
    field: str, before: list[dict[str, Any]], m: dict[str, float], u: dict[str, float]
) -> list[dict[str, Any]]:
    """The levels with what was learnt; `before` keeps a say, for made-up slips are fewer than real ones."""
    by_word = field in {"surname", "forename", "other_forenames"}
    found = []
    for level in before:
        name = level["name"]
        if name not in m or name in _KEPT or (m[name] == 0 and u[name] == 0):
            found.append(level)
            continue
        least = _LEAST_U if by_word and name in _BY_FREQUENCY else max(u[name], _LEAST_U)
        if field == "birth_date" and name == "exact":
            least = _LEAST_U
        if field == "birth_place" and name == "same":
            least = _LEAST_PLACE
        learnt = m[name] * (1 - _SAY) + level["m"] * _SAY
        found.append(level | {"m": round(learnt, 6), "u": round(least, 7)})
    return found


if __name__ == "__main__":
    main()
