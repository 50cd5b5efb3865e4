"""A message that no worker can handle is set aside, shown without personal data, and sent again by a supervisor."""

import re

import pytest

from chalicelib.platform.routing import QUEUES
from infra.local.visitor import Visitor
from tests.flow.queues import Queues, envelope
from tests.flow.steps import send_raw, words_of
from tests.stackrun import eventually

WHO = "Mortimer Nightshade"
STRANGE = "ApplicationWithdrawn"
"""What no queue has any use for but those that are told of it."""
POISON = {
    **{queue: envelope(STRANGE, application_id=f"story-{queue}", name=WHO) for queue in QUEUES},
    "intake": {
        "Records": [
            {
                "eventName": "ObjectCreated:Post",
                "s3": {"bucket": {"name": "somebody-elses"}, "object": {"key": f"q/{WHO}"}},
            }
        ]
    },
    "casework": envelope("RecordCheckAnswered", application_id="story-casework", name=WHO),
    "issue": envelope("IssueOrdered", order_id="story-issue", name=WHO),
    "mail": f"{WHO}, born on 1 January 1990",
    "applications": envelope(
        "DocumentAccepted", application_id="story-applications", document_id="D", role=f"passport of {WHO}"
    ),
}
EACH = dict.fromkeys(QUEUES, 1)


@pytest.fixture(scope="module")
def poisoned(queues: Queues, impatient) -> Queues:
    """One poisoned message in every queue, given up by its worker; other messages went past it."""
    queues.settle()
    queues.bury()
    for queue, body in POISON.items():
        queues.send(queue, body)
    eventually(lambda: queues.dead() == EACH)
    assert queues.waiting() == 0
    yield queues
    queues.bury()


def test_staff_see_each_without_personal_data(poisoned: Queues, olwen: Visitor):
    olwen.open("/staff/failures")
    rows = dict(re.findall(r'<th scope="row">(\w+)</th>\s*<td>([^<]*)</td>', olwen.page.text))
    assert rows == {
        **dict.fromkeys(QUEUES, STRANGE),
        "intake": "File arrived",
        "casework": "RecordCheckAnswered",
        "issue": "IssueOrdered",
        "mail": "Not readable",
        "applications": "DocumentAccepted",
    }
    for about in ("story-checks", "story-casework", "story-issue", "story-applications"):
        assert about in olwen.words()
    assert not any(part in olwen.page.text for part in (*WHO.split(), "1990"))


def test_a_look_takes_nothing_from_the_next(poisoned: Queues, olwen: Visitor, ruth: Visitor):
    assert ruth.open("/staff/failures").text.count("/replay") == len(QUEUES)
    assert olwen.open("/staff/failures").text.count("Ask a supervisor") == len(QUEUES)


def test_an_officer_can_not_replay(poisoned: Queues, olwen: Visitor, ruth: Visitor):
    ruth.open("/staff/failures")
    message = _message(ruth, "casework")
    olwen.open("/staff/failures")
    answer = send_raw(olwen, "/staff/failures/casework/replay", message_id=message)
    assert answer.status_code == 403
    assert "does not have the role" in words_of(answer)
    assert poisoned.dead() == EACH


def test_a_supervisor_replays_and_what_is_still_poisoned_comes_back(poisoned: Queues, ruth: Visitor):
    ruth.open("/staff/failures")
    answer = send_raw(ruth, "/staff/failures/casework/replay", message_id=_message(ruth, "casework"))
    assert answer.status_code == 303
    assert "casework" not in poisoned.dead()
    assert "sent to its queue again" in ruth.open("/staff/failures").text
    eventually(lambda: poisoned.dead() == EACH)


def test_what_is_not_there_can_not_be_replayed(poisoned: Queues, ruth: Visitor):
    ruth.open("/staff/failures")
    gone = send_raw(ruth, "/staff/failures/intake/replay", message_id="gone")
    unknown = send_raw(ruth, "/staff/failures/intake_dlq/replay", message_id="gone")
    assert (gone.status_code, unknown.status_code) == (404, 404)


def _message(visitor: Visitor, queue: str) -> str:
    """The id of the queue's dead letter, from the form that replays it."""
    for form in visitor.forms():
        if form.action == f"/staff/failures/{queue}/replay":
            return form.filled({})["message_id"][0]
    return ""
