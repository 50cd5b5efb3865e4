"""A page of a clean copy with the places marked that its reasons speak of: an SVG, for every gateway passes text."""

import base64
import io
from collections.abc import Sequence
from itertools import islice

from chalicelib.documents.errors import NoCleanCopy
from chalicelib.documents.judging import Mark
from chalicelib.documents.rewriting import CleanFile

SIDE = 1200
"""Dots of the longer side: enough to see what is meant, little enough for a slow line (about 150 KB)."""
QUALITY = 75
MEDIA_TYPE = "image/svg+xml; charset=utf-8"
POLICY = "default-src 'none'; img-src data:; frame-ancestors 'none'"
"""Of the picture alone: it holds its dots and nothing that runs."""
_ROOM = 12
"""Thousandths between what is marked and its frame."""
_WHOLE = 900
"""Thousandths of both sides from which on a mark says nothing that the picture does not."""


def marked_picture(copy: CleanFile, page: int, marks: Sequence[tuple[int, Mark]]) -> str:
    """The page, counted from 1, with a frame around each mark, and its number where there are several.

    Raises `NoCleanCopy` where there is no such page.
    """
    from chalicelib.documents.page_pictures import page_pictures  # noqa: PLC0415 - Pillow, for those who look

    picture = next(islice(page_pictures(copy, SIDE), page - 1, None), None)
    if picture is None:
        raise NoCleanCopy
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    width, height = picture.size
    frames = [_Frame(number, mark, width, height) for number, mark in marks if not _is_whole(mark)]
    several = len(frames) > 1
    dots = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image href="data:image/jpeg;base64,{dots}" width="{width}" height="{height}"/>'
        f"{_shade(frames, width, height)}{''.join(frame.drawn(numbered=several) for frame in frames)}</svg>"
    )


def _is_whole(mark: Mark) -> bool:
    return mark.right - mark.left >= _WHOLE and mark.bottom - mark.top >= _WHOLE


class _Frame:
    """A mark in dots, with room around it, and inside the picture."""

    def __init__(self, number: int, mark: Mark, width: int, height: int) -> None:
        self.number, self.thick = number, max(width, height) / 200
        self.left, self.right = (_within(side, width) for side in (mark.left - _ROOM, mark.right + _ROOM))
        self.top, self.bottom = (_within(side, height) for side in (mark.top - _ROOM, mark.bottom + _ROOM))
        self.radius = self.thick * 4
        self.badge = _between(self.left, self.radius, width), _between(self.top, self.radius, height)

    @property
    def box(self) -> str:
        wide, high = self.right - self.left, self.bottom - self.top
        return f'x="{self.left:.0f}" y="{self.top:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="{self.thick:.1f}"'

    @property
    def hole(self) -> str:
        return f"M{self.left:.0f} {self.top:.0f}H{self.right:.0f}V{self.bottom:.0f}H{self.left:.0f}z"

    def drawn(self, *, numbered: bool) -> str:
        frame = (
            f'<rect {self.box} fill="none" stroke="#fff" stroke-width="{self.thick * 2:.1f}"/>'
            f'<rect {self.box} fill="none" stroke="#b01c1c" stroke-width="{self.thick:.1f}"/>'
        )
        return frame + self._badge() if numbered else frame

    def _badge(self) -> str:
        x, y = self.badge
        return (
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{self.radius:.1f}" fill="#b01c1c" stroke="#fff" '
            f'stroke-width="{self.thick / 2:.1f}"/><text x="{x:.0f}" y="{y:.0f}" dy=".36em" fill="#fff" '
            f'font-family="sans-serif" font-weight="700" font-size="{self.radius * 1.3:.0f}" '
            f'text-anchor="middle">{self.number}</text>'
        )


def _within(thousandths: int, dots: int) -> float:
    return min(max(thousandths, 0), 1000) * dots / 1000


def _between(place: float, room: float, dots: int) -> float:
    return min(max(place, room), dots - room)


def _shade(frames: Sequence[_Frame], width: int, height: int) -> str:
    """Darkens what is not marked."""
    if not frames:
        return ""
    holes = "".join(frame.hole for frame in frames)
    around = f"M0 0H{width}V{height}H0z"
    return f'<path fill="#000" fill-opacity=".3" fill-rule="evenodd" d="{around}{holes}"/>'
