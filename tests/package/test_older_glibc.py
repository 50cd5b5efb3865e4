"""Libraries that ask for a newer glibc than Lambda's for no reason are made to ask for less, and still work."""

import ctypes
import shutil
from pathlib import Path

import PIL
import pytest

from infra import older_glibc
from infra.checks.artefact import libraries_load_on_lambda
from infra.older_glibc import NotOlderError, _hash, ask_for_older

LIBRARIES = Path(PIL.__file__).parents[1] / "pillow.libs"


def copied(pattern: str, folder: Path) -> Path:
    return Path(shutil.copy(next(LIBRARIES.glob(pattern)), folder))


def test_the_hash_is_the_linkers() -> None:
    assert _hash(b"GLIBC_2.2.5") == 0x09691A75
    assert _hash(b"GLIBC_2.27") == 0x06969187


def test_webps_helper_loads_on_lambda_and_here(tmp_path: Path) -> None:
    library = copied("libsharpyuv-*", tmp_path)
    assert libraries_load_on_lambda(tmp_path)
    ask_for_older(library)
    assert libraries_load_on_lambda(tmp_path) == []
    assert ctypes.CDLL(str(library)).SharpYuvGetVersion() > 0


def test_a_library_that_needs_more_than_it_may_is_left_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(older_glibc, "HARMLESS", frozenset({b"expf"}))
    library = copied("libsharpyuv-*", tmp_path)
    before = library.read_bytes()
    with pytest.raises(NotOlderError, match="logf"):
        ask_for_older(library)
    assert library.read_bytes() == before
