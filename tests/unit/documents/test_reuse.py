"""One file for two things."""

import pytest

from chalicelib.documents.models import Document, Role, State, Upload
from chalicelib.documents.reuse import used_for
from chalicelib.platform import clock


def added(
    role: Role, sha256: str = "aa", state: State = State.ACCEPTED, application: str = "one"
) -> Document:
    upload = Upload(version="1", size=1, sha256=sha256, at=clock.now())
    return Document(
        id=f"{application}-{role.value}-1", application_id=application, role=role, attempt=1, state=state,
        declared=(), upload=upload,
    )  # fmt: skip


def test_the_same_file_as_passport_and_proof_of_address() -> None:
    assert used_for(added(Role.ADDRESS), [added(Role.PASSPORT)]) is Role.PASSPORT


@pytest.mark.parametrize(
    "other",
    [
        added(Role.PASSPORT, "bb"),
        added(Role.PASSPORT, state=State.REPLACED),
        added(Role.PASSPORT, state=State.REFUSED),
        added(Role.PASSPORT, application="two"),
        added(Role.ADDRESS),
    ],
)
def test_what_is_no_second_use(other: Document) -> None:
    assert used_for(added(Role.ADDRESS), [other]) is None


def test_a_photo_may_come_from_the_passport_page() -> None:
    assert used_for(added(Role.PHOTO), [added(Role.PASSPORT)]) is None


def test_files_whose_bytes_are_not_known_are_not_compared() -> None:
    assert used_for(added(Role.ADDRESS, ""), [added(Role.PASSPORT, "")]) is None
