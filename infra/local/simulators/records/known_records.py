"""The records of the people in `known`."""

from infra.local.simulators.records.known import (
    ACQUITTED,
    CONVICTED,
    CROWDED,
    DAY_MONTH,
    MARRIED,
    MIXED,
    NAMESAKES,
    NEAR_MATCH,
    TRAVELLED,
    Known,
)
from infra.local.simulators.records.people import Entry, disposal, entry, matter, name

_SHOP_THEFT = ("TH68010", "5.5.8.1", "Theft from a shop")
_BEATING = ("CJ88116", "1.8.11.2", "Assault by beating")
_DAMAGE = ("CD71039", "3.2.37.2", "Criminal damage to property - value under £5000")
_DRINK_DRIVING = ("RT88007", "12.15.16.1", "Drive motor vehicle when alcohol level above limit")
_FRAUD = ("FA06001", "4.5.322.1", "Fraud by false representation - Fraud Act 2006")
_CANNABIS = ("MD71530", "9.1.5.23", "Possess a controlled drug of Class B - Cannabis / Cannabis Resin")
_COMMON_ASSAULT = ("CJ88001", "", "Common assault")
_BODILY_HARM = ("OF61102", "1.9.2.1", "Assault a person thereby occasioning them actual bodily harm")
_DISORDER = ("CJ67002", "", "Drunk and disorderly in a public place")


def known_entries() -> list[Entry]:
    """Every known person who is recorded."""
    single = [_convicted(), _near_match(), _acquitted(), _mixed(), _married(), _day_month(), _travelled()]
    return single + [_namesake(record_id, day) for day, record_id in enumerate(NAMESAKES, start=1)]


def _entry(known: Known, number: int, year: int, history: list[Entry], **changes: str) -> Entry:
    return entry(
        known.record_id,
        number,
        year,
        names=[name(known.forenames, changes.get("surname", known.surname))],
        birth_dates=[changes.get("birth_date", known.birth_date.isoformat())],
        sex=known.sex,
        birth_place=changes.get("birth_town", known.birth_town),
        history=history,
    )


def _convicted() -> Entry:
    fine = [disposal("1015", "Fine", pence=18000), disposal("3117", "Victim Surcharge", pence=2000)]
    theft = matter(
        "conviction",
        _SHOP_THEFT,
        "2012-02-11",
        "2012-04-03",
        "Leeds Magistrates' Court",
        disposals=fine,
        sequence=11,
    )
    return _entry(CONVICTED, 1, 2012, [theft])


def _near_match() -> Entry:
    caution = matter("caution", _BEATING, "2014-07-19", "2014-07-20", "Cumbria Constabulary", sequence=21)
    return _entry(NEAR_MATCH, 2, 2014, [caution], birth_date="1992-03-17", birth_town="Carlisle")


def _acquitted() -> Entry:
    court = "Derby Crown Court"
    history = [
        matter(
            "acquittal",
            _FRAUD,
            "2009-05-01",
            "2010-03-12",
            court,
            disposals=[disposal("2004", "Not Guilty")],
            sequence=31,
        ),
        matter(
            "no_further_action", _DAMAGE, "2011-12-24", "2012-01-30", "Derbyshire Constabulary", sequence=32
        ),
        matter(
            "penalty_notice",
            _DISORDER,
            "2013-08-17",
            "2013-08-17",
            "Derbyshire Constabulary",
            disposals=[disposal("1109", "Penalty Notice", pence=9000)],
            sequence=33,
        ),
    ]
    return _entry(ACQUITTED, 3, 2009, history)


