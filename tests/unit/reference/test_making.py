"""How reference files are made from their sources, on sources of a few lines."""

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from infra.reference import make, rows
from infra.reference.sources import Sources, WrongSource, checked

OFFENCE = {
    "cjsCode": "XX00001",
    "description": "XX00001",
    "homeOfficeClassification": "000/00",
    "notifiableToHo": False,
    "offenceCategory": "CS",
    "offenceTitle": "Be a\tnuisance \n",
    "recordableOnPnc": True,
}


class FewSources(Sources):
    """The package's files and the repository's lists, held in memory."""

    lists: dict[str, str]

    def repository_text(self, path: str) -> str:
        return self.lists[path]


def sources(tmp_path: Path, offence: dict[str, object], pnc: list[dict[str, object]]) -> Sources:
    archive = tmp_path / "package.tgz"
    content = json.dumps([offence]).encode()
    with tarfile.open(archive, "w:gz") as tar:
        entry = tarfile.TarInfo("package/data/offence-code.json")
        entry.size = len(content)
        tar.addfile(entry, BytesIO(content))
    made = FewSources(archive, tmp_path)
    object.__setattr__(made, "lists", {rows.PNC_LIST: json.dumps(pnc), rows.CJS_LIST: "[]"})
    return made


def test_an_offence_becomes_one_line(tmp_path: Path) -> None:
    few = sources(tmp_path, OFFENCE, [{"cjsCode": "XX00001", "recordableOnPnc": True}])
    made = rows.tidied(rows.offence_rows(few))
    assert made == [("XX00001", "RP", "CS", "", "Be a nuisance")]
    text = make.text_of(make.FILES[0], made)
    assert text.endswith("# rows: 1\n\nXX00001\tRP\tCS\t\tBe a nuisance\n")


def test_sources_that_disagree_about_recordable_stop_the_making(tmp_path: Path) -> None:
    few = sources(tmp_path, OFFENCE, [{"cjsCode": "XX00001", "recordableOnPnc": False}])
    with pytest.raises(WrongSource, match="XX00001"):
        list(rows.offence_rows(few))


def test_another_package_is_refused(tmp_path: Path) -> None:
    sources(tmp_path, OFFENCE, [])
    with pytest.raises(WrongSource, match="digest"):
        checked(tmp_path / "package.tgz")


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    few = sources(tmp_path, OFFENCE, [])
    file = make.FILES[0]
    make.write(file, few, tmp_path)
    first = (tmp_path / "offences.tsv.gz").read_bytes()
    make.write(file, few, tmp_path)
    assert (tmp_path / "offences.tsv.gz").read_bytes() == first
    with pytest.raises(WrongSource, match="twice"):
        rows.tidied([("a",), ("a",)])
