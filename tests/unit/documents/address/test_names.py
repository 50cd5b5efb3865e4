"""Names as papers print them against names as they were typed."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.documents.address.names import Likeness, likeness
from chalicelib.documents.claims import Claims

ANNA = Claims(forenames="Anna Maria", surname="Eriksson", former_names=("Anna Lund",))
JOHN = Claims(forenames="John", surname="Smith")
NAME = st.text(string.ascii_lowercase, min_size=2, max_size=9).map(str.title)


@pytest.mark.parametrize(
    "line",
    ["Mrs Anna Maria Eriksson", "ANNA ERIKSSON", "Ms Anna M Eriksson", "Eriksson, Anna Maria", "Eriksson Anna",
     "Mr Per Eriksson & Mrs Anna Eriksson", "MR PER AND MRS ANNA ERIKSSON", "Dr. Anna Eriksson MSc", "Anna Lund",
     "Mrs Anna Eriksson and Mr P Jones"],
)  # fmt: skip
def test_the_same_person(line: str) -> None:
    assert likeness(line, ANNA) is Likeness.SAME


@pytest.mark.parametrize(
    "line", ["Mrs A M Eriksson", "A.M. Eriksson", "MRS AM ERIKSSON", "MR P & MRS A M ERIKSSON"]
)
def test_initials_that_all_agree(line: str) -> None:
    assert likeness(line, ANNA) is Likeness.INITIALS


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("Mrs A Eriksson", ANNA), ("Mrs Eriksson", ANNA), ("Maria Eriksson", ANNA), ("Anna Karin Eriksson", ANNA),
        ("Anna Eriksson-Berg", ANNA), ("Mr J Smith", JOHN), ("Mr John Smith Jnr", JOHN), ("John Robert Smith", JOHN),
        ("Executors of John Smith", JOHN), ("Parent of John Smith", JOHN), ("c/o John Smith", JOHN),
    ],
)  # fmt: skip
def test_a_person_decides(line: str, claims: Claims) -> None:
    assert likeness(line, claims) is Likeness.UNSURE


@pytest.mark.parametrize(
    "line",
    ["Mr M Smith", "James Smith", "Mr James & Mrs Joan Smith", "Mr J M Smith", "John Jones", "Smith Ltd",
     "Johnathan Smith", "Joh Smith", "Mr T Smithson", "14 Larch Road"],
)  # fmt: skip
def test_somebody_else(line: str) -> None:
    assert likeness(line, JOHN) <= Likeness.OTHER


@pytest.mark.parametrize(
    ("line", "forenames", "surname"),
    [
        ("MR JURGEN MUELLER", "Jürgen", "Müller"), ("MR JURGEN MULLER", "Jürgen", "Müller"),
        ("Mrs S OBrien", "Siân", "O'Brien"), ("Siân O’Brien", "Siân", "O'Brien"),  # noqa: RUF001 - as printed
        ("Ngozi Okafor Smith", "Ngozi", "Okafor-Smith"), ("Anna De La Cruz", "Anna", "de la Cruz"),
        ("Anne-Marie Kent", "Anne Marie", "Kent"), ("LUKASZ WOJCIK", "Łukasz", "Wójcik"),
        ("Mr D Miss", "Dan", "Miss"),
    ],
)  # fmt: skip
def test_accents_hyphens_and_particles(line: str, forenames: str, surname: str) -> None:
    wanted = Likeness.UNSURE if len(line.split()[-2]) == 1 else Likeness.SAME
    assert likeness(line, Claims(forenames=forenames, surname=surname)) is wanted


@given(NAME, NAME, NAME, st.sampled_from(["{} {}", "Mr {} {}", "{1}, {0}", "MR {} {}", "Ms X & Mr {} {}"]))
def test_another_first_name_is_never_taken_for_it(typed: str, printed: str, surname: str, form: str) -> None:
    """Nor is its initial alone, which is as good as no name."""
    assume(typed != printed and surname not in {typed, printed})
    assume(
        not {typed.lower(), printed.lower(), surname.lower()}
        & {"mr", "ms", "miss", "and", "ac", "lord", "lady"}
    )
    claims = Claims(forenames=typed, surname=surname)
    for first in (printed, printed[0]):
        assert likeness(form.format(first, surname), claims) <= Likeness.UNSURE


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_no_line_is_too_odd(line: str, forenames: str, surname: str) -> None:
    likeness(line, Claims(forenames=forenames, surname=surname, former_names=(line,)))
