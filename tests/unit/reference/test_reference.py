"""What the reference files hold: counts as their sources state them, the traps of the field, their provenance."""

import gzip
import re
import shutil
import time
from pathlib import Path

import pytest

from chalicelib.reference import countries, courts, forces, lists, offences, results, tables

MOST_BYTES = 1_500_000
MOST_SECONDS = 0.05
COUNTS = {
    "offences": 30_356,
    "results": 898,
    "qualifiers": 299,
    "pnc-disposals": 66,
    "forces": 84,
    "stations": 5_970,
    "courts": 440,
    "lists": 134,
    "countries": 250,
}


@pytest.mark.parametrize("name", tables.names())
def test_every_file_says_where_it_comes_from_and_under_which_licence(name: str) -> None:
    provenance = tables.table(name).provenance
    assert provenance.title
    assert provenance.sources
    assert all(re.search(r"\d", source) for source in provenance.sources), "a source has its version"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", provenance.dated)
    licence = provenance.licence.rpartition(" ")[2]
    assert "MIT" in provenance.licence
    assert "Copyright" in (tables.FOLDER / licence).read_text("utf-8")
    assert all(len(row) == len(provenance.columns) for row in tables.table(name).rows())


def test_the_files_hold_what_their_sources_hold() -> None:
    assert {name: len(tables.table(name).lines) for name in tables.names()} == COUNTS
    assert sum(path.stat().st_size for path in tables.FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", tables.names())
def test_a_file_is_read_quickly(name: str) -> None:
    def seconds() -> float:
        start = time.process_time()
        tables.table.__wrapped__(name).by_first()
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < MOST_SECONDS


def test_the_lists_of_offences_have_the_counts_that_are_published() -> None:
    every = list(offences.offences())
    pnc = [o for o in every if o.on_pnc_list]
    assert (len(pnc), sum(o.recordable for o in pnc)) == (18_733, 10_395)
    assert sum(o.on_cjs_list for o in every) == 15_352
    assert (len(every), sum(o.recordable for o in every)) == (30_356, 13_335)
    assert sum(bool(o.home_office_class) for o in every) == 30_356 - 15_867


@pytest.mark.parametrize(
    ("code", "recordable", "category", "home_office_class"),
    [
        ("RT88191", False, "CM", "809/01"),
        ("RT88509", False, "CM", "825/02"),
        ("RT88026", True, "CE", "802/00"),
        ("TH68010", True, "CE", "046/00"),
        ("CJ88116", True, "CS", "105/01"),
        ("OF61102", True, "CE", "008/06"),
        ("COML025", True, "CI", "001/01"),
        ("MD71530", True, "CE", "092/61"),
    ],
)
def test_offences(code: str, recordable: bool, category: str, home_office_class: str) -> None:
    offence = offences.find_offence(code)
    assert offence is not None
    found = (offence.code, offence.recordable, offence.category, offence.home_office_class)
    assert found == (code, recordable, category, home_office_class)
    assert lists.text_of("offence-category", category)


def test_inchoate_offences() -> None:
    own = offences.find_offence("TH68010A")
    assert own is not None
    assert (own.title, own.inchoate) == ("Attempt theft from shop", offences.Inchoate.ATTEMPT)
    derived = offences.find_offence("OF61102C")
    assert derived is not None
    assert (derived.code, derived.inchoate, derived.recordable) == (
        "OF61102C",
        offences.Inchoate.CONSPIRACY,
        True,
    )
    for unknown in ("", "XX00000", "OF61102Q", "OF61102AA", "th68010", "TH6801"):
        assert offences.find_offence(unknown) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("1002", "Imprisonment"),
        ("1015", "Fine"),
        ("1017", "Absolute Discharge"),
        ("1018", "Conditional Discharge"),
        ("2006", "Dismissed"),
        ("1115", "Suspended Imprisonment"),
        ("1113", "NFA - No Court Appearance"),
        ("2063", "Withdrawn - Final"),
        ("3052", "Sex Offenders Notice"),
        ("4027", "Remand On Conditional Bail"),
    ],
)
def test_disposals(code: str, text: str) -> None:
    found = results.find_result(code)
    assert found is not None
    assert (found.code, found.text) == (code, text)


