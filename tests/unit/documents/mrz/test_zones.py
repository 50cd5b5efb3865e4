"""Zones against Doc 9303's own examples, its odd cases, and every single wrong character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.errors import NotAZone
from chalicelib.documents.mrz.issuers import issuer_name
from chalicelib.documents.mrz.layouts import MRV_A, MRV_B, TD1, TD2, TD3, Layout
from chalicelib.documents.mrz.zones import Fault, read_zone
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 23)
LAYOUTS = (TD1, TD2, TD3, MRV_A, MRV_B)
EXAMPLES = {
    "TD3": ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    "TD2": ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    "TD1": (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    "MRV-A": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
    "MRV-B": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
}
"""Of Doc 9303 parts 4, 5, 6 and 7; Utopia is no state."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_standards_examples(name: str) -> None:
    zone = read_zone(EXAMPLES[name], TODAY)
    assert zone.layout.name == name
    assert zone.faults == (Fault.SPECIMEN,)
    assert zone.names is not None
    assert (zone.names.primary, zone.names.secondary) == ("ERIKSSON", "ANNA MARIA")
    assert zone.sex == "F"
    assert zone.has_expired(TODAY)


def test_the_examples_facts() -> None:
    zone = read_zone(EXAMPLES["TD3"], TODAY)
    assert (zone.number, zone.issuer, zone.birth, zone.expiry) == (
        "L898902C3",
        "UTO",
        "1974-08-12",
        date(2012, 4, 15),
    )


def test_a_number_of_twelve_characters_runs_on() -> None:
    """Doc 9303-5's other example: the number ends in the optional data, a filler stands for its digit."""
    rows = (
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    )
    zone = read_zone(rows, TODAY)
    assert zone.number == "D23145890734"
    assert zone.faults == (Fault.SPECIMEN,)


def test_the_writer_writes_the_examples() -> None:
    zone = Written(TD3, issuer="UTO", names="ERIKSSON<<ANNA<MARIA", number="L898902C3", nationality="UTO",
                   birth="740812", expiry="120415", optional="ZE184226B")  # fmt: skip
    assert zone.rows == EXAMPLES["TD3"]
    card = Written(TD1, code="I", issuer="UTO", names="STEVENSON<<PETER<JOHN", number="D23145890734",
                   nationality="UTO", birth="340712", sex="M", expiry="950712")  # fmt: skip
    assert card.rows[1] == "3407127M9507122UTO<<<<<<<<<<<2"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_what_is_written_is_read(layout: Layout) -> None:
    code = "V" if layout.is_visa else "P" if layout is TD3 else "I"
    zone = read_zone(Written(layout, code=code, optional="AB12").rows, TODAY)
    assert zone.is_proved
    assert (zone.number, zone.nationality, zone.birth) == ("900000123", "GBR", "1968-01-23")
    assert zone.expiry == date(2031, 5, 19)


@given(
    number=st.from_regex(r"[A-Z0-9]{5,14}", fullmatch=True),
    names=st.lists(st.from_regex(r"[A-Z]{1,7}", fullmatch=True), min_size=1, max_size=3),
    birth=st.dates(date(1927, 1, 1), date(2026, 11, 23)),
    expiry=st.dates(date(2000, 1, 1), date(2070, 1, 1)),
    layout=st.sampled_from([TD1, TD2]),
)
def test_round_trips(number: str, names: list[str], birth: date, expiry: date, layout: Layout) -> None:
    if len(number) > 14 or (layout is TD2 and len(number) > 13):
        number = number[:13]
    written = Written(
        layout, code="I", number=number, names=f"{names[0]}<<{'<'.join(names[1:])}",
        birth=f"{birth:%y%m%d}", expiry=f"{expiry:%y%m%d}",
    )  # fmt: skip
    zone = read_zone(written.rows, TODAY)
    assert zone.is_proved
    assert (zone.number, zone.birth, zone.expiry) == (number, birth.isoformat(), expiry)


_FULL = {
    layout.name: Written(layout, code=code, optional="ZE18422"[: 6 if layout is TD2 else 7], more="AB12").rows
    for layout, code in ((TD1, "I"), (TD2, "I"), (TD3, "P"), (MRV_A, "V"), (MRV_B, "V"))
}