def _mixed() -> Entry:
    court, force = "Cardiff Magistrates' Court", "South Wales Police"
    history = [
        matter(
            "conviction",
            _SHOP_THEFT,
            "1987-10-03",
            "1987-11-17",
            court,
            disposals=[disposal("1018", "Conditional Discharge", months=12)],
            sequence=41,
        ),
        matter(
            "conviction",
            _DRINK_DRIVING,
            "2001-12-31",
            "2002-01-22",
            court,
            disposals=[
                disposal("1116", "Community Order", months=12),
                disposal("3070", "Disqualified from Driving - Obligatory", months=18),
            ],
            sequence=42,
        ),
        matter("caution", _CANNABIS, "2008-06-14", "2008-06-14", force, sequence=43),
        matter("pending_prosecution", _FRAUD, "2025-01-09", "2025-05-20", court, sequence=44),
    ]
    return _entry(MIXED, 4, 1987, history)


def _married() -> Entry:
    caution = matter(
        "conditional_caution",
        _DAMAGE,
        "2016-03-05",
        "2016-03-06",
        "Metropolitan Police Service",
        disposals=[disposal("1117", "Conditional Caution Completed")],
        sequence=51,
    )
    return _entry(MARRIED, 5, 2016, [caution], surname=MARRIED.former_surname)


def _day_month() -> Entry:
    sentence = [disposal("1116", "Community Order", months=9)]
    assault = matter(
        "conviction",
        _BEATING,
        "2006-09-30",
        "2006-12-11",
        "Leicester Magistrates' Court",
        disposals=sentence,
        sequence=61,
    )
    return _entry(DAY_MONTH, 6, 2006, [assault], birth_date="1983-06-04")


def _travelled() -> Entry:
    court, fine = "Carlisle Magistrates' Court", [disposal("1015", "Fine", pence=25000)]
    suspended = [disposal("1115", "Suspended Imprisonment", months=6)]
    history = [
        matter("caution", _SHOP_THEFT, "1986-05-17", "1986-05-19", "Cumbria Constabulary", sequence=71),
        matter(
            "conviction",
            _DISORDER,
            "1996-08-10",
            "1996-10-02",
            "Glasgow Sheriff Court",
            disposals=fine,
            jurisdiction="scotland",
            sequence=72,
        ),
        matter("conviction", _DRINK_DRIVING, "2004-02-28", "2004-02-29", court, disposals=fine, sequence=73),
        _french("Conduite sous l'empire d'un état alcoolique", "2009-07-14", 74, _DRINK_DRIVING),
        _french("Outrage à agent", "2011-07-14", 75),
        matter("conviction", _SHOP_THEFT, "2013-03-02", "2013-04-11", court, disposals=fine, sequence=76),
        matter(
            "conviction", _BODILY_HARM, "2015-09-01", "2016-01-20", court, disposals=suspended, sequence=77
        ),
        matter("conviction", _COMMON_ASSAULT, "2023-11-04", "2024-02-06", court, disposals=fine, sequence=78),
    ]
    return _entry(TRAVELLED, 7, 1986, history)


def _french(title: str, day: str, sequence: int, equivalent: tuple[str, str, str] | None = None) -> Entry:
    """A fine in Lille; `equivalent` is the offence of English law that comes closest."""
    fine = [disposal("1015", "Fine", pence=30000)]
    court = "Tribunal correctionnel de Lille"
    abroad = matter(
        "conviction",
        ("", "", title),
        day,
        day,
        court,
        disposals=fine,
        jurisdiction="overseas",
        sequence=sequence,
    )
    closest = None
    if equivalent:
        code, npcc_code, name_here = equivalent
        closest = {"cjsOffenceCode": code, "npccOffenceCode": npcc_code, "title": name_here}
    offence = {**abroad["offence"], "cjsOffenceCode": None}
    return {**abroad, "country": "FR", "offence": offence, "equivalentOffence": closest}


def _namesake(record_id: str, day: int) -> Entry:
    return entry(
        record_id,
        100 + day,
        1995,
        names=[name(CROWDED.forenames, CROWDED.surname)],
        birth_dates=[f"1975-01-{day:02d}"],
        sex=CROWDED.sex,
        birth_place="",
        history=[],
    )
