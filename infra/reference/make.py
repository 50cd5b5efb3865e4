"""`python -m infra.reference.make`: fetch the sources and write the reference files anew, the same bytes each time.

`--package FILE.tgz` and `--repository GITDIR` take what was fetched before.
"""

import argparse
import gzip
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.reference.tables import FOLDER, FORMAT
from infra.reference import rows
from infra.reference.sources import (
    COMMITTED,
    ISO_LICENCE,
    LICENCE,
    PUBLISHED,
    Sources,
    checked,
    fetch_package,
    fetch_repository,
    from_package,
    from_repository,
    iso_version,
)

READ = "2026-11-23"
"""When the Python package was read: its archive carries no date of its own."""


@dataclass(frozen=True)
class File:
    """One reference file: what it holds, of which source's rows."""

    name: str
    title: str
    columns: str
    make: Callable[[Sources], Iterable[rows.Row]]
    sources: Sequence[str]
    dated: str = PUBLISHED
    licence: str = LICENCE


FILES = (
    File(
        "offences",
        "Offence codes",
        "code flags category home-office-class title",
        rows.offence_rows,
        (from_package("offence-code"), from_repository(rows.PNC_LIST), from_repository(rows.CJS_LIST)),
        COMMITTED,
    ),
    File(
        "results",
        "Disposal (result) codes",
        "code type qualifiers text",
        rows.result_rows,
        (from_package("result-code"),),
    ),
    File(
        "qualifiers",
        "Result qualifiers",
        "code text",
        rows.qualifier_rows,
        (from_package("result-qualifier-code"),),
    ),
    File(
        "pnc-disposals",
        "Results that PNC records under another code",
        "code before-verdict after-verdict",
        rows.pnc_disposal_rows,
        (from_package("pnc-disposal"),),
    ),
    File("forces", "Police forces", "code name", rows.force_rows, (from_package("forces"),)),
    File(
        "stations",
        "Police stations and units",
        "code bottom owner name",
        rows.station_rows,
        (from_package("organisation-unit"),),
    ),
    File(
        "courts",
        "Courts",
        "unit kind area name pnc-code",
        rows.court_rows,
        (from_package("organisation-unit"),),
    ),
    File(
        "lists",
        "Short lists of codes",
        "list code pnc text",
        rows.list_rows,
        tuple(from_package(name) for name in rows.LISTS),
    ),
    File(
        "countries",
        "Countries of ISO 3166-1, and Kosovo",
        "alpha2 alpha3 numeric name",
        lambda _: rows.country_rows(),
        (f"PyPI iso3166 {iso_version()}, read {READ}",),
        READ,
        ISO_LICENCE,
    ),
)


def text_of(file: File, made: Sequence[rows.Row]) -> str:
    """A file's text: what it is and where it comes from, an empty line, its rows."""
    head = [
        f"title: {file.title}",
        *(f"source: {source}" for source in file.sources),
        f"dated: {file.dated}",
        f"licence: {file.licence}",
        "made by: python -m infra.reference.make",
        f"format: {FORMAT}",
        f"columns: {file.columns}",
        f"rows: {len(made)}",
    ]
    body = ("\t".join(row) for row in made)
    return "\n".join([*(f"# {line}" for line in head), "", *body, ""])


def write(file: File, sources: Sources, folder: Path) -> int:
    """Write one file; returns its size in bytes."""
    text = text_of(file, rows.tidied(file.make(sources)))
    return (folder / f"{file.name}.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(arguments: Sequence[str] | None = None) -> None:
    """Make every file, and the licence of the sources' repository beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, help="the npm package's archive, instead of fetching it")
    parser.add_argument("--repository", type=Path, help="a git directory, instead of cloning it")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        archive = checked(chosen.package) if chosen.package else fetch_package(work)
        sources = Sources(archive, chosen.repository or fetch_repository(work))
        for file in FILES:
            print(f"{file.name:15}{write(file, sources, chosen.folder):>9,} bytes")
        licence = chosen.folder / "LICENCE-bichard7-next-data.txt"
        licence.write_text(sources.repository_text("LICENSE"), encoding="utf-8")


if __name__ == "__main__":
    main()
