"""Hosted records: what a merge and its undoing leave, what a crash leaves, and every version as it was."""

import json
from datetime import date

import pytest

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.pncid import PNCID
from chalicelib.kernel.police_identifiers.written import Scheme, understand
from chalicelib.platform.items import TableUnavailable
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.errors import EntryRefused, UnknownRecord, VersionConflict, WriteUncertain
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import CourtCase, Disposal, Matter, MatterKind, Nominal, Offence, Record
from chalicelib.records.names.hosted import HostedIndex
from tests.fakes.items import MemoryItems

WHY = Purpose(
    reason_code=9, justification="The fingerprints agree", on_behalf_of="Bureau", correlation_id="c-1"
)
CLERK = Actor("officer", "officer-1")
THEFT = Offence(cjs_code="TH68010", title="Theft from a shop")


def matter(number: int = 1, title: str = "Theft from a shop", **changes: object) -> Matter:
    given = {
        "id": f"m{number}",
        "kind": MatterKind.CONVICTION,
        "offence": THEFT.model_copy(update={"title": title}),
        "offence_date": "2012-02-11",
        "date": "2012-04-03",
        "disposals": (Disposal(code="1015", text="Fine", amount=18000),),
    }
    return Matter.model_validate({**given, **changes})


def person(
    forenames: str, surname: str, *matters: Matter, born: str = "1961-05-09", pncid: str = ""
) -> Record:
    nominal = Nominal(
        record_id="new",
        pncid=pncid,
        names=(PersonName(forenames=forenames, surname=surname),),
        birth_dates=(born,),
        sex=Sex.MALE,
        version=0,
    )
    return Record(nominal=nominal, matters=matters)


class Bureau:
    """A store of our own, empty at first."""

    def __init__(self) -> None:
        self.items = MemoryItems()
        uow = UnitOfWork(self.items)
        self.system = HostedRecordSystem(
            HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(self.items)
        )
        for number in range(40):
            self.keep(
                person(
                    f"Other{chr(97 + number % 26)}", f"Body{chr(97 + number // 26)}", born=f"19{40 + number}"
                )
            )

    def keep(self, record: Record) -> Record:
        return self.system.create(record, purpose=WHY)

    def find(self, forenames: str, surname: str, born: str = "1961-05-09") -> list[str]:
        name = PersonName(forenames=forenames, surname=surname)
        asked = NamesEnquiry(name=name, birth_date=born, sex=Sex.MALE)
        return [n.record_id for n in self.system.search(asked, purpose=WHY).candidates]

    def actions(self, record_id: str) -> list[dict]:
        trail = self.items.query(f"hosted_record#{record_id}", prefix="audit#").items
        return [json.loads(item["body"]) for item in trail]


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def pair(bureau: Bureau) -> tuple[Record, Record]:
    kept = bureau.keep(person("Zebedee", "Quillfeather", matter(1)))
    gone = bureau.keep(person("Zeb", "Underwood", matter(1, "Assault"), matter(2), born="1978-11-23"))
    return kept, gone


def test_a_merge_shows_one_person_with_everything_and_says_who_did_it(bureau: Bureau, pair) -> None:
    kept, gone = pair
    merged = bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    other = gone.nominal.record_id
    assert [m.id for m in merged.matters] == ["m1", f"{other}.m1", f"{other}.m2"]
    assert [(n.full, n.kind) for n in merged.nominal.names] == [
        ("Zebedee Quillfeather", NameKind.MAIN),
        ("Zeb Underwood", NameKind.ALIAS),
    ]
    assert merged.nominal.birth_dates == ("1961-05-09", "1978-11-23")
    assert merged.nominal.version == 2
    with pytest.raises(UnknownRecord):
        bureau.system.record(other, purpose=WHY)
    for record_id, action in ((kept.nominal.record_id, "record_absorbed"), (other, "record_merged")):
        last = bureau.actions(record_id)[-1]
        assert (last["action"], last["actor"]["id"]) == (action, "officer-1")


def test_searches_under_either_name_lead_to_the_survivor(bureau: Bureau, pair) -> None:
    kept, gone = pair
    bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    survivor = kept.nominal.record_id
    assert bureau.find("Zebedee", "Quillfeather")[0] == survivor
    assert bureau.find("Zeb", "Underwood", "1978-11-23")[0] == survivor


def test_a_split_gives_both_back_as_they_were(bureau: Bureau, pair) -> None:
    kept, gone = pair
    merged = bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    mine, theirs = bureau.system.split(merged, gone.nominal.record_id, by=CLERK, purpose=WHY)
    assert mine.matters == kept.matters
    assert mine.nominal == kept.nominal.model_copy(update={"version": 3})
    assert theirs == gone.model_copy(update={"nominal": gone.nominal.model_copy(update={"version": 3})})
    assert bureau.system.record(gone.nominal.record_id, purpose=WHY) == theirs
    assert bureau.find("Zeb", "Underwood", "1978-11-23")[0] == gone.nominal.record_id
    assert bureau.find("Zebedee", "Quillfeather")[0] == kept.nominal.record_id


