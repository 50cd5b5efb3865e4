"""The transparency log as everybody may read it (docs/formats/log.md): the checkpoint, and the tiles it covers."""

import re
from dataclasses import dataclass

from chalicelib.certificates.log.notes import Note
from chalicelib.certificates.log.tiles import Tile
from chalicelib.certificates.statements import FOLDER
from chalicelib.verification.errors import NotPublished
from chalicelib.verification.ports import PublicFiles

_STATEMENT = re.compile(r"0|[1-9][0-9]{0,15}|[a-z]{3,20}")


@dataclass(frozen=True)
class PublicLog:
    """The log's files in the public folder. Its head and its entries are nobody's to read."""

    public: PublicFiles

    def checkpoint(self) -> str:
        """The newest checkpoint; raises `NotPublished`."""
        return self.public.read("log/checkpoint").decode()

    def statement(self, name: str) -> str | None:
        """A statement by its place, or the newest of a kind (None while there is none); raises `NotPublished`."""
        if not _STATEMENT.fullmatch(name):
            raise NotPublished
        try:
            return self.public.read(f"{FOLDER}{name}").decode()
        except NotPublished:
            if name.isdigit():
                raise
            return None

    def tile(self, path: str) -> bytes:
        """A tile by its address below `tile/`; raises `NotPublished` unless the checkpoint covers it.

        What it covers never changes again, so that everybody may keep it for ever.
        """
        try:
            tile = Tile.read(f"tile/{path}")
            size = Note.read(self.checkpoint()).checkpoint.size
        except ValueError:
            raise NotPublished from None
        if not tile.within(size):
            raise NotPublished
        return self.public.read(f"log/{tile.path}")
