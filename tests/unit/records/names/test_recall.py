"""A small bench that every change has to pass: almost nobody is missed, and no look-alike is strong."""

import pytest

from bench.names import heldout, lookalikes
from bench.names.measure import run
from bench.names.trials import of_strangers, of_the_recorded
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import HARD, SINGLE
from infra.local.population.prepare import opened

RECORDED, SEED = 1500, 91


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedIndex:
    return opened(RECORDED, SEED, tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize("faults", [(SINGLE, HARD), (heldout.SINGLE, heldout.HARD)], ids=["own", "held out"])
def test_almost_nobody_is_missed(index, faults):
    single, hard = faults
    trials = of_the_recorded({**single, **hard}, recorded=RECORDED, seed=SEED, each=8, fault_seed=5)
    trials += of_strangers(seed=SEED, count=200, fault_seed=5)

    def ask(application):
        return [(c.record_id, c.scored.score) for c in index.search(read_subject(application)).candidates]

    outcomes = run(ask, trials)
    assert outcomes.recall_at(50, single) >= 0.985
    assert outcomes.recall_at(50, hard) >= 0.96
    possible, strong = index.model.bands.possible, index.model.bands.strong
    assert outcomes.recall_from(possible, single) >= 0.98
    assert outcomes.recall_from(possible, hard) >= 0.90
    assert outcomes.burden_at(possible) <= 0.08
    assert outcomes.burden_at(strong) == 0
    assert max(outcomes.wrong_on_top) < strong


def test_no_lookalike_is_strong(index):
    found = lookalikes.run(index.scorer, count=RECORDED, seed=5, recorded_seed=SEED)
    assert found.trials.total() > RECORDED * 0.99
    assert found.could_fire.total() > RECORDED * 0.1
    assert found.wrong.total() == 0