def test_disposals_by_type_qualifier_and_pnc_code() -> None:
    assert results.find_result("0000") is None
    imprisonment = results.find_result("1002")
    assert imprisonment is not None
    assert imprisonment.type is results.ResultType.FINAL
    assert {"C", "F", "S"} <= set(imprisonment.qualifiers)
    assert {code: results.find_qualifier(code) for code in "CFS"} == {
        "C": "Concurrent",
        "F": "Consecutive",
        "S": "Wholly Suspended",
    }
    assert results.find_qualifier("??") is None
    assert len(results.qualifiers()) == 299
    assert not any(q != q.strip(" .") for r in results.results() for q in r.qualifiers)
    assert results.pnc_code_of("1507", adjudicated=True) == "1002"
    assert results.pnc_code_of("4027", adjudicated=False) == "2059"
    assert results.pnc_code_of("4027", adjudicated=True) == "4027"
    assert results.pnc_code_of("1015", adjudicated=True) == "1015"


def test_forces_and_stations() -> None:
    assert (forces.force_name("44"), forces.force_name("93")) == ("Hampshire", "BTP")
    assert forces.force_name("ZZ") is None
    (croydon,) = forces.find_stations("01ZD")
    assert (croydon.force, croydon.owner) == ("01", "Metropolitan Police Service")
    assert croydon.name.startswith("CROYDON")
    assert [(s.owner, s.name) for s in forces.find_stations("89FF")] == [("ACRO Hampshire", "ACRO")]
    assert {s.bottom for s in forces.find_stations("44NR")} == {"00", "PR"}
    assert forces.find_stations("0000")
    assert not forces.find_stations("77QQ")
    assert len(list(forces.stations())) == COUNTS["stations"]


def test_courts() -> None:
    belmarsh = courts.find_court("B01BE00")
    assert belmarsh is not None
    assert (belmarsh.kind, belmarsh.name, belmarsh.pnc_code) == ("Magistrates' Courts", "Belmarsh", "2575")
    assert courts.find_court("Z01BE00") is None
    assert belmarsh in courts.courts_of("2575")
    assert courts.courts_of("6575") == courts.courts_of("2575")
    assert courts.is_youth_code("6575")
    assert not courts.is_youth_code("2575")
    assert not courts.courts_of(courts.UNCODED)
    assert courts.adult_code("96") == "96"
    kinds = [court.kind for court in courts.courts()]
    assert (kinds.count("Magistrates' Courts"), kinds.count("Crown Courts")) == (320, 119)


def test_countries_are_those_of_iso() -> None:
    britain = countries.find_country("GB")
    assert britain is not None
    assert countries.find_country("GBR") == britain
    assert (britain.alpha3, britain.numeric) == ("GBR", "826")
    assert countries.find_country("SCG") is None, "Serbia and Montenegro is on the police's list alone"
    assert {c.alpha2 for c in countries.countries() if not c.in_iso} == {"XK"}
    assert len(list(countries.countries())) == 250


def test_short_lists() -> None:
    assert lists.text_of("plea-status", "NG") == "Not Guilty"
    assert lists.text_of("plea-status", "??") is None
    assert lists.entries("no-such-list") == ()
    assert {entry.pnc for entry in lists.entries("verdict")} == {"", "GUILTY", "NOT GUILTY", "NON-CONVICTION"}
    assert {entry.code: entry.pnc for entry in lists.entries("duration-unit")}["L"] == "Y999"


@pytest.mark.parametrize("damage", ["missing", "torn", "rows", "format", "not gzip"])
def test_a_damaged_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    copy = tmp_path / "forces.tsv.gz"
    shutil.copy(tables.FOLDER / copy.name, copy)
    text = gzip.decompress(copy.read_bytes())
    broken = {
        "torn": copy.read_bytes()[:-300],
        "rows": gzip.compress(text[: text.rindex(b"B01DU")]),
        "format": gzip.compress(text.replace(b"# format: 1", b"# format: 9")),
        "not gzip": text,
    }
    if damage == "missing":
        copy.unlink()
    else:
        copy.write_bytes(broken[damage])
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(tables.UnreadableReference, match="forces"):
        tables.table.__wrapped__("forces")
