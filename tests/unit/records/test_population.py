"""Made-up people's records: the same for the same seed, plainly synthetic, with real codes that the rules take."""

import json
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chalicelib.kernel.people import age_on
from chalicelib.kernel.police_identifiers.asn import read_asn
from chalicelib.kernel.police_identifiers.pncid import read_pncid
from chalicelib.platform import clock
from chalicelib.records.adapters.leds_history import PersonAnswer, record_body
from chalicelib.records.hosted.rules import problems_of
from chalicelib.records.models import Jurisdiction, MatterKind, Record
from infra.local.population import sentences
from infra.local.population.histories import LAST_DAY
from infra.local.population.people import people, record_of
from infra.local.population.records import whole_record
from infra.local.population.store import FIRST, prepared

COUNT, SEED = 1500, 2026


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [whole_record(p, record_of(p, SEED), SEED) for p in people(COUNT, SEED, FIRST)]


def test_the_same_seed_gives_the_same_records(records: list[Record]) -> None:
    (later,) = people(1, SEED, FIRST + 700)
    assert whole_record(later, record_of(later, SEED), SEED) == records[700]
    assert whole_record(later, record_of(later, SEED), SEED + 1) != records[700]


def test_everybody_is_plainly_made_up(records: list[Record]) -> None:
    numbers = [record.nominal.pncid.raw for record in records if record.nominal.pncid]
    assert len(set(numbers)) == COUNT
    assert all(read_pncid(number, today=clock.today()).value.is_synthetic for number in numbers)
    assert all(record.nominal.synthetic for record in records)
    asns = [report.asn.raw for record in records for report in record.reports]
    assert {read_asn(asn).value.force for asn in asns} == {"00"}
    assert len(set(asns)) == len(asns)


def test_every_record_keeps_the_rules_of_entry(records: list[Record]) -> None:
    today = date(2026, 7, 1)
    assert {r.nominal.record_id: p for r in records if (p := problems_of(r, today=today))} == {}


def test_every_record_survives_the_wire(records: list[Record]) -> None:
    for record in records[::10]:
        body = json.dumps(record_body(record))
        assert PersonAnswer.model_validate_json(body).to_record() == record


def test_events_of_every_kind_under_every_law(records: list[Record]) -> None:
    matters = [matter for record in records for matter in record.matters]
    assert {matter.kind for matter in matters} == set(MatterKind)
    assert {matter.jurisdiction for matter in matters} == set(Jurisdiction)
    at_home = [m for m in matters if m.jurisdiction is Jurisdiction.ENGLAND_AND_WALES]
    assert 0.85 < len(at_home) / len(matters) < 0.97
    assert all(m.offence.cjs_code and m.court for m in at_home)
    assert all(m.equivalent and m.country != "GB" for m in matters if m.jurisdiction is Jurisdiction.OVERSEAS)
    assert len({m.offence.cjs_code for m in at_home}) > 100
    assert any(m.offence.recordable is False for m in at_home)
    assert any(m.offence.inchoate for m in at_home)
    assert any(m.taken_into_consideration for m in matters)


def test_most_have_a_history_and_some_a_long_one(records: list[Record]) -> None:
    reports = Counter(len(record.reports) for record in records)
    assert 0.10 < reports[0] / COUNT < 0.20
    assert sum(times for number, times in reports.items() if number > 1) / COUNT > 0.3
    assert max(reports) > 8
    assert any(len(report.matters) > 1 for record in records for report in record.reports)
    assert any(d.variations for r in records for m in r.matters for d in m.disposals)
    assert any(d.qualifiers for r in records for m in r.matters for d in m.disposals)
    assert any(record.markers for record in records)
    assert any(len(record.addresses) > 1 for record in records)
    assert any(len(record.descriptions) > 1 for record in records)


