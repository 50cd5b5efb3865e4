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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps

from chalicelib.documents.photo.checking import check_photo
from chalicelib.documents.signals.fingerprints import ALIKE_PHOTO, Fingerprints, Prints, Use
from chalicelib.documents.signals.likeness import ALIKE, Likeness, likeness
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
    files = sorted(given.photos.rglob("*.jpg"))[: given.people]
    pictures = [picture for file in files if (picture := _opened(file))]
    seen = [_seen(picture) for picture in pictures]
    print(
        f"{len(seen)} people, a face found in {sum(found for _, found in seen)}; alike: {ALIKE} bits of 255"
    )
    prints = _kept([photo for photo, _ in seen])
    _strangers([photo for photo, _ in seen], prints)
    for name, change in CHANGES.items():
        _copies(name, [change(picture) for picture in pictures[: given.changed]], prints, seen)


Photos = tuple[Likeness, ...]


def _apart(one: Photos, other: Photos) -> int:
    return min(a.distance(b.fine) for a in one for b in other)


def _strangers(photos: Sequence[Photos], prints: Fingerprints) -> None:
    pairs = [_apart(one, other) for one, other in itertools.combinations(photos, 2)]
    false = sum(distance <= ALIKE for distance in pairs)
    started = time.process_time()
    taken = [prints.met(_use(number), Prints({}, photo)) for number, photo in enumerate(photos[:200])]
    each = (time.process_time() - started) / len(taken) * 1000
    candidates = statistics.mean(_candidates(photo, photos) for photo in photos)
    print(f"strangers alike: {false} of {len(pairs):,} pairs, nearest {min(pairs)} bits")
    print(
        f"people who met a stranger: {sum(map(bool, taken))} of {len(taken)}; {each:.1f} ms a lookup in memory"
    )
    print(f"strangers that share a band and are compared: {candidates / len(photos):.2e} of those kept")


def _bands(photos: Photos) -> set[str]:
    return {band for photo in photos for band in photo.bands}


def _candidates(photo: Photos, photos: Sequence[Photos]) -> int:
    own = _bands(photo)
    return sum(bool(own & _bands(other)) for other in photos) - 1


def _copies(
    name: str,
    copies: Sequence[Image.Image],
    prints: Fingerprints,
    seen: Sequence[tuple[Photos, bool]],
) -> None:
    found, false, bits, took = 0, 0, [], []
    for number, copy in enumerate(copies):
        photos, _ = _seen(copy, took)
        met = prints.met(Use("searcher", "searcher-1", clock.now()), Prints({}, photos)).get(ALIKE_PHOTO, [])
        found += any(use == _use(number) for use in met)
        false += any(use != _use(number) for use in met)
        bits.append(_apart(photos, seen[number][0]))
    apart = f"median {statistics.median(bits):.0f}, p95 {sorted(bits)[int(len(bits) * 0.95)]} bits apart"
    print(
        f"{name}: {found} of {len(copies)} found, {false} false; {apart}; hash {statistics.median(took):.1f} ms"
    )


def _kept(photos: Sequence[Photos]) -> Fingerprints:
    prints = Fingerprints(MemoryItems())
    for number, photo in enumerate(photos):
        prints.keep(_use(number), Prints({}, photo))
    return prints


_AT = clock.now()


def _use(number: int) -> Use:
    return Use(f"app-{number}", f"app-{number}-photo-1", _AT)


def _seen(picture: Image.Image, took: list[float] | None = None) -> tuple[Photos, bool]:
    content = _jpeg(picture, 90)
    judged, portrait = check_photo(content)
    started = time.process_time()
    found = tuple(likeness(each) for each in (content, portrait) if each)
    if took is not None:
        took.append((time.process_time() - started) * 1000)
    return found, "roll" in judged.fields


def _opened(file: Path) -> Image.Image | None:
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    if min(picture.size) < _LEAST:
        return None
    factor = SIDE / picture.height
    return picture.resize((round(picture.width * factor), SIDE), Image.Resampling.BICUBIC)


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(_jpeg(picture, quality)))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


if __name__ == "__main__":
    main()
