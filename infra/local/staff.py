"""The sample staff: made-up people with made-up passwords, in the local user pool only."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StaffMember:
    """A sign-in for the staff's pages."""

    name: str
    email: str
    password: str
    group: str


FIRST_OFFICER = StaffMember(
    "Olwen Pritchard", "olwen@staff.probity.example", "local-only-officer-1", "officer"
)
SECOND_OFFICER = StaffMember("Dev Chaudhry", "dev@staff.probity.example", "local-only-officer-2", "officer")
SUPERVISOR = StaffMember("Ruth Adeyemi", "ruth@staff.probity.example", "local-only-supervisor", "supervisor")
FIRST_KEEPER = StaffMember("Nia Bevan", "nia@staff.probity.example", "local-only-keeper-1", "record_keeper")
SECOND_KEEPER = StaffMember("Tom Akande", "tom@staff.probity.example", "local-only-keeper-2", "record_keeper")
EVERYBODY = (FIRST_OFFICER, SECOND_OFFICER, SUPERVISOR, FIRST_KEEPER, SECOND_KEEPER)


def enrol(cognito: Any, pool_id: str) -> None:
    """Make the sample staff in a user pool, with permanent passwords."""
    for member in EVERYBODY:
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=member.email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": member.email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": member.name},
            ],
        )
        cognito.admin_set_user_password(
            UserPoolId=pool_id, Username=member.email, Password=member.password, Permanent=True
        )
        cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=member.email, GroupName=member.group)