@given(st.sampled_from(sorted(_FULL)), st.data(), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_one_wrong_character_is_seen(name: str, data: st.DataObject, instead: str) -> None:
    """Where a check digit covers it and its value differs modulo 10: A stands for 10 as 0 does, K for 20.

    Of a visa the digits leave the optional data out (Doc 9303-7, 4.2.2).
    """
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    spans = [span for check in layout.checks for span in (check.at, *check.covers)]
    covered = [(span.row, place) for span in spans for place in range(span.start, span.end)]
    row, place = data.draw(st.sampled_from(sorted(set(covered))))
    rows = _FULL[name]
    before = rows[row][place]
    wrong = rows[row][:place] + instead + rows[row][place + 1 :]
    values = [0 if sign == "<" else int(sign, 36) for sign in (before, instead)]
    zone = read_zone([wrong if at == row else other for at, other in enumerate(rows)], TODAY)
    assert zone.is_proved == (before == instead) or values[0] % 10 == values[1] % 10


@pytest.mark.parametrize(
    ("birth", "meant"),
    [
        ("261123", "2026-11-23"), ("261124", "1926-11-24"), ("000229", "2000-02-29"),
        ("68<<<<", "1968"), ("6801<<", "1968-01"),
    ],
)  # fmt: skip
def test_the_century_of_a_birth(birth: str, meant: str) -> None:
    assert read_zone(Written(TD3, birth=birth).rows, TODAY).birth == meant


@pytest.mark.parametrize(("layout", "code"), [(TD3, "O"), (TD3, "I"), (TD3, "<"), (TD1, "P"), (TD2, "D")])
def test_a_first_letter_that_no_such_document_has(layout: Layout, code: str) -> None:
    assert not read_zone(Written(layout, code=code).rows, TODAY).is_proved


def test_an_unknown_birth_is_no_fault() -> None:
    zone = read_zone(Written(TD3, birth="<<<<<<").rows, TODAY)
    assert zone.birth is None
    assert zone.is_proved


@pytest.mark.parametrize("birth", ["680230", "681301", "<<0123", "680100"])
def test_no_calendar_has_it(birth: str) -> None:
    assert Fault.NO_CALENDAR_BIRTH in read_zone(Written(TD3, birth=birth).rows, TODAY).faults


def test_an_expiry_is_near_today() -> None:
    years = {
        text: read_zone(Written(TD3, expiry=f"{text}0101").rows, TODAY).expiry
        for text in ("75", "76", "77", "99")
    }
    assert [year.year for year in years.values() if year] == [2075, 2076, 1977, 1999]


def test_a_card_without_an_end() -> None:
    assert read_zone(Written(TD1, code="I", expiry="").rows, TODAY).expiry is None


@given(
    number=st.from_regex(r"[A-Z0-9]{1,9}", fullmatch=True),
    optional=st.from_regex(r"([A-Z0-9]{1,14})?", fullmatch=True),
    names=st.lists(st.from_regex(r"[A-Z]{1,9}", fullmatch=True), min_size=1, max_size=4),
    birth=st.dates(date(1927, 1, 1), date(2026, 11, 23)),
)
def test_passports_round_trip(number: str, optional: str, names: list[str], birth: date) -> None:
    written = Written(
        TD3,
        number=number,
        optional=optional,
        names=f"{names[0]}<<{'<'.join(names[1:])}",
        birth=f"{birth:%y%m%d}",
    )
    zone = read_zone(written.rows, TODAY)
    assert zone.is_proved
    assert (zone.number, zone.birth) == (number, birth.isoformat())
    assert zone.names is not None
    whole = [names[0], " ".join(names[1:])]
    if zone.names.may_be_cut:
        assert whole[1].startswith(zone.names.secondary)
    else:
        assert [zone.names.primary, zone.names.secondary] == whole


def test_fillers_alone_name_nobody() -> None:
    assert Fault.NO_NAME in read_zone(Written(TD3, names="").rows, TODAY).faults


def test_one_name_only() -> None:
    zone = read_zone(Written(TD3, names="SUPARMAN").rows, TODAY)
    assert zone.names is not None
    assert zone.names.is_single
    assert not zone.names.may_be_cut


def test_names_to_the_last_place_may_go_on() -> None:
    zone = read_zone(Written(TD1, code="I", names="PAPANDROPOULOUS<<JONATHAN<ALEXANDER").rows, TODAY)
    assert zone.names is not None
    assert zone.names.may_be_cut


@pytest.mark.parametrize("code", ["D<<", "GBR", "RKS", "XXA", "GBN", "UNO", "SGP"])
def test_codes_that_zones_hold(code: str) -> None:
    assert issuer_name(code)


@pytest.mark.parametrize("code", ["O<<", "DEU", "QQQ", "GB<", "<<<", "XKX"])
def test_codes_that_none_holds(code: str) -> None:
    assert issuer_name(code) is None


@pytest.mark.parametrize(
    "rows", [(), ("A" * 44,), ("A" * 44, "A" * 43), ("a" * 44,) * 2, ("É" * 44,) * 2, ("A" * 30,) * 2]
)
def test_other_rows_are_refused(rows: tuple[str, ...]) -> None:
    with pytest.raises(NotAZone):
        read_zone(rows, TODAY)


@given(st.lists(st.text("ABCZ019<", min_size=30, max_size=30), min_size=3, max_size=3))
def test_any_rows_are_read(rows: list[str]) -> None:
    assert read_zone(rows, TODAY).faults
