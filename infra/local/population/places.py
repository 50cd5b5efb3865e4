"""Where made-up matters are dealt with: forces, courts and the systems of law beside that of England and Wales."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from dataclasses import dataclass
from functools import cache

from chalicelib.records.models import Jurisdiction
from chalicelib.reference.courts import UNCODED, Court, courts
from chalicelib.reference.forces import force_name
from infra.local.population.lists import Weighted

YOUTH_COURT = 4000
"""What the PNC code of a youth court is above the adult court's."""
_FORCES = {
    "01": 240, "20": 90, "06": 90, "13": 70, "05": 45, "10": 45, "43": 45, "44": 45, "46": 40, "42": 40, "50": 35,
    "52": 35, "14": 35, "04": 35, "62": 35, "47": 30, "31": 25, "41": 20, "33": 20, "30": 20, "16": 20, "22": 20,
    "21": 20, "45": 15, "36": 15, "07": 15, "12": 12, "40": 12, "17": 12, "35": 12, "34": 12, "11": 12, "55": 10,
    "60": 10, "61": 10, "32": 10, "54": 10, "37": 10, "63": 8, "53": 8, "23": 8, "03": 8,
}  # fmt: skip
"""Forces of England and Wales by their PNC code, with weights that resemble their populations."""


@dataclass(frozen=True)
class Place:
    """A court or a force as a matter names it."""

    name: str
    code: str = ""
    force: str = ""


@dataclass(frozen=True)
class ElsewhereLaw:
    """A system of law without CJS codes: its courts, its force, and what is charged there, with its disposals."""

    jurisdiction: Jurisdiction
    force: str
    police: str
    courts: tuple[str, ...]
    offences: tuple[str, ...]
    disposals: tuple[tuple[str, str, int], ...]
    """Code, measure (`months`, `pence`, `hours` or none) and its most."""


SCOTLAND = ElsewhereLaw(
    Jurisdiction.SCOTLAND,
    "74",
    "Police Scotland",
    ("Glasgow Sheriff Court", "Edinburgh Sheriff Court", "Aberdeen Sheriff Court", "Dundee Sheriff Court",
     "Paisley Sheriff Court", "Inverness Justice of the Peace Court", "High Court of Justiciary, Glasgow"),
    ("Breach of the peace", "Assault", "Assault to injury", "Theft", "Theft by housebreaking", "Reset",
     "Malicious mischief", "Culpable and reckless conduct", "Threatening or abusive behaviour"),
    (("1026", "", 0), ("1015", "pence", 60_000), ("1155", "hours", 240), ("1013", "months", 24),
     ("1082", "months", 9), ("1002", "months", 36)),
)  # fmt: skip
NORTHERN_IRELAND = ElsewhereLaw(
    Jurisdiction.NORTHERN_IRELAND,
    "98",
    "Police Service of Northern Ireland",
    ("Belfast Magistrates' Court", "Londonderry Magistrates' Court", "Newry Magistrates' Court", "Antrim Crown Court",
     "Belfast Crown Court"),
    ("Disorderly behaviour", "Common assault", "Assault occasioning actual bodily harm", "Theft", "Criminal damage",
     "Burglary", "Riotous behaviour"),
    (("1015", "pence", 50_000), ("1018", "months", 24), ("1013", "months", 24), ("1163", "hours", 180),
     ("1096", "months", 24), ("1002", "months", 30)),
)  # fmt: skip
SERVICE = ElsewhereLaw(
    Jurisdiction.SERVICE,
    "15",
    "Service police",
    ("Military Court Centre, Bulford", "Military Court Centre, Catterick", "Commanding officer's summary hearing"),
    ("Absence without leave", "Disobedience to lawful commands", "Battery (section 42, Armed Forces Act 2006)",
     "Theft (section 42, Armed Forces Act 2006)", "Conduct prejudicial to good order and discipline"),
    (("1007", "months", 12), ("1036", "", 0), ("1038", "", 0), ("1035", "", 0), ("1015", "pence", 90_000)),
)  # fmt: skip
OVERSEAS_FORCE = "89"
"""The UK Central Authority for the Exchange of Criminal Records, which enters what other countries notify."""
COUNTRIES = {
    "polish": "PL", "romanian": "RO", "irish": "IE", "south-asian": "PK", "west-african": "NG", "caribbean": "JM",
    "turkish": "TR", "ukrainian": "UA", "vietnamese": "VN",
}  # fmt: skip
HOLIDAYS = ("ES", "FR", "DE", "IE", "NL", "IT")
OVERSEAS_OFFENCES = (
    ("Theft", "TH68020"), ("Assault", "OF61102"), ("Driving under the influence of alcohol", "RT88007"),
    ("Possession of narcotics", "MD71530"), ("Fraud", "FA06001"), ("Robbery", "TH68023"),
)  # fmt: skip
"""As the country calls it, and the offence of English law that comes closest."""


def draw_force(rng: random.Random) -> str:
    """A force of England and Wales."""
    drawn = Weighted()
    for code, weight in _FORCES.items():
        drawn.add(code, weight)
    return drawn.draw(rng)


def station(force: str) -> Place:
    """The force itself, which deals with what goes to no court."""
    return Place(force_name(force) or force, "", force)


def draw_court(rng: random.Random, force: str, *, is_grave: bool, is_youth: bool) -> Place:
    """A court of the force's area, by its PNC code: Crown for what is grave, youth for the young."""
    crown = is_grave and bool(_courts(force, "C"))
    held = _courts(force, "C" if crown else "B")
    court = rng.choice(held) if held else rng.choice(_courts("01", "B"))
    if crown:
        return Place(f"{court.name} Crown Court", court.pnc_code, force)
    code = f"{int(court.pnc_code) + YOUTH_COURT:04d}"
    if is_youth and int(court.pnc_code) < YOUTH_COURT:
        return Place(f"{court.name} Youth Court", code, force)
    return Place(f"{court.name} Magistrates' Court", court.pnc_code, force)


def elsewhere(rng: random.Random, law: ElsewhereLaw) -> Place:
    """A court of another system of law, which has no PNC code."""
    return Place(rng.choice(law.courts), UNCODED, law.force)


@cache
def _courts(force: str, kind: str) -> tuple[Court, ...]:
    """Court houses of an area (the digits after B or C in their unit) that have a PNC code."""
    return tuple(c for c in courts() if c.pnc_code and c.name and c.unit.startswith(kind + force))
