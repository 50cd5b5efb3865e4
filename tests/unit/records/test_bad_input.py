"""Names, dates and stores as bad as they come: an answer that a person understands, and never a false clear."""

import json
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.platform.items import Key, TableUnavailable
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Applicant, Band, CheckState, Purpose
from chalicelib.records.errors import EntryRefused, RecordSystemUnavailable
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Nominal, Record
from chalicelib.records.names.hosted import HostedIndex
from tests.fakes.items import MemoryItems
from tests.fakes.records import Room

WHY = Purpose(reason_code=9, justification="An entry", on_behalf_of="Bureau", correlation_id="c-1")
SCRIPTS = {
    "Latin": ("Łukasz", "Żółć"),
    "Greek": ("Γεώργιος", "Παπαδόπουλος"),
    "Cyrillic": ("Сергей", "Щербаков"),
    "Armenian": ("Արամ", "Խաչատրյան"),
    "Hebrew": ("משה", "כהן"),
    "Arabic": ("محمد", "الحسيني"),
    "Devanagari": ("राजेश", "शर्मा"),
    "Bengali": ("রহিম", "চৌধুরী"),
    "Gurmukhi": ("ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ"),
    "Tamil": ("குமார்", "சுப்பிரமணியன்"),
    "Thai": ("สมชาย", "ใจดี"),
    "Georgian": ("გიორგი", "ბერიძე"),
    "Ethiopic": ("አበበ", "ቢቂላ"),
    "Khmer": ("សុខ", "ចាន់"),
    "Hangul": ("민준", "김"),
    "Han": ("伟", "王"),
    "Kana": ("さくら", "タナカ"),
}


def applicant(*names: PersonName, born: date = date(1961, 5, 9)) -> Applicant:
    return Applicant(names=names, birth_date=born, sex=Sex.MALE)


def name(forenames: str, surname: str) -> PersonName:
    return PersonName(forenames=forenames, surname=surname)


class Office(Room):
    """A check that asks records which we keep ourselves."""

    def __init__(self) -> None:
        super().__init__()
        uow = UnitOfWork(self.items)
        self.keeper = HostedRecordSystem(
            HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(self.items)
        )

    def keep(self, *names: PersonName, born: str = "1961-05-09") -> str:
        nominal = Nominal(record_id="new", names=names, birth_dates=(born,), sex=Sex.MALE, version=0)
        return self.keeper.create(Record(nominal=nominal), purpose=WHY).nominal.record_id

    def check(self, whom: Applicant) -> None:
        service = replace(self.service, system=self.keeper, applicant_of=lambda _: whom)
        service.check("A1")

    @property
    def found(self) -> list[str]:
        return [c.nominal.record_id for c in self.service.check_of("A1").state.candidates]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_person_is_found_whatever_script_their_name_is_in(script: str) -> None:
    office = Office()
    person = name(*SCRIPTS[script])
    record_id = office.keep(person)
    office.check(applicant(person))
    assert office.found == [record_id]


@pytest.mark.parametrize(
    "surname", ["X", "Ó", "Li", "O'", "de la", "Jr", "\u02bc", "x" * 300, "von " * 60 + "Ende"]
)
def test_short_and_endless_names_are_found_or_the_answer_is_not_whole(surname: str) -> None:
    office = Office()
    record_id = office.keep(name("Zebedee", surname))
    office.check(applicant(name("Zebedee", surname)))
    assert record_id in office.found or office.service.check_of("A1").state.truncated


@pytest.mark.parametrize("surname", ["--", "...", "1234", "&", "\u2603", "'"])
def test_a_name_without_letters_is_never_clear(surname: str) -> None:
    office = Office()
    office.keep(name("Zebedee", "Quillfeather"))
    office.check(applicant(name("", surname)))
    check = office.service.check_of("A1").state
    assert check.truncated
    assert check.band is Band.POSSIBLE


