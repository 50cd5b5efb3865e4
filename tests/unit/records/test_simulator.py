"""The made-up people: the same for the same seed, plainly synthetic, with real codes; and how they are found."""

import json
from itertools import islice
from pathlib import Path

import pytest

from chalicelib.kernel.police_identifiers.asn import read_asn
from chalicelib.kernel.police_identifiers.pncid import read_pncid
from chalicelib.platform import clock
from chalicelib.records.adapters.leds_history import PersonAnswer
from infra.local.simulators.records import known
from infra.local.simulators.records.likeness import dates_alike, names_alike, plain, sound
from infra.local.simulators.records.population import population
from infra.local.simulators.records.shelf import Shelf, prepare

PEOPLE = 1500


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(population(200, 7)) == list(population(200, 7))
    assert list(population(200, 7)) != list(population(200, 8))


def test_everybody_is_plainly_made_up_and_every_record_is_sound() -> None:
    pncids = set()
    for entry in population(PEOPLE, 2025):
        record = PersonAnswer.model_validate_json(json.dumps(entry)).to_record()
        assert record.nominal.synthetic
        pncid = record.nominal.pncid
        assert read_pncid(pncid.raw, today=clock.today()).value.is_synthetic
        assert pncid.raw == pncid.canonical
        pncids.add(pncid.raw)
        for matter in record.matters:
            assert read_asn(matter.asn.raw).value.force == "00"
            assert matter.offence_date is None or matter.date is None or matter.offence_date <= matter.date
            assert matter.date is not None
            assert matter.date <= "2025-06-30"
    assert len(pncids) == PEOPLE


def test_about_a_sixth_have_matters() -> None:
    strangers = islice(population(6000, 2025), len(known.NAMESAKES) + 10, None)
    shares = [bool(entry["disposalHistory"]) for entry in strangers]
    assert 0.14 < sum(shares) / len(shares) < 0.20


def test_too_many_people_are_refused() -> None:
    with pytest.raises(ValueError, match="900000"):
        next(population(900_001, 1))


def test_the_store_is_built_once(tmp_path: Path) -> None:
    file = prepare(tmp_path, 50)
    built = file.stat().st_mtime_ns
    assert prepare(tmp_path, 50).stat().st_mtime_ns == built
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    shelf = Shelf(file)
    assert shelf.size() == 50
    assert shelf.person("SYN-none") is None
    shelf.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Stephen", "Steven"), ("Macdonald", "McDonald"), ("Phillips", "Filips"), ("Thompson", "Tompson")],
)
def test_words_of_one_sound(one: str, other: str) -> None:
    assert sound(plain(one)) == sound(plain(other))


def test_plain_names() -> None:
    assert plain("  Żofia-Anne  O'Brien ") == "ZOFIA ANNE OBRIEN"


@pytest.mark.parametrize(
    ("asked", "held", "alike"),
    [
        ("1990-04-06", "1990-04-06", 1.0),
        ("1990-04-06", "1990-06-04", 0.8),
        ("1990", "1990-06-04", 0.8),
        ("1990-04-06", "1990-04-16", 0.6),
        ("1990-04-06", "1991-04-06", 0.6),
        ("1990-04-06", "1950-11-30", 0.0),
        ("1990-04", "1990-04-06", 0.8),
    ],
)
def test_dates_alike(asked: str, held: str, alike: float) -> None:
    assert dates_alike(asked, held) == alike


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (("ANNA", "NOWAK"), ("NOWAK", "ANNA")),
        (("A", "NOWAK"), ("ANNA", "NOWAK")),
        (("ANNA", "SMITH"), ("ANNA", "PARKER SMITH")),
        (("", "SUKARNO"), ("", "SUKARNO")),
        (("JOHN", "SMITH"), ("JOHN", "SMIHT")),
    ],
)
def test_names_alike(asked: tuple[str, str], held: tuple[str, str]) -> None:
    assert min(names_alike(asked, held)) > 0


def test_names_unlike() -> None:
    assert min(names_alike(("ANNA", "NOWAK"), ("GRACE", "OKAFOR"))) == 0
