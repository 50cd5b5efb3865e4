"""Made-up people whom tests and the sample rely on: in every population, under the same identifiers.

Each is given as the *applicant* would describe themselves; `record_id` names the record that a search should
find for them, and stands empty for the person whom nobody has recorded.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Known:
    """An applicant, and the record that belongs with them."""

    forenames: str
    surname: str
    birth_date: date
    sex: str
    birth_town: str
    record_id: str = ""
    is_same_person: bool = True
    """False when the record is somebody else's who looks alike."""
    former_surname: str = ""


NO_RECORD = Known("Eleanor Ruth", "Fairweather", date(1990, 5, 14), "F", "Norwich")
"""Nobody like her is recorded: the search finds no one."""
CONVICTED = Known("Thomas William", "Ashdown", date(1985, 11, 23), "M", "Leeds", "SYN-K000001")
"""One conviction: theft from a shop, a fine of 180 pounds."""
NEAR_MATCH = Known("Sophie", "Hartwell", date(1992, 3, 7), "F", "Exeter", "SYN-K000002", is_same_person=False)
"""Has no record; another Sophie Hartwell, ten days younger and born elsewhere, has a caution."""
ACQUITTED = Known("Marcus Leon", "Redfern", date(1979, 8, 30), "M", "Derby", "SYN-K000003")
"""A record with an acquittal, an arrest without further action and a penalty notice: nothing for a certificate."""
MIXED = Known("Patricia Jane", "Oakshott", date(1968, 1, 23), "F", "Cardiff", "SYN-K000004")
"""Two old convictions, a caution, and a prosecution that is pending."""
MARRIED = Known(
    "Grace Abena", "Whitlock", date(1994, 9, 2), "F", "London", "SYN-K000005", former_surname="Oduya"
)
"""Recorded under her former surname alone, with a conditional caution."""
DAY_MONTH = Known("Rajesh Kumar", "Sharma-Lytton", date(1983, 4, 6), "M", "Leicester", "SYN-K000006")
"""Recorded with day and month of birth exchanged (4 June), with one conviction."""
CROWDED = Known("Alan", "Crowdace", date(1975, 1, 15), "M", "Hull", is_same_person=False)
"""Has no record, but 25 namesakes born in that month have one: more than one answer holds."""
NAMESAKES = tuple(f"SYN-K0001{day:02d}" for day in range(1, 26))
"""Of CROWDED, by day of birth."""

TRAVELLED = Known("Iain Malcolm", "Carnegie", date(1970, 3, 9), "M", "Perth", "SYN-K000007")
"""Matters at home, in Scotland and in France: some that rules step down or show, some that a person has to decide."""

EVERYBODY = (NO_RECORD, CONVICTED, NEAR_MATCH, ACQUITTED, MIXED, MARRIED, DAY_MONTH, CROWDED, TRAVELLED)
