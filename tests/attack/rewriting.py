"""The issuer's own page with a change, written as the issuer's writer writes it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import ObjectStreamMode


def resaved(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The page with a change, by the issuer's writer: twice, so that changed streams look as unchanged ones do."""
    for edit in (change, lambda _: None):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            edit(opened)
            opened.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        pdf = out.getvalue()
    return pdf


def with_attachment(pdf: bytes, name: str, body: bytes | None) -> bytes:
    """Another content for an attached file; with None, or under a new name, one file less or more."""

    def change(opened: Any) -> None:
        if body is None:
            del opened.attachments[name]
        elif name in opened.attachments:
            stream = opened.attachments[name].obj.EF.F
            stream.write(body)
            stream.Params.Size = len(body)
        else:
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, body, filename=name)

    return resaved(pdf, change)


def drawn(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The first page drawn otherwise."""

    def redraw(opened: Any) -> None:
        contents = opened.pages[0].Contents
        changed = change(contents.read_bytes())
        assert changed != contents.read_bytes()
        contents.write(changed)

    return resaved(pdf, redraw)