@pytest.mark.parametrize("surname", ["", " ", "\x00", "\ud7ff\u0378", "x" * 301, "\ufffd"])
def test_what_is_no_name_is_refused_where_it_comes_in(surname: str) -> None:
    with pytest.raises(ValueError, match=r"surname|printed|300"):
        name("Zebedee", surname)


@pytest.mark.parametrize("born", ["2099-01-01", "1899", "1750-05-09"])
def test_a_record_with_an_impossible_birth_date_is_not_entered(born: str) -> None:
    with pytest.raises(EntryRefused, match="date of birth"):
        Office().keep(name("Zebedee", "Quillfeather"), born=born)


@pytest.mark.parametrize("born", [date(1850, 1, 1), date(2099, 1, 1)])
def test_an_applicant_with_an_impossible_birth_date_is_asked_about_all_the_same(born: date) -> None:
    office = Office()
    record_id = office.keep(name("Zebedee", "Quillfeather"))
    office.check(applicant(name("Zebedee", "Quillfeather"), born=born))
    check = office.service.check_of("A1").state
    assert check.state is CheckState.ANSWERED
    assert check.answered.asked[0].birth_date == born.isoformat()
    assert record_id in office.found or check.band is Band.NONE


def test_ten_thousand_aliases_on_a_record_are_found_or_refused_with_a_sentence() -> None:
    office = Office()
    aliases = [
        PersonName(
            forenames=f"Zeb{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}", surname="Quill", kind=NameKind.ALIAS
        )
        for n in range(10_000)
    ]
    with pytest.raises(EntryRefused, match="too large to be kept as one"):
        office.keep(name("Zebedee", "Quillfeather"), *aliases)
    record_id = office.keep(name("Zebedee", "Quillfeather"), *aliases[:500])
    office.check(applicant(name("Zebba", "Quill")))
    assert record_id in office.found or office.service.check_of("A1").state.truncated


def test_ten_thousand_names_of_an_applicant_end_in_possible() -> None:
    office = Office()
    office.check(applicant(*(name(f"Zeb {n}", "Quill") for n in range(10_000))))
    check = office.service.check_of("A1").state
    assert check.truncated
    assert check.band is Band.POSSIBLE


def test_a_stored_record_that_can_not_be_read_leaves_the_check_waiting() -> None:
    office = Office()
    record_id = office.keep(name("Zebedee", "Quillfeather"))
    office.keep(name("Zebedee", "Quillfeather"))
    key = Key(f"hosted_record#{record_id}", "state")
    body = json.loads(office.items.rows[key]["body"])
    office.items.rows[key]["body"] = json.dumps({**body, "own": {"poison": True}})
    with pytest.raises(RecordSystemUnavailable):
        office.check(applicant(name("Zebedee", "Quillfeather")))
    check = office.service.check_of("A1").state
    assert (check.state, check.attempts[0].outcome) == (CheckState.WAITING, "unreadable")


@pytest.mark.parametrize("after", range(0, 60, 7))
def test_a_table_that_fails_in_the_middle_is_no_answer_and_the_next_attempt_is(after: int) -> None:
    office = Office()
    record_id = office.keep(name("Zebedee", "Quillfeather"))
    uow, real = office.keeper.records.uow, office.items
    asked = iter(range(1000))

    class Failing(MemoryItems):
        def get(self, key: Key) -> dict | None:
            return self._answer(real.get, key)

        def get_many(self, keys: list[Key]) -> dict:
            return self._answer(real.get_many, keys)

        def _answer(self, read, what):
            if next(asked) >= after:
                raise TableUnavailable
            return read(what)

    failing = UnitOfWork(Failing())
    broken = HostedRecordSystem(
        HostedRecordStore(failing), HostedVersionStore(failing), HostedIndex(failing.items)
    )
    whom = applicant(name("Zebedee", "Quillfeather"))
    service = replace(office.service, system=broken, applicant_of=lambda _: whom)
    try:
        service.check("A1")
    except RecordSystemUnavailable:
        assert service.check_of("A1").state.state is CheckState.WAITING
        replace(service, system=office.keeper).check("A1")
    assert office.found == [record_id]
    assert uow.items is real
