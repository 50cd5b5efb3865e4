"""The rows of each reference file, from the sources' own shapes; nothing is corrected but white space."""

import json
from collections.abc import Iterable, Iterator

from infra.reference.sources import Sources, WrongSource

Row = tuple[str, ...]
PNC_LIST = "input-data/offence-code/pnc-ccjs-cjs-offences.json"
CJS_LIST = "input-data/offence-code/cjs-offences.json"
NO_CLASS = "000/00"
"""The source's Home Office class of an offence that has none."""
LISTS = (
    *("offence-category", "plea-status", "verdict", "remand-status", "duration-unit", "duration-type"),
    *(
        "type-of-hearing",
        "court-type",
        "result-class",
        "offence-initiation",
        "gender",
        "defendant-present-at-hearing",
    ),
)


def offence_rows(sources: Sources) -> Iterator[Row]:
    """Code, flags, category, Home Office class, title; flags Recordable, Notifiable, on PNC's list, on the CJS's."""
    pnc = {o["cjsCode"]: o for o in json.loads(sources.repository_text(PNC_LIST))}
    cjs = {o["cjsCode"] for o in json.loads(sources.repository_text(CJS_LIST))}
    known = {o["cjsCode"]: o for o in sources.package_json("offence-code")}
    disputed = [code for code, o in pnc.items() if known[code]["recordableOnPnc"] != o["recordableOnPnc"]]
    if disputed:
        raise WrongSource(f"PNC's list and the package disagree about what is recordable: {disputed[:5]}")
    for code, offence in sorted(known.items()):
        flags = _flag("R", offence["recordableOnPnc"]) + _flag("N", offence["notifiableToHo"])
        flags += _flag("P", code in pnc) + _flag("C", code in cjs)
        home_office_class = offence["homeOfficeClassification"].replace(NO_CLASS, "")
        yield code, flags, offence["offenceCategory"], home_office_class, offence["offenceTitle"]


def result_rows(sources: Sources) -> Iterator[Row]:
    """Code, type, qualifiers that it may have, text."""
    for result in sorted(sources.package_json("result-code"), key=_code):
        listed = (q.strip(" .") for q in result["resultCodeQualifiers"].split(","))
        allowed = " ".join(sorted({q for q in listed if q}))
        yield result["cjsCode"], result["type"], allowed, result["description"]


def qualifier_rows(sources: Sources) -> Iterator[Row]:
    """Code and text."""
    return ((q["cjsCode"], q["description"]) for q in sources.package_json("result-qualifier-code"))


def pnc_disposal_rows(sources: Sources) -> Iterator[Row]:
    """A court's result, and what PNC records for it before and after a verdict."""
    for entry in sources.package_json("pnc-disposal"):
        yield entry["cjsCode"], entry["pncNonAdjudication"], entry["pncAdjudication"]


def force_rows(sources: Sources) -> Iterator[Row]:
    """Code and name."""
    return ((f["code"], f["name"]) for f in sources.package_json("forces"))


def station_rows(sources: Sources) -> Iterator[Row]:
    """Force and station, subdivision, owner, name."""
    for unit in _units(sources, police=True):
        code = unit["secondLevelCode"] + unit["thirdLevelCode"]
        yield code, unit["bottomLevelCode"], unit["secondLevelName"], unit["thirdLevelName"]


def court_rows(sources: Sources) -> Iterator[Row]:
    """Organisation unit, kind, area, name, PNC code."""
    for unit in _units(sources, police=False):
        levels = ("topLevelCode", "secondLevelCode", "thirdLevelCode", "bottomLevelCode")
        names = (unit["topLevelName"], unit["secondLevelName"], unit["thirdLevelName"])
        yield "".join(unit[level] for level in levels), *names, unit["thirdLevelPsaCode"]


def list_rows(sources: Sources) -> Iterator[Row]:
    """List, code, PNC's word, text; entries that differ only in what other systems write stand once."""
    found = (
        (name, entry["cjsCode"], entry.get("pncCode", ""), entry["description"])
        for name in LISTS
        for entry in sources.package_json(name)
    )
    return iter(dict.fromkeys(found))


def country_rows() -> Iterator[Row]:
    """Codes of two and three letters, number, English name (Palestine and Taiwan without ISO's additions)."""
    from iso3166 import countries  # noqa: PLC0415 - only this file needs it

    return (
        (c.alpha2, c.alpha3, c.numeric, c.apolitical_name) for c in sorted(countries, key=lambda c: c.alpha2)
    )


def tidied(rows: Iterable[Row]) -> list[Row]:
    """The rows with single spaces, so that a tab or a new line is always ours; raises `WrongSource` for a double."""
    found = [tuple(" ".join(field.split()) for field in row) for row in rows]
    if len(set(found)) != len(found):
        raise WrongSource("A row stands twice.")
    return found


def _flag(letter: str, holds: object) -> str:
    return letter if holds else ""


def _code(entry: dict[str, str]) -> str:
    return str(entry["cjsCode"])


def _units(sources: Sources, *, police: bool) -> list[dict[str, str]]:
    units = (u for u in sources.package_json("organisation-unit") if (u["topLevelCode"] == "") == police)
    levels = ("topLevelCode", "secondLevelCode", "thirdLevelCode", "bottomLevelCode")
    return sorted(units, key=lambda unit: [unit[level] for level in levels])
