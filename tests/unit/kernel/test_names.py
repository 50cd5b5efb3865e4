"""Names of many cultures in their parts; nothing that was typed is lost or bent."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.kernel.names import (
    NameParts,
    check_name,
    folded,
    is_initial,
    parts_of,
    pnc_filename,
    read_pnc_filename,
    scripts_of,
)
from chalicelib.kernel.people import NameKind, PersonName

SURNAMES = {
    "Hargreaves": ["Hargreaves"],
    "van Beethoven": ["van Beethoven"],
    "van der Berg": ["van der Berg"],
    "García Márquez": ["García", "Márquez"],
    "Ortega y Gasset": ["Ortega", "y Gasset"],
    "de los Santos Pérez": ["de los Santos", "Pérez"],
    "Jansen-de Vries": ["Jansen", "de Vries"],
    "O’Brien-Smith": ["O’Brien", "Smith"],  # noqa: RUF001 - as it is printed
    "al-Masri": ["al-Masri"],
    "St John-Stevas": ["St John", "Stevas"],
    "ap Rhys": ["ap Rhys"],
    "O Neill": ["O Neill"],
    "Le": ["Le"],
    "Van": ["Van"],
    "王": ["王"],
}
FORENAMES = {
    "Amelia Jane": (["Amelia", "Jane"], []),
    "Ivan Ivanovich": (["Ivan"], ["Ivanovich"]),
    "Иван Иванович": (["Иван"], ["Иванович"]),
    "Olga Petrovna": (["Olga"], ["Petrovna"]),
    "Ahmad bin Abdullah": (["Ahmad"], ["bin Abdullah"]),
    "Muthu s/o Raju": (["Muthu"], ["s/o Raju"]),
    "Heydar Əlirza oğlu": (["Heydar"], ["Əlirza oğlu"]),
    "Ruth": (["Ruth"], []),
    "Bin": (["Bin"], []),
    "J. R. R.": (["J.", "R.", "R."], []),
    "Jean-Pierre": (["Jean-Pierre"], []),
}


@pytest.mark.parametrize(("typed", "expected"), SURNAMES.items())
def test_surnames_with_their_particles(typed: str, expected: list[str]) -> None:
    assert [surname.text for surname in parts_of("Ada", typed).surnames] == expected


@pytest.mark.parametrize(("typed", "expected"), FORENAMES.items())
def test_given_names_and_patronymics(typed: str, expected: tuple[list[str], list[str]]) -> None:
    parts = parts_of(typed, "Example")
    assert (list(parts.given), list(parts.patronymics)) == expected


def test_titles_and_suffixes_are_no_names_unless_alone() -> None:
    parts = parts_of("Dr. John", "King Jr.")
    assert (parts.titles, parts.given, parts.suffixes) == (("Dr.",), ("John",), ("Jr.",))
    assert [surname.text for surname in parts.surnames] == ["King"]
    assert parts_of("Sir", "Lord").given == ("Sir",)
    assert [surname.text for surname in parts_of("", "III").surnames] == ["III"]


def test_surnames_that_name_a_parent() -> None:
    assert parts_of("Guðrún", "Jónsdóttir").surnames[0].is_patronymic
    assert parts_of("Osama", "bin Ahmad").surnames[0].is_patronymic
    assert not parts_of("Amelia", "Johnson").surnames[0].is_patronymic


def test_double_barrels_are_told_from_two_surnames() -> None:
    assert [surname.joined for surname in parts_of("A", "Smith-Jones").surnames] == [False, True]
    assert [surname.joined for surname in parts_of("A", "Smith Jones").surnames] == [False, False]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("J", True), ("J.", True), ("J.R.R.", True), ("И.", True), ("明", False), ("Jo", False), ("", False)],
)
def test_initials(word: str, expected: bool) -> None:
    assert is_initial(word) is expected


def test_scripts() -> None:
    assert scripts_of("Иван Smith-王 3") == {"CYRILLIC", "LATIN", "CJK"}


_WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8) | st.sampled_from(
    ["van", "der", "bin", "al", "Jr", "Dr", "oğlu", "Ivanovich", "de", "O'Brien", "J."]
)
_TYPED = st.lists(_WORDS | st.just("-"), min_size=1, max_size=6).map(" ".join)


@given(_TYPED | st.just(""), _TYPED)
def test_every_word_is_in_exactly_one_part(forenames: str, surname: str) -> None:
    parts = parts_of(forenames, surname)
    assert _letters(" ".join(_texts(parts))) == _letters(f"{forenames} {surname}")


def _texts(parts: NameParts) -> list[str]:
    surnames = (surname.text for surname in parts.surnames)
    return [*parts.titles, *parts.given, *parts.patronymics, *surnames, *parts.suffixes]


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace() and c != "-")


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_a_name(forenames: str, surname: str) -> None:
    try:
        name = PersonName(forenames=forenames, surname=surname)
    except ValidationError:
        return
    assert name.parts.scripts == scripts_of(name.full)
    assert name.listed
    assert PersonName.model_validate_json(name.model_dump_json()) == name
    assert read_pnc_filename(pnc_filename(name.forenames, name.surname))


def test_the_stored_form_is_what_it_was() -> None:
    stored = {"forenames": "Amelia Jane", "surname": "Hargreaves", "kind": "former"}
    name = PersonName.model_validate(stored)
    assert name.kind is NameKind.FORMER
    assert name.model_dump(mode="json") == stored


def test_names_sort_without_case_accents_and_apostrophes() -> None:
    surnames = ["Öz", "o'Brien", "OBrien", "Smith Jones", "Smith-Jones", "van Beethoven", "Émile", "Eaton"]
    names = sorted((PersonName(forenames="A", surname=s) for s in surnames), key=lambda name: name.sort_key)
    expected = ["Eaton", "Émile", "OBrien", "o'Brien", "Öz", "Smith Jones", "Smith-Jones", "van Beethoven"]
    assert [name.surname for name in names] == expected
    assert PersonName(forenames="John Alan", surname="de la Mare").listed == "de la Mare, John Alan"
    assert PersonName(surname="Sukarno").listed == "Sukarno"


def test_as_pnc_files_a_person() -> None:
    assert pnc_filename("John Alan", "de la Mare") == "DE LA MARE/JOHN/ALAN"
    assert pnc_filename("José", "O'Neill-García") == "ONEILL GARCIA/JOSE"
    assert len(pnc_filename("Maximiliana " * 9, "Wolfeschlegelstein")) <= 54
    assert read_pnc_filename("DE LA MARE/JOHN/ALAN") == ("JOHN ALAN", "DE LA MARE")
    assert read_pnc_filename("SMITH") == ("", "SMITH")
    assert check_name("Wolfeschlegelstein") == "WOLFESCHLEGE"
    assert folded("  Nuñez\u2019s ") == "nunezs"