def test_what_was_changed_after_a_merge_goes_back_to_where_it_belongs(bureau: Bureau, pair) -> None:
    kept, gone = pair
    merged = bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    other = gone.nominal.record_id
    changed = merged.matters[1].model_copy(update={"court": "Leeds"})
    alias = PersonName(forenames="Z", surname="Quill", kind=NameKind.ALIAS)
    case = CourtCase(reference="97/1626/8395Q", matters=("m1", f"{other}.m1", "m3"))
    update = merged.model_copy(
        update={
            "matters": (merged.matters[0], changed, matter(3)),
            "court_cases": (case,),
            "nominal": merged.nominal.model_copy(update={"names": (*merged.nominal.names, alias)}),
        }
    )
    later = bureau.system.update(update, purpose=WHY)
    assert later.court_cases[0].matters == ("m1", "m3", f"{other}.m1")
    mine, theirs = bureau.system.split(later, other, by=CLERK, purpose=WHY)
    assert [m.id for m in mine.matters] == ["m1", "m3"]
    assert mine.court_cases[0].matters == ("m1", "m3")
    assert [n.full for n in mine.nominal.names] == ["Zebedee Quillfeather", "Z Quill"]
    assert [(m.id, m.court) for m in theirs.matters] == [("m1", "Leeds")]
    assert theirs.court_cases[0].matters == ("m1",)
    assert [n.full for n in theirs.nominal.names] == ["Zeb Underwood"]


def test_merges_of_merges_come_apart_in_turn(bureau: Bureau, pair) -> None:
    kept, gone = pair
    third = bureau.keep(person("Zebediah", "Overton", matter(9)))
    inner = bureau.system.merge(gone, third, by=CLERK, purpose=WHY)
    outer = bureau.system.merge(kept, inner, by=CLERK, purpose=WHY)
    assert len(outer.matters) == 4
    _, middle = bureau.system.split(outer, gone.nominal.record_id, by=CLERK, purpose=WHY)
    assert middle.matters == inner.matters
    _, last = bureau.system.split(middle, third.nominal.record_id, by=CLERK, purpose=WHY)
    assert last.matters == third.matters


def test_a_merge_of_an_older_version_or_with_itself_is_refused(bureau: Bureau, pair) -> None:
    kept, gone = pair
    bureau.system.update(gone, purpose=WHY)
    with pytest.raises(VersionConflict):
        bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    with pytest.raises(EntryRefused):
        bureau.system.merge(kept, kept, by=CLERK, purpose=WHY)
    with pytest.raises(EntryRefused):
        bureau.system.split(kept, gone.nominal.record_id, by=CLERK, purpose=WHY)
    assert bureau.find("Zeb", "Underwood", "1978-11-23")[0] == gone.nominal.record_id


def test_every_version_stays_as_it_was(bureau: Bureau, pair) -> None:
    kept, gone = pair
    merged = bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    bureau.system.split(merged, gone.nominal.record_id, by=CLERK, purpose=WHY)
    history = list(bureau.system.history(kept.nominal.record_id))
    assert [version.action for version in history] == ["record_created", "record_absorbed", "record_split"]
    assert history[0].record == kept
    assert history[1].record == merged
    other = [version.merged_into for version in bureau.system.history(gone.nominal.record_id)]
    assert other == [None, kept.nominal.record_id, None]


def test_a_crash_before_the_record_is_written_loses_nobody(bureau: Bureau, pair) -> None:
    kept, _ = pair
    names = (PersonName(forenames="Ewart", surname="Netherby"),)
    renamed = kept.model_copy(update={"nominal": kept.nominal.model_copy(update={"names": names})})
    write = bureau.items.write

    def cut(*writes: object) -> None:
        if len(writes) > 2:
            raise OSError("the power failed")
        write(*writes)

    bureau.items.write = cut
    with pytest.raises(OSError, match="power"):
        bureau.system.update(renamed, purpose=WHY)
    bureau.items.write = write
    assert bureau.system.record(kept.nominal.record_id, purpose=WHY) == kept
    assert bureau.find("Zebedee", "Quillfeather")[0] == kept.nominal.record_id
    bureau.system.update(renamed, purpose=WHY)
    assert bureau.find("Ewart", "Netherby")[0] == kept.nominal.record_id


def test_a_change_that_came_second_leaves_the_first_findable(bureau: Bureau, pair) -> None:
    kept, _ = pair
    first, second = (
        kept.model_copy(update={"nominal": kept.nominal.model_copy(update={"names": (name,)})})
        for name in (
            PersonName(forenames="Ewart", surname="Netherby"),
            PersonName(forenames="Ivor", surname="Stackpole"),
        )
    )
    bureau.system.update(first, purpose=WHY)
    with pytest.raises(VersionConflict):
        bureau.system.update(second, purpose=WHY)
    assert bureau.find("Ewart", "Netherby")[0] == kept.nominal.record_id
    assert kept.nominal.record_id not in bureau.find("Ivor", "Stackpole", "1930-03-03")


