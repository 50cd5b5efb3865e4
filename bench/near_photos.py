"""`python -m bench.near_photos --photos FOLDER`: how often a copy of a photo is met again, and a stranger met for it.

FOLDER holds one portrait a person (public ones: the members of Congress in voteview/member_photos). Each is enlarged
to a phone's size, cut around its face as the intake does, and kept in the store of fingerprints; then changed copies
of some go the same way and are looked up. Every lookup that brings somebody else's photo is a false match. Times
are processor time. Where no face is found the whole picture counts, as in the intake.
"""

import argparse
import io
import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageEnhance, ImageOps

from chalicelib.documents.photo.checking import check_photo
from chalicelib.documents.signals.fingerprints import ALIKE_PHOTO, Fingerprints, Prints, Use
from chalicelib.documents.signals.likeness import ALIKE
from chalicelib.documents.signals.noticing import photo_prints
from chalicelib.platform import clock
from infra import face_network
from tests.fakes.items import MemoryItems

SIDE = 1600
_LEAST = 150
Change = Callable[[Image.Image], Image.Image]


def cut(*sides: float) -> Change:
    """Leaves away these shares of the left, upper, right and lower side."""
    left, top, right, bottom = sides

    def change(picture: Image.Image) -> Image.Image:
        wide, high = picture.size
        return picture.crop(
            (int(wide * left), int(high * top), int(wide * (1 - right)), int(high * (1 - bottom)))
        )

    return change


CHANGES: Mapping[str, Change] = {
    "saved at a quality of 40": lambda picture: _saved(picture, 40),
    "half the size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "a quarter lighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.25),
    "a quarter darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.75),
    "more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.3),
    "in grey": lambda picture: picture.convert("L").convert("RGB"),
    "2% cut off all around": cut(0.02, 0.02, 0.02, 0.02),
    "5% cut off all around": cut(0.05, 0.05, 0.05, 0.05),
    "8% cut off left and below": cut(0.08, 0, 0, 0.08),
    "turned by 2 degrees": lambda picture: picture.rotate(2, Image.Resampling.BICUBIC, fillcolor="grey"),
    "a frame of 6% around": lambda picture: ImageOps.expand(picture, picture.width // 16, "white"),
    "mirrored": ImageOps.mirror,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.near_photos", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--changed", type=int, default=100, help="people whose photo is changed in every way")
    given = parser.parse_args()
    face_network.ensure()
    files = sorted(file for file in given.photos.rglob("*.jpg") if _opened(file))[: given.people]
    seen = [_seen(_enlarged(file)) for file in files]
    faces = sum(one.face for one in seen)
    print(f"{len(seen)} people, a face found in {faces}; alike: {ALIKE} bits of 255")
    prints = Fingerprints(MemoryItems())
    for number, one in enumerate(seen):
        prints.keep(_use(number), one.prints)
    _strangers(files, seen, prints)
    for name, change in CHANGES.items():
        _copies(name, (change(_enlarged(file)) for file in files[: given.changed]), prints)


class Seen(NamedTuple):
    """A photo's fingerprints, whether it had a face, and how many milliseconds hashing took."""

    prints: Prints
    face: bool
    took: float


def _strangers(files: Sequence[Path], seen: Sequence[Seen], prints: Fingerprints) -> None:
    pairs = list(itertools.combinations(range(len(seen)), 2))
    bits = [_apart(seen[one].prints, seen[other].prints) for one, other in pairs]
    for (one, other), apart in zip(pairs, bits, strict=True):
        if apart <= ALIKE:
            print(f"alike by {apart} bits: {files[one].name} and {files[other].name}")
    started = time.process_time()
    met = [prints.met(_use(number), one.prints) for number, one in enumerate(seen)]
    each = (time.process_time() - started) / len(met) * 1000
    shared = statistics.mean(_candidates(one.prints, seen) for one in seen) / len(seen)
    print(
        f"pairs of strangers alike: {sum(b <= ALIKE for b in bits)} of {len(pairs):,}, nearest {min(bits)} bits"
    )
    print(f"people who met a stranger: {sum(map(bool, met))} of {len(met)}; {each:.1f} ms a lookup in memory")
    print(
        f"read and compared at a lookup: {shared:.2e} of those kept; hashing {_median(seen):.1f} ms a photo"
    )


def _median(seen: Sequence[Seen]) -> float:
    return statistics.median(one.took for one in seen)


def _apart(one: Prints, other: Prints) -> int:
    """The fewest bits between what either looks for and what the other keeps."""
    ways = ((one, other), (other, one))
    return min(
        asked.distance(held.fine)
        for asking, holding in ways
        for asked in asking.photos
        for held in (*holding.photos, *holding.changed)
    )


def _candidates(one: Prints, seen: Sequence[Seen]) -> int:
    wanted = {pk for _, pk in one.keys}
    return sum(not wanted.isdisjoint(other.prints.kept) for other in seen) - 1


def _copies(name: str, copies: Iterator[Image.Image], prints: Fingerprints) -> None:
    found, false, count = 0, 0, 0
    for number, copy in enumerate(copies):
        met = prints.met(Use("searcher", "searcher-1", clock.now()), _seen(copy).prints)
        found += _use(number) in met.get(ALIKE_PHOTO, [])
        false += any(use != _use(number) for use in met.get(ALIKE_PHOTO, []))
        count += 1
    print(f"{name}: {found} of {count} met again, {false} met a stranger", flush=True)


_AT = clock.now()


def _use(number: int) -> Use:
    return Use(f"app-{number}", f"app-{number}-photo-1", _AT)


def _seen(picture: Image.Image) -> Seen:
    content = _jpeg(picture, 90)
    judged, portrait = check_photo(content)
    started = time.process_time()
    prints = photo_prints({}, content, portrait)
    return Seen(prints, "roll" in judged.fields, (time.process_time() - started) * 1000)


def _enlarged(file: Path) -> Image.Image:
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    return picture.resize((round(picture.width * SIDE / picture.height), SIDE), Image.Resampling.BICUBIC)


def _opened(file: Path) -> bool:
    with Image.open(file) as opened:
        return min(opened.size) >= _LEAST


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(_jpeg(picture, quality)))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


if __name__ == "__main__":
    main()
