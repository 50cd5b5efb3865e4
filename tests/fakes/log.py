"""The published log as a reader sees it: from its checkpoint and tiles alone."""

from chalicelib.certificates.log.notes import Note
from chalicelib.certificates.log.stored import CHECKPOINT, TileFiles
from chalicelib.certificates.log.tiles import Tiles, hashes_in
from chalicelib.platform.objects import ObjectMissing, Objects


def published(files: Objects) -> Note | None:
    """The checkpoint, or None before the first one."""
    try:
        return Note.read(files.get(CHECKPOINT).decode())
    except ObjectMissing:
        return None


def published_leaves(files: Objects) -> list[bytes]:
    """Every leaf that the checkpoint covers, once the tiles are proved to lead to its root."""
    note = published(files)
    if note is None:
        return []
    tiles = Tiles(note.checkpoint.size, TileFiles(files))
    assert tiles.edge().root == note.checkpoint.root
    return [leaf for number in range(-(-tiles.size // 256)) for leaf in hashes_in(tiles.tile(0, number))]