def test_an_identifier_that_came_later_is_unique_too(bureau: Bureau, pair) -> None:
    kept, gone = pair
    pncid = understand(Scheme.PNCID, str(PNCID(2012, 9_000_123)), today=date(2026, 11, 23))

    def with_pncid(record: Record) -> Record:
        return record.model_copy(update={"nominal": record.nominal.model_copy(update={"pncid": pncid})})

    again = bureau.system.update(with_pncid(kept), purpose=WHY)
    assert bureau.system.update(again, purpose=WHY).nominal.version == 3
    with pytest.raises(Exception, match="recorded already"):
        bureau.system.update(with_pncid(gone), purpose=WHY)


def test_a_record_too_large_for_an_item_is_refused_whole(bureau: Bureau) -> None:
    vast = person("Zebedee", "Quillfeather", *(matter(n, "x" * 400) for n in range(800)))
    with pytest.raises(EntryRefused, match="too large"):
        bureau.keep(vast)


def test_a_crowd_beyond_what_the_index_compares_is_never_called_whole(bureau: Bureau) -> None:
    kept = {
        bureau.keep(person("Alan", "Crowdace", born=f"1975-01-{1 + n % 28:02d}")).nominal.record_id
        for n in range(190)
    }
    name = PersonName(forenames="Alan", surname="Crowdace")
    asked = NamesEnquiry(name=name, birth_date="1975-01-15", sex=Sex.MALE)
    answer = ask_fully(bureau.system, asked, purpose=WHY)
    assert answer.truncated or kept <= {nominal.record_id for nominal in answer.candidates}


def renamed(record: Record, forenames: str, surname: str) -> Record:
    names = (PersonName(forenames=forenames, surname=surname),)
    return record.model_copy(update={"nominal": record.nominal.model_copy(update={"names": names})})


def test_an_outage_in_the_middle_of_an_entry_is_uncertain_and_loses_nobody(bureau: Bureau, pair) -> None:
    kept, _ = pair
    write = bureau.items.write

    def cut(*writes: object) -> None:
        if len(writes) > 2:
            raise TableUnavailable
        write(*writes)

    bureau.items.write = cut
    with pytest.raises(WriteUncertain):
        bureau.system.update(renamed(kept, "Ewart", "Netherby"), purpose=WHY)
    bureau.items.write = write
    assert bureau.find("Zebedee", "Quillfeather")[0] == kept.nominal.record_id


def test_an_entry_is_kept_when_only_the_old_index_entry_could_not_be_struck_out(bureau: Bureau, pair) -> None:
    kept, _ = pair
    remove = bureau.system.index.remove

    def cut(record_id: str) -> None:
        raise TableUnavailable

    bureau.system.index.remove = cut
    assert bureau.system.update(renamed(kept, "Ewart", "Netherby"), purpose=WHY).nominal.version == 2
    bureau.system.index.remove = remove
    assert bureau.find("Ewart", "Netherby").count(kept.nominal.record_id) == 1


def test_an_entry_says_who_made_it(bureau: Bureau) -> None:
    kept = bureau.system.create(person("Zebedee", "Quillfeather"), purpose=WHY, by=CLERK)
    (made,) = bureau.actions(kept.nominal.record_id)
    assert made["actor"] == {"kind": "officer", "id": "officer-1"}


def test_the_first_people_of_an_empty_store_are_found() -> None:
    items = MemoryItems()
    uow = UnitOfWork(items)
    system = HostedRecordSystem(HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(items))
    name = PersonName(forenames="Zebedee", surname="Quillfeather")
    asked = NamesEnquiry(name=name, birth_date="1961-05-09", sex=Sex.MALE)
    assert system.search(asked, purpose=WHY).candidates == ()
    first = system.create(person("Zebedee", "Quillfeather"), purpose=WHY)
    for _ in range(2):
        found = system.search(asked, purpose=WHY).candidates
        assert [nominal.record_id for nominal in found] == [first.nominal.record_id]
        system.create(person("Ivor", "Stackpole", born="1930-03-03"), purpose=WHY)


def test_an_arrest_that_names_no_matter_yet_is_kept(bureau: Bureau, pair) -> None:
    kept, gone = pair
    merged = bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    case = CourtCase(reference="97/1626/8395Q")
    later = bureau.system.update(merged.model_copy(update={"court_cases": (case,)}), purpose=WHY)
    assert later.court_cases == (case,)
    mine, theirs = bureau.system.split(later, gone.nominal.record_id, by=CLERK, purpose=WHY)
    assert (mine.court_cases, theirs.court_cases) == ((case,), ())
