"""Queues: sending, looking into dead letters, and replaying them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.platform.settings import Settings

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


@dataclass(frozen=True)
class DeadLetter:
    """A message that its consumer could not handle; `receipt` takes it out of the dead-letter queue."""

    id: str
    body: str
    sent_at: int
    """Milliseconds since 1970 at which it was first sent."""
    receives: int
    receipt: str


class Queues(Protocol):
    """Named queues (see `platform.routing.QUEUES`)."""

    def send(self, queue: str, body: str) -> None:
        """Put a message on a queue; raises the service's error when it did not arrive."""

    def dead_letters(self, queue: str, limit: int = 10) -> list[DeadLetter]:
        """Up to `limit` messages from the queue's dead-letter queue; they stay there, for others to see too.

        A look at a large queue may not show all.
        """

    def replay(self, queue: str, letter: DeadLetter) -> None:
        """Send the letter to its queue again, then take it out of the dead-letter queue."""

    def depth(self, queue: str) -> int:
        """About how many messages wait in a queue (`checks`, `checks_dlq`)."""


@dataclass(frozen=True)
class SqsQueues:
    """`Queues` on SQS."""

    client: "SQSClient"
    settings: Settings

    def send(self, queue: str, body: str) -> None:
        self.client.send_message(QueueUrl=self.settings.queue_url(queue), MessageBody=body)

    def dead_letters(self, queue: str, limit: int = 10) -> list[DeadLetter]:
        answer = self.client.receive_message(
            QueueUrl=self.settings.queue_url(f"{queue}_dlq"),
            MaxNumberOfMessages=min(limit, 10),
            VisibilityTimeout=0,
            MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
        )
        return [_letter(message) for message in answer.get("Messages", [])]

    def replay(self, queue: str, letter: DeadLetter) -> None:
        self.send(queue, letter.body)
        self.client.delete_message(
            QueueUrl=self.settings.queue_url(f"{queue}_dlq"), ReceiptHandle=letter.receipt
        )

    def depth(self, queue: str) -> int:
        answer = self.client.get_queue_attributes(
            QueueUrl=self.settings.queue_url(queue), AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def _letter(message: Any) -> DeadLetter:  # noqa: ANN401 - SQS's message
    attributes = message.get("Attributes", {})
    return DeadLetter(
        id=message["MessageId"],
        body=message["Body"],
        sent_at=int(attributes.get("SentTimestamp", 0)),
        receives=int(attributes.get("ApproximateReceiveCount", 0)),
        receipt=message["ReceiptHandle"],
    )
