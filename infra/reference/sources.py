"""Where the reference data come from: one npm package, the repository that it is made from, one Python package."""

import base64
import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PACKAGE, VERSION, PUBLISHED = "@moj-bichard7-developers/bichard7-next-data", "2.0.414", "2026-08-18"
INTEGRITY = "sha512-ydp2Oz2re1eXgFboNQQeO8i26SrEWMseFXOBnokKSUmdh+nHAD98J6RNaokMsZV4yZOBLVBwzl5lQKX0KXp3vA=="
"""As the registry states it: another package under this version stops the making."""
REPOSITORY, COMMIT = "ministryofjustice/bichard7-next-data", "6b2cf0a4c4c86be6a94f74a64a543219fded92bd"
COMMITTED = "2026-08-21"
LICENCE = "MIT, Copyright (c) 2022 Ministry of Justice; text in LICENCE-bichard7-next-data.txt"
ISO_LICENCE = "MIT, Copyright (c) 2010-2014 Mike Spindel; text in LICENCE-iso3166.txt"


Entry = dict[str, str]
"""Codes and texts; a few entries hold booleans, which the rows that read them know."""


class WrongSource(Exception):  # noqa: N818 - read by whoever runs the script
    """What was found is not what this script was written for."""


@dataclass(frozen=True)
class Sources:
    """The package's archive and a git directory of the repository."""

    archive: Path
    repository: Path

    def package_json(self, name: str) -> list[Entry]:
        """`data/<name>.json` of the package."""
        with tarfile.open(self.archive) as tar:
            member = tar.extractfile(f"package/data/{name}.json")
            if member is None:
                raise WrongSource(f"The package has no data/{name}.json.")
            entries: list[Entry] = json.load(member)
            return entries

    def repository_text(self, path: str) -> str:
        """A file of the repository at the commit."""
        command = ["git", "--git-dir", str(self.repository), "show", f"{COMMIT}:{path}"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def fetch_package(folder: Path) -> Path:
    """Download the package with npm into `folder`, and check that it is the very one."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    return checked(folder / name)


def fetch_repository(folder: Path) -> Path:
    """Clone the repository's history into `folder`."""
    url = f"https://github.com/{REPOSITORY}.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", url, str(folder / "repository")], check=True)
    return folder / "repository"


def checked(archive: Path) -> Path:
    """The archive, if it has the digest that the registry states; raises `WrongSource`."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise WrongSource(f"{archive} is not {PACKAGE} {VERSION}: its digest differs.")
    return archive


def from_package(name: str) -> str:
    """The line that says where a file comes from."""
    return f"npm {PACKAGE} {VERSION} of {PUBLISHED}, data/{name}.json"


def from_repository(path: str) -> str:
    return f"github.com/{REPOSITORY} at {COMMIT[:12]} of {COMMITTED}, {path}"


def iso_version() -> str:
    return metadata.version("iso3166")
