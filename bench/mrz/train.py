"""Makes `letters.npz`, the last layer of the reader of letters: `python -m bench.mrz.train`, minutes on one core.

Rows of made-up documents (seeds `train-…`, which the bench never uses) go through the network up to its last layer;
each part of a strip is given the sign that the true row puts there, by the old last layer's own alignment;
a linear layer is fitted to that by Adam, started at the old one. The rest of the network stays as it came.
"""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from chalicelib.documents.mrz import networks
from chalicelib.documents.mrz.letters import best_path
from chalicelib.documents.mrz.networks import SIGNS, Floats, features_network, likelihoods
from chalicelib.documents.mrz.rows import apart, find_rows, grouped, joined
from chalicelib.documents.mrz.strips import strip, ways
from infra import reading_models
from infra.local.travel.photographs import sample

OUT = Path(networks.__file__).with_name("letters.npz")
_LEVELS = (1, 2, 3, 4, 4, 5, 5, 5)
"""The harder, the oftener."""
_SIDES = (352, 416, 480, 640, 800)
_FIRST = 20_000
_KEPT_BLANKS = 0.25
_ROUNDS, _BATCH, _RATE, _DECAY = 40, 1024, 0.02, 1e-5
_LEAST = -1.5
"""A row that fits its strip worse than this was cut out wrongly and teaches nothing."""


def main() -> None:
    """Collect, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.mrz.train", description=__doc__)
    parser.add_argument("--documents", type=int, default=400)
    given = parser.parse_args()
    with np.load(reading_models.ensure() / "last.npz") as kept:
        start = kept["weights"], kept["bias"]
    chance = np.random.default_rng(1)
    numbers = range(_FIRST, _FIRST + given.documents)
    taught = [part for number in numbers for part in _rows(number, start, chance)]
    features, signs = (np.concatenate(column) for column in zip(*taught, strict=True))
    print(f"{given.documents} documents, {len(taught)} rows, {len(signs):,} parts")
    weights, bias = _fit(features.astype(np.float64), signs, start)
    np.savez(OUT, weights=weights, bias=bias)


def _rows(
    number: int, start: tuple[Floats, Floats], chance: np.random.Generator
) -> Iterator[tuple[Floats, Floats]]:
    """Features and signs of each row of one document, found at one of several sizes."""
    written, photograph = sample(f"train-{number}", _LEVELS[number % len(_LEVELS)])
    with Image.open(io.BytesIO(photograph)) as opened:
        picture = opened.convert("RGB")
    rows = joined(find_rows(picture, int(chance.choice(_SIDES))))
    groups = (group for group in grouped(rows, max(picture.size)) if len(group) == len(written.rows))
    strips = next((next(ways(picture, group)) for group in groups), None)
    for row, text in zip(strips.rows, written.rows, strict=True) if strips else ():
        features = features_network()(strip(picture, row, apart(strips.rows)))
        path = best_path(likelihoods(features, *start), _only(text))
        if path is None or path[0] / len(features) < _LEAST:
            continue
        signs = np.zeros(len(features), np.int64)
        for place, seen in enumerate(path[2]):
            signs[seen] = SIGNS.index(text[place]) + 1
        plain = (signs == 0) | (signs == len(SIGNS))
        kept = ~plain | (chance.random(len(signs)) < _KEPT_BLANKS)
        yield features[kept], signs[kept]


def _only(text: str) -> Floats:
    allowed = np.full((len(text), len(SIGNS)), -1e9, np.float32)
    allowed[np.arange(len(text)), [SIGNS.index(sign) for sign in text]] = 0
    return allowed


def _fit(features: Floats, signs: Floats, start: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Softmax regression on features brought to mean 0 and deviation 1; says how right it is on a tenth kept away."""
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    inputs = (features - middle) / spread
    first = np.vstack([start[0] * spread[:, None], start[1] + middle @ start[0]])
    inputs = np.hstack([inputs, np.ones((len(inputs), 1))])
    chance = np.random.default_rng(0)
    order = chance.permutation(len(inputs))
    taught, kept = order[: len(order) * 9 // 10], order[len(order) * 9 // 10 :]
    layer = _adam(inputs, signs, first, taught, chance)
    for name, one in (("before", first), ("after", layer)):
        right = ((inputs[kept] @ one).argmax(axis=1) == signs[kept]).mean()
        print(f"{name}: {right:.4%} of {len(kept):,} parts that were kept away")
    weights = layer[:-1] / spread[:, None]
    return weights.astype(np.float32), (layer[-1] - middle @ weights).astype(np.float32)


def _adam(
    inputs: Floats, signs: Floats, first: Floats, taught: Floats, chance: np.random.Generator
) -> Floats:
    """Adam with a rate that falls to nothing (Kingma and Ba, 2015), held near where it starts."""
    layer, mean, square, step = first.copy(), np.zeros_like(first), np.zeros_like(first), 0
    for turn in range(_ROUNDS):
        rate = _RATE * (1 - turn / _ROUNDS)
        order = chance.permutation(taught)
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            error = np.exp(likelihoods(inputs[batch], layer, np.float64(0)))
            error[np.arange(len(batch)), signs[batch]] -= 1
            slope = inputs[batch].T @ error / len(batch) + _DECAY * (layer - first)
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.999 * square + 0.001 * slope * slope
            layer -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return layer


if __name__ == "__main__":
    main()
