"""An officer decides on what the police answered."""

from chalicelib.casework.models import IdentityFinding, Inclusion
from tests.fakes.casework import OLIVE, WHY, Station


def same_person(station: Station, officer=OLIVE, record_id="SYN-1") -> None:
    station.casework.decide_candidate(
        station.case_id, officer, record_id=record_id, finding=IdentityFinding.SAME_PERSON, reason=WHY
    )


def another_person(station: Station, officer=OLIVE, record_id="SYN-1") -> None:
    station.casework.decide_candidate(
        station.case_id, officer, record_id=record_id, finding=IdentityFinding.DIFFERENT_PERSON, reason=WHY
    )


def decide(station: Station, inclusion: Inclusion, matter_id="m1", officer=OLIVE) -> None:
    station.casework.decide_matter(
        station.case_id,
        officer,
        record_id="SYN-1",
        matter_id=matter_id,
        inclusion=inclusion,
        reason=WHY,
    )