def test_sentences_fit_the_age_and_the_year(records: list[Record]) -> None:
    for person, record in zip(people(COUNT, SEED, FIRST), records, strict=True):
        for matter in record.matters:
            assert matter.date is not None
            assert matter.date <= LAST_DAY.isoformat()
            codes = {
                d.code for d in matter.disposals if matter.jurisdiction is Jurisdiction.ENGLAND_AND_WALES
            }
            age = age_on(person.born, date.fromisoformat(matter.date))
            assert "1002" not in codes or age >= 21
            assert "1097" not in codes or (age < 18 and matter.date >= "2002")
            assert "1116" not in codes or (age >= 18 and matter.date >= "2005")
            if matter.kind in {MatterKind.REPRIMAND, MatterKind.WARNING}:
                assert "2000-06-01" <= matter.date < "2013-04-08"
                assert person.born.year > 1981


def test_open_matters_are_recent(records: list[Record]) -> None:
    opened = {MatterKind.PENDING_PROSECUTION, MatterKind.UNDER_INVESTIGATION}
    dates = [m.date for record in records for m in record.matters if m.kind in opened and m.date]
    assert min(dates) > "2025-08"


def test_murder_is_for_life() -> None:
    import random  # noqa: PLC0415, TID251 - seeded

    from infra.local.population.charges import Charge  # noqa: PLC0415 - for this test alone

    murder = Charge(sentences.MURDER, "", "violence", 4, 1935, 2026)
    rng = random.Random(1)  # noqa: S311 - made-up people are no secret
    assert sentences.sentence(rng, murder, 30, LAST_DAY)[0].duration == "Y999"
    assert sentences.sentence(rng, murder, 16, LAST_DAY)[0].code == "1003"


def test_a_population_is_built_once_and_mapped_at_once(tmp_path: Path) -> None:
    special = [{**record_of(next(iter(people(1, 1))), 1), "id": "SYN-K1"}]
    built = prepared(400, SEED, tmp_path, special=special)
    stamp = built.folder.stat().st_mtime_ns
    built.close()
    begun = time.process_time()
    mapped = prepared(400, SEED, tmp_path, special=special)
    assert mapped.size == 400
    last = mapped.record(f"SYN-{FIRST + 398:08d}")
    assert time.process_time() - begun < 1
    assert mapped.folder.stat().st_mtime_ns == stamp
    (person,) = people(1, SEED, FIRST + 398)
    assert last == whole_record(person, record_of(person, SEED), SEED)
    assert last is not None
    assert mapped.nominal(last.nominal.record_id) == last.nominal
    for unknown in (f"SYN-{FIRST + 399:08d}", "SYN-00000001", "SYN-K1", "SYN-", "\u0661", ""):
        assert mapped.record(unknown) is None
    mapped.close()


def test_an_interrupted_build_is_begun_again(tmp_path: Path) -> None:
    def pull_the_plug(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepared(60, SEED, tmp_path, progress=pull_the_plug)
    assert prepared(60, SEED, tmp_path).size == 60


def test_another_seed_is_another_population(tmp_path: Path) -> None:
    first, second = prepared(30, 1, tmp_path), prepared(30, 2, tmp_path)
    assert first.folder != second.folder
    assert first.nominal("SYN-00001000") != second.nominal("SYN-00001000")


def test_too_many_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="900000"):
        prepared(900_001, folder=tmp_path)


def test_populations_by_older_code_are_forgotten_but_for_the_last(tmp_path: Path) -> None:
    older = [tmp_path / f"people-0.{n}-00000000-{SEED}-30" for n in range(3)]
    for path in (*older, tmp_path / f"people-0.1-00000000-{SEED}-40"):
        path.mkdir()
    built = prepared(30, SEED, tmp_path)
    left = sorted(path.name for path in tmp_path.glob("people-*"))
    assert len([name for name in left if name.endswith("-30")]) == 2
    assert built.folder.name in left
    assert any(name.endswith("-40") for name in left)
