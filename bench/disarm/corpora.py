"""Reads the files of public repositories out of bare clones beside this checkout; nothing of them is kept."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MIRROR = Path(__file__).resolve().parents[3] / ".mirror"
"""`git clone --bare https://github.com/OWNER/NAME MIRROR/OWNER+NAME/repo`."""
_SUFFIXES = frozenset(
    {".pdf", ".fuzz", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".heic", ".heif"}
)
_WHOLE = {"python-pillow/Pillow": "Tests/images/", "strukturag/libheif": "fuzzing/data/corpus/"}
"""Folders in which every file counts, whatever its name: crashes, time-outs, bombs."""
REPOSITORIES = (
    "mozilla/pdf.js",
    "qpdf/qpdf",
    "py-pdf/sample-files",
    "python-pillow/Pillow",
    "python-pillow/test-images",
    "veraPDF/veraPDF-corpus",
    "freedomofpress/dangerzone",
    "strukturag/libheif",
)


@dataclass(frozen=True)
class Sample:
    """A file of a corpus."""

    corpus: str
    path: str
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.corpus}:{self.path}"


def samples(repository: str, known: set[str]) -> Iterator[Sample]:
    """Every file that counts and is not known yet; nothing when the clone is not here."""
    git = MIRROR / repository.replace("/", "+") / "repo"
    if not git.exists():
        print(f"{repository} is not here")
        return
    for path, blob in _listing(git):
        if _counts(repository, path) and f"{repository}:{path}" not in known:
            try:
                yield Sample(repository, path, _git(git, "cat-file", "blob", blob))
            except subprocess.CalledProcessError:
                print(f"{repository}: {path} is listed and not here")


def _counts(repository: str, path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in _SUFFIXES or path.startswith(_WHOLE.get(repository, "/"))


def _listing(git: Path) -> Iterator[tuple[str, str]]:
    for line in _git(git, "ls-tree", "-r", "-z", "HEAD").split(b"\0"):
        facts, _, path = line.partition(b"\t")
        if facts.startswith(b"100"):
            yield path.decode("utf-8", "replace"), facts.split()[2].decode()


def _git(git: Path, *command: str) -> bytes:
    return subprocess.run(["git", "-C", str(git), *command], check=True, capture_output=True).stdout
