"""Portraits spoilt in one known way each, and what should be said of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bench.photo.portraits import Portrait
from chalicelib.documents.reasons import Reason

Spoil = Callable[[Portrait], Image.Image]


@dataclass(frozen=True)
class Fault:
    """One way to spoil a portrait; `hard` when it is to be taken again."""

    name: str
    reason: Reason
    spoil: Spoil
    hard: bool = False


def _blurred(share: float) -> Spoil:
    return lambda one: one.picture.filter(ImageFilter.GaussianBlur(one.face.height * share))


def _moved(one: Portrait) -> Image.Image:
    """A hand that moves by a thirtieth of the face, from left to right."""
    width = max(3, round(one.face.height / 30))
    dots = np.asarray(one.picture, float)
    return Image.fromarray(
        np.mean([np.roll(dots, by, axis=1) for by in range(width)], axis=0).astype(np.uint8)
    )


def _light(factor: float) -> Spoil:
    return lambda one: one.picture.point(lambda dot: min(255, round(dot * factor)))


def _burnt(one: Portrait) -> Image.Image:
    """So much light that a fifth of the face is white."""
    dots = np.asarray(one.picture, float)
    part = one.picture.crop(
        (round(one.face.left), round(one.face.top), round(one.face.right), round(one.face.bottom))
    )
    return Image.fromarray(
        np.clip(dots * 255 / np.percentile(np.asarray(part).min(axis=2), 75), 0, 255).astype(np.uint8)
    )


def _lit_from_side(one: Portrait) -> Image.Image:
    """Eight stops less light on the right side of the face than on the left."""
    across = np.arange(one.picture.width)
    place = np.clip((across - one.face.left) / (one.face.right - one.face.left), 0, 1)
    dots = np.asarray(one.picture, float) * (2.0 ** (-8 * place / 2.2))[None, :, None]
    return Image.fromarray(dots.astype(np.uint8))


def _tilted(degrees: float) -> Spoil:
    def spoil(one: Portrait) -> Image.Image:
        turn = degrees if one.face.roll <= 0 else -degrees
        return one.picture.rotate(turn, Image.Resampling.BICUBIC, center=one.face.between_eyes)

    return spoil


def _at_edge(one: Portrait) -> Image.Image:
    """Cut straight above the brows."""
    top = round(one.face.between_eyes[1] - 0.25 * one.face.height)
    return one.picture.crop((0, max(0, top), *one.picture.size))


def _small(eyes: float) -> Spoil:
    def spoil(one: Portrait) -> Image.Image:
        factor = eyes / one.face.eye_distance
        size = round(one.picture.width * factor), round(one.picture.height * factor)
        page = Image.new("RGB", (max(413, size[0]), max(531, size[1])), (200, 205, 210))
        page.paste(one.picture.resize(size, Image.Resampling.LANCZOS), (0, 0))
        return page

    return spoil


def _twice(one: Portrait) -> Image.Image:
    page = Image.new("RGB", (2 * one.picture.width, one.picture.height))
    page.paste(one.picture, (0, 0))
    page.paste(one.picture, (one.picture.width, 0))
    return page


def _with_things(one: Portrait) -> Image.Image:
    """Coloured books from the left edge to the hair."""
    page, reach = one.picture.copy(), one.face.between_eyes[0] - 0.9 * one.face.height
    draw = ImageDraw.Draw(page)
    for number, colour in enumerate(("#8a2020", "#e8e0d0", "#204a8a", "#202020") * 5):
        wide = one.face.height / 7
        draw.rectangle((reach - wide * (number + 1), 0, reach - wide * number, one.face.bottom), fill=colour)
    return page


def _without(one: Portrait) -> Image.Image:
    page = one.picture.copy()
    more = one.face.height * 0.4
    ImageDraw.Draw(page).rectangle(
        (one.face.left - more, one.face.top - more, one.face.right + more, one.face.bottom + more),
        fill="#8090a0",
    )
    return page


FAULTS = (
    Fault("no face", Reason.NO_FACE, _without, hard=True),
    Fault("two people", Reason.SEVERAL_FACES, _twice, hard=True),
    Fault("25 dots between the eyes", Reason.FACE_TOO_SMALL, _small(25), hard=True),
    Fault("55 dots between the eyes", Reason.FACE_SMALL, _small(55)),
    Fault("blurred to a blob", Reason.PHOTO_TOO_BLURRED, _blurred(0.08), hard=True),
    Fault("blurred", Reason.PHOTO_SOFT, _blurred(0.012)),
    Fault("moved", Reason.PHOTO_SOFT, _moved),
    Fault("a twelfth of the light", Reason.PHOTO_TOO_DARK, _light(1 / 12), hard=True),
    Fault("a quarter of the light", Reason.PHOTO_DARK, _light(1 / 4)),
    Fault("burnt", Reason.PHOTO_BRIGHT, _burnt),
    Fault("light from the side", Reason.LIGHT_FROM_SIDE, _lit_from_side),
    Fault("tilted by 15 degrees", Reason.HEAD_TILTED, _tilted(15)),
    Fault("on its side", Reason.PHOTO_TURNED, lambda one: one.picture.transpose(Image.Transpose.ROTATE_90)),
    Fault(
        "on its other side",
        Reason.PHOTO_TURNED,
        lambda one: one.picture.transpose(Image.Transpose.ROTATE_270),
    ),
    Fault("upside down", Reason.PHOTO_TURNED, lambda one: one.picture.transpose(Image.Transpose.ROTATE_180)),
    Fault("cut above the brows", Reason.HEAD_CUT_OFF, _at_edge),
    Fault("black and white", Reason.PHOTO_GREY, lambda one: one.picture.convert("L").convert("RGB")),
    Fault("books behind", Reason.BACKGROUND_BUSY, _with_things),
)
